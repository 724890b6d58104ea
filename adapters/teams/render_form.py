"""Forms as Adaptive Cards with inputs: in a dialog, or in the chat."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from adapters.teams.fitting import Room, cut, fitted
from adapters.teams.markup import heading, lines, plain_lines
from adapters.teams.render import action_rows, attachment, envelope
from adapters.teams.stamps import Stamp
from adapters.teams.wire import Json
from bot.model.fields import ChoiceField, DateField, Field, NumberField, ScaleField, TextField
from bot.model.forms import Form

_MOST_IN_SIGHT = 5  # more choices than this fold into a list
_LONGEST_LABEL = 300
_LONGEST_TITLE = 60
_FEW_FIELDS = 3
_TIGHTEST = Room(characters=40, rows=1, elements=1)
"""Room for every field and what is wrong with it; hints have gone."""

_NONE: Mapping[str, str] = {}


def form_card(
    form: Form,
    stamp: Stamp,
    entered: Mapping[str, str] = _NONE,
    errors: Mapping[str, str] = _NONE,
) -> Json:
    """The form with what was typed and, next to its field, what is wrong with it.

    Teams cannot change a card while it is filled in: what else is asked comes when it is sent.
    """
    asked = form.filled(entered).asked()

    def draw(room: Room) -> Json:
        body = [] if stamp.dialog else [heading(form.title, room)]
        body += lines(form.intro, room) if form.intro else []
        for field in asked:
            body += _field(field, field.value, errors.get(field.id, ""), room)
        return envelope([*body, *action_rows([_submit(form, asked, stamp)])], form.title)

    return fitted(draw, lambda: draw(_TIGHTEST))


def dialog(form: Form, drawn: Json) -> Json:
    """The form as the content of a dialog, in the wrapping that Teams asks for."""
    height = "medium" if len(form.asked()) <= _FEW_FIELDS else "large"
    return continued(form.title, drawn, height)


def continued(title: str, drawn: Json, height: str = "medium") -> Json:
    shown = {"title": cut(title, _LONGEST_TITLE), "height": height, "width": "medium"}
    return {"task": {"type": "continue", "value": {**shown, "card": attachment(drawn)}}}


def _submit(form: Form, asked: Sequence[Field], stamp: Stamp) -> Json:
    drawn = [field.id for field in asked]
    data = stamp.data(form.action, form=True, drawn=drawn)
    submit: Json = {"title": cut(form.submit, _LONGEST_TITLE), "style": "positive", "data": data}
    if stamp.dialog:
        return {"type": "Action.Submit", **submit}
    return {"type": "Action.Execute", "verb": str(form.action), **submit}


def _field(field: Field, value: str, error: str, room: Room) -> list[Json]:
    asked = [{**_input(field, cut(value, room.characters), room), **_label(field, room)}]
    hint = plain_lines(field.hint, room, subtle=True) if room != _TIGHTEST else []
    wrong = plain_lines(error, room, color="Attention")
    return [*asked, *({**line, "spacing": "Small"} for line in (*wrong, *hint))]


def _label(field: Field, room: Room) -> Json:
    label = _label_of(field.label, room)
    # Not isRequired: Teams would refuse in its own words before we could answer in ours.
    return {"id": field.id, "label": f"{label} *" if field.required else label, "spacing": "Medium"}


def _label_of(text: str, room: Room) -> str:
    return cut(text, min(room.characters, _LONGEST_LABEL))


def _input(field: Field, value: str, room: Room) -> Json:
    match field:
        case NumberField():  # not Input.Number: it refuses "3,5"
            return {"type": "Input.Text", "value": value}
        case TextField():
            longest = max(field.longest, len(value))  # what is too long stays there to be shortened
            kind = {"isMultiline": field.multiline, "maxLength": longest}
            return {"type": "Input.Text", "value": value, **kind}
        case DateField(earliest=earliest):
            bound = {"min": earliest} if earliest else {}
            return {"type": "Input.Date", "value": value, **bound}
        case ChoiceField(several=True):
            return {**_choices(field.offered, value, room), "isMultiSelect": True}
        case ChoiceField() | ScaleField():
            return _choices(field.offered, value, room)
        case _:
            assert_never(field)


def _choices(choices: tuple[tuple[str, str], ...], value: str, room: Room) -> Json:
    style = "expanded" if len(choices) <= _MOST_IN_SIGHT else "compact"
    offered = [{"title": _label_of(label, room), "value": key} for key, label in choices]
    chosen = {"value": value} if value else {}
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": offered, **chosen}
