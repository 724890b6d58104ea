"""Files that one person may fetch once, by a link."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_downloads"
down_revision = "2026_11_28_questions"


def upgrade() -> None:
    op.create_table(
        "download",
        sa.Column("ticket", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_download_person_id", "download", ["person_id"])
