"""What the source said last counts: when it said so is kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_newest"
down_revision = "2026_11_24_deeds"


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        account.add_column(sa.Column("zone_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("preference") as preference:
        preference.add_column(sa.Column("opted_in_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "leftchannel",
        sa.Column("platform", sa.String(), primary_key=True),
        sa.Column("workspace", sa.String(), primary_key=True),
        sa.Column("conversation", sa.String(), primary_key=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
    )
