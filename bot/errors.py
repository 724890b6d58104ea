"""Every error of the bot, in one tree.

BotError
├── UserError              the person can act on it; becomes a card with the wording of ``message``
│   ├── NotAllowed · NotYours · NotInvited · WaveClosed · NoWaveOpen
│   ├── UnknownPerson · UnknownTeam · NoBaseline · PilotRunning · NoPilot · TooMany
│   ├── QuestionGone · QuestionUnreadable · TooManyExports
│   └── FormRejected       problems next to fields
├── DeliveryError          why a message did not go out
│   ├── Throttled · Away · Superseded · Unreachable · Refused · Unclear · WorkspacePaused
├── StoreAway              the store cannot be reached; the platform should try again
│   ├── StoreSilent · StoreBroken · StoreSwapped
│   └── NotWritable        what is stored can be read: StoreFull · StoreReadOnly
├── SealBroken             something encrypted cannot be read: changed, moved, or its key is gone
└── SetupError             the admin can act on it; printed by the program
    ├── ConfigError · MessageFileError · RosterRejected · SchemaError · KeysLost · StoreBusy
    └── CopyRefused
"""

from collections.abc import Mapping
from dataclasses import dataclass


class BotError(Exception):
    """The root of the tree."""


class UserError(BotError):
    """Something the person can act on; ``message`` names its wording."""

    message = "errors/generic"

    def __init__(self, **details: object) -> None:
        super().__init__(self.message, details)
        self.details = details


class NotAllowed(UserError):
    message = "errors/not_allowed"


class NotYours(UserError):
    """A button or form of another person, or of something that is gone."""

    message = "errors/not_yours"


class NotInvited(UserError):
    message = "errors/not_invited"


class WaveClosed(UserError):
    message = "errors/wave_closed"


class NoWaveOpen(UserError):
    message = "errors/no_wave_open"


class UnknownPerson(UserError):
    """The actor is not on the roster: a guest, or someone yet to be imported."""

    message = "errors/unknown_person"


class UnknownTeam(UserError):
    message = "errors/unknown_team"


class NoBaseline(UserError):
    message = "errors/no_baseline"


class PilotRunning(UserError):
    message = "errors/pilot_running"


class NoPilot(UserError):
    message = "errors/no_pilot"


class QuestionGone(UserError):
    """It was answered or declined meanwhile."""

    message = "errors/question_gone"


class QuestionUnreadable(UserError):
    """Its seal is broken, or the key is missing."""

    message = "errors/question_unreadable"


class TooMany(UserError):
    message = "errors/too_many"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: the key of its wording and the values in it."""

    message: str
    values: Mapping[str, object]


class TooManyExports(UserError):
    message = "errors/too_many_exports"


class FormRejected(UserError):
    """Raised by ``Form.read``; ``problems`` has one entry per field that was refused."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.problems = problems


class DeliveryError(BotError):
    """A message did not go out; ``reason`` is a short word for the delivery report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Throttled(DeliveryError):
    """The conversation has to wait: ``retry_after`` seconds, or None where nobody said how long."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("throttled")
        self.retry_after = retry_after


class Away(Throttled):
    """The platform cannot be reached; nothing was sent, or sending it twice does no harm."""


class Superseded(DeliveryError):
    """Nothing was sent: by now another replica may have taken the message over."""

    def __init__(self) -> None:
        super().__init__("superseded")


class Unreachable(DeliveryError):
    """Will not get better by itself; ``cause`` is a ``Gone``, where that is known."""

    def __init__(self, reason: str, cause: str = "") -> None:
        super().__init__(reason)
        self.cause = cause

    @property
    def in_full(self) -> str:
        return f"{self.cause}: {self.reason}" if self.cause else self.reason


class Refused(DeliveryError):
    """The platform refuses this content; plain text may still go through."""


class Unclear(DeliveryError):
    """Nobody knows whether the message arrived: reset, timeout, 5xx, unreadable answer."""


class WorkspacePaused(DeliveryError):
    """The token is no longer good; everything for this workspace waits for the admin."""


class StoreAway(BotError):
    """The store cannot be reached just now; nothing was saved.

    ``problem`` is one word for the admin; ``passing`` says that the same may work at once.
    """

    problem = "store_away"

    def __init__(self, reason: str = "", *, passing: bool = False) -> None:
        super().__init__(reason)
        self.passing = passing


class StoreSilent(StoreAway):
    """Its server takes connections, and does not answer."""


class StoreBroken(StoreAway):
    problem = "store_broken"


class StoreSwapped(StoreAway):
    """Another file, or none, lies where the store was."""

    problem = "store_swapped"


class NotWritable(StoreAway):
    """Nothing can be saved; what is stored can be read."""


class StoreFull(NotWritable):
    problem = "store_full"


class StoreReadOnly(NotWritable):
    problem = "store_read_only"


class SealBroken(BotError):
    """Something encrypted was changed, moved to another row, or made by a key that is gone."""


class SetupError(BotError):
    """Something the admin can act on; its text says what to do next."""


class ConfigError(SetupError):
    pass


class SchemaError(SetupError):
    pass


class KeysLost(SetupError):
    """The store was written under a root key that is not in the ring."""


class StoreBusy(SetupError):
    pass


class CopyRefused(SetupError):
    """A backup that cannot be made or used; the store is as it was."""


class MessageFileError(SetupError):
    """A file under ``messages/`` that cannot be used."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class RosterRejected(SetupError):
    """Nothing was imported; ``lines`` are (line number, reason), the header being line 1."""

    def __init__(self, lines: tuple[tuple[int, str], ...]) -> None:
        super().__init__("\n".join(f"line {number}: {reason}" for number, reason in lines))
        self.lines = lines
