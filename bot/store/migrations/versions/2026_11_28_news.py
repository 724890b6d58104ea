"""What the last wave of a survey changed, for the next invitation."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_news"
down_revision = "2026_11_28_wishes"


def upgrade() -> None:
    op.create_table(
        "surveynews",
        sa.Column("survey", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
