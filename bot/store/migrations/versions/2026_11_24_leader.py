"""One replica leads; deliveries need no leases, and are looked for by workspace."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_leader"
down_revision = "2026_11_23_governance"


def upgrade() -> None:
    op.create_table(
        "leader",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("replica", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("lease_until")
        delivery.drop_column("fence")
    op.drop_index("delivery_due", "delivery")
    lane = ["state", "platform", "workspace", "priority", "created_at"]
    op.create_index("delivery_lane", "delivery", lane)
