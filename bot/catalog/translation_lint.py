"""What ``dividend check`` says about a translation: what is left in English, and loose signs."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.catalog.completeness import LINT
from bot.catalog.findings import Finding
from bot.catalog.library import ORIGINAL
from bot.catalog.messages import split
from bot.catalog.sources import message_files, text_of
from bot.catalog.yamlfiles import YamlText
from bot.errors import MessageFileError

FEWEST = 3  # words; a name or a short label may well be the same in both languages
_NOT_SAID = frozenset({"action", "example", "forbidden", "id", "subject", "when"})
_UNBROKEN = f"{LINT}.unbroken_before"
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_WORD = re.compile(r"[^\W\d_]+")
_COMMENT = re.compile(r"\s*#")

Texts = list[tuple[int, str]]
"""Every line that is said, with its number in the file."""


def unfinished(catalog: Catalog) -> tuple[Finding, ...]:
    """What to think about again in each language but English."""
    found = list[Finding]()
    for language in catalog.languages():
        signs = _signs(catalog, language)
        for folder in catalog.library.sources.folders if language != ORIGINAL else ():
            for path in message_files(folder / language):
                found += _left(catalog, path, path.relative_to(folder / language).as_posix())
                found += _loose(path, signs) if signs else ()
    return tuple(sorted(found))


def _left(catalog: Catalog, path: Path, name: str) -> Iterator[Finding]:
    """Lines that are word for word as in English; the bot's own words are so in all languages."""
    originals = catalog.library.sources.paths(ORIGINAL, name)
    english = {text for original in originals for _, text in _texts(Path(original))}
    for line, text in _texts(path) if english else ():
        words = _WORD.findall(_TAG.sub("", text))
        if len(words) >= FEWEST and text in english and not _are_commands(words, catalog):
            yield Finding(str(path), line, f'"{" ".join(words[:FEWEST])} …" is still in English')


def _are_commands(words: list[str], catalog: Catalog) -> bool:
    return {f"commands/{word}" for word in words} <= {*catalog.keys()}


def _texts(path: Path) -> Texts:
    """Nothing of a file that cannot be used: that is found elsewhere."""
    text = text_of(path)
    try:
        head, body = split(str(path), text) if path.suffix == ".md" else (text, "")
        said = YamlText(str(path), head).texts(_NOT_SAID)
        first = head.count("\n") + 2 if head else 1
        found = [*said, *enumerate(body.splitlines(), first)]
    except MessageFileError:
        return []
    return [(line, text.strip()) for line, text in found]


def _signs(catalog: Catalog, language: str) -> str:
    """The signs that this language parts from the word before them, on the same line."""
    has = _UNBROKEN in catalog.library.label_names(LINT, language)
    return catalog.label(_UNBROKEN, language) if has else ""


def _loose(path: Path, signs: str) -> Iterator[Finding]:
    loose = re.compile(rf"\S [{re.escape(signs)}]")
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if not _COMMENT.match(line) and (match := loose.search(_TAG.sub("x", line))):
            reason = f'the space before "{match[0][-1]}" must be a non-breaking one (U+00A0)'
            yield Finding(str(path), number, reason)
