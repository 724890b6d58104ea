"""Who works here, and where the bot meets them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_people"
down_revision = None


def upgrade() -> None:
    create_team()
    create_person()
    create_teamchannel()
    create_account()
    create_epochmember()
    create_preference()
    create_pseudonym()
    create_rolegrant()


def create_team() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("parent_id", sa.String(), sa.ForeignKey("team.id")),
        sa.Column("zone", sa.String(), nullable=False),
    )


def create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False, unique=True),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), nullable=False),
        sa.Column("manager_id", sa.String(), sa.ForeignKey("person.id")),
        sa.Column("role_band", sa.String(), nullable=False),
        sa.Column("contracted_hours", sa.Float(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("chat_zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("contracted_hours > 0 AND contracted_hours <= 80", name="contracted"),
    )
    op.create_index("ix_person_manager_id", "person", ["manager_id"])
    op.create_index("ix_person_team_id", "person", ["team_id"])


def create_teamchannel() -> None:
    op.create_table(
        "teamchannel",
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
    )


def create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id")),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True)),
        sa.Column("looked_up_at", sa.DateTime(timezone=True)),
        sa.Column("look_up_after", sa.DateTime(timezone=True)),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("rostered", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("platform", "workspace", "account"),
    )
    op.create_index("ix_account_looked_up_at", "account", ["looked_up_at"])
    op.create_index("ix_account_person_id", "account", ["person_id"])


def create_epochmember() -> None:
    op.create_table(
        "epochmember",
        sa.Column("epoch", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), nullable=False),
    )
    op.create_index("ix_epochmember_team_id", "epochmember", ["team_id"])


def create_preference() -> None:
    op.create_table(
        "preference",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True)),
        sa.Column("snoozed_until", sa.DateTime(timezone=True)),
        sa.Column("quiet_from", sa.String()),
        sa.Column("quiet_to", sa.String()),
        sa.Column("working_days", sa.String()),
        sa.Column("messages_per_week", sa.Integer()),
        sa.CheckConstraint("messages_per_week >= 0", name="budget"),
    )


def create_pseudonym() -> None:
    op.create_table(
        "pseudonym",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("token", sa.String(), nullable=False, unique=True),
    )


def create_rolegrant() -> None:
    op.create_table(
        "rolegrant",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("role", sa.String(), primary_key=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    )
