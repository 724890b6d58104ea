"""The story on Slack: signed requests through gate, library, core, store and courier."""

import json

import pytest

from tests.conversations.test_from_check_in_to_dividend import NOW_INVOICES
from tests.e2e.answers import WEEK
from tests.e2e.slack_side import SlackSide, inputs_in
from tests.platforms.slack_screen import drawn_value, text_of


@pytest.fixture(scope="module")
def in_a_wave(slack: SlackSide) -> SlackSide:
    """The first check-in has been sent out, Tuesday at ten."""
    slack.stage.until("2026-09-08 10:00")
    slack.stage.deliver()
    return slack


def test_the_invitation_comes_by_direct_message_with_the_id_of_its_delivery(
    in_a_wave: SlackSide,
) -> None:
    alice = in_a_wave.person("Alice")

    [invitation] = [m for m in alice.messages if "Hi Alice, how many" in text_of(m)]
    assert invitation["channel"] == alice.account
    assert invitation["metadata"]["event_type"] == "dividend_delivery"
    sent = {row.id: row for row in in_a_wave.stage.deliveries()}
    assert sent[invitation["metadata"]["event_payload"]["key"]].kind == "invitation"


def test_a_wrong_value_is_corrected_in_the_same_form_and_stored_once(in_a_wave: SlackSide) -> None:
    ben = in_a_wave.person("Ben")

    opened = ben.command("log")
    assert (opened.status, opened.body) == (200, b"")
    refused = ben.submit({**WEEK, "task.invoice_matching": "many"})
    assert refused.json["response_action"] == "errors"
    assert list(refused.json["errors"]) == ["task.invoice_matching"]
    assert in_a_wave.stage.stored("Ben") == []

    accepted = ben.submit(WEEK)
    assert (accepted.status, accepted.body) == (200, b"")
    assert ben.again().status == 200
    in_a_wave.stage.deliver()

    [kept] = in_a_wave.stage.stored("Ben")
    assert kept["task.invoice_matching"] == 3.5
    [thanks] = [text for text in ben.inbox if "Thank you" in text]
    assert "[Edit]" in thanks


def test_the_answer_to_an_invitation_takes_its_place_and_can_be_edited(
    in_a_wave: SlackSide,
) -> None:
    carl = in_a_wave.person("Carl")
    carl.press("Answer")
    carl.submit(WEEK)
    in_a_wave.stage.deliver()
    assert len(carl.inbox) == 1
    assert "Thank you" in carl.inbox[0]

    carl.press("Edit")
    fields = inputs_in(carl.form)
    assert drawn_value(fields["task.invoice_matching"]) == "3.5"
    carl.submit({"task.invoice_matching": "4"})
    in_a_wave.stage.deliver()

    assert [kept["task.invoice_matching"] for kept in in_a_wave.stage.stored("Carl")] == [4]


def test_own_hours_are_shown_to_their_owner_alone(in_a_wave: SlackSide) -> None:
    dora = in_a_wave.person("Dora")
    dora.command("log")
    dora.submit(WEEK)

    answer = dora.command("me", channel="C1")

    shown = answer.json if answer.body else in_a_wave.stage.eventually(lambda: hooked(in_a_wave))
    assert shown["response_type"] == "ephemeral"
    assert "Your hours" in text_of(shown)


def hooked(side: SlackSide) -> dict[str, object]:
    return side.slack.hooked[-1] if side.slack.hooked else {}


def test_the_home_page_shows_what_waits(in_a_wave: SlackSide) -> None:
    emil = in_a_wave.person("Emil")

    assert emil.open_home().status == 200

    assert "Check-in is waiting for you until" in emil.home


def test_an_unknown_word_gets_one_answer_that_quotes_it_without_its_markup(
    in_a_wave: SlackSide,
) -> None:
    fred = in_a_wave.person("Fred")
    before = len(fred.messages)

    fred.type("hlep *now* <!channel> & <http://x.example|y>")
    fred.again()
    in_a_wave.stage.deliver()

    [answer] = fred.messages[before:]
    assert "hlep *now* <!channel> & <http://x.example|y>" in text_of(answer)
    assert "<!channel>" not in answer["text"]
    assert "&lt;!channel&gt;" in answer["text"]
    assert "mrkdwn" not in json.dumps(answer["blocks"])
    assert "[help] [Help]" in text_of(answer)


def test_the_digest_comes_into_the_channel_with_its_picture(in_a_wave: SlackSide) -> None:
    side, stage = in_a_wave, in_a_wave.stage
    lena = side.person("Lena")
    lena.say_in("CFIN", "team here Finance")
    for tuesday in ("2026-09-09 10:00", "2026-09-15 10:01"):
        stage.until(tuesday)
        everybody_answers(side, [6] * 12)
    stage.until("2026-09-16 11:00")
    start_pilot(side)
    stage.until("2026-09-22 10:01")
    everybody_answers(side, NOW_INVOICES["Finance"])
    stage.until("2026-09-28 09:01")

    [digest] = [m for m in side.messages_to("CFIN") if "dividend" in text_of(m).lower()][-1:]
    assert "Shrank most: Matching invoices" in text_of(digest)
    pictures = [block for block in digest["blocks"] if block["type"] == "image"]
    assert pictures
    for picture in pictures:
        assert side.slack.uploads[picture["slack_file"]["id"]].startswith(b"\x89PNG")
        assert picture["alt_text"]


def everybody_answers(side: SlackSide, invoices: list[int]) -> None:
    names = ["Mona", "Alice", "Ben", "Carl", "Dora", "Emil", "Fred", "Gina", "Hans", "Ida", "Jan"]
    for name, hours in zip([*names, "Kim"], invoices, strict=True):
        person = side.person(name)
        person.command("log")
        answered = person.submit({**WEEK, "task.invoice_matching": str(hours)})
        assert answered.body == b""


def start_pilot(side: SlackSide) -> None:
    lena = side.person("Lena")
    lena.command("pilot start")
    with side.stage.turn() as turn:
        team = turn.store.teams.by_name("Finance")
    assert team is not None
    assert lena.submit({"team": team.id, "name": "Copilot for invoices"}).body == b""
    side.stage.deliver()
    assert any("The pilot has started" in text for text in lena.inbox)
