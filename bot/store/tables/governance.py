"""What was done, by whom, and which events were handled."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.store.tables.instants import Instant


class EventKey(SQLModel, table=True):
    """An event that had its effect; ``outcome`` is the reply, answered again to a repeat."""

    key: str = Field(primary_key=True)
    person_id: str | None = Field(default=None, index=True)
    handled_at: datetime = Field(sa_type=Instant, index=True)
    outcome: str = ""


class Download(SQLModel, table=True):
    """A file that one person may fetch once, by a link whose secret is not in here.

    ``ticket`` is a hash of it, ``content`` is sealed.
    """

    ticket: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    name: str
    label: str
    content: str
    expires_at: datetime = Field(sa_type=Instant)


class AuditEntry(SQLModel, table=True):
    """A link of the chain: ``mac`` is over this row and the ``mac`` before it."""

    __table_args__ = (Index("audit_deeds", "actor", "deed", "at"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    actor: str
    deed: str
    subject: str
    details: str
    mac: str


class Installation(SQLModel, table=True):
    """Under which root key this store was written; under another, answers belong to nobody."""

    id: int = Field(primary_key=True)
    root_key: str


class AuditHead(SQLModel, table=True):
    """The end of the chain; locked by whoever adds to it, so that there is one chain."""

    id: int = Field(primary_key=True)
    seq: int
    mac: str
