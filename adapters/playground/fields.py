"""Forms as HTML: labels, hints, and errors beside the field they belong to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.playground.markup import Attributes, Html, join, tag
from adapters.playground.render import Brush, prose
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

_FEW = 5  # so many choices are shown side by side; more of them as a list that opens
_NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it stands: what was entered and what is wrong, by field id.

    ``id`` sets its fields apart from those of other forms on the page; ``card`` is the message
    whose button opened it, or empty.
    """

    id: str
    form: Form
    card: str = ""
    entered: Mapping[str, str] | None = None
    errors: Mapping[str, str] | None = None

    @property
    def asked(self) -> Sequence[Field]:
        return self.form.asked(self.entered)

    def value(self, field: Field) -> str:
        return (self.entered or {}).get(field.id, field.value)

    def error(self, field: Field) -> str:
        return (self.errors or {}).get(field.id, "")


def form(filled: Filled, brush: Brush) -> Html:
    shown = filled.form
    title = _slug(f"{filled.id}-title")
    does: Attributes = {
        "class": "card form",
        "novalidate": True,
        "autocomplete": "off",
        "aria-labelledby": title,
        "data-submit": str(shown.action),
        "data-card": filled.card,
        "data-opener": str(shown.opener),
        "data-steering": " ".join(sorted(shown.steering)) or False,
        "lang": filled.form.language or False,
        "data-fields": " ".join(one.id for one in filled.asked),
    }
    return tag(
        "form",
        does,
        tag("h2", {"id": title, "dir": "auto"}, shown.title),
        prose(shown.intro) if shown.intro else _NOTHING,
        _summary(filled, brush),
        *(field(one, filled, brush) for one in filled.asked),
        _endings(shown),
    )


def field(shown: Field, filled: Filled, brush: Brush) -> Html:
    """One field; its hint and its error are read out with it."""
    match shown:
        case NumberField():
            return _labelled(shown, filled, brush, _line_input(shown, filled, "decimal"))
        case TextField(multiline=True):
            return _labelled(shown, filled, brush, _text_area(shown, filled))
        case TextField():
            return _labelled(shown, filled, brush, _line_input(shown, filled, "text"))
        case DateField():
            return _labelled(shown, filled, brush, _date_input(shown, filled))
        case ChoiceField(offered=offered, several=False) if len(offered) > _FEW:
            return _labelled(shown, filled, brush, _list(shown, filled, brush))
        case ChoiceField() | ScaleField():
            return _grouped(shown, filled, brush)
        case _:
            assert_never(shown)


def _labelled(shown: Field, filled: Filled, brush: Brush, control: Html) -> Html:
    name = tag("label", {"for": _id(shown, filled)}, *_name(shown, filled, brush))
    kind = "field number" if isinstance(shown, NumberField) else "field"
    return tag("div", {"class": kind}, name, *_notes(shown, filled, brush), control)


def _grouped(shown: ChoiceField | ScaleField, filled: Filled, brush: Brush) -> Html:
    """Steps side by side, as radio buttons; one that stands for no answer where none is needed.

    Where one may choose several they are boxes, and none need be ticked.
    """
    steps, several = [*shown.offered], _takes_several(shown)
    if not shown.required and not several:
        steps.append(("", _word("no_answer", filled, brush)))
    kind = "steps scale" if isinstance(shown, ScaleField) else "steps"
    chosen = chosen_of(filled.value(shown)) if several else {filled.value(shown)}
    legend = tag("legend", {}, *_name(shown, filled, brush))
    inputs = (_step(value, label, value in chosen, shown, filled) for value, label in steps)
    around = {"class": "field", **_described(shown, filled)}
    notes = _notes(shown, filled, brush)
    return tag("fieldset", around, legend, *notes, tag("div", {"class": kind}, *inputs))


def _takes_several(shown: Field) -> bool:
    return isinstance(shown, ChoiceField) and shown.several


def _step(value: str, label: str, chosen: bool, shown: Field, filled: Filled) -> Html:
    button: Attributes = {
        "type": "checkbox" if _takes_several(shown) else "radio",
        "name": shown.id,
        "value": value,
        "checked": chosen,
        "aria-invalid": "true" if filled.error(shown) else False,
    }
    return tag("label", {"class": "step"}, tag("input", button), tag("span", {}, label))


def _line_input(shown: Field, filled: Filled, keyboard: str) -> Html:
    typed: Attributes = {"type": "text", "inputmode": keyboard, "value": filled.value(shown)}
    return tag("input", {**_control(shown, filled), **typed})


def _date_input(shown: DateField, filled: Filled) -> Html:
    day: Attributes = {"type": "date", "value": filled.value(shown), "min": shown.earliest or False}
    return tag("input", {**_control(shown, filled), **day})


def _text_area(shown: Field, filled: Filled) -> Html:
    # A reader of HTML drops the first line break inside a text area: this one is for it.
    typed = join("\n", filled.value(shown))
    return tag("textarea", {**_control(shown, filled), "rows": "3"}, typed)


def _list(shown: ChoiceField, filled: Filled, brush: Brush) -> Html:
    nothing = (("", _word("choose" if shown.required else "no_answer", filled, brush)),)
    chosen = filled.value(shown)
    options = (
        tag("option", {"value": value, "selected": value == chosen}, label)
        for value, label in nothing + shown.offered
    )
    return tag("select", _control(shown, filled), *options)


def _control(shown: Field, filled: Filled) -> Attributes:
    return {"id": _id(shown, filled), "name": shown.id, **_described(shown, filled)}


def _described(shown: Field, filled: Filled) -> Attributes:
    wrong = bool(filled.error(shown))
    notes = [f"{_id(shown, filled)}-hint"] * bool(shown.hint)
    notes += [f"{_id(shown, filled)}-error"] * wrong
    return {
        "aria-describedby": " ".join(notes) or False,
        "aria-invalid": "true" if wrong else False,
    }


def _name(shown: Field, filled: Filled, brush: Brush) -> Sequence[Html]:
    label = tag("span", {"dir": "auto"}, shown.label)
    if shown.required:
        return [label]
    return [label, tag("span", {"class": "optional"}, _word("optional", filled, brush))]


def _notes(shown: Field, filled: Filled, brush: Brush) -> Sequence[Html]:
    notes = list[Html]()
    if shown.hint:
        notes.append(tag("p", {"class": "hint", "id": f"{_id(shown, filled)}-hint"}, shown.hint))
    if error := filled.error(shown):
        notes.append(tag("p", {"class": "error", "id": f"{_id(shown, filled)}-error"}, error))
    return notes


def _word(name: str, filled: Filled, brush: Brush) -> str:
    """The page's own words inside a form are in the form's language."""
    return brush.words(f"playground.{name}", filled.form.language)


def _summary(filled: Filled, brush: Brush) -> Html:
    if not filled.errors:
        return _NOTHING
    return tag("p", {"class": "summary", "role": "alert"}, _word("errors", filled, brush))


def _endings(shown: Form) -> Html:
    submit = tag("button", {"type": "submit", "class": "button primary"}, shown.submit)
    cancel = tag("button", {"type": "button", "class": "button", "data-cancel": True}, shown.cancel)
    return tag("div", {"class": "buttons"}, submit, cancel)


def _id(shown: Field, filled: Filled) -> str:
    return _slug(f"{filled.id}-{shown.id}")


def _slug(name: str) -> str:
    """The name as an HTML id: lists of ids are split at spaces."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}", name)
