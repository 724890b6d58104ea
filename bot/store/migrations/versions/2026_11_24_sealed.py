"""Words that people typed are sealed; those of before are sealed by `dividend keys rotate`."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_sealed"
down_revision = "2026_11_24_held"


def upgrade() -> None:
    op.add_column("answer", sa.Column("sealed", sa.String()))
