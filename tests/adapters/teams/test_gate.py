"""Forged, stale and foreign requests stop at the gate; nothing makes it raise."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.teams.gate import (
    Presented,
    Refused,
    SigningKey,
    Terms,
    admitted,
    presented,
    unchecked,
)
from adapters.teams.hosts import Hosts
from adapters.teams.keys import signing_keys
from tests.fakes.teams_server import APP_ID, TENANT, claims, jwk, now, private_key, signed

Json = dict[str, Any]

SERVICE = "https://smba.trafficmanager.net/emea/"
TERMS = Terms(APP_ID, TENANT, Hosts())
KEYS = signing_keys({"keys": [jwk(), jwk("unendorsed", ("slack",))]})
HOUR = 3600
BEGINS = int(now().timestamp())


def activity(**changed: object) -> Json:
    return {
        "type": "message",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "conversation": {"id": "a:1", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "from": {"id": "29:alice"},
        **changed,
    }


def judged(
    token: str, sent: Json | bytes | None = None, *, terms: Terms = TERMS, scheme: str = "Bearer"
) -> Json | Refused:
    """What the door does: look at the header, find the key it names, then judge."""
    found = presented(f"{scheme} {token}")
    if isinstance(found, Refused):
        return found
    body = sent if isinstance(sent, bytes) else json.dumps(sent or activity()).encode()
    return admitted(found, KEYS.get(found.key_id), body, terms, now())


def with_claims(**changed: object) -> str:
    return signed(claims(now(), SERVICE, **changed))


def forged(header: Json, payload: Json, signature: bytes = b"") -> str:
    return ".".join(_part(part) for part in (header, payload)) + "." + _base64(signature)


def with_payload(token: str, payload: Json) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{_part(payload)}.{signature}"


def _part(content: Json) -> str:
    return _base64(json.dumps(content).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_with_the_public_key_as_secret() -> str:
    """The classic confusion: the public key taken for the secret of an HMAC."""
    public = private_key().public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, _, _ = forged({"alg": "HS256", "kid": "first"}, claims(now(), SERVICE)).rpartition(".")
    return f"{head}.{_base64(hmac.new(secret, head.encode(), hashlib.sha256).digest())}"


def test_a_true_token_with_its_own_activity_is_admitted() -> None:
    assert judged(with_claims()) == activity()


@pytest.mark.parametrize(
    "changed",
    [
        {"nbf": BEGINS + 290, "exp": BEGINS + HOUR},
        {"nbf": BEGINS - HOUR, "exp": BEGINS - 290},
        {"nbf": BEGINS, "exp": BEGINS + 24 * HOUR},
    ],
    ids=["clock slightly behind", "clock slightly ahead", "a whole day"],
)
def test_clocks_may_differ_by_five_minutes(changed: Json) -> None:
    assert judged(with_claims(**changed)) == activity()


GOOD = claims(now(), SERVICE)
FORGED = {
    "no token": "",
    "one part": "abc",
    "two parts": "abc.def",
    "four parts": "a.b.c.d",
    "not base64": "!!.!!.!!",
    "spaces inside": with_claims().replace(".", " . "),
    "header is not json": "YWJj.YWJj.YWJj",
    "header is a list": f"{_base64(b'[]')}.YWJj.YWJj",
    "header nests deeply": f"{_base64(b'[' * 5000)}.YWJj.YWJj",
    "alg none": forged({"alg": "none", "kid": "first"}, GOOD),
    "alg None, signed": forged({"alg": "None", "kid": "first"}, GOOD, b"x"),
    "no alg": forged({"kid": "first"}, GOOD, b"x"),
    "alg is a list": forged({"alg": ["RS256"], "kid": "first"}, GOOD, b"x"),
    "HS256 with the public key": signed_with_the_public_key_as_secret(),
    "HS256 with the app id": jwt.encode(
        GOOD, APP_ID.ljust(32), algorithm="HS256", headers={"kid": "first"}
    ),
    "PS256": jwt.encode(GOOD, private_key(), algorithm="PS256", headers={"kid": "first"}),
    "RS512": jwt.encode(GOOD, private_key(), algorithm="RS512", headers={"kid": "first"}),
    "no kid": jwt.encode(GOOD, private_key(), algorithm="RS256"),
    "unknown kid": signed(GOOD, kid="other"),
    "kid is a path": signed(GOOD, kid="../../dev/null"),
    "signed by another key": signed(GOOD, "stranger", kid="first"),
    "key inside the token": signed(GOOD, "stranger", kid="first", jwk=jwk("stranger")),
    "key address inside the token": signed(GOOD, "stranger", kid="x", jku="https://evil.test"),
    "critical extension": forged({"alg": "RS256", "kid": "first", "crit": ["b64"]}, GOOD, b"x"),
    "compressed, truly signed": signed(GOOD, zip="DEF"),
    "encrypted, truly signed": signed(GOOD, enc="A256GCM"),
    "no signature": with_claims().rpartition(".")[0] + ".",
    "payload changed": with_payload(with_claims(), {**GOOD, "exp": BEGINS + 2 * HOUR}),
    "another issuer": with_claims(iss="https://sts.windows.net/x/"),
    "issuer with a slash": with_claims(iss="https://api.botframework.com/"),
    "no issuer": with_claims(iss=None),
    "issuer is a list": with_claims(iss=["https://api.botframework.com"]),
    "another bot": with_claims(aud="00000000-0000-0000-0000-000000000bad"),
    "audience is a list": with_claims(aud=[APP_ID]),
    "no audience": with_claims(aud=None),
    "expired": with_claims(nbf=BEGINS - 2 * HOUR, exp=BEGINS - 301),
    "not yet": with_claims(nbf=BEGINS + 301, exp=BEGINS + HOUR),
    "no exp": with_claims(exp=None),
    "no nbf": with_claims(nbf=None),
    "exp is a text": with_claims(exp=str(BEGINS + HOUR)),
    "exp is true": with_claims(exp=True),
    "exp beyond all numbers": signed({**GOOD, "exp": 10**40}),
    "lives for two days": with_claims(exp=BEGINS + 48 * HOUR),
    "ends before it begins": with_claims(nbf=BEGINS + 100, exp=BEGINS + 50),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_what_proves_nobody_is_refused(token: str) -> None:
    assert judged(token) == Refused(401)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic YTpi", "Bearer  x.y.z", "x" * 9000])
def test_a_header_without_a_token_is_refused(header: str | None) -> None:
    assert presented(header) == Refused(401)


@pytest.mark.parametrize("scheme", ["Token", "Bearer:", "bearer bearer", ""])
def test_another_scheme_is_refused(scheme: str) -> None:
    assert judged(with_claims(), scheme=scheme) == Refused(401)


FOREIGN = {
    "no service claim": (with_claims(serviceurl=None), activity()),
    "claim of another service": (with_claims(serviceurl="https://x.botframework.com"), activity()),
    "no service in the body": (with_claims(), activity(serviceUrl=None)),
    "service claim is a list": (with_claims(serviceurl=[SERVICE]), activity()),
    "service is not on the list": (
        with_claims(serviceurl="https://evil.trafficmanager.net/"),
        activity(serviceUrl="https://evil.trafficmanager.net/"),
    ),
    "both without service": (with_claims(serviceurl=None), activity(serviceUrl="")),
    "key endorses another channel": (signed(GOOD, "unendorsed"), activity()),
    "another channel": (with_claims(), activity(channelId="webchat")),
    "no channel": (with_claims(), activity(channelId=None)),
    "channel in capitals": (with_claims(), activity(channelId="MSTEAMS")),
    "another tenant": (with_claims(), activity(channelData={"tenant": {"id": "2"}})),
    "no tenant": (with_claims(), activity(channelData={}, conversation={"id": "a:1"})),
    "two tenants": (with_claims(), activity(conversation={"id": "a:1", "tenantId": "2"})),
    "sender of another tenant": (with_claims(), activity(**{"from": {"tenantId": "2"}})),
    "tenant is a list": (with_claims(), activity(channelData={"tenant": {"id": [TENANT]}})),
}


@pytest.mark.parametrize(("token", "sent"), FOREIGN.values(), ids=FOREIGN.keys())
def test_what_is_true_but_not_for_us_is_refused(token: str, sent: Json) -> None:
    assert judged(token, sent) == Refused(403)


JUNK = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "invalid UTF-8": b'{"a":"\xff\xfe"}',
    "a NUL byte": b'{"a":"\x00"}',
    "NaN": b'{"a":NaN}',
    "a number of 5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "a number of 31 digits": b'{"a":' + b"9" * 31 + b"}",
    "a fraction of 5,000 digits": b'{"a":0.' + b"9" * 5000 + b"}",
    "nested 100,000 deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested 65 deep": b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
    "a very long string": b'{"a":"' + b"x" * 100_001 + b'"}',
    "a very long name": b'{"' + b"x" * 100_001 + b'":1}',
    "over a megabyte": b'{"a":[' + b'"x",' * 300_000 + b'"x"]}',
}


@pytest.mark.parametrize("body", JUNK.values(), ids=JUNK.keys())
def test_proved_junk_is_refused_as_junk(body: bytes) -> None:
    assert judged(with_claims(), body) == Refused(400)


def test_an_app_without_an_id_admits_nobody() -> None:
    token = with_claims(aud="")
    assert judged(token, terms=Terms("", TENANT, Hosts())) == Refused(401)


def test_the_tenant_is_compared_without_regard_to_capitals() -> None:
    terms = Terms(APP_ID, "aaaa-bbbb", Hosts())
    tenants = {"conversation": {"tenantId": "AAAA-bbbb"}, "channelData": {}}
    assert not isinstance(judged(with_claims(), activity(**tenants), terms=terms), Refused)


@pytest.mark.parametrize(
    ("sender", "is_admitted"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("127.0.0.1.evil", False),
        (None, False),
    ],
)
def test_without_any_check_only_this_machine_is_admitted(
    sender: str | None, is_admitted: bool
) -> None:
    terms = Terms("", "", Hosts(loopback=True))
    body = json.dumps(activity(serviceUrl="http://localhost:56150/")).encode()
    assert (unchecked(sender, body, terms) != Refused(403)) is is_admitted


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: _base64(raw) + ".e30.x"))
@settings(max_examples=150, deadline=None)
def test_no_header_makes_the_gate_raise(token: str) -> None:
    assert judged(token) == Refused(401)


@given(st.integers(0, 2000), st.characters(codec="ascii"))
@settings(max_examples=150, deadline=None)
def test_a_token_changed_in_any_place_is_refused(at: int, character: str) -> None:
    token = with_claims()
    at %= len(token) - 1  # the last character holds spare bits that mean nothing
    assume(token[at] != character)
    assert isinstance(judged(token[:at] + character + token[at + 1 :]), Refused)


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_body_makes_the_gate_raise(body: bytes) -> None:
    assert isinstance(judged(with_claims(), body), Refused)


def test_a_token_is_judged_by_the_time_that_is_given() -> None:
    found = presented(f"Bearer {with_claims()}")
    assert isinstance(found, Presented)
    body, later = json.dumps(activity()).encode(), now() + timedelta(hours=2)
    key: SigningKey = KEYS["first"]
    assert admitted(found, key, body, TERMS, later) == Refused(401)
