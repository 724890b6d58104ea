"""What somebody did lately is counted."""

from alembic import op

revision = "2026_11_24_deeds"
down_revision = "2026_11_24_sealed"


def upgrade() -> None:
    op.create_index("audit_deeds", "auditentry", ["actor", "deed", "at"])
