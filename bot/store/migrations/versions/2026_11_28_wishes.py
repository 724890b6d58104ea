"""People say what they do not want to be written to about, and until when to be quiet."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_wishes"
down_revision = "2026_11_27_newest"


def upgrade() -> None:
    with op.batch_alter_table("preference") as preference:
        preference.add_column(sa.Column("unwanted_kinds", sa.String(), nullable=True))
        preference.add_column(sa.Column("snoozed_at", sa.DateTime(timezone=True), nullable=True))
        preference.add_column(sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
