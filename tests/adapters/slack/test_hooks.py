"""Which addresses may be answered at: Slack's own, a few times, for half an hour."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.slack.addresses import Hook, Posted, address, card_place
from adapters.slack.hooks import HookUses, may_call
from adapters.slack.settings import SlackSettings
from tests.adapters.slack.conftest import NOW

LIVE = SlackSettings("", "")
TEST = replace(LIVE, test_mode=True)

FOREIGN = [
    "",
    "hooks.slack.com/x",
    "//hooks.slack.com/x",
    "http://hooks.slack.com/x",
    "ftp://hooks.slack.com/x",
    "https://hooks.slack.com.evil.example/x",
    "https://evil.example/hooks.slack.com",
    "https://evil.example#hooks.slack.com",
    "https://evil.example?hooks.slack.com",
    "https://hooks.slack.com@evil.example/x",
    "https://user@hooks.slack.com/x",
    "https://user:word@hooks.slack.com/x",
    "https://hooks.slack.com:8443/x",
    "https://hooks.slack.com:http/x",
    "https://hooks.slack.com./x",
    "https://xhooks.slack.com/x",
    "https://slack.com/x",
    "https://evil.example\\@hooks.slack.com/x",
    "https://hooks.slack.com\\.evil.example/x",
    "https://hооks.slack.com/x",  # Cyrillic
    "https://hooks。slack。com/x",
    "https://[::1]/x",
    "https://[hooks.slack.com/x",
    "https://127.0.0.1/x",
    "http://localhost/x",
    "https://2130706433/x",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_a_foreign_address_is_never_called(url: str) -> None:
    assert not may_call(url, LIVE)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/1/a",
        "https://hooks.slack.com:443/x",
        "https://HOOKS.slack.com/x",
    ],
)
def test_slacks_own_address_is_called(url: str) -> None:
    assert may_call(url, LIVE)


def test_this_machine_is_called_in_test_mode_only() -> None:
    assert may_call("http://127.0.0.1:4010/hook/1", TEST)
    assert may_call("http://[::1]:4010/hook/1", TEST)
    assert not may_call("http://127.0.0.1:4010/hook/1", LIVE)
    assert not may_call("http://evil.example/hook/1", TEST)


def test_each_address_has_five_uses_of_its_own() -> None:
    uses, first, second = HookUses(), Hook("https://a", NOW), Hook("https://b", NOW)

    assert [uses.take(first, NOW) for _ in range(6)] == [True] * 5 + [False]
    assert uses.take(second, NOW)


def test_an_address_is_good_for_half_an_hour() -> None:
    hook = Hook("https://a", NOW)

    assert HookUses().take(hook, NOW + timedelta(minutes=29))
    assert not HookUses().take(hook, NOW + timedelta(minutes=30))


@pytest.mark.parametrize("place", [Posted("C1", "17.1"), Hook("https://a", NOW)])
def test_a_card_is_found_again_from_its_address(place: Posted | Hook) -> None:
    assert card_place(address("T1", "U1", place).card) == place


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"hook": 1}', '{"hook": "x", "at": 1e99}'])
def test_what_is_no_card_is_none(text: str) -> None:
    assert card_place(text) is None
