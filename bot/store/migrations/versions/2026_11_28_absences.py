"""When people are not there, and in which country's public holidays."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_absences"
down_revision = "2026_11_28_consents"


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("country", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "absence",
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("first_day", sa.Date(), primary_key=True),
        sa.Column("last_day", sa.Date(), primary_key=True),
        sa.Column("source", sa.String(), primary_key=True),
    )
    op.create_index("ix_absence_last_day", "absence", ["last_day"])
