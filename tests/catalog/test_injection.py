"""Values are words, whatever they hold: they never become markup, and they lose nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.wording import folded
from bot.model.cards import Buttons, Facts
from bot.model.texts import Paragraph, Span
from tests.catalog.shelf import Shelf, body, element

PLAIN = """---
title: "{{ typed }}"
facts: rows
buttons:
  - { label: "{{ typed }}", action: say, subject: help }
example: { typed: hi, rows: [[a, b]] }
---
You said {{ typed }}{{ typed }}, **right?** *{{ typed }}*

- {{ typed }}
"""
MARKUP = st.text(
    st.sampled_from("*_[]()<>!`#-~\\/&@|{}%\n\t \u202e\u200b\ue000\ue001\ue002\ue100axhttps:.1")
)
HOSTILE = st.sampled_from(
    [
        "**bold**", "_it_", "[here](https://evil.example)", "<https://evil.example|x>",
        "<!channel>", "<@U1>", "<at>all</at>", "{{ 7 * 7 }}", "{% for x in y %}", "- bullet",
        "1. one", "# title", "a\n\nb", "a\r\n- b", "\ue000\ue001", "\ue100", "\\*", "&lt;", "|",
        "https://evil.example", "---\ntitle: x\n---", "x" * 3000,
    ]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MARKUP | HOSTILE | st.text())
def test_no_value_turns_into_markup_and_none_is_lost(shelf: Shelf, typed: str) -> None:
    if not shelf.edits:
        shelf.edit("en/replies/typed.md", PLAIN)
    shown = folded(typed)

    card = shelf.catalog().card("replies/typed", "en", {"typed": typed, "rows": [[typed, typed]]})

    said, *bullets = body(card).paragraphs
    right = (Span(f"You said {shown}{shown}, "), Span("right?", bold=True), Span(" "))
    assert said.spans == (*right, Span(shown, italic=True))[: 4 if shown else 3]
    assert bullets == ([Paragraph((Span(shown),), bullet=True)] if shown else [])
    assert card.title == " ".join(shown.split())
    assert element(card, Facts) == Facts(((shown, shown),))
    buttons = element(card, Buttons)
    assert isinstance(buttons, Buttons)
    assert buttons.buttons[0].label == shown


@given(st.text().filter(str.isprintable))
def test_what_can_be_seen_stays_as_it_is(typed: str) -> None:
    assert folded(typed) == typed


@given(st.text())
def test_folded_values_stand_on_one_line(typed: str) -> None:
    assert len(folded(typed).splitlines()) <= 1


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\nb\r\nc\td", "a b c d"),
        ("abc\u202edef\u200b", "abcdef"),
        ("\ue000a\ue001", "a"),
        ("5\u00a0hours", "5\u00a0hours"),
        ("nul\x00\ud800", "nul"),
    ],
)
def test_what_cannot_be_seen_is_folded_or_gone(typed: str, shown: str) -> None:
    assert folded(typed) == shown
