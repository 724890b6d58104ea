"""The question box; without row numbers, which would say which question came first."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_questions"
down_revision = "2026_11_28_absences"


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
