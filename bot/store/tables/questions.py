"""What somebody asked, and nothing about who that was."""

from datetime import date

from sqlmodel import Field, SQLModel


class Question(SQLModel, table=True):
    """A question of the question box, until it is answered or declined; ``sealed`` is its text.

    ``asked_on`` is the organisation's date, however late it was. What came today is not yet
    ``is_open``. SQLite keeps the rows by their ids: a row number would say which came first.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    asked_on: date
    is_open: bool
    sealed: str
