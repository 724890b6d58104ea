"""Schedules and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_deliveries"
down_revision = "2026_11_23_surveys"


def upgrade() -> None:
    create_nextdue()
    create_occurrence()
    create_delivery()


def create_nextdue() -> None:
    op.create_table(
        "nextdue",
        sa.Column("schedule", sa.String(), primary_key=True),
        sa.Column("zone", sa.String(), primary_key=True),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_nextdue_at", "nextdue", ["at"])


def create_occurrence() -> None:
    op.create_table(
        "occurrence",
        sa.Column("schedule", sa.String(), primary_key=True),
        sa.Column("zone", sa.String(), primary_key=True),
        sa.Column("local_date", sa.Date(), primary_key=True),
        sa.Column("wall_time", sa.String(), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IN ('ran', 'skipped')", name="outcome"),
    )


def create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False, unique=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id")),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id")),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("values", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_for", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'expired', 'unclear', 'dropped')",
            name="state",
        ),
    )
    op.create_index("delivery_due", "delivery", ["state", "priority", "send_after"])
    op.create_index("ix_delivery_person_id", "delivery", ["person_id"])
