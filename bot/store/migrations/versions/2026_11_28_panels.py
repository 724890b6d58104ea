"""Whose answers a team's figures are over: at first whoever the last one was over."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_panels"
down_revision = "2026_11_28_closed"

LAST_FIGURES = """
INSERT INTO panelmember (question, respondent, team_id, answered_at)
SELECT shown.question, shown.respondent, shown.team_id, coalesce(
  (SELECT max(response.revised_at) FROM response
   WHERE response.respondent = shown.respondent AND response.revised_at <= shown.published_at),
  shown.published_at)
FROM (
  SELECT figure.question AS question, figuremember.respondent AS respondent,
    min(figure.team_id) AS team_id, max(figure.published_at) AS published_at
  FROM figuremember JOIN figure ON figure.id = figuremember.figure_id
  WHERE figure.published_at = (
    SELECT max(latest.published_at) FROM figure AS latest
    JOIN figuremember AS member ON member.figure_id = latest.id
    WHERE latest.team_id = figure.team_id AND latest.question = figure.question)
  GROUP BY figure.question, figuremember.respondent
) AS shown
"""


def upgrade() -> None:
    op.create_table(
        "panelmember",
        sa.Column("question", sa.String(), primary_key=True),
        sa.Column("respondent", sa.String(), primary_key=True),
        sa.Column("team_id", sa.String(), sa.ForeignKey("team.id"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_panelmember_team_id", "panelmember", ["team_id"])
    op.create_index("ix_figuremember_respondent", "figuremember", ["respondent"])
    op.execute(LAST_FIGURES)
