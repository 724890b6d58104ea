"""Waves, answers and figures."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_surveys"
down_revision = "2026_11_23_people"


def upgrade() -> None:
    create_wave()
    create_answer()
    create_response()
    create_invitation()
    create_pilot()
    create_baselineweek()
    create_figure()
    create_figuremember()


def create_wave() -> None:
    op.create_table(
        "wave",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("survey", "local_date"),
        sa.CheckConstraint("kind IN ('baseline', 'pulse')", name="kind"),
        sa.CheckConstraint("closes_at > opens_at", name="order"),
    )
    op.create_index("ix_wave_survey", "wave", ["survey"])


def create_answer() -> None:
    op.create_table(
        "answer",
        sa.Column("wave_id", sa.String(), sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("respondent", sa.String(), primary_key=True),
        sa.Column("question", sa.String(), primary_key=True),
        sa.Column("number", sa.Float()),
        sa.Column("text", sa.String()),
        sa.CheckConstraint("number IS NULL OR (number >= 0 AND number <= 168)", name="number"),
        sa.CheckConstraint("length(text) <= 2000", name="text"),
    )


def create_response() -> None:
    op.create_table(
        "response",
        sa.Column("wave_id", sa.String(), sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("respondent", sa.String(), primary_key=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contracted_hours", sa.Float(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
    )
    op.create_index("ix_response_respondent", "response", ["respondent"])


def create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("wave_id", sa.String(), sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])


def create_pilot() -> None:
    op.create_table(
        "pilot",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "one_running_pilot",
        "pilot",
        ["team_id"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )


def create_baselineweek() -> None:
    op.create_table(
        "baselineweek",
        sa.Column("pilot_id", sa.String(), sa.ForeignKey("pilot.id"), primary_key=True),
        sa.Column("wave_id", sa.String(), sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("respondent", sa.String(), primary_key=True),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("contracted_hours", sa.Float(), nullable=False),
        sa.Column("normal", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
    )


def create_figure() -> None:
    op.create_table(
        "figure",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("pilot_id", sa.String(), sa.ForeignKey("pilot.id"), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("set_hash", sa.String(), nullable=False),
        sa.UniqueConstraint("team_id", "question", "local_date"),
    )
    op.create_index("ix_figure_team_id", "figure", ["team_id"])


def create_figuremember() -> None:
    op.create_table(
        "figuremember",
        sa.Column("figure_id", sa.String(), sa.ForeignKey("figure.id"), primary_key=True),
        sa.Column("respondent", sa.String(), primary_key=True),
    )
