"""What ``dividend check`` says about messages that would work and should still not go out."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.catalog.catalog import COMMANDS, Catalog
from bot.catalog.completeness import LINT, differing_surveys, differing_tasks, missing
from bot.catalog.findings import Finding
from bot.catalog.lesson_lint import bad_lessons
from bot.catalog.library import ORIGINAL
from bot.catalog.messages import Message
from bot.catalog.sources import text_of
from bot.catalog.survey_lint import unwieldy
from bot.catalog.wording import unaccented
from bot.errors import MessageFileError
from bot.model.actions import Action
from bot.model.cards import Button, Card

Knows = Callable[[Action], bool]

LONGEST_TITLE = 150  # a Slack header
LONGEST_TEXT = 3000  # a Slack text
LONGEST_LABEL = 75  # a Slack button
MOST_BUTTONS = 6  # what Teams shows without a menu
_FORBIDDEN = f"{LINT}.forbidden"
_OTHER_LINK = re.compile(r"\]\((?!https://)")
_COMMENT = re.compile(r"\s*#")


def findings(catalog: Catalog, knows: Knows) -> tuple[Finding, ...]:
    """Everything to be mended, by file and line; ``knows`` says whether an action exists."""
    catalog.refresh()
    found = [
        *(Finding(p.file, p.line, p.reason) for p in catalog.problems()),
        *missing(catalog),
        *differing_surveys(catalog),
        *differing_tasks(catalog),
        *unwieldy(catalog),
        *bad_lessons(catalog),
    ]
    keys = catalog.keys()
    for language in catalog.languages():
        found += _words(catalog, language)
        found += _shared_aliases(catalog, language)
        for key in keys:
            for message in catalog.library.good_messages(key, language):
                found += _message(catalog, key, message, knows)
    return tuple(sorted(set(found)))


def _message(catalog: Catalog, key: str, message: Message, knows: Knows) -> Iterator[Finding]:
    example = message.head.example or catalog.library.base(key, message.file) or {}
    try:
        card = message.card(example, lambda _: False)
        buttons = [*message.buttons(example)]
    except MessageFileError as error:
        yield _at(message, "example", f"its own example fails: {error.reason}")
        return
    yield from _too_long(message, card, buttons)
    for number, button in enumerate(buttons):
        line = message.lines(("buttons", number))
        if not knows(button.action):
            yield Finding(message.file, line, f"nothing answers the button {button.action}")
    original = next(catalog.library.good_messages(key, ORIGINAL), message)
    if _actions(original) != _actions(message):
        yield _at(message, "buttons", "the buttons do other things than in English")


def _too_long(message: Message, card: Card, buttons: list[Button]) -> Iterator[Finding]:
    if len(card.title) > LONGEST_TITLE:
        yield _at(message, "title", f"the title is longer than {LONGEST_TITLE} characters")
    if any(len(button.label) > LONGEST_LABEL for button in buttons):
        yield _at(message, "buttons", f"a label is longer than {LONGEST_LABEL} characters")
    if len(buttons) > MOST_BUTTONS:
        yield _at(message, "buttons", f"there are more than {MOST_BUTTONS} buttons")
    if len(message.body) > LONGEST_TEXT:
        reason = f"the text is longer than {LONGEST_TEXT} characters"
        yield Finding(message.file, message.body_line, reason)


def _at(message: Message, entry: str, reason: str) -> Finding:
    return Finding(message.file, message.lines((entry,)), reason)


def _actions(message: Message) -> list[tuple[str, str]]:
    return [(button.action, button.subject) for button in message.head.buttons]


def _shared_aliases(catalog: Catalog, language: str) -> Iterator[Finding]:
    """A word that people say means one command: its own name, or an alias that no other has."""
    commands = sorted(catalog.library.sources.keys(ORIGINAL, ".md", COMMANDS))
    taken = {key.removeprefix(f"{COMMANDS}/"): key for key in commands}
    for key in commands:
        message = catalog.message(key, language)
        for alias in map(unaccented, message.head.aliases):
            if taken.setdefault(alias, key) != key:
                yield _at(message, "aliases", f"{alias} already means {taken[alias]}")


def _words(catalog: Catalog, language: str) -> Iterator[Finding]:
    forbidden = {
        _pattern(word): advice for word, advice in catalog.labels(_FORBIDDEN, language).items()
    }
    for path in catalog.library.sources.files(language):
        if path.stem != LINT:
            yield from _lines(path, forbidden)


def _pattern(word: str) -> re.Pattern[str]:
    any_ending = re.escape(word).replace(re.escape("*"), r"\w*")
    return re.compile(rf"\b{any_ending}\b", re.IGNORECASE)


def _lines(path: Path, forbidden: Mapping[re.Pattern[str], str]) -> Iterator[Finding]:
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if path.suffix == ".yaml" and _COMMENT.match(line):
            continue
        if _OTHER_LINK.search(line):
            yield Finding(str(path), number, "a link must begin with https://")
        for word, advice in forbidden.items():
            if match := word.search(line):
                yield Finding(str(path), number, f'"{match[0]}": {advice}')
