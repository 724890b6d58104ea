"""Who agreed to be asked, after being told who sees what."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.newest import is_newest
from bot.store.tables import Consent


class Consents:
    """Nobody is asked anything without; a no counts until a later yes."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, person_id: str) -> Consent | None:
        """What was decided last; None before anything was."""
        return self.session.get(Consent, person_id)

    def is_given(self, person_id: str) -> bool:
        known = self.of(person_id)
        return known is not None and known.given

    def is_refused(self, person_id: str) -> bool:
        known = self.of(person_id)
        return known is not None and not known.given

    def refused_by(self, at: datetime) -> frozenset[str]:
        """Ids of those whose no stands, and was said by then."""
        no = select(Consent.person_id).where(~col(Consent.given), Consent.decided_at <= at)
        return frozenset(self.session.exec(no))

    def decide(self, person_id: str, given: bool, decided_at: datetime) -> None:
        """What was decided later stands, whatever arrives first."""
        known = self.of(person_id)
        if known is None or is_newest(decided_at, known.decided_at):
            self.session.merge(Consent(person_id=person_id, given=given, decided_at=decided_at))
