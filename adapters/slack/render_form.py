"""Forms as modals: one input block for each field, its ``block_id`` being the field's id."""

from collections.abc import Mapping
from typing import assert_never

from adapters.slack import limits
from adapters.slack.bounds import Json
from adapters.slack.errand import Errand
from adapters.slack.limits import cut
from adapters.slack.render import plain
from adapters.slack.render_text import lines, rich_text, shorter
from bot.model.fields import (
    ChoiceField,
    DateField,
    Field,
    NumberField,
    ScaleField,
    TextField,
    chosen_of,
)
from bot.model.forms import Form

ELEMENT = "entered"
CALLBACK = "form"


def modal(form: Form, errand: Errand) -> Json:
    intro = rich_text(lines(shorter(form.intro, limits.TEXT))) if form.intro else []
    steering = form.steering
    fields = [
        _input(field) | ({"dispatch_action": True} if field.id in steering else {})
        for field in form.asked()
        if _can_be_answered(field)
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(form.title, limits.MODAL_TITLE),
        "submit": plain(form.submit, limits.MODAL_TITLE),
        "close": plain(form.cancel, limits.MODAL_TITLE),
        "private_metadata": str(errand),
        "blocks": [*intro, *fields][: limits.VIEW_BLOCKS],
    }


def shown(form: Form, errors: Mapping[str, str]) -> Json:
    """Errors by ``block_id``; those of fields that are not drawn are said at the first that is.

    Slack shows nothing at all when it gets an error for a block that the form does not have.
    """
    drawn = [field.id[: limits.ACTION_ID] for field in form.asked() if _can_be_answered(field)]
    found: Json = {block: cut(errors[block], limits.TEXT) for block in drawn if block in errors}
    if not found and drawn:
        return {drawn[0]: cut(" ".join(errors.values()), limits.TEXT)}
    return found


def _can_be_answered(field: Field) -> bool:
    """Slack refuses a whole form for one list without choices."""
    return not isinstance(field, ChoiceField | ScaleField) or bool(field.offered)


def _input(field: Field) -> Json:
    drawn: Json = {
        "type": "input",
        "block_id": field.id[: limits.ACTION_ID],
        "label": plain(field.label, limits.LABEL),
        "optional": not field.required,
        "element": {**_element(field), "action_id": ELEMENT},
    }
    return drawn | ({"hint": plain(field.hint, limits.LABEL)} if field.hint.strip() else {})


def _element(field: Field) -> Json:
    match field:
        case NumberField(value=value):
            # Slack's own number input refuses "3,5", which half of Europe types.
            return _typed(value, multiline=False, longest=limits.TEXT)
        case TextField(value=value, multiline=multiline, longest=longest):
            return _typed(value, multiline, max(1, min(longest, limits.TEXT)))
        case DateField(value=value):
            chosen: Json = {"initial_date": value} if value else {}
            return {"type": "datepicker", **chosen}
        case ChoiceField(several=True):
            return _choices(field)
        case ChoiceField() | ScaleField():
            return _choice(field)
        case _:
            assert_never(field)


def _typed(value: str, multiline: bool, longest: int) -> Json:
    drawn: Json = {"type": "plain_text_input", "multiline": multiline, "max_length": longest}
    return drawn | ({"initial_value": cut(value, longest)} if value.strip() else {})


def _choice(field: ChoiceField | ScaleField) -> Json:
    """A few choices stand open; many go into a list, in groups where one list cannot hold them."""
    options = [_option(value, label) for value, label in dict(field.offered).items()]
    chosen = next((option for option in options if option["value"] == field.value), None)
    initial: Json = {"initial_option": chosen} if chosen else {}
    if len(options) <= limits.RADIO_BUTTONS:
        return {"type": "radio_buttons", "options": options, **initial}
    if len(options) <= limits.OPTIONS:
        return {"type": "static_select", "options": options, **initial}
    return {"type": "static_select", "option_groups": _groups(options), **initial}


def _choices(field: ChoiceField) -> Json:
    """Boxes to tick while they are few, else a list to choose from; Slack takes 100 in it."""
    options = [_option(value, label) for value, label in dict(field.offered).items()]
    options, ticked = options[: limits.OPTIONS], chosen_of(field.value)
    chosen = [option for option in options if option["value"] in ticked]
    initial: Json = {"initial_options": chosen} if chosen else {}
    kind = "checkboxes" if len(options) <= limits.CHECKBOXES else "multi_static_select"
    return {"type": kind, "options": options, **initial}


def _groups(options: list[Json]) -> list[Json]:
    starts = range(0, min(len(options), limits.OPTIONS**2), limits.OPTIONS)
    return [
        {
            "label": plain(f"{start + 1}-{start + limits.OPTIONS}", limits.OPTION_LABEL),
            "options": options[start : start + limits.OPTIONS],
        }
        for start in starts
    ]


def _option(value: str, label: str) -> Json:
    return {"text": plain(label, limits.OPTION_LABEL), "value": cut(value, limits.OPTION_VALUE)}
