"""Deliveries can be on hold."""

from alembic import op

revision = "2026_11_24_held"
down_revision = "2026_11_24_stays"


def upgrade() -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint("state", type_="check")
        delivery.create_check_constraint(
            "state",
            "state IN ('waiting', 'sending', 'held', 'sent', 'failed', 'expired', 'unclear', "
            "'dropped')",
        )
