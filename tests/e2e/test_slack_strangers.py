"""Requests that nobody proved to be Slack's, and signed ones that are not for this bot."""

import gzip
import json
from collections.abc import Callable, Mapping

import pytest

from adapters.slack.gate import SIGNATURE, TIMESTAMP, signature
from tests.e2e.http import Answer, Json
from tests.e2e.slack_side import BOT, FORM, SECRET, WORKSPACE, SlackSide

BODY = b'{"type":"event_callback"}'
NONE: Mapping[str, str] = {}
Sent = Callable[[SlackSide], Answer]


def claimed(
    side: SlackSide, seconds: int = 0, secret: str = SECRET, other: Mapping[str, str] = NONE
) -> Answer:
    """A request whose signature was made some seconds away from now, or with another secret."""
    stamp = str(int(side.stage.clock().timestamp()) + seconds)
    headers = {TIMESTAMP: stamp, SIGNATURE: signature(secret, stamp, BODY)}
    kind = {"Content-Type": "application/json"}
    return side.stage.ask("POST", "/slack/events", BODY, {**headers, **kind, **other})


UNPROVED: dict[str, tuple[Sent, int]] = {
    "unsigned": (lambda s: s.stage.ask("POST", "/slack/events", BODY), 401),
    "signed by another app": (lambda s: claimed(s, secret="another-secret"), 401),
    "signed for another body": (
        lambda s: s.post(b"{}", **{SIGNATURE: signature(SECRET, "1", BODY)}),
        401,
    ),
    "replayed after six minutes": (lambda s: claimed(s, -360), 401),
    "sent from the future": (lambda s: claimed(s, 360), 401),
    "a timestamp of a thousand digits": (lambda s: claimed(s, other={TIMESTAMP: "9" * 1000}), 401),
    "a timestamp in words": (lambda s: claimed(s, other={TIMESTAMP: "now"}), 401),
    "a signature of a later version": (
        lambda s: claimed(s, other={SIGNATURE: "v1=" + "0" * 64}),
        401,
    ),
    "unsigned broken JSON": (lambda s: s.stage.ask("POST", "/slack/events", b'{"a":'), 401),
    "unsigned nesting of 100,000": (
        lambda s: s.stage.ask("POST", "/slack/events", b"[" * 100_000),
        401,
    ),
    "signed broken JSON": (lambda s: s.post(b'{"type": '), 400),
    "signed bytes that are not UTF-8": (lambda s: s.post(b'{"type":"\xff"}'), 400),
    "signed nesting of 100,000": (lambda s: s.post(b"[" * 100_000), 400),
    "a signed number of 5,000 digits": (lambda s: s.post(b'{"a":' + b"9" * 5000 + b"}"), 400),
    "a signed form with a field twice": (lambda s: s.post(b"text=a&text=b", FORM), 400),
    "a signed picture": (lambda s: s.post(b"\x89PNG", "image/png"), 400),
    "a body of two megabytes": (lambda s: s.post(b"x" * 2_000_000), 413),
    "a gzip bomb": (
        lambda s: s.post(gzip.compress(b"x" * 10_000_000), **{"Content-Encoding": "gzip"}),
        415,
    ),
    "the wrong method": (lambda s: s.stage.ask("GET", "/slack/events"), 405),
    "a method nobody knows": (lambda s: s.stage.ask("BREW", "/slack/events", BODY), 400),
    "an address nobody knows": (lambda s: s.stage.ask("POST", "/slack/../etc/passwd", BODY), 404),
    "another host's name": (lambda s: claimed(s, -360, other={"Host": "evil.example"}), 401),
    "Teams' address, which is off": (lambda s: s.stage.ask("POST", "/api/messages", BODY), 404),
    "the playground, which is off": (lambda s: s.stage.ask("GET", "/playground"), 404),
}


