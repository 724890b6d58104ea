"""Who agreed to be asked. Whoever answered before this was told who sees what in the form."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_consents"
down_revision = "2026_11_28_news"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    )
