"""Lets in only the page itself, opened on this machine.

A name that points here from elsewhere (DNS rebinding) has a foreign ``Host``; a page of another
site has a foreign ``Origin``; another machine has a foreign peer.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from adapters.playground.parse import Json

LARGEST_BODY = 1_000_000
DEEPEST = 32
_LONGEST_NUMBER = 30
_OURS = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[\[{\]}]', re.DOTALL)
_OPENING, _CLOSING = (b"[", b"{"), (b"]", b"}")


class Refused(Exception):
    """Not from the page: answered with ``status`` and nothing else."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class Knock:
    """A request before anything of it is believed. ``headers`` ignore case."""

    method: str
    peer: str
    headers: Mapping[str, str]


def admit(knock: Knock) -> None:
    """Raises ``Refused`` unless this machine's own browser asks for itself."""
    host = knock.headers.get("Host", "")
    proxied = any(name in knock.headers for name in _PROXIED)
    if proxied or not (_is_loopback(knock.peer) and _OURS.fullmatch(host)):
        raise Refused(HTTPStatus.FORBIDDEN)
    if knock.method in {"GET", "HEAD"}:
        return
    if knock.headers.get("Origin", "").lower() != f"http://{host.lower()}":
        raise Refused(HTTPStatus.FORBIDDEN)
    kind = knock.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or "Content-Encoding" in knock.headers:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def read(raw: bytes) -> Json:
    """The posted object. Raises ``Refused``; neither depth nor long numbers cost anything."""
    if len(raw) > LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if _depth(raw) > DEEPEST:
        raise Refused(HTTPStatus.BAD_REQUEST)
    try:
        body = json.loads(raw.decode("utf-8"), parse_int=_number, parse_constant=_no_number)
    except ValueError as broken:
        raise Refused(HTTPStatus.BAD_REQUEST) from broken
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return body


def _is_loopback(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (inner or address).is_loopback


def _depth(raw: bytes) -> int:
    """How deep arrays and objects are nested, found without parsing them."""
    depth = deepest = 0
    for token in _STRUCTURE.findall(raw):
        if token in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif token in _CLOSING:
            depth -= 1
    return deepest


def _number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(digits[:_LONGEST_NUMBER])
    return int(digits)


def _no_number(name: str) -> float:
    raise ValueError(name)
