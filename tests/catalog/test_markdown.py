"""What writers may use: bold, italic, https links, bullets, line breaks; all else stays."""

import pytest

from bot.catalog.markdown import Markdown
from bot.model.texts import Paragraph, Span, Text


def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    return Markdown().text(markdown).paragraphs


@pytest.mark.parametrize(
    ("markdown", "spans"),
    [
        ("plain", (Span("plain"),)),
        ("**bold** text", (Span("bold", bold=True), Span(" text"))),
        ("*it*", (Span("it", italic=True),)),
        ("***both***", (Span("both", bold=True, italic=True),)),
        ("[here](https://a.example/b?c=1)", (Span("here", link="https://a.example/b?c=1"),)),
        ("[**b**](https://a.example)", (Span("b", bold=True, link="https://a.example"),)),
        ("two\nlines", (Span("two lines"),)),
        ("hard\\\nbreak", (Span("hard\nbreak"),)),
        (r"\*kept\*", (Span("*kept*"),)),
        ("[x](http://a.example)", (Span("x"),)),
        ("[x](javascript:alert)", (Span("[x](javascript:alert)"),)),
        ("<b>x</b> &amp; `code`", (Span("<b>x</b> &amp; `code`"),)),
        ("# no heading", (Span("# no heading"),)),
        ("> no quote", (Span("> no quote"),)),
        ("https://no.autolink.example", (Span("https://no.autolink.example"),)),
    ],
)
def test_one_paragraph(markdown: str, spans: tuple[Span, ...]) -> None:
    assert paragraphs(markdown) == (Paragraph(spans),)


def test_bullets_and_paragraphs_keep_their_order() -> None:
    assert paragraphs("One:\n\n- a **b**\n- c\n\nTwo") == (
        Paragraph((Span("One:"),)),
        Paragraph((Span("a "), Span("b", bold=True)), bullet=True),
        Paragraph((Span("c"),), bullet=True),
        Paragraph((Span("Two"),)),
    )


def test_numbered_lines_keep_their_numbers() -> None:
    assert paragraphs("2026. A good year\n") == (Paragraph((Span("2026. A good year"),)),)


def test_no_text_is_no_paragraph() -> None:
    assert Markdown().text("", subtle=True) == Text((), subtle=True)
    assert paragraphs("\n  \n") == ()
