"""A week as somebody types it into the check-in."""

WEEK = {
    "task.invoice_matching": "3,5",
    "task.payment_chasing": "2",
    "task.expense_checks": "0",
    "task.month_end_copying": "0",
    "task.report_formatting": "0",
    "task.data_cleanup": "1",
    "checking_hours": "0.5",
    "normal_week": "yes",
}
