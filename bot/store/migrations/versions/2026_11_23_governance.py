"""Handled events and the audit chain, which the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_governance"
down_revision = "2026_11_23_deliveries"

REFUSAL = "the audit chain only grows"


def upgrade() -> None:
    create_auditentry()
    create_audithead()
    create_eventkey()
    create_installation()
    refuse_changes_to_the_chain()


def create_auditentry() -> None:
    op.create_table(
        "auditentry",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
    )


def create_audithead() -> None:
    op.create_table(
        "audithead",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
    )


def create_eventkey() -> None:
    op.create_table(
        "eventkey",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String()),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
    )
    op.create_index("ix_eventkey_handled_at", "eventkey", ["handled_at"])
    op.create_index("ix_eventkey_person_id", "eventkey", ["person_id"])


def create_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("root_key", sa.String(), nullable=False),
    )


def refuse_changes_to_the_chain() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER auditentry_refuses_{change.lower()} BEFORE {change} ON auditentry "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER auditentry_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON auditentry FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
    )
