"""What strangers may try, and what they get: one fixed answer, never an error of ours."""

import json
import random
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from adapters.slack.gate import (
    ENCODED,
    JUNK,
    LARGEST_BODY,
    TOO_LARGE,
    UNPROVED,
    Admitted,
    Refusal,
    admit,
    signature,
    unwanted,
)
from tests.adapters.slack.conftest import NOW, SECRET
from tests.promises import Measured

STAMP = str(int(NOW.timestamp()))
BODY = b'{"type":"event_callback"}'
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
GOOD = signature(SECRET, STAMP, BODY)


def at(seconds: int) -> str:
    return str(int((NOW + timedelta(seconds=seconds)).timestamp()))


UNSIGNED = {
    "nothing at all": ([], []),
    "no timestamp": ([], [GOOD]),
    "no signature": ([STAMP], []),
    "an empty signature": ([STAMP], [""]),
    "the secret of another app": ([STAMP], [signature("another-secret", STAMP, BODY)]),
    "the signature of another body": ([STAMP], [signature(SECRET, STAMP, b"{}")]),
    "the signature of another second": ([STAMP], [signature(SECRET, at(1), BODY)]),
    "a signature without its version": ([STAMP], [GOOD.removeprefix("v0=")]),
    "a signature of a later version": ([STAMP], [GOOD.replace("v0", "v1")]),
    "a signature in capitals": ([STAMP], [GOOD.upper()]),
    "a signature with a space behind": ([STAMP], [GOOD + " "]),
    "a signature cut short": ([STAMP], [GOOD[:-1]]),
    "a signature with letters beyond ASCII": ([STAMP], ["v0=" + "é" * 64]),
    "a signature with a lone surrogate": ([STAMP], ["v0=" + "\udc80" * 64]),
    "a signature with other scripts' digits": ([STAMP], ["v0=" + "١" * 64]),
    "a huge signature": ([STAMP], ["v0=" + "a" * 100_000]),
    "two signatures, one good": ([STAMP], [GOOD, GOOD]),
    "two timestamps": ([STAMP, STAMP], [GOOD]),
    "an old request": ([at(-301)], [signature(SECRET, at(-301), BODY)]),
    "a request from the future": ([at(301)], [signature(SECRET, at(301), BODY)]),
    "a timestamp that is no number": (["now"], [GOOD]),
    "an empty timestamp": ([""], [GOOD]),
    "a negative timestamp": (["-1"], [GOOD]),
    "a timestamp with a fraction": ([STAMP + ".0"], [GOOD]),
    "a timestamp with a sign": (["+" + STAMP], [GOOD]),
    "a timestamp with a line break": ([STAMP + "\n"], [GOOD]),
    "a timestamp with an underscore": (["1_700_000_000"], [GOOD]),
    "an infinite timestamp": (["inf"], [GOOD]),
    "a timestamp of 5,000 digits": (["9" * 5000], [GOOD]),
    "a timestamp in other digits": (["١٧٠٠٠٠٠٠٠٠"], [GOOD]),
    "a timestamp in hexadecimal": (["0x6553f100"], [GOOD]),
}

JUNKS = {
    "nothing": (b"", JSON),
    "broken JSON": (b'{"a":', JSON),
    "bytes that are not UTF-8": (b'{"a":"\xff"}', JSON),
    "a bare number": (b"5", JSON),
    "a list": (b"[]", JSON),
    "null": (b"null", JSON),
    "nesting of 65": (b'{"a":' * 65 + b"1" + b"}" * 65, JSON),
    "nesting of 100,000": (b"[" * 100_000, JSON),
    "a number of 5,000 digits": (b'{"a":' + b"9" * 5000 + b"}", JSON),
    "a fraction of 40 digits": (b'{"a":0.' + b"9" * 40 + b"}", JSON),
    "not a number": (b'{"a":NaN}', JSON),
    "infinity": (b'{"a":-Infinity}', JSON),
    "thirty thousand empty lists": (b'{"a":[' + b"[]," * 29_999 + b"[]]}", JSON),
    "a string of 200 KB": (b'{"a":"' + b"x" * 200_000 + b'"}', JSON),
    "a key of 200 KB": (b'{"' + b"x" * 200_000 + b'":1}', JSON),
    "two objects": (b"{}{}", JSON),
    "JSON called something else": (BODY, "text/plain"),
    "JSON called nothing": (BODY, ""),
    "a form with a field that comes twice": (b"command=a&command=b", FORM),
    "a form of a thousand fields": (urlencode({f"f{n}": n for n in range(1000)}).encode(), FORM),
    "a form with a huge field": (b"text=" + b"x" * 200_000, FORM),
    "a form of escapes": (b"payload=%7B%7D" + b"%20" * 100_000, FORM),
    "a form with half a character": (b"text=%ff", FORM),
    "a form whose payload is broken": (b"payload=%7B", FORM),
    "a form whose payload is no object": (b"payload=5", FORM),
    "a form whose payload is nested deeply": (
        b"payload=" + quote('{"a":' * 65 + "1" + "}" * 65).encode(),
        FORM,
    ),
    "a form whose payload has a long number": (
        b"payload=" + quote('{"a":' + "9" * 31 + "}").encode(),
        FORM,
    ),
}


