"""Who may knock, and what a body may cost."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from adapters.playground.gate import DEEPEST, LARGEST_BODY, Knock, Refused, admit, read

PAGE = {
    "Host": "127.0.0.1:8080",
    "Origin": "http://127.0.0.1:8080",
    "Content-Type": "application/json; charset=utf-8",
}


def knock(method: str = "POST", peer: str = "127.0.0.1", **changed: str | None) -> Knock:
    headers = {**PAGE, **{name.replace("_", "-"): value for name, value in changed.items()}}
    present = {name: value for name, value in headers.items() if value is not None}
    return Knock(method, peer, CIMultiDict(present))


def refusal(status: int) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda refused: refused.status == status)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:80"])
def test_the_page_opened_on_this_machine_is_let_in(host: str) -> None:
    admit(knock(Host=host, Origin=f"http://{host}"))
    admit(knock("GET", Host=host, Origin=None, Content_Type=None))


@pytest.mark.parametrize("peer", ["::1", "127.8.8.8", "::ffff:127.0.0.1"])
def test_every_loopback_peer_is_this_machine(peer: str) -> None:
    admit(knock(peer=peer))


@pytest.mark.parametrize("peer", ["10.0.0.4", "192.168.1.2", "::ffff:10.0.0.4", "fe80::1%eth0", ""])
def test_another_machine_is_refused(peer: str) -> None:
    with refusal(403):
        admit(knock("GET", peer))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "", "127.0.0.1@evil",
        "127.1", "127.0.0.2", "localhost:", "localhost:80:80", "127.0.0.1:8080/x", "lоcalhost",
    ],
)  # fmt: skip
def test_a_name_that_only_points_here_is_refused(host: str) -> None:
    with refusal(403):
        admit(knock("GET", Host=host))


def test_a_request_without_a_host_is_refused() -> None:
    with refusal(403):
        admit(knock("GET", Host=None))


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", None, "https://127.0.0.1:8080", "http://127.0.0.1:8081"],
)
def test_a_page_of_another_site_cannot_post(origin: str | None) -> None:
    with refusal(403):
        admit(knock(Origin=origin))


@pytest.mark.parametrize("name", ["Forwarded", "X_Forwarded_For"])
def test_visitors_that_a_proxy_brings_are_not_on_this_machine(name: str) -> None:
    with refusal(403):
        admit(knock("GET", "127.0.0.1", **{name: "for=10.0.0.4"}))


@pytest.mark.parametrize(
    "changed",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": None},
        {"Content_Encoding": "gzip"},
    ],
)
def test_only_plain_json_is_read(changed: dict[str, str | None]) -> None:
    with refusal(415):
        admit(knock("POST", "127.0.0.1", **changed))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b'"text"', b"null", b'{"n": NaN}', b'{"n": Infinity}', b"\xff\xfe{}",
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"n": ' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}",
        b"[" * 500_000,
        b'"' + b'\\"' * 400_000,
    ],
)  # fmt: skip
def test_a_body_that_is_no_plain_object_is_refused(raw: bytes) -> None:
    with refusal(400):
        read(raw)


def test_a_body_over_the_limit_is_refused() -> None:
    with refusal(413):
        read(b" " * (LARGEST_BODY + 1))


@given(st.dictionaries(st.text(), st.text() | st.integers(-(10**20), 10**20) | st.booleans()))
def test_any_plain_object_is_read_as_it_was_written(body: dict[str, object]) -> None:
    assert read(json.dumps(body).encode()) == body


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    with suppress(Refused):
        read(raw)
