"""The one way from a person to the name on their answers."""

from collections.abc import Callable, Iterable
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.keyring import KeyRing
from bot.store.inserts import insert_once
from bot.store.tables import Pseudonym


class Pseudonyms:
    """A random token per person in a table of its own, keyed on the way out.

    The table alone tells nothing without the key ring; without a person's row the link is cut for
    good.
    """

    def __init__(self, session: Session, keys: KeyRing, new_id: Callable[[], str]) -> None:
        self.session = session
        self.keys = keys
        self.new_id = new_id

    def of(self, person_id: str) -> str:
        """The respondent behind whom this person answers, made at their first answer.

        Theirs until the transaction ends: answering and erasing take turns, whatever the account.
        """
        row = self.hold(person_id)
        if row is None:
            insert_once(self.session, Pseudonym(person_id=person_id, token=self.new_id()))
            statement = select(Pseudonym).where(Pseudonym.person_id == person_id)
            row = self.session.exec(statement).one()
        return self.keys.pseudonym(row.token)

    def hold(self, person_id: str) -> Pseudonym | None:
        return self.session.get(Pseudonym, person_id, with_for_update=True)

    def of_all(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Respondent by person, of those who have ever answered."""
        rows = self.session.exec(_of_all(), params={"people": list(person_ids)})
        return {row.person_id: self.keys.pseudonym(row.token) for row in rows}


@cache
def _of_all() -> SelectOfScalar[Pseudonym]:
    """Asked for each message to a person: SQLAlchemy writes it out once."""
    mine = col(Pseudonym.person_id).in_(bindparam("people", expanding=True))
    return select(Pseudonym).where(mine)
