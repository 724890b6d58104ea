"""What people really type and press: odd numbers, markup, other people's buttons, closed waves."""

import json

import pytest

from tests.e2e.answers import WEEK
from tests.e2e.http import Json
from tests.e2e.slack_side import SlackSide, button_in
from tests.platforms.slack_screen import text_of

HOURS = "task.invoice_matching"


@pytest.fixture(scope="module")
def in_a_wave(slack: SlackSide) -> SlackSide:
    slack.stage.until("2026-09-08 10:00")
    slack.stage.deliver()
    return slack


NUMBERS: dict[str, tuple[str, float | None]] = {
    "a comma": ("3,5", 3.5),
    "a point": ("3.5", 3.5),
    "spaces around": ("  4 ", 4),
    "a plus": ("+4", 4),
    "digits of another script": ("٣", 3),
    "full-width digits": ("４", 4),
    "an invisible mark": ("\u200f4\u200b", 4),
    "minus nothing": ("-0", 0),
    "a negative number": ("-1", None),
    "more than a week has": ("169", None),
    "a great many digits": ("9" * 400, None),
    "a very long text": ("4" + " " * 2900 + "x", None),
    "not a number": ("NaN", None),
    "infinity": ("Infinity", None),
    "an exponent": ("1e3", None),
    "a hexadecimal number": ("0x10", None),
    "an underscore": ("1_0", None),
    "two commas": ("1,0,0", None),
    "a fraction": ("½", None),
    "words": ("about four", None),
    "a formula": ("=1+1", None),
    "a statement": ("4; DROP TABLE answer", None),
    "a template": ("{{ 7*7 }}", None),
    "nothing": ("", None),
    "spaces": ("   ", None),
    "NUL": ("\0", None),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_a_number_is_read_as_it_was_meant_or_asked_for_again(
    in_a_wave: SlackSide, case: str
) -> None:
    typed, meant = NUMBERS[case]
    gina = in_a_wave.person("Gina")
    gina.command("log")
    assert gina.submit({**WEEK, HOURS: "7"}).body == b""

    answer = gina.submit({**WEEK, HOURS: typed})

    assert answer.status == 200
    [kept] = in_a_wave.stage.stored("Gina")
    if meant is None:
        assert answer.json["response_action"] == "errors"
        assert list(answer.json["errors"]) == [HOURS]
        assert kept[HOURS] == 7
    else:
        assert answer.body == b""
        assert kept[HOURS] == meant


TEXTS = {
    "a channel's mention": "<!channel> come here",
    "a person's mention": "<@U1> come here",
    "a link": "<https://evil.example|your bank>",
    "bold and a link": "**bold** [x](http://evil.example)",
    "markup that was escaped already": "&lt;!here&gt; &amp;",
    "backticks": "``` `code` ```",
    "a template": "{{ turn.store }} {% for x in y %}",
    "a statement": "'; DROP TABLE person; --",
    "right to left and zero width": "he\u202elp\u200b me\u2066",
    "NUL": "he\0lp \0",
    "halves of characters": "\ud83d help \udc00",
    "three thousand characters": "word " * 600,
    "a formula": "=HYPERLINK(1)",
    "nothing but a mark": "?",
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_word_nobody_knows_gets_one_answer_in_which_nothing_is_markup(
    in_a_wave: SlackSide, case: str
) -> None:
    hans = in_a_wave.person("Hans")
    before = len(hans.messages)

    assert hans.type("zzz " + TEXTS[case]).status == 200
    in_a_wave.stage.deliver()

    [answer] = hans.messages[before:]
    assert "I did not get that" in text_of(answer)
    assert "[Help]" in text_of(answer)
    assert "<" not in answer["text"]
    assert "mrkdwn" not in json.dumps(answer["blocks"])
    assert "link" not in {run["type"] for run in runs_in(answer)}
    assert not answer["unfurl_links"]
    assert not [c for c in json.dumps(answer, ensure_ascii=False) if c in "\0\u202e\u200b\u2066"]


@pytest.mark.parametrize("case", TEXTS)
def test_a_note_is_kept_without_what_no_store_can_keep(in_a_wave: SlackSide, case: str) -> None:
    ida = in_a_wave.person("Ida")
    ida.command("log")

    assert ida.submit({**WEEK, "note": TEXTS[case][:500]}).body == b""

    [kept] = in_a_wave.stage.stored("Ida")
    assert kept[HOURS] == 3.5
    assert not set(str(kept.get("note", ""))) & set("\0\u202e\u200b\u2066\ud83d\udc00")


def runs_in(message: Json) -> list[Json]:
    sections = [b["elements"] for b in message["blocks"] if b["type"] == "rich_text"]
    return [run for section in sections for part in section for run in part["elements"]]


def test_somebody_who_was_not_asked_cannot_answer_with_anothers_button(
    in_a_wave: SlackSide,
) -> None:
    jan, leon = in_a_wave.person("Jan"), in_a_wave.person("Leon")
    invitation = jan.messages[0]
    form_of_jan = opened_form(in_a_wave, "Jan")
    before = in_a_wave.stage.everything_stored()

    leon.press("Answer", {**invitation, "ts": "17.1"})
    in_a_wave.stage.deliver()
    assert "You were not asked this time" in leon.inbox[-1]
    leon.submit(WEEK, form_of_jan)
    in_a_wave.stage.deliver()

    assert "You were not asked this time" in leon.inbox[-1]
    assert in_a_wave.stage.everything_stored() == before
    assert "Jan" not in "".join(leon.inbox)


def test_anothers_form_is_answered_in_ones_own_name(in_a_wave: SlackSide) -> None:
    form_of_jan = opened_form(in_a_wave, "Jan")
    before = in_a_wave.stage.stored("Jan")

    in_a_wave.person("Kim").submit({**WEEK, HOURS: "9"}, form_of_jan)

    assert in_a_wave.stage.stored("Jan") == before
    assert [kept[HOURS] for kept in in_a_wave.stage.stored("Kim")] == [9]


def opened_form(side: SlackSide, name: str) -> Json:
    person = side.person(name)
    person.command("log")
    return person.form


@pytest.mark.parametrize(
    "made_up",
    [
        "survey.open:no-such-wave",
        "survey.open:",
        "survey.open:" + "x" * 1900,
        "pilot.open",
        "audit.erase",
        ":",
        "\0",
        "say:",
        "say:pilot stop Finance",
        "__class__",
        "quiet.snooze:other",
    ],
    ids=lambda action: repr(action[:30]),
)
def test_a_made_up_button_changes_nothing_of_anybodys_answers(
    in_a_wave: SlackSide, made_up: str
) -> None:
    emil = in_a_wave.person("Emil")
    before = in_a_wave.stage.everything_stored()
    pressed = {"type": "button", "text": {"text": "Odd"}, "action_id": "odd", "value": "odd"}
    card = {"ts": "17.1", "blocks": row_of(pressed)}

    answer = emil.press("Odd", card, value=made_up, action_id=made_up[:255])

    assert answer.status == 200
    in_a_wave.stage.deliver()
    assert in_a_wave.stage.everything_stored() == before
    with in_a_wave.stage.turn() as turn:
        assert turn.store.pilots.all_running() == []


def test_a_button_pressed_twice_and_delivered_twice_has_one_effect(in_a_wave: SlackSide) -> None:
    ulf = in_a_wave.person("Ulf")
    ulf.type("quiet")
    in_a_wave.stage.deliver()
    preferences = ulf.messages[-1]
    snooze = button_in(preferences, "Quiet for a week")

    for _ in range(2):
        pressed = ulf.press("Quiet for a week", {**preferences, "blocks": row_of(snooze)})
        assert pressed.status == 200
        assert ulf.again().status == 200
    in_a_wave.stage.deliver()
    before = in_a_wave.stage.traces()
    ulf.again()
    in_a_wave.stage.deliver()

    assert in_a_wave.stage.traces() == before
    assert len(ulf.messages) == 2
    assert button_in(ulf.messages[-1], "You may write again")


def row_of(button: Json) -> list[Json]:
    """The message as the client had it before it was replaced."""
    return [{"type": "actions", "elements": [button]}]


@pytest.mark.parametrize("of_another", ["a stranger of Slack Connect", "a person nobody listed"])
def test_somebody_who_does_not_belong_here_gets_a_short_refusal(
    in_a_wave: SlackSide, of_another: str
) -> None:
    outside = "T9" if "Connect" in of_another else "T1"
    account = f"U{outside}GUEST"
    before = in_a_wave.stage.everything_stored()

    for name in ("me", "team Finance", "log"):
        said = {"type": "message", "channel_type": "im", "channel": "DGUEST", "user": account}
        event = in_a_wave.event({**said, "text": name, "user_team": outside})
        assert in_a_wave.post_json(event).status == 200
        in_a_wave.stage.deliver()

    told = [text_of(message) for message in in_a_wave.messages_to(account, "DGUEST")]
    assert "We have not met" in told[-1]
    assert not [t for t in told if "hours" in t.lower()]
    assert in_a_wave.stage.everything_stored() == before
