"""Which replica keeps the clock and sends: one row, changed only by who sees it as it is."""

from functools import cache

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.store.inserts import insert_once
from bot.store.tables import Leader


class Leaders:
    """Queries about the one leader, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def current(self) -> Leader:
        """The row as it is, held until this transaction ends."""
        insert_once(self.session, Leader(id=1, replica="", term=0, beats=0))
        return self.session.exec(select(Leader).with_for_update()).one()

    def is_in_office(self, term: int) -> bool:
        """Whether that term goes on; it will until this transaction ends."""
        return self.session.exec(_term_of_today()).first() == term

    def retire(self, term: int) -> None:
        """Leave the office empty, unless somebody else has taken it."""
        mine = update(Leader).where(col(Leader.term) == term).values(replica="")
        self.session.connection().execute(mine)


@cache
def _term_of_today() -> SelectOfScalar[int]:
    """Each of the courier's transactions needs this one: SQLAlchemy writes it out once."""
    return select(Leader.term).where(Leader.replica != "").with_for_update(read=True)
