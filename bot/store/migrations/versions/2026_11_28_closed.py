"""What a wave came to when it was over, decided once."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_closed"
down_revision = "2026_11_28_downloads"


def upgrade() -> None:
    op.create_table(
        "closedwave",
        sa.Column("wave_id", sa.String(), sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("set_hash", sa.String(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
    )
