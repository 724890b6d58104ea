"""Whoever switches the language reads that one from then on, on every screen."""

import re
from collections.abc import Iterator

from bot.app.routing import program_router
from bot.model.events import Actor, IncomingCommand
from bot.model.replies import ShowCard
from bot.permissions import Role
from tests.conversations.town import WORKSPACES, Town, account
from tests.words import ENGLISH, shipped_words

READERS = {"en": "Alice", "fr": "Ben", "de": "Carl"}
COMMANDS = program_router().words(frozenset({Role.EMPLOYEE}))
WORDS = re.compile(r"[^\"\[\]{}].*[^\W\d_]{2}")  # not the lines of a file for programs
SAME = re.compile(  # words of both languages, and what a platform or the roster says
    r"Deutsch|English|Français|Check-in|(Notes|Absences|invitations): \d|\d messages?"
    r"|Team: Finance|Name: Xxx Finance|[A-Z]{3}(,[A-Z]{3})*|invitation,nudge|much|yes"
)


def test_nothing_that_an_employee_reads_is_left_in_english(town: Town) -> None:
    for language, name in READERS.items():
        town.desk(name).say("quiet")
        town.desk(name).press("Change")
        town.desk(name).submit(language=language)
    town.until("2026-09-10 14:00")  # the invitation and the reminder came

    read = {language: set(lines(town, language)) for language in READERS}
    for language in ("fr", "de"):
        as_in_english = read[language] & read["en"]
        assert sorted(line for line in as_in_english if not SAME.fullmatch(line)) == []
        assert sorted(line for line in read[language] if ENGLISH.search(line)) == []


def test_a_stranger_is_answered_in_the_language_of_their_client(town: Town) -> None:
    stranger = Actor(town.name, WORKSPACES[town.name], account(town.name, "Nobody"))
    asked = IncomingCommand(
        key="stranger:1", actor=stranger, occurred_at=town.clock(), name="help", locale="de-DE"
    )
    reply = town.dispatcher.dispatch(asked)

    assert isinstance(reply, ShowCard)
    assert reply.card == shipped_words().card("replies/looking_you_up", "de")


def lines(town: Town, language: str) -> Iterator[str]:
    name = READERS[language]
    for text in tour(town, language):
        anybody = re.sub(rf"\b{name}\b", "Xxx", text, flags=re.IGNORECASE)
        yield from (line.strip() for line in anybody.splitlines() if WORDS.match(line.strip()))


def tour(town: Town, language: str) -> Iterator[str]:
    """Every word that an employee can say, every form, and what is wrong with what was entered."""
    desk = town.desk(READERS[language])
    for word in ("", *COMMANDS, "team here", "pilot", "xyzzy"):
        desk.say(word)
        yield desk.screen
    for message in ("preferences", "privacy"):
        for button in shipped_words().message(f"replies/{message}", language).head.buttons:
            if not button.when:
                desk.say({"preferences": "quiet"}.get(message, message))
                desk.press(button.label)
                yield desk.screen
    desk.say("log")
    desk.submit(**{"task.invoice_matching": "much"})
    yield desk.screen
    desk.submit(**{"task.invoice_matching": "1", "checking_hours": "0", "normal_week": "yes"})
    yield desk.screen
    yield from desk.inbox
