"""What every button and form of ours carries through Teams and back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.teams import wire
from adapters.teams.wire import Json
from bot.model.actions import Action

_LONGEST_NAME = 1000
_LONGEST_ACTION = 255  # twenty of them leave room on a card for its words

OURS = "dividend"
"""The one name in an action's data that is ours; all others are what people entered."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """``token`` names one drawing of a card, so that a press repeated by the client is known.

    ``card`` is the message that opened a dialog. Cards inside a dialog have only ``Action.Submit``.
    """

    token: str = ""
    card: str = ""
    dialog: bool = False

    def data(self, action: Action, *, form: bool = False, drawn: Sequence[str] = ()) -> Json:
        """``drawn`` are the fields on the card: clients leave out those that stayed empty."""
        ours: Json = {"action": str(action), "token": self.token}
        if self.card:
            ours["card"] = self.card
        if form:
            ours["form"] = True
        if drawn:
            ours["drawn"] = [*drawn]
        return {OURS: ours}


@dataclass(frozen=True, slots=True)
class Stamped:
    """An action that came back, with the strings entered beside it."""

    action: Action
    token: str
    card: str
    is_form: bool
    entered: Mapping[str, str]


def stamped(data: Json, verb: str = "") -> Stamped | None:
    """What came back, or None where the data is not of a card of ours."""
    ours = wire.record(data, OURS)
    name, token = wire.text(ours, "action") or verb, wire.text(ours, "token")
    if not name or not is_sound(name) or not is_sound(token) or not ours:
        return None
    return Stamped(
        action=Action.parse(name),
        token=token,
        card=wire.text(ours, "card"),
        is_form=ours.get("form") is True,
        entered=_drawn(ours)
        | {
            field: typed
            for field, typed in data.items()
            if isinstance(typed, str) and field not in (OURS, "msteams")
        },
    )


def _drawn(ours: Json) -> dict[str, str]:
    """Every field that was on the card, as if it had stayed empty."""
    drawn = ours.get("drawn")
    fields = drawn if isinstance(drawn, list) else []
    return {field: "" for field in fields if isinstance(field, str) and is_sound(field)}


def is_sound(name: str) -> bool:
    """Whether this could be an id or action at all: no store takes NUL or half a character."""
    return len(name) <= _LONGEST_NAME and (name.isprintable() or not name)


def can_return(action: Action) -> bool:
    """Whether a button with this action is worth drawing: any of ours, unless a value spoilt it."""
    written = str(action)
    return len(written) <= _LONGEST_ACTION and is_sound(written)


def token_for(key: str) -> str:
    """The token of the card that answers the event ``key``: the same for each of its deliveries."""
    return _short_hash(key)


def hash_of(entered: Mapping[str, str]) -> str:
    return _short_hash("\0".join(f"{field}\0{entered[field]}" for field in sorted(entered)))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
