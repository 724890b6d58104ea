"""In which zone each local date reaches people who moved."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_stays"
down_revision = "2026_11_24_leader"


def upgrade() -> None:
    op.create_table(
        "stay",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("zone", sa.String(), nullable=False),
    )
    op.create_index("ix_stay_zone", "stay", ["zone"])
