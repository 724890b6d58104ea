"""Proves that a request comes from the Bot Connector, before anything in it is believed."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWS, PyJWTError

from adapters.teams import wire
from adapters.teams.hosts import Hosts
from adapters.teams.wire import Garbled, Json

CHANNEL = "msteams"
ISSUER = "https://api.botframework.com"
SKEW = timedelta(seconds=300)
LONGEST_LIFE = timedelta(hours=24)
_BEARER = re.compile(r"Bearer ((?:[A-Za-z0-9_-]{1,8000}\.){2}[A-Za-z0-9_-]{1,8000})", re.IGNORECASE)
_EXTENSIONS = frozenset({"crit", "b64", "zip", "enc"})
_LONGEST_HEADER = 8192
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``endorsements`` are the channels that this key may speak for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may send what: this bot, from this tenant, through these hosts."""

    app_id: str
    tenant: str
    hosts: Hosts


@dataclass(frozen=True, slots=True)
class Presented:
    """A token of the right shape, not yet believed; ``key_id`` says which key is to prove it."""

    token: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """401: not proved. 403: proved, but not for this bot. 400: proved, but not readable."""

    status: int


_NOT_PROVED = Refused(401)
_NOT_FOR_US = Refused(403)
_NOT_READABLE = Refused(400)


def presented(authorization: str | None) -> Presented | Refused:
    """The token in the header, if it is one that could be proved at all."""
    if authorization is None or len(authorization) > _LONGEST_HEADER:
        return _NOT_PROVED
    bearer = _BEARER.fullmatch(authorization)
    if bearer is None:
        return _NOT_PROVED
    header = _header(bearer[1])
    key_id = wire.text(header, "kid")
    if wire.text(header, "alg") != "RS256" or not key_id or header.keys() & _EXTENSIONS:
        return _NOT_PROVED
    return Presented(bearer[1], key_id)


def admitted(
    token: Presented, key: SigningKey | None, body: bytes, terms: Terms, now: datetime
) -> Json | Refused:
    """The activity in ``body``, once token and activity agree on who sends it."""
    claims = None if key is None else _claims(token.token, key)
    if key is None or claims is None or not _timely(claims, now):
        return _NOT_PROVED
    if claims.get("iss") != ISSUER or claims.get("aud") != terms.app_id or not terms.app_id:
        return _NOT_PROVED
    if CHANNEL not in key.endorsements:
        return _NOT_FOR_US
    try:
        activity = wire.read(body)
    except Garbled:
        return _NOT_READABLE
    return activity if _is_for_us(activity, claims, terms) else _NOT_FOR_US


def unchecked(sender: str | None, body: bytes, terms: Terms) -> Json | Refused:
    """The activity of an unproved sender on loopback, in test mode without an app id."""
    if sender not in _LOOPBACK:
        return _NOT_FOR_US
    try:
        activity = wire.read(body)
    except Garbled:
        return _NOT_READABLE
    return activity if terms.hosts.allow(wire.text(activity, "serviceUrl")) else _NOT_FOR_US


def _header(token: str) -> Json:
    encoded = token.split(".", 1)[0]
    try:
        return wire.read(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (Garbled, binascii.Error):
        return {}


def _claims(token: str, key: SigningKey) -> Json | None:
    """The signed claims; read by us, as PyJWT would read the system's clock to judge them."""
    try:
        return wire.read(PyJWS().decode(token, key=key.public, algorithms=["RS256"]))
    except (PyJWTError, Garbled, TypeError, ValueError):
        return None


def _timely(claims: Json, now: datetime) -> bool:
    begins, ends = claims.get("nbf"), claims.get("exp")
    if not _is_instant(begins) or not _is_instant(ends):
        return False
    second, skew = now.timestamp(), SKEW.total_seconds()
    in_time = begins - skew <= second < ends + skew
    return in_time and 0 < ends - begins <= LONGEST_LIFE.total_seconds()


def _is_instant(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_for_us(activity: Json, claims: Json, terms: Terms) -> bool:
    service_url = wire.text(activity, "serviceUrl")
    return (
        wire.text(activity, "channelId") == CHANNEL
        and claims.get("serviceurl") == service_url
        and terms.hosts.allow(service_url)
        and _is_of_tenant(activity, terms.tenant)
    )


def _is_of_tenant(activity: Json, tenant: str) -> bool:
    named = (
        wire.at(activity, "channelData", "tenant", "id"),
        wire.at(activity, "conversation", "tenantId"),
        wire.at(activity, "from", "tenantId"),
        wire.at(activity, "recipient", "tenantId"),
    )
    said = [name for name in named if name is not None]
    named_ours = (isinstance(name, str) and name.lower() == tenant.lower() for name in said)
    return bool(tenant and said) and all(named_ours)
