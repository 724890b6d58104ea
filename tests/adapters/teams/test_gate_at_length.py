"""A hundred thousand changed tokens, none of them let in."""

from random import Random

import pytest

from adapters.teams.gate import Refused
from tests.adapters.teams.test_gate import FOREIGN, FORGED, judged, with_claims
from tests.promises import Measured

ALPHABET = "ABCabc019-_.=+/ \n\0é"


def changed(token: str, chance: Random) -> str:
    """A few characters replaced, dropped or doubled; the last one holds spare bits and stays."""
    letters = list(token[:-1])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice([chance.choice(ALPHABET), "", letters[at] * 2])
    return "".join(letters) + token[-1]


@pytest.mark.soak
def test_no_changed_token_is_let_in(measured: Measured) -> None:
    token, chance = with_claims(), Random(20261123)
    tried = set[str]()
    while len(tried) < 100_000:
        tried |= {changed(token, chance)} - {token}

    let_in = [text for text in tried if not isinstance(judged(text), Refused)]
    measured("R-T1", f"{len(tried):,} changed tokens", "0 let in", f"{len(let_in)} let in")
    assert let_in == []


def test_all_that_is_named_in_the_promise_is_refused_and_more(measured: Measured) -> None:
    forged = [judged(token) for token in FORGED.values()]
    foreign = [judged(token, sent) for token, sent in FOREIGN.values()]

    refused = forged.count(Refused(401)) + foreign.count(Refused(403))
    measured("R-T1", "named refusals", "37 of 37", f"{refused} of {len(FORGED) + len(FOREIGN)}")
    assert refused == len(FORGED) + len(FOREIGN) >= 37
