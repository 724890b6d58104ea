"""The story on Teams: signed activities through gate, library, core, store and courier."""

import pytest

from tests.e2e.answers import WEEK
from tests.e2e.teams_side import TeamsSide, card_of
from tests.platforms.teams_client import elements_in, inputs_in, text_of

HOURS = "task.invoice_matching"


@pytest.fixture(scope="module")
def in_a_wave(teams: TeamsSide) -> TeamsSide:
    """The first check-in has been sent out, Tuesday at ten; Alice had installed the app before."""
    teams.person("Alice").arrive()
    teams.stage.until("2026-09-08 10:00")
    teams.stage.deliver()
    return teams


def test_the_invitation_comes_by_the_stored_reference(in_a_wave: TeamsSide) -> None:
    alice = in_a_wave.person("Alice")

    assert "Hi Alice, how many hours" in alice.inbox[0]
    paths = {call.path for call in in_a_wave.server.calls}
    assert f"conversations/{alice.chat}/activities" in paths
    members = [c.body["members"] for c in in_a_wave.server.calls if c.path == "conversations"]
    assert [{"id": alice.account}] not in members


def test_somebody_who_never_wrote_is_written_to_in_a_chat_made_for_it(
    in_a_wave: TeamsSide,
) -> None:
    ben = in_a_wave.person("Ben")

    assert "Hi Ben, how many hours" in ben.inbox[0]
    members = [c.body["members"] for c in in_a_wave.server.calls if c.path == "conversations"]
    assert [{"id": ben.account}] in members


def test_a_wrong_value_comes_back_in_the_form_and_the_corrected_one_is_stored_once(
    in_a_wave: TeamsSide,
) -> None:
    carl = in_a_wave.person("Carl")
    assert carl.type("log").status == 200
    form = in_a_wave.stage.eventually(lambda: carl.messages[1:])[0]

    refused = carl.submit(form, {**WEEK, HOURS: "many"})
    assert "Please enter a number" in card_of(refused)
    typed = {field["id"]: field.get("value") for field in inputs_in(refused.json["value"])}
    assert typed[HOURS] == "many"
    assert typed["task.payment_chasing"] == "2"
    assert in_a_wave.stage.stored("Carl") == []

    accepted = carl.submit(form, WEEK)
    assert "Thank you" in card_of(accepted)
    for repeat in (carl.again(), carl.again(id="f:another")):
        assert card_of(repeat) == card_of(accepted)
    assert [kept[HOURS] for kept in in_a_wave.stage.stored("Carl")] == [3.5]


def test_a_dialog_opens_complains_closes_and_the_invitation_becomes_the_thanks(
    in_a_wave: TeamsSide,
) -> None:
    dora = in_a_wave.person("Dora")
    opened = dora.press("Answer", dora.said("Hi Dora"))
    assert opened.json["task"]["type"] == "continue"

    again = dora.submit_dialog(opened, {**WEEK, HOURS: "-1"})
    shown = again.json["task"]["value"]["card"]["content"]
    assert "Please enter a number from 0 to 168" in text_of(shown)
    closed = dora.submit_dialog(opened, WEEK)
    assert (closed.status, closed.body) == (200, b"")
    in_a_wave.stage.deliver()

    assert len(dora.inbox) == 1
    assert "Thank you" in dora.inbox[0]
    assert len(in_a_wave.stage.stored("Dora")) == 1


def test_a_button_is_answered_with_the_card_that_takes_its_place(in_a_wave: TeamsSide) -> None:
    emil = in_a_wave.person("Emil")

    answer = emil.press("Quiet", emil.said("Hi Emil"))

    assert answer.json["type"] == "application/vnd.microsoft.card.adaptive"
    assert "How I may write to you" in card_of(answer)


def test_an_unknown_word_gets_one_answer_that_quotes_it_without_its_markup(
    in_a_wave: TeamsSide,
) -> None:
    fred = in_a_wave.person("Fred")
    fred.type("hlep **now** <at>all</at> [x](http://x.example)")
    fred.again()
    in_a_wave.stage.deliver()

    [answer] = [m for m in fred.messages if "I did not get that" in text_of(m)]
    assert "[help] [Help]" in text_of(answer)
    assert "msteams" not in answer["attachments"][0]["content"]
    [quote] = [e for e in elements_in(answer) if "hlep" in str(e.get("inlines"))]
    assert quote["type"] == "RichTextBlock"  # in which nothing is markup
    assert "hlep **now** <at>all</at> [x](http://x.example)" in text_of({"body": [quote]})


def test_who_uninstalls_is_not_written_to_until_they_come_back(in_a_wave: TeamsSide) -> None:
    gina = in_a_wave.person("Gina")
    gina.leave()
    in_a_wave.stage.until("2026-09-10 14:01")
    in_a_wave.stage.deliver()
    assert len(gina.messages) == 1

    gina.arrive()
    in_a_wave.stage.until("2026-09-15 10:01")
    in_a_wave.stage.deliver()

    assert len(gina.messages) == 2
