"""Everything about one person: read for themselves, and erased when they say so."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from bot.errors import SealBroken, StoreAway
from bot.keyring import KeyRing
from bot.store.audit import BY_COMMAND
from bot.store.database import ERASES, Database
from bot.store.outbox import Outbox
from bot.store.own_data import OWN_DATA, Fate, Whose
from bot.store.pseudonyms import Pseudonyms
from bot.store.schema import schema_version
from bot.store.sealing import opened
from bot.store.tables import (
    Account,
    Answer,
    AuditEntry,
    Delivery,
    Download,
    EventKey,
    Figure,
    FigureMember,
    Invitation,
    PanelMember,
    Person,
    Preference,
    Wave,
)

ERASE = "erase_own_data"  # the deed in the audit chain, which is also the tombstone
AT = "at"  # in its details: when it was done first, where a restore has undone it
ERASED = "erased-"  # how the random name begins of somebody who erased their data
UNREADABLE = "sealed"  # how the bot answered: to be compared with a repeat, not to be read

Row = dict[str, object]
Erasure = tuple[str, str]
"""Whose data was erased, and when."""


class OwnData:
    """Queries about all that is kept about one person, built around the open session."""

    def __init__(
        self, session: Session, keys: KeyRing, pseudonyms: Pseudonyms, outbox: Outbox
    ) -> None:
        self.session, self.keys = session, keys
        self.pseudonyms, self.outbox = pseudonyms, outbox

    def rows(self, person_id: str) -> dict[str, list[Row]]:
        """Every row about a person by table, sealed words opened; tables without any are empty."""
        whose = self._whose(person_id)
        found = dict[str, list[Row]]()
        for table, listed in OWN_DATA.items():
            if listed.mine is not None:
                kept = self.session.exec(select(table).where(listed.mine(whose)))
                found[str(table.__tablename__)] = [self._shown(row) for row in kept]
        return found

    def figures(self, person_id: str) -> list[Figure]:
        """The published figures that this person's answers are part of, oldest first."""
        mine = select(FigureMember.figure_id).where(
            FigureMember.respondent == self._whose(person_id).respondent
        )
        statement = select(Figure).where(col(Figure.id).in_(mine))
        return list(self.session.exec(statement.order_by(col(Figure.published_at))))

    def erase(self, person_id: str, now: datetime, new_id: str) -> None:
        """Erase what is this person's own. Safe to repeat; ``new_id`` stands for them from now on.

        They stay in the sets of published figures, and in the panel of the next one until that may
        change, under one random name: so that no set shrinks.
        """
        self.pseudonyms.hold(person_id)
        whose = self._whose(person_id)
        self.session.info[ERASES] = True
        self.session.flush()
        if whose.respondent:
            self._stand_in(whose.respondent, f"{ERASED}{new_id}", now)
        for table, listed in OWN_DATA.items():
            if listed.fate is Fate.GONE and listed.mine is not None:
                self.session.connection().execute(delete(table).where(listed.mine(whose)))
        self._forget_invitations(person_id, now)
        self._forget_wishes(person_id, now)
        self._forget_accounts(person_id)
        self.session.flush()

    def was_erased_since(self, person_id: str, at: datetime) -> bool:
        """Whether what this person said at that time was erased: it may arrive late."""
        since = select(AuditEntry.seq).where(
            col(AuditEntry.actor).in_((person_id, BY_COMMAND)),
            AuditEntry.deed == ERASE,
            col(AuditEntry.at) >= at,
            AuditEntry.subject == person_id,
        )
        return self.session.exec(since.limit(1)).first() is not None

    def erasures(self) -> frozenset[Erasure]:
        return _erasures(self.session)

    def is_known(self, person_id: str) -> bool:
        return self.session.get(Person, person_id) is not None

    def _whose(self, person_id: str) -> Whose:
        return Whose(person_id, self.pseudonyms.of_all([person_id]).get(person_id, ""))

    def _shown(self, row: SQLModel) -> Row:
        shown = {name: _plain(value) for name, value in row.model_dump().items()}
        match row:
            case Answer():
                shown["text"], shown["sealed"] = self._text(row), None
            case EventKey():
                shown["outcome"] = UNREADABLE
            case Download():
                shown["content"] = UNREADABLE  # a file like this one
            case Delivery(card=card) if card:
                shown["card"] = self._card(row)
        return shown

    def _text(self, answer: Answer) -> str | None:
        if answer.text is None and answer.sealed is None:
            return None
        try:
            return opened(self.keys, answer)
        except SealBroken:
            return UNREADABLE

    def _card(self, delivery: Delivery) -> str:
        try:
            return self.outbox.card(delivery).as_text()
        except SealBroken:
            return UNREADABLE

    def _stand_in(self, respondent: str, token: str, now: datetime) -> None:
        """When they answered is of no use without the answer."""
        sets = update(FigureMember).where(col(FigureMember.respondent) == respondent)
        panel = update(PanelMember).where(col(PanelMember.respondent) == respondent)
        self.session.connection().execute(sets.values(respondent=token))
        self.session.connection().execute(panel.values(respondent=token, answered_at=now))

    def _forget_invitations(self, person_id: str, now: datetime) -> None:
        """Whoever comes back may still answer what is open."""
        closed = select(Wave.id).where(Wave.closes_at <= now)
        mine = delete(Invitation).where(col(Invitation.person_id) == person_id)
        self.session.connection().execute(mine.where(col(Invitation.wave_id).in_(closed)))

    def _forget_wishes(self, person_id: str, now: datetime) -> None:
        """All that is left is to be written to no more; wishes sent before are older than that."""
        wishes = self.session.get(Preference, person_id)
        if wishes is not None:
            self.session.delete(wishes)
            self.session.flush()
        silence = Preference(person_id=person_id, opted_out_at=now)
        silence.snoozed_at = silence.entered_at = now
        self.session.add(silence)
        person = self.session.get_one(Person, person_id)
        person.chat_zone = person.language = ""

    def _forget_accounts(self, person_id: str) -> None:
        """What the roster names stays known, as if it had never been heard of."""
        for account in self.session.exec(select(Account).where(Account.person_id == person_id)):
            if not account.rostered:
                self.session.delete(account)
                continue
            account.conversation, account.reachable, account.waiting = account.account, True, False
            account.last_seen_at = account.told_at = account.zone_at = None
            account.looked_up_at = account.look_up_after = None


def erasures_in(database: Database) -> frozenset[Erasure] | None:
    """Who erased their data in a store that another one is to replace; None if it is unreadable."""
    try:
        if schema_version(database) is None:
            return None
        with database.reading() as session:
            return _erasures(session)
    except StoreAway:
        return None


def _erasures(session: Session) -> frozenset[Erasure]:
    """What was done again after a restore counts by its first time: they may have come back."""
    rows = session.exec(select(AuditEntry).where(AuditEntry.deed == ERASE))
    told = ((row, json.loads(row.details)) for row in rows)
    return frozenset((row.subject, details.get(AT, row.at.isoformat())) for row, details in told)


def erased_of(respondents: Iterable[str]) -> frozenset[str]:
    """Those of a published set or a panel who have erased their data since."""
    return frozenset(name for name in respondents if name.startswith(ERASED))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
