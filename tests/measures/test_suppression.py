import os
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.measures.coarse import Share, SizeClass
from bot.measures.differencing import PublishedSets
from bot.measures.figures import (
    WITHHELD,
    BandFigure,
    RateFigure,
    Shown,
    as_json,
    from_json,
)
from bot.measures.groups import GroupResponses, StratumMembers, inputs_hash, set_hash
from bot.measures.rules import Asked, Differenced, Fresh
from bot.measures.thresholds import Thresholds
from bot.measures.winsorising import UNCAPPED
from tests.measures.gate import GATE, shown
from tests.measures.roster import changed_by, pair, team, twelve


@pytest.mark.parametrize("people", [0, 1, 4, 5])
def test_a_team_below_the_threshold_is_named_but_never_measured(people: int) -> None:
    ruling = GATE.hours_returned(team(twelve()[:people], eligible=6))

    assert ruling.outcome == WITHHELD
    assert (ruling.audit.group, ruling.audit.shown) == ("finance", False)


def test_six_people_are_enough_because_any_reader_then_sees_five_others() -> None:
    assert isinstance(shown(team(twelve()[:6])).figure, BandFigure)


def test_raised_thresholds_hold() -> None:
    strict = replace(GATE, thresholds=Thresholds(k=11))

    assert isinstance(shown(team(twelve()), strict), Shown)
    assert strict.hours_returned(team(twelve()[:11])).outcome == WITHHELD


def test_a_sensitive_question_needs_eight_besides_any_one() -> None:
    sensitive = replace(team(twelve()[:8]), sensitive=True)

    assert GATE.hours_returned(sensitive).outcome == WITHHELD
    assert shown(replace(team(twelve()[:9]), sensitive=True)).size is SizeClass.BELOW_TEN


def test_one_refusal_for_every_reason_and_for_groups_that_do_not_exist() -> None:
    too_few = GATE.hours_returned(team(twelve()[:3])).outcome
    unlisted = GATE.hours_returned(replace(team(twelve()), group="the loud ones")).outcome
    unknown = GATE.no_such_group("the moon", "drudgery").outcome

    assert too_few == unlisted == unknown == WITHHELD
    assert as_json(too_few) == as_json(unlisted) == as_json(unknown) == {"shown": False}


@dataclass(frozen=True)
class OnlySetsOf:
    """A later rule behind the same door: it sees persons and has no way to see answers."""

    allowed: frozenset[str]

    def permits(self, asked: Asked) -> bool:
        return asked.panel <= self.allowed


def test_a_further_rule_can_withhold_what_the_standing_ones_let_through() -> None:
    everyone = frozenset(pair.respondent for pair in twelve())
    silent = replace(GATE, further=(OnlySetsOf(everyone - {"ann"}),))

    assert silent.hours_returned(team(twelve())).outcome == WITHHELD
    assert isinstance(silent.hours_returned(team(twelve()[1:])).outcome, Shown)


def test_a_figure_needs_five_new_answers_of_its_own_panel() -> None:
    everyone = [pair.respondent for pair in twelve()]
    for anew, answered in ((everyone[:5], True), (everyone[:4], False)):
        gate = replace(GATE, further=(Fresh(Thresholds(), frozenset([*anew, "somebody else"])),))
        assert gate.hours_returned(team(twelve())).audit.shown == answered


def test_a_figure_is_withheld_if_the_difference_to_another_is_about_one_or_two() -> None:
    everyone = [pair.respondent for pair in twelve()]
    for fewer, may in ((1, False), (2, False), (3, True)):
        beside = Differenced(PublishedSets(sets=[everyone[fewer:]]))
        ruling = replace(GATE, further=(beside,)).hours_returned(team(twelve()))
        assert ruling.audit.shown == may
        assert may or ruling.outcome == WITHHELD


def test_the_audit_record_has_the_set_and_never_a_value() -> None:
    audit = GATE.hours_returned(team(twelve())).audit

    assert audit.set_hash == set_hash(pair.respondent for pair in reversed(twelve()))
    assert (audit.group, audit.question, audit.shown) == ("finance", "drudgery", True)
    assert audit.set_hash != GATE.hours_returned(team(twelve()[1:])).audit.set_hash
    assert "ann" not in repr(audit)


def test_decisions_look_at_persons_and_never_at_answers() -> None:
    for answers in (changed_by(*[0] * 6), changed_by(*[20] * 6), changed_by(1, 2, 3, 4, 5, -6)):
        assert GATE.hours_returned(team(answers)).audit.shown
        assert not GATE.hours_returned(team(answers[:5], eligible=6)).audit.shown


def test_no_headline_goes_out_uncapped() -> None:
    with pytest.raises(ValueError, match="cap"):
        replace(team(twelve()), cap=UNCAPPED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"eligible": 11},
        {"people": (*twelve(), twelve()[0])},
        {"strata": (StratumMembers("a", frozenset({"ann"}), 12),)},
    ],
)
def test_a_group_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"answered|twice|strata"):
        replace(team(twelve()), **wrong)


def responses(invited: int, responded: int) -> GroupResponses:
    names = [f"p{i}" for i in range(invited)]
    return GroupResponses(
        group="finance",
        question="response",
        invited=frozenset(names),
        responded=frozenset(names[:responded]),
    )


def test_a_response_rate_is_a_band_whatever_the_size() -> None:
    for invited, responded in ((8, 5), (400, 250)):
        outcome = GATE.response_rate(responses(invited, responded)).outcome
        assert isinstance(outcome, Shown)
        assert outcome.figure == RateFigure(Share.HALF_TO_THREE_QUARTERS)
        assert outcome.coverage.percent is None
        assert from_json(as_json(outcome)) == outcome


def test_a_response_rate_of_a_small_team_would_say_who_answered() -> None:
    assert GATE.response_rate(responses(5, 5)).outcome == WITHHELD
    with pytest.raises(ValueError, match="not invited"):
        replace(responses(6, 2), invited=frozenset({"p0"}))


def test_the_hash_is_the_same_in_another_process() -> None:
    program = (
        "from dataclasses import replace; from bot.measures.groups import *;"
        "from bot.measures.thresholds import Thresholds;"
        "from tests.measures.roster import team, twelve;"
        "asked = team(twelve()); asked = replace(asked, late=asked.panel);"
        "print(inputs_hash(asked, Thresholds(), 7))"
    )
    printed = {
        subprocess.check_output(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    }

    assert len(printed) == 1


def test_the_hash_tells_whether_todays_facts_still_give_the_published_figure() -> None:
    asked = team(twelve())
    published = shown(asked).inputs_hash
    edited = replace(asked, people=(pair("ann", (6, 4, 3), (3, 3, 2), 1), *twelve()[1:]))

    assert inputs_hash(team(twelve()[::-1]), Thresholds(), 7) == published
    assert inputs_hash(edited, Thresholds(), 7) != published
    assert inputs_hash(asked, Thresholds(k=6), 7) != published
