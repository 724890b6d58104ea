"""The store as a turn sees it: one class of queries per subject, around one transaction."""

from collections.abc import Callable

from sqlmodel import Session

from bot.keyring import KeyRing
from bot.store.absences import Absences
from bot.store.accounts import Accounts
from bot.store.audit import Audit
from bot.store.closing import ClosedWaves
from bot.store.consents import Consents
from bot.store.downloads import Downloads
from bot.store.erasing import OwnData
from bot.store.events import Events
from bot.store.installation import Installations
from bot.store.leadership import Leaders
from bot.store.outbox import Outbox
from bot.store.outcomes import Outcomes
from bot.store.panels import Panels
from bot.store.people import People
from bot.store.pilots import Epochs, Figures, Pilots
from bot.store.pseudonyms import Pseudonyms
from bot.store.questions import Questions
from bot.store.retention import Retention
from bot.store.roles import Roles
from bot.store.roster import Roster
from bot.store.schedules import Schedules
from bot.store.sealing import Sealing
from bot.store.stays import Stays
from bot.store.surveys import Surveys
from bot.store.teams import Teams


class Store:
    """Everything that is kept, within one open session."""

    def __init__(self, session: Session, keys: KeyRing, new_id: Callable[[], str]) -> None:
        self.installation = Installations(session, keys)
        self.accounts = Accounts(session)
        self.people = People(session)
        self.roles = Roles(session)
        self.stays = Stays(session)
        self.absences = Absences(session)
        self.teams = Teams(session)
        self.roster = Roster(session, new_id)
        self.retention = Retention(session)
        self.consents = Consents(session)
        self.pseudonyms = Pseudonyms(session, keys, new_id)
        self.surveys = Surveys(session, keys)
        self.closed_waves = ClosedWaves(session)
        self.sealing = Sealing(session, keys)
        self.questions = Questions(session, keys, new_id)
        self.pilots = Pilots(session)
        self.figures = Figures(session)
        self.epochs = Epochs(session)
        self.panels = Panels(session)
        self.leaders = Leaders(session)
        self.schedules = Schedules(session)
        self.outbox = Outbox(session, keys)
        self.outcomes = Outcomes(session)
        self.events = Events(session, keys)
        self.audit = Audit(session, keys.key("audit"))
        self.downloads = Downloads(session, keys)
        self.own_data = OwnData(session, keys, self.pseudonyms, self.outbox)
