"""Whatever people type is answered, and is kept alike on both stores (R-J7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from random import Random

import pytest

from tests.conversations.town import NAMES
from tests.e2e.answers import WEEK
from tests.e2e.http import Json
from tests.e2e.slack_side import SlackPerson, SlackSide, slack_side
from tests.e2e.stage import Background
from tests.e2e.teams_side import TeamsPerson, TeamsSide, teams_side
from tests.promises import Measured

LONGEST = 500  # of a note
KINDS = (
    "abcdefgh 0123456789",
    "äöüßéñçøœ \u0130\u0131\u017f",
    "日本語العربيةעברית हिन्दी",
    "e\u0301a\u0308\u1100\u1161\ufb01\u2126",  # more than one way to write the same
    "\u202e\u202d\u2066\u2067\u2069\u200e\u200f",
    "\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "\0\x01\x07\x08\x1b\x7f\x85\r\n\t\v\f",
    "\ud800\udbff\udc00\udfff",
    "\U0001f469\u200d\U0001f4bb\U0001f1e9\U0001f1ea\ufe0f\U000e0041",
    "\ue000\ufffe\uffff\U0010ffff",
    "<!channel> <@U1> & &lt; **x** [x](http://x.example) <at>all</at>",
    "{{ 7*7 }} {% raw %} ${x} %s {0} '; -- \\ \"",
)


def text(random: Random) -> str:
    kinds = random.sample(KINDS, random.randint(1, 4))
    length = random.choice((1, 3, 20, 200, LONGEST))
    return "".join(random.choice(random.choice(kinds)) for _ in range(length))


@contextmanager
def side(platform: str, loop: Background, url: str) -> Iterator[SlackSide | TeamsSide]:
    opened = slack_side(loop, url) if platform == "slack" else teams_side(loop, url)
    with opened as entered:
        entered.stage.until("2026-09-08 10:00")
        entered.stage.deliver()
        yield entered


def told_and_kept(side: SlackSide | TeamsSide, texts: list[str]) -> list[tuple[int, int, object]]:
    """How a note and a word were answered that are those texts, and what is kept of the note.

    Hans has one form; the words are everybody's in turn, or they would be too many for one person.
    """
    hans = side.person("Hans")
    everybody = cycle([side.person(name) for name in NAMES])
    hans.type("log") if isinstance(hans, TeamsPerson) else hans.command("log")
    side.stage.deliver()
    form = hans.said("Chasing payments") if isinstance(hans, TeamsPerson) else hans.form
    found = list[tuple[int, int, object]]()
    for text, speaker in zip(texts, everybody, strict=False):
        noted = _noted(hans, form, text)
        [kept] = side.stage.stored("Hans")
        found.append((noted, speaker.type(f"zzz {text}").status, kept.get("note")))
    side.stage.deliver()
    return found


def _noted(hans: SlackPerson | TeamsPerson, form: Json, text: str) -> int:
    entered = {**WEEK, "note": text}
    if isinstance(hans, TeamsPerson):
        return hans.submit(form, entered).status
    return hans.submit(entered, form).status


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("many", [8, pytest.param(250, marks=pytest.mark.soak)])
def test_any_text_is_answered_and_kept_alike_on_both_stores(
    platform: str,
    many: int,
    loop: Background,
    sqlite_url: str,
    postgresql_url: str,
    measured: Measured,
) -> None:
    random = Random(many)
    texts = [text(random) for _ in range(many)]

    with side(platform, loop, sqlite_url) as one:
        first = told_and_kept(one, texts)
    with side(platform, loop, postgresql_url) as other:
        second = told_and_kept(other, texts)

    answers = [status for *statuses, _ in first + second for status in statuses]
    failed = sum(status >= 500 for status in answers)
    alike = sum(a == b for a, b in zip(first, second, strict=True))
    measured("R-J7", f"{platform}: answers of 5xx to {len(answers):,} odd texts", "0", failed)
    measured("R-J7", f"{platform}: kept alike on both stores", f"{many}", alike)
    assert set(answers) == {200}
    assert first == second
    assert len({note for *_, note in first}) > many // 2, "most of them were kept"
