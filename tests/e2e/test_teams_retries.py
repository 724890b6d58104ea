"""What Teams gets again, and what it does not: the whole bot, its clock moved on."""

from itertools import count

import pytest

from adapters.teams.addresses import Reference
from bot.conversation.replying import queue_reply
from bot.model.cards import Card
from bot.store.tables import Delivery
from tests.e2e.teams_side import BOT, TeamsSide
from tests.fakes.teams_server import TENANT, Fault
from tests.promises import Measured

TIMES = 5
ASKED_TO_WAIT, BEHIND_THE_DOOR = (412, 429), (502, 504)
LASTING = {400: 2, 403: 1, 404: 1, 413: 2}  # what is refused goes once more, as plain text (R-O6)
chats = count(1)


def sent(side: TeamsSide, *faults: Fault, replacing: bool = False) -> tuple[Delivery, int, bool]:
    """The row of a reply whose first tries get those ``faults``, its calls, and what arrived."""
    chat, key = f"a:retries-{next(chats):02}", side.new_id("retry")
    side.server.messages[chat] = [{"id": "card", "text": "before"}]
    where = Reference(side.server.service_url, TENANT, BOT, chat)
    calls, side.server.faults = len(side.server.calls), list(faults)
    with side.stage.turn() as turn:
        queue_reply(Card("Hello"), where.as_address("card" if replacing else ""), key, turn)
    side.stage.pass_time(minutes=3)  # five waits are a minute at most
    [row] = [row for row in side.stage.deliveries() if chat in row.conversation]
    _, *new = side.server.sent_to(chat)
    arrived = side.server.sent_to(chat)[0].get("summary") == "Hello" if replacing else bool(new)
    assert not side.server.faults, "every fault was met"
    return row, len(side.server.calls) - calls, arrived


def test_what_teams_puts_off_arrives_after_five_failures_in_a_row(
    teams: TeamsSide, measured: Measured
) -> None:
    again = [(status, True) for status in (*ASKED_TO_WAIT, *BEHIND_THE_DOOR)]
    found = {
        (status, replacing): sent(teams, *[Fault(status=status)] * TIMES, replacing=replacing)
        for status, replacing in [*again, *((status, False) for status in ASKED_TO_WAIT)]
    }

    arrived = sum(arrived for _, _, arrived in found.values())
    measured("R-T7", "arrived after five failures in a row", "100 %", f"{arrived} of {len(found)}")
    for case, (row, calls, arrived) in found.items():
        assert (row.state, calls, arrived) == ("sent", TIMES + 1, True), case


@pytest.mark.parametrize("status", BEHIND_THE_DOOR)
def test_a_new_message_that_may_have_arrived_is_never_sent_blind(
    teams: TeamsSide, status: int
) -> None:
    row, calls, _ = sent(teams, Fault(status=status, took_it=True))

    assert (row.state, row.reason, calls) == ("unclear", str(status), 1)


def test_lasting_errors_are_not_tried_again(teams: TeamsSide, measured: Measured) -> None:
    found = {
        status: sent(teams, *[Fault(status=status)] * calls) for status, calls in LASTING.items()
    }

    retries = sum(calls - LASTING[status] for status, (_, calls, _) in found.items())
    measured("R-T7", "tries again of lasting errors", "0", retries)
    for status, (row, calls, arrived) in found.items():
        assert (row.state, row.reason) == ("failed", str(status))
        assert (calls, arrived) == (LASTING[status], False)


def test_a_refused_token_is_renewed_once_and_the_message_arrives(teams: TeamsSide) -> None:
    sent(teams)  # there is a token by now, whichever test was the first
    before = teams.server.token_requests

    row, calls, arrived = sent(teams, Fault(status=401))

    assert (row.state, calls, arrived) == ("sent", 2, True)
    assert teams.server.token_requests == before + 1
