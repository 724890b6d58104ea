"""Tokens that prove nothing, activities that are not for this bot, and odd input, on Teams."""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Callable

import jwt
import pytest

from tests.e2e.answers import WEEK
from tests.e2e.http import Answer, Json
from tests.e2e.teams_side import TeamsPerson, TeamsSide, card_of, submit_in
from tests.fakes.teams_server import bearer, claims, signed
from tests.platforms.teams_client import cards_in, text_of

HOURS = "task.invoice_matching"
ALICE = "aaaaaaaa-0000-0000-0000-00000000a11c"


@pytest.fixture(scope="module")
def in_a_wave(teams: TeamsSide) -> TeamsSide:
    teams.stage.until("2026-09-08 10:00")
    teams.stage.deliver()
    return teams


def help_of(side: TeamsSide, **wire: object) -> Json:
    person = side.person("Alice")
    return side.activity(person.account, person.chat, type="message", text="help", **wire)


def with_token(side: TeamsSide, token: str) -> Answer:
    return side.post(help_of(side), token)


def made_by(side: TeamsSide, key: str = "first", **header: object) -> str:
    return signed(claims(side.stage.clock(), side.server.service_url), key, **header)


def hmac_signed(side: TeamsSide) -> str:
    claimed = claims(side.stage.clock(), side.server.service_url)
    return jwt.encode(claimed, "x" * 32, algorithm="HS256", headers={"kid": "first"})


def unsigned(side: TeamsSide) -> str:
    head, body, _ = made_by(side).split(".")
    none = urlsafe_b64encode(b'{"alg":"none","kid":"first"}').rstrip(b"=").decode()
    return f"{none}.{body}.{head}"


def seconds(side: TeamsSide, after: int) -> int:
    return int(side.stage.clock().timestamp()) + after


TOKENS: dict[str, tuple[Callable[[TeamsSide], Answer], int]] = {
    "no token": (lambda s: s.post_raw(b"{}", {}), 401),
    "a token that is none": (lambda s: with_token(s, "a.b.c"), 401),
    "another scheme": (lambda s: s.post_raw(b"{}", {"Authorization": "Basic YTpi"}), 401),
    "a token of 8,000 characters": (lambda s: with_token(s, "a" * 8_000), 401),
    "a token that nobody signed": (lambda s: with_token(s, unsigned(s)), 401),
    "a token signed with a password": (lambda s: with_token(s, hmac_signed(s)), 401),
    "a token of another key": (lambda s: with_token(s, made_by(s, "second", kid="first")), 401),
    "a token of a key nobody knows": (lambda s: with_token(s, made_by(s, kid="third")), 401),
    "a token for another bot": (lambda s: with_token(s, s.token(aud="another")), 401),
    "a token for several bots": (lambda s: with_token(s, s.token(aud=["a", "b"])), 401),
    "a token of another issuer": (lambda s: with_token(s, s.token(iss="https://x.example")), 401),
    "a token that ended": (lambda s: with_token(s, s.token(exp=seconds(s, -301))), 401),
    "a token of tomorrow": (lambda s: with_token(s, s.token(nbf=seconds(s, 301))), 401),
    "a token without an end": (lambda s: with_token(s, s.token(exp=None)), 401),
    "a token for another address": (
        lambda s: with_token(s, s.token(serviceurl="https://x.example/")),
        403,
    ),
    "an address of somebody else": (
        lambda s: s.post(
            help_of(s, serviceUrl="https://x.example/"), s.token(serviceurl="https://x.example/")
        ),
        403,
    ),
    "another channel": (lambda s: s.post(help_of(s, channelId="emulator")), 403),
    "another tenant": (lambda s: s.post(help_of(s, channelData={"tenant": {"id": "x"}})), 403),
    "broken JSON": (lambda s: s.post_raw(b'{"type":', bearer(s.token())), 400),
    "bytes that are not UTF-8": (lambda s: s.post_raw(b'{"a":"\xff"}', bearer(s.token())), 400),
    "nesting of 100,000": (lambda s: s.post_raw(b"[" * 100_000, bearer(s.token())), 400),
    "a list": (lambda s: s.post_raw(b"[]", bearer(s.token())), 400),
    "two megabytes": (lambda s: s.post_raw(b"x" * 2_000_000, bearer(s.token())), 413),
    "a gzip bomb": (
        lambda s: s.post_raw(
            gzip.compress(b"x" * 10_000_000), {**bearer(s.token()), "Content-Encoding": "gzip"}
        ),
        415,
    ),
    "the wrong method": (lambda s: s.stage.ask("GET", "/api/messages"), 405),
}