def signed(raw: bytes, kind: str = JSON) -> Admitted | Refusal:
    return admit(raw, [STAMP], [signature(SECRET, STAMP, raw)], kind, SECRET, NOW)


@pytest.mark.parametrize("case", UNSIGNED)
def test_what_slack_did_not_sign_gets_one_fixed_refusal(case: str) -> None:
    timestamps, signatures = UNSIGNED[case]

    assert admit(BODY, timestamps, signatures, JSON, SECRET, NOW) is UNPROVED


@pytest.mark.parametrize("case", JUNKS)
def test_signed_junk_is_refused_and_not_wanted_again(case: str) -> None:
    assert signed(*JUNKS[case]) is JUNK
    assert JUNK.headers == {"X-Slack-No-Retry": "1"}


@pytest.mark.parametrize("case", JUNKS)
def test_unsigned_junk_is_not_even_looked_at(case: str) -> None:
    raw, kind = JUNKS[case]

    claimed = signature("another-secret", STAMP, raw)

    assert admit(raw, [STAMP], [claimed], kind, SECRET, NOW) is UNPROVED


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_clock_that_is_five_minutes_off_is_forgiven(seconds: int) -> None:
    stamp = at(seconds)

    admitted = admit(BODY, [stamp], [signature(SECRET, stamp, BODY)], JSON, SECRET, NOW)

    assert isinstance(admitted, Admitted)
    assert admitted.sent_at == NOW + timedelta(seconds=seconds)


def test_what_slack_signed_is_admitted_as_it_came() -> None:
    payload = {"type": "block_actions", "deep": [[1.5, "ä\0\ud800"]], "n": 9 * 10**28}
    raw = json.dumps(payload).encode()

    assert signed(raw) == Admitted(payload, NOW)
    assert signed(b"payload=" + quote(raw).encode(), FORM) == Admitted(payload, NOW)


def test_an_empty_field_of_a_command_is_kept() -> None:
    assert signed(b"command=%2Fdividend&text=", FORM) == Admitted(
        {"command": "/dividend", "text": ""}, NOW
    )


def test_a_body_that_is_too_large_is_refused_whoever_signed_it() -> None:
    assert signed(b"x" * (LARGEST_BODY + 1)) is TOO_LARGE
    assert unwanted([], LARGEST_BODY + 1) is TOO_LARGE
    assert unwanted([], None) is None


@pytest.mark.parametrize("encodings", [["gzip"], ["br"], ["identity", "gzip"], ["identity, gzip"]])
def test_nothing_is_unpacked(encodings: list[str]) -> None:
    assert unwanted(encodings, 10) is ENCODED


@pytest.mark.parametrize("many", [10_000, pytest.param(200_000, marks=pytest.mark.soak)])
def test_random_requests_are_all_refused_and_none_breaks_anything(
    many: int, measured: Measured
) -> None:
    chance = random.Random(many)
    for _ in range(many):
        raw = chance.randbytes(chance.randrange(60))
        header = chance.randbytes(chance.randrange(80)).decode("latin-1")
        stamp = chance.choice([STAMP, header, "", "1e9", at(chance.randrange(-400, 400))])
        claimed = chance.choice([header, "v0=" + chance.randbytes(32).hex(), GOOD])

        assert admit(raw, [stamp], [claimed], chance.choice([JSON, FORM]), SECRET, NOW) is UNPROVED

    measured("R-S1", f"{many:,} unsigned requests at the gate", "0 let in", "0 let in")
