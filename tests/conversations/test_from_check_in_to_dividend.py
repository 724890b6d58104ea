"""The whole story: two baseline waves, a pilot, a pulse, the digest, the manager's note.

The figures of Finance, worked by hand. Every week each of the twelve has 1 h of cleaning up data.

======================  ==============  =============  ========  =====  =========
people                  invoices        payments       checking  gross  net
======================  ==============  =============  ========  =====  =========
three                   6 h then 2 h    2 then 1.5 h   0.5 h     4.5 h  4.0 h
six                     6 h then 3 h    2 then 1.5 h   0.5 h     3.5 h  3.0 h
three                   6 h then 4 h    2 then 1.5 h   0.5 h     2.5 h  2.0 h
======================  ==============  =============  ========  =====  =========

Mean net: (3x4 + 6x3 + 3x2) / 12 = 3. Squared deviations: 3x1 + 6x0 + 3x1 = 6, so s = sqrt(6/11)
= 0.7385. t(11; 0.975) = 2.2010. Half-width: 2.2010 x 0.7385 / sqrt(12) = 0.4692. Interval: 2.531 to
3.469, rounded outward to half hours 2.5 to 3.5. Total: 36 h, rounded to five: 35. By task: invoices
(3x4 + 6x3 + 3x2) / 12 = 3 h less, payments 0.5 h less. Nobody spends time on three of the tasks:
they are told together with cleaning up, which stayed the same, so that nothing shows who does what.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.dividend.publishing import HOURS_RETURNED
from tests.conversations.town import PLATFORMS, Settled, Town
from tests.words import ENGLISH

NOW_INVOICES = {  # the hours that each of a team spends on invoices since its pilot began
    "Finance": [2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4],
    "Payroll": [2, 2, 3, 3, 3, 3, 4, 4],
    "Legal": [2, 2, 3, 3],
}


def fill_in(town: Town, name: str, **hours: object) -> None:
    """Answer the invitation that came by direct message."""
    desk = town.desk(name)
    desk.press("Answer")
    entered = {f"task.{task}": "0" for task in TASKS} | {"task.data_cleanup": "1"}
    entered |= {"checking_hours": "0", "normal_week": "yes"}
    desk.submit(**(entered | {key: str(value) for key, value in hours.items()}))
    assert "Thank you" in desk.screen


TASKS = (
    "invoice_matching",
    "payment_chasing",
    "expense_checks",
    "month_end_copying",
    "report_formatting",
    "data_cleanup",
)


def baseline_wave(town: Town, team: str) -> None:
    for name in town.people(team):
        fill_in(town, name, **{"task.invoice_matching": 6, "task.payment_chasing": 2})


def pulse_wave(town: Town, team: str, invoices: list[int]) -> None:
    for name, hours in zip(town.people(team), invoices, strict=True):
        now = {"task.invoice_matching": hours, "task.payment_chasing": "1,5"}
        fill_in(town, name, **now, checking_hours="0.5")


def start_pilot(town: Town, team: str) -> None:
    lena = town.desk("Lena")
    lena.say("pilot start")
    lena.submit(team=team_id(town, team), name="Copilot for invoices")
    assert "The pilot has started" in lena.screen


def team_id(town: Town, name: str) -> str:
    with town.turns.begin() as turn:
        team = turn.store.teams.by_name(name)
        assert team is not None
        return team.id


def live_until_the_digest(town: Town) -> None:
    for team in NOW_INVOICES:
        town.desk("Lena").say_in(team.lower(), f"team here {team}")
    for wave in ("2026-09-08 10:00", "2026-09-15 10:00"):
        town.until(wave)
        for team in NOW_INVOICES:
            baseline_wave(town, team)
    town.until("2026-09-16 11:00")
    for team in NOW_INVOICES:
        start_pilot(town, team)
    town.until("2026-09-22 10:00")
    for team, invoices in NOW_INVOICES.items():
        pulse_wave(town, team, invoices)
    town.until("2026-09-28 09:00")


@pytest.fixture(scope="module", params=PLATFORMS)
def told(request: pytest.FixtureRequest, settled: Settled) -> Iterator[Town]:
    """The town on the morning of its first digest; time only ever goes on in it."""
    with closing(settled(request.param)) as database:
        town = Town(request.param, database)
        live_until_the_digest(town)
        yield town


def test_twelve_people_get_the_mean_with_its_interval(told: Town) -> None:
    digest = told.platform.channel("finance")[-1]
    assert "each of you got back between 2.5 and 3.5 hours a week" in digest
    assert "the best estimate is 3." in digest
    assert "about 35 hours a week" in digest
    assert "10 to 19 people" in digest
    assert "more than three quarters" in digest
    assert "Shrank most: Matching invoices" in digest
    assert "Hours returned" in digest  # the picture, or its text

    alice, ben = told.desk("Alice"), told.desk("Ben")
    alice.say("team")
    ben.say("team")
    assert "between 2.5 and 3.5 hours" in alice.screen
    assert alice.screen == ben.screen


def test_eight_people_get_a_band_in_words(told: Town) -> None:
    digest = told.platform.channel("payroll")[-1]
    assert "dull work takes each of you between 2 and 4 hours a week less" in digest
    assert "6 to 9 people" in digest
    assert "On average" in digest
    assert "Matching invoices" not in digest
    quin = told.desk("Quin")
    quin.say("team")
    assert "between 2 and 4 hours" in quin.screen


def test_whoever_reads_german_reads_the_figure_and_its_picture_in_german(told: Town) -> None:
    jan = told.desk("Jan")
    jan.say("quiet")
    jan.press("Change")
    jan.submit(language="de")
    for word in ("team", "me"):
        jan.say(word)
        assert not ENGLISH.search(jan.screen)
    jan.say("team")
    assert "zwischen 2,5 und 3,5 Stunden" in jan.screen


def test_four_people_get_the_refusal_with_what_to_do_next(told: Town) -> None:
    assert not [text for text in told.platform.channel("legal") if "dividend of" in text]
    lisa = told.desk("Lisa")
    lisa.say("team")
    assert "No team figure to show" in lisa.screen
    assert "What you can do" in lisa.screen
    refused = lisa.screen
    lisa.say("team Nowhere")
    assert lisa.screen == refused
    lisa.say("team Finance")
    assert lisa.screen == refused


def test_the_manager_gets_one_note_and_the_team_can_read_the_same(told: Town) -> None:
    told.until("2026-10-02 09:00")
    mona, alice = told.desk("Mona"), told.desk("Alice")
    note = mona.inbox[-1]
    assert "between 2.5 and 3.5 hours" in note
    assert "Matching invoices: 3 hours less" in note
    assert "Chasing payments: 0.5 hours less" in note
    assert "Everything else: no change" in note
    assert "One question for the next team meeting" in note
    assert "?" in note

    alice.say("team note")
    assert alice.screen.replace("Alice", "Mona") == note


def test_digest_and_note_come_once_while_there_is_nothing_new(told: Town) -> None:
    told.until("2026-10-09 09:00")  # a wave that nobody answered lies between

    digests = [text for text in told.platform.channel("finance") if "dividend of" in text]
    assert len(digests) == 1
    assert sum("one conversation" in text for text in told.desk("Mona").inbox) == 1


def test_one_new_answer_moves_no_figure(told: Town) -> None:
    """It would show in the difference to the figure before (docs/measures.md 10.5)."""
    told.until("2026-10-13 10:00")
    fill_in(told, "Alice", **{"task.invoice_matching": 30})
    told.until("2026-10-19 10:00")

    digests = [text for text in told.platform.channel("finance") if "dividend of" in text]
    assert len(digests) == 1


def test_after_an_erasure_the_team_is_silent_until_more_have_gone(told: Town) -> None:
    """All others answered anew; the difference would be Alice alone (docs/measures.md 10.11)."""
    left = [name for name in told.people("Finance") if name != "Alice"]
    erase(told, "Alice")
    told.until("2026-10-20 10:00")
    for name in left:
        told.desk(name).say("log")
        told.desk(name).submit(**{**UNCHANGED, "task.invoice_matching": "3"})
    told.until("2026-10-26 10:00")
    assert sum("dividend of" in text for text in told.platform.channel("finance")) == 1

    for name in ("Ben", "Carl"):
        erase(told, name)
        left.remove(name)
    told.until("2026-10-27 10:00")
    for name in left:
        told.desk(name).say("log")
        told.desk(name).submit(**{**UNCHANGED, "task.invoice_matching": "3"})
    told.until("2026-11-02 10:00")
    digests = [text for text in told.platform.channel("finance") if "dividend of" in text]
    assert len(digests) == 2
    assert "6 to 9 people" in digests[-1]
    told.desk("Alice").say("team")
    assert "6 to 9 people" in told.desk("Alice").screen


UNCHANGED = {f"task.{task}": "0" for task in TASKS} | {"checking_hours": "0", "normal_week": "yes"}


def erase(town: Town, name: str) -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Erase")
    town.desk(name).submit(sure="yes")


def test_whoever_stops_taking_part_is_in_no_further_figure(told: Town) -> None:
    """And the team is silent while the difference would be theirs alone."""
    finance = [name for name in told.people("Finance") if name not in ("Alice", "Ben", "Carl")]
    told.until("2026-11-03 10:00")
    for name in (*finance, *told.people("Payroll")):
        told.desk(name).say("log")
        told.desk(name).submit(**{**UNCHANGED, "task.invoice_matching": "3"})
    for name in ("Dora", *told.people("Payroll")):
        stop_taking_part(told, name)
    told.until("2026-11-09 10:00")
    assert len(digests(told, "finance")) == 2, "the difference would be Dora alone"
    assert len(digests(told, "payroll")) == 1, "nobody takes part"
    told.desk("Quin").say("team")
    assert "between 2 and 4 hours" in told.desk("Quin").screen, "what was published stays"

    for name in ("Emil", "Fred"):
        stop_taking_part(told, name)
    told.until("2026-11-16 10:00")
    assert len(digests(told, "finance")) == 3
    team = team_id(told, "Finance")
    with told.turns.begin() as turn:
        figure = turn.store.figures.latest(team, HOURS_RETURNED)
        assert figure is not None
        assert len(turn.store.figures.members(figure.id)) == 6


def digests(town: Town, channel: str) -> list[str]:
    return [text for text in town.platform.channel(channel) if "dividend of" in text]


def stop_taking_part(town: Town, name: str) -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Stop taking part")
    assert "I ask you nothing" in town.desk(name).screen