@pytest.mark.parametrize("case", UNPROVED)
def test_it_is_refused_in_one_short_sentence_and_leaves_no_trace(
    slack: SlackSide, case: str
) -> None:
    send, status = UNPROVED[case]
    before = slack.stage.traces()

    answer = send(slack)

    assert answer.status == status
    assert len(answer.body) < 100
    assert slack.stage.traces() == before


def view(**changed: object) -> Json:
    team = {"id": WORKSPACE}
    user = {"id": "UALICE", "team_id": WORKSPACE}
    return {"type": "view_submission", "team": team, "user": user, "view": changed}


NOT_FOR_US: dict[str, Callable[[SlackSide], Json]] = {
    "a message of our own": lambda s: typed(s, user=BOT),
    "a message of another bot": lambda s: typed(s, bot_id="B1"),
    "a message of Slack's own": lambda s: typed(s, user="USLACKBOT"),
    "an edit": lambda s: typed(s, subtype="message_changed"),
    "a deletion": lambda s: typed(s, subtype="message_deleted"),
    "a message in a channel": lambda s: typed(s, channel_type="channel"),
    "an edited mention": lambda s: typed(s, type="app_mention", edited={"user": "UALICE"}),
    "a message of nobody": lambda s: typed(s, user=None),
    "a message of an impossible account": lambda s: typed(s, user="U1\n<!channel>"),
    "a reaction": lambda s: s.event({"type": "reaction_added", "user": "UALICE"}),
    "an event of tomorrow's kind": lambda s: s.event({"type": "hologram", "user": "UALICE"}),
    "an event that is a number": lambda s: {**s.event({}), "event": 5},
    "an event without an id": lambda s: {**typed(s), "event_id": ""},
    "an interaction of tomorrow's kind": lambda _: {"type": "wave", "team": {"id": WORKSPACE}},
    "a form of another app": lambda _: view(id="V1", private_metadata="{}"),
    "a form with metadata too deep to read": lambda _: view(id="V1", private_metadata="[" * 2900),
    "a form without anything": lambda _: view(),
    "a form of another workspace": lambda _: {**view(id="V1"), "team": {"id": "T9"}},
    "a message of another workspace": lambda s: {
        **typed(s),
        "team_id": "T9",
        "authorizations": [{"team_id": "T9", "user_id": BOT}],
    },
    "a press of nothing": lambda _: {**view(), "type": "block_actions", "actions": []},
    "a list of teams": lambda _: {**view(), "team": [], "user": []},
    "nothing at all": lambda _: {},
}


def typed(side: SlackSide, **changed: object) -> Json:
    said = {"type": "message", "channel_type": "im", "channel": "DUALICE", "text": "help"}
    return side.event({**said, "user": "UALICE", **changed})


@pytest.mark.parametrize("case", NOT_FOR_US)
def test_it_is_acknowledged_and_left_alone(slack: SlackSide, case: str) -> None:
    before = slack.stage.traces()

    answer = slack.post(json.dumps(NOT_FOR_US[case](slack)).encode())

    assert (answer.status, answer.body) == (200, b"")
    assert slack.stage.traces() == before


def test_the_same_signed_request_sent_again_has_no_second_effect(slack: SlackSide) -> None:
    kim = slack.person("Kim")
    kim.type("help")
    slack.stage.deliver()
    before = slack.stage.traces()

    for _ in range(3):
        assert kim.again().status == 200
    slack.stage.deliver()

    assert slack.stage.traces() == before
    assert len(kim.inbox) == 1


def test_events_that_slack_holds_back_are_counted_in_the_metrics(slack: SlackSide) -> None:
    def counted() -> float:
        lines = slack.stage.ask("GET", "/metrics").text.splitlines()
        [line] = [line for line in lines if line.startswith("dividend_events_held_back ")]
        return float(line.split()[1])

    before = counted()
    for _ in range(2):
        told = {"type": "app_rate_limited", "team_id": WORKSPACE, "minute_rate_limited": 1}
        assert slack.post_json(told).status == 200

    slack.stage.eventually(lambda: counted() == before + 2)
