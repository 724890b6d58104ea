"""A hundred thousand changed tokens, none of them let in."""

from random import Random

import pytest

from adapters.teams.gate import Refused
from tests.adapters.teams.test_gate import judged, with_claims

ALPHABET = "ABCabc019-_.=+/ \n\0é"


def changed(token: str, chance: Random) -> str:
    """A few characters replaced, dropped or doubled; the last one holds spare bits and stays."""
    letters = list(token[:-1])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice([chance.choice(ALPHABET), "", letters[at] * 2])
    return "".join(letters) + token[-1]


@pytest.mark.soak
def test_no_changed_token_is_let_in() -> None:
    token, chance = with_claims(), Random(20261123)
    tried = {changed(token, chance) for _ in range(100_000)} - {token}

    assert [text for text in tried if not isinstance(judged(text), Refused)] == []
