"""Signing keys are fetched rarely, renewed in time, and outlive a source that is away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from adapters.teams.keys import SigningKeys, signing_keys
from tests.fakes.teams_server import TeamsServer, jwk
from tests.hands import Hand

HOUR = 3600


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def server() -> AsyncIterator[TeamsServer]:
    async with TeamsServer() as running:
        yield running


@pytest.fixture
async def keys(server: TeamsServer, hand: Hand) -> AsyncIterator[SigningKeys]:
    async with ClientSession() as session:
        found = SigningKeys(server.url("/metadata"), session, hand)
        yield found
        await found.close()


async def test_keys_are_fetched_once_and_kept_for_a_day(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    assert await keys.find("first") is not None
    hand.seconds += 23 * HOUR
    assert await keys.find("first") is not None
    assert server.key_fetches == 1


async def test_the_first_message_with_a_new_key_is_accepted(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    await keys.find("first")
    server.keys.append(jwk("second"))
    hand.seconds += 61

    assert await keys.find("second") is not None
    assert server.key_fetches == 2


async def test_a_thousand_unknown_keys_cause_two_fetches_at_most(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    await keys.find("first")
    hand.seconds += 61
    found = await asyncio.gather(*(keys.find(f"unknown-{n}") for n in range(1000)))

    assert found == [None] * 1000
    assert server.key_fetches == 2


async def test_unknown_keys_one_after_the_other_cause_one_fetch_a_minute(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    for second in range(90):
        await keys.find(f"unknown-{second}")
        hand.seconds += 1

    assert server.key_fetches == 2


async def test_an_old_set_serves_while_it_is_renewed(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    await keys.find("first")
    hand.seconds += 25 * HOUR
    server.keys_hang = True

    async with asyncio.timeout(0.5):
        assert await keys.find("first") is not None


async def test_the_last_good_set_serves_for_five_days(
    keys: SigningKeys, server: TeamsServer, hand: Hand
) -> None:
    await keys.find("first")
    server.keys_away = True
    hand.seconds += (4 * 24 + 23) * HOUR
    assert await keys.find("first") is not None
    hand.seconds += 2 * HOUR
    assert await keys.find("first") is None

    server.keys_away = False
    hand.seconds += 120
    assert await keys.find("first") is not None


async def test_keys_from_another_place_than_the_source_are_not_taken(
    server: TeamsServer, hand: Hand
) -> None:
    async with TeamsServer() as elsewhere, ClientSession() as session:
        server.keys_at = elsewhere.url("/keys")
        keys = SigningKeys(server.url("/metadata"), session, hand)
        assert await keys.find("first") is None
        assert elsewhere.key_fetches == 0


def test_keys_that_prove_nothing_are_left_out() -> None:
    weak = {"kty": "RSA", "kid": "weak", "n": "AQAB", "e": "AQAB"}
    secret = {"kty": "oct", "kid": "secret", "k": "AAAA"}
    odd = {"kty": "RSA", "kid": "odd", "n": 7, "e": None}
    nameless = {**jwk(), "kid": None}
    endless = {**jwk(), "kid": "endless", "endorsements": "msteams"}

    found = signing_keys({"keys": [weak, secret, odd, nameless, endless, jwk(), "x", None]})

    assert set(found) == {"endless", "first"}
    assert found["endless"].endorsements == frozenset()
