"""One subset of Jinja for everybody who writes words; the rest is refused when it is read."""

import pytest

from bot.errors import MessageFileError
from tests.catalog.shelf import Shelf

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ person.__class__ }}",
    "{{ person['__class__'] }}",
    "{{ person.__init__.__globals__ }}",
    "{{ person.first_name.upper() }}",
    "{{ person.first_name.format(person) }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ config }}",
    "{{ request }}",
    "{{ namespace() }}",
    "{{ joiner }}",
    "{{ range(10 ** 9) }}",
    "{{ dict() }}",
    "{{ person | attr('__class__') }}",
    "{{ person.first_name | attr('format') }}",
    "{{ person | map(attribute='__class__') }}",
    "{{ person.first_name | format(1) }}",
    "{{ person.first_name | replace('a', 'b') }}",
    "{{ person | tojson }}",
    "{{ person | xmlattr }}",
    "{{ person.first_name | safe }}",
    "{{ person | pprint }}",
    "{{ person | urlize }}",
    "{{ count | plural(**person) }}",
    "{{ count | plural(other=person.first_name) }}",
    "{{ (person | first).x }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 + 1 }}",
    "{{ -count }}",
    "{{ 'a' ~ 'b' }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ (1, 2) }}",
    "{{ person.first_name[0] }}",
    "{{ person.first_name[::-1] }}",
    "{{ person is mapping }}",
    "{{ person is defined }}",
    "{% set x = 1 %}{{ x }}",
    "{% for letter in person.first_name %}{{ letter }}{% endfor %}",
    "{% for x in person recursive %}{{ loop(x) }}{% endfor %}",
    "{% macro m() %}{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% block b %}{% endblock %}",
    "{% extends 'x' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% filter hours %}1{% endfilter %}",
    "{% with x = 1 %}{{ x }}{% endwith %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% debug %}",
    "{% do person %}",
    "{{ unknown }}",
    "{{ person.unknown }}",
    "{{ person.first_name.unknown }}",
    "{% if unknown %}x{% endif %}",
    "{{ count | hours(person) }}",
    "[a]({{ person.first_name }})",
    "[a](https://{{ person.first_name }})",
    "\ue000",
    "{{ '\ue001' }}",
]
FILE = """---
title: Fine
example:
  person: {{ first_name: Alex }}
  count: 2
  share: 0.62
  moment: "2026-11-23T09:30:00+01:00"
---
{body}
"""


@pytest.mark.parametrize("text", ESCAPES)
def test_whatever_leaves_the_subset_is_refused_when_it_is_read(shelf: Shelf, text: str) -> None:
    shelf.edit("en/replies/text.md", FILE.format(body=text))

    with pytest.raises(MessageFileError):
        shelf.catalog().load()


@pytest.mark.parametrize("entry", ["title", "footnote"])
def test_the_head_is_held_to_the_same_subset(shelf: Shelf, entry: str) -> None:
    shelf.edit("en/replies/text.md", f'---\n{entry}: "{{{{ lipsum }}}}"\n---\nText\n')

    with pytest.raises(MessageFileError, match="lipsum"):
        shelf.catalog().load()


def test_a_condition_of_a_button_cannot_leave_its_place(shelf: Shelf) -> None:
    head = 'title: T\nbuttons: [{ label: L, action: a, when: "1 %}{% for x in y %}{% endfor %}" }]'
    shelf.edit("en/replies/text.md", f"---\n{head}\n---\n")

    with pytest.raises(MessageFileError):
        shelf.catalog().load()


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("{{ count | hours }}", "2 hours", "2 Stunden"),
        ("{{ 1 | hours }}", "1 hour", "1 Stunde"),
        ("{{ 2.5 | hours }}", "2.5 hours", "2,5 Stunden"),
        ("{{ 1234.567 | number }}", "1,234.57", "1.234,57"),
        ("{{ 0.125 }}", "0.12", "0,12"),
        ("{{ share | percent }}", "62%", "62\u00a0%"),
        ("{{ moment | date }}", "Monday, November 23", "Montag, 23. November"),
        ("{{ moment | time }}", "9:30\u202fAM", "09:30"),
        ('{{ count | plural(one="# wave", other="# waves") }}', "2 waves", "2 waves"),
        ('{{ 1 | plural(one="# wave", other="# waves") }}', "1 wave", "1 wave"),
        ("{% if count == 2 and not (share > 1) %}yes{% else %}no{% endif %}", "yes", "yes"),
        ("{{ 'a' if count else 'b' }}", "a", "a"),
        ("{# a remark #}said", "said", "said"),
    ],
)
def test_the_subset_says_numbers_and_days_as_the_reader_does(
    shelf: Shelf, text: str, english: str, german: str
) -> None:
    shelf.edit(
        "en/labels.yaml",
        'units: { hours: { one: "# hour", other: "# hours" }, day: "EEEE, MMMM d" }',
    )
    shelf.edit(
        "de/labels.yaml",
        'units: { hours: { one: "# Stunde", other: "# Stunden" }, day: "EEEE, d. MMMM" }',
    )
    for language in ("en", "de"):
        shelf.edit(f"{language}/replies/text.md", FILE.format(body=text))
    catalog = shelf.catalog()
    values = catalog.example("replies/text", "en")

    assert catalog.text("replies/text", "en", values) == english
    assert catalog.text("replies/text", "de", values) == german


@pytest.mark.parametrize("key", ["items", "keys", "values", "copy", "get"])
def test_a_value_named_like_a_method_is_still_the_value(shelf: Shelf, key: str) -> None:
    body = f"{{{{ wave.{key} }}}}"
    shelf.edit(
        "en/replies/text.md",
        f"---\ntitle: T\nexample: {{ wave: {{ {key}: mine }} }}\n---\n{body}\n",
    )

    assert shelf.catalog().text("replies/text", "en", {"wave": {key: "mine"}}) == "mine"
