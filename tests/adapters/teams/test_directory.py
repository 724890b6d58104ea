"""Who someone is, as the tenant's directory tells it."""

import asyncio

import pytest

from bot.errors import Unreachable
from bot.model.events import Actor
from tests.adapters.teams.conftest import Running
from tests.fakes.teams_server import TENANT


async def test_the_directory_tells_who_someone_is(running: Running) -> None:
    alice = Actor("teams", TENANT, "aaaaaaaa-0000-0000-0000-00000000a11c")
    running.server.members[alice.account] = {
        "name": "Alice Example",
        "email": "alice@ours.example",
        "userRole": "user",
        "tenantId": TENANT,
    }
    await running.send("message_personal")

    profile = await asyncio.to_thread(running.adapter.directory.profile, alice)

    assert (profile.name, profile.email) == ("Alice Example", "alice@ours.example")
    assert not profile.guest


@pytest.mark.parametrize(
    "told",
    [
        {"userRole": "guest"},
        {"tenantId": "22222222-2222-2222-2222-222222222222"},
        {"userPrincipalName": "eve_other.test#EXT#@ours.example"},
    ],
)
async def test_an_address_that_nobody_here_verified_is_not_told(
    running: Running, told: dict[str, str]
) -> None:
    eve = Actor("teams", TENANT, "aaaaaaaa-0000-0000-0000-00000000a11c")
    running.server.members[eve.account] = {"name": "Eve", "email": "alice@ours.example", **told}
    await running.send("message_personal")

    profile = await asyncio.to_thread(running.adapter.directory.profile, eve)

    assert profile.guest
    assert profile.email == ""


async def test_somebody_unknown_to_the_directory_is_said_to_be(running: Running) -> None:
    await running.send("message_personal")
    nobody = Actor("teams", TENANT, "aaaaaaaa-0000-0000-0000-00000000a11c")
    with pytest.raises(Unreachable):
        await asyncio.to_thread(running.adapter.directory.profile, nobody)