@pytest.mark.parametrize("case", TOKENS)
def test_it_is_refused_in_one_short_sentence_and_leaves_no_trace(
    in_a_wave: TeamsSide, case: str
) -> None:
    send, status = TOKENS[case]
    before = in_a_wave.stage.traces()

    answer = send(in_a_wave)

    assert answer.status == status
    assert len(answer.body) < 100
    assert in_a_wave.stage.traces() == before


NOT_FOR_US: dict[str, Json] = {
    "typing": {"type": "typing"},
    "a reaction": {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    "an edit": {"type": "messageUpdate"},
    "a kind of tomorrow": {"type": "hologram"},
    "a kind that is a number": {"type": 5},
    "another bot": {"from": {"id": "28:another", "aadObjectId": ""}},
    "nobody": {"from": None},
    "an account with a line break": {"from": {"id": "29:a\nb", "aadObjectId": "a\nb"}},
    "an unknown invoke": {"type": "invoke", "name": "fileConsent/invoke"},
    "another app's card": {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": {"type": "Action.Execute", "verb": "pay", "data": {"amount": 1}}},
    },
    "a press of nothing": {"type": "invoke", "name": "adaptiveCard/action", "value": []},
}


@pytest.mark.parametrize("case", NOT_FOR_US)
def test_it_is_acknowledged_and_left_alone(in_a_wave: TeamsSide, case: str) -> None:
    before = in_a_wave.stage.traces()

    answer = in_a_wave.post({**help_of(in_a_wave), **NOT_FOR_US[case]})

    assert answer.status == 200
    assert in_a_wave.stage.traces() == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3,5", 3.5),
        ("٣", 3),
        ("-0", 0),
        ("-1", None),
        ("169", None),
        ("NaN", None),
        ("1e3", None),
        ("about four", None),
        ("", None),
        ("9" * 5000, None),
        ("\ud83d4\0", 4),
        (4, None),
        (["4"], None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_number_is_read_as_it_was_meant_or_asked_for_again(
    in_a_wave: TeamsSide, typed: str, meant: float | None
) -> None:
    hans, form = opened_form(in_a_wave, "Hans")
    assert "Thank you" in card_of(hans.submit(form, {**WEEK, HOURS: "7"}))

    hans, form = opened_form(in_a_wave, "Hans")
    answer = hans.submit(form, {**WEEK, HOURS: typed})

    assert answer.status == 200
    [kept] = in_a_wave.stage.stored("Hans")
    assert kept[HOURS] == (7 if meant is None else meant)
    assert ("Thank you" in card_of(answer)) == (meant is not None)


def test_somebody_who_was_not_asked_cannot_answer_with_anothers_form(in_a_wave: TeamsSide) -> None:
    _, form = opened_form(in_a_wave, "Ida")
    before = in_a_wave.stage.everything_stored()
    leon = in_a_wave.person("Leon")

    answer = leon.submit(form, WEEK)

    assert "You were not asked this time" in card_of(answer)
    assert in_a_wave.stage.everything_stored() == before


def test_a_guest_gets_a_short_refusal_and_nothing_else(in_a_wave: TeamsSide) -> None:
    guest = {"id": "29:guest", "aadObjectId": ALICE, "name": "G", "userRole": "guest"}
    chat = {"id": "a:guest", "conversationType": "personal"}
    for word in ("me", "log", "team Finance"):
        said = {**help_of(in_a_wave), "from": guest, "conversation": chat, "text": word}
        assert in_a_wave.post(said).status == 200
    in_a_wave.stage.deliver()

    told = [text_of(message) for message in in_a_wave.server.sent_to("a:guest")]
    assert len(told) == 3
    assert all("We have not met" in text for text in told)


@pytest.mark.parametrize(
    "made_up", ["survey.submit:no-such-wave", "audit.erase", ":", "pilot.start"]
)
def test_a_made_up_form_changes_nothing(in_a_wave: TeamsSide, made_up: str) -> None:
    jan, form = opened_form(in_a_wave, "Jan")
    before = in_a_wave.stage.everything_stored()
    submit = submit_in(cards_in(form)[0])
    ours = {**submit["data"]["dividend"], "action": made_up}

    answer = jan.execute({**submit, "verb": made_up}, {**WEEK, "dividend": ours}, form)

    assert answer.status == 200
    assert in_a_wave.stage.everything_stored() == before
    with in_a_wave.stage.turn() as turn:
        assert turn.store.pilots.all_running() == []


def opened_form(side: TeamsSide, name: str) -> tuple[TeamsPerson, Json]:
    person = side.person(name)
    before = len(person.messages)
    person.type("log")
    return person, side.stage.eventually(lambda: person.messages[before:])[0]
