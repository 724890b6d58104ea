"""The same bot where it opens the connection to Slack itself."""

from collections.abc import Iterator

import pytest

from tests.e2e.answers import WEEK
from tests.e2e.slack_side import WORKSPACE, SlackSide, inputs_in, slack_side
from tests.e2e.stage import Background
from tests.platforms.slack_screen import drawn_value, state

Json = dict[str, object]


@pytest.fixture(scope="module")
def slack(loop: Background, store_url: str) -> Iterator[SlackSide]:
    with slack_side(loop, store_url, socket=True) as side:
        side.stage.until("2026-09-08 10:00")
        yield side


def push(side: SlackSide, kind: str, payload: Json) -> Json:
    envelope = {"envelope_id": side.new_id("e"), "type": kind, "payload": payload}
    return side.stage.loop.run(side.slack.push(envelope))


def test_a_command_opens_the_form_and_what_is_sent_is_kept_before_it_is_acknowledged(
    slack: SlackSide,
) -> None:
    alice = slack.person("Alice")
    who = {"team": {"id": WORKSPACE}, "user": {"id": alice.account, "team_id": WORKSPACE}}
    said: Json = {"command": "/dividend", "text": "log", "team_id": WORKSPACE}
    acknowledged = push(
        slack,
        "slash_commands",
        {**said, "user_id": alice.account, "channel_id": "D1", "trigger_id": "1.2"},
    )
    assert "payload" not in acknowledged
    form = slack.stage.eventually(lambda: slack.slack.made("views.open"))[0]["view"]
    values = {
        field: state(element, WEEK.get(field, drawn_value(element)))
        for field, element in inputs_in(form).items()
    }
    view = {**form, "id": "V1", "hash": "1", "state": {"values": values}}
    submitted: Json = {"type": "view_submission", **who, "view": view}
    for _ in range(2):
        assert "payload" not in push(slack, "interactive", submitted)
        assert len(slack.stage.stored("Alice")) == 1
    slack.stage.deliver()

    assert len([text for text in alice.inbox if "Thank you" in text]) == 1


def test_there_is_no_address_that_somebody_else_could_send_to(slack: SlackSide) -> None:
    assert slack.post_json({"type": "url_verification", "challenge": "c"}).status == 404
