"""Text as styled spans: parsed once from Markdown by the catalog, drawn by renderers.

No renderer ever sees Markdown source, so no value in a message can turn into markup.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one style; ``link`` is an https address or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or one bullet; a line break inside is ``\\n`` in a span."""

    spans: tuple[Span, ...]
    bullet: bool = False

    def as_text(self) -> str:
        text = "".join(f"{s.text} ({s.link})" if s.link else s.text for s in self.spans)
        return f"• {text}" if self.bullet else text


@dataclass(frozen=True, slots=True)
class Text:
    paragraphs: tuple[Paragraph, ...]
    subtle: bool = False

    def as_text(self) -> str:
        return "\n".join(paragraph.as_text() for paragraph in self.paragraphs)


def plain(text: str, *, subtle: bool = False) -> Text:
    """A text without any style: what a person typed, or a value that stands alone."""
    return Text(tuple(Paragraph((Span(line),)) for line in text.split("\n") if line), subtle)


def shortened(text: Text, limit: int) -> Text:
    """The text cut to ``limit`` characters, on a span's character border, with an ellipsis."""
    if len(text.as_text()) <= limit:
        return text
    left, kept = limit - 1, list[Paragraph]()
    for paragraph in text.paragraphs:
        if left <= 0:
            break
        spans = list[Span]()
        for span in paragraph.spans:
            cut = span.text[: max(left, 0)]
            left -= len(cut) + (len(span.link) + 3 if span.link else 0)
            if cut:
                spans.append(replace(span, text=cut))
        left -= 3 if paragraph.bullet else 1
        kept.append(replace(paragraph, spans=tuple(spans)))
    last = kept[-1]
    return replace(text, paragraphs=(*kept[:-1], replace(last, spans=(*last.spans, Span("…")))))
