"""What people are told about themselves is cut on no platform."""

import json

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.render import content
from adapters.teams.render import adaptive_card
from bot.features.own_data.reading import LONGEST_LINE, in_cards

NAMES = st.text("abc", min_size=1, max_size=60)
TEXTS = st.builds(
    lambda text, length: (text * length)[:length],
    st.text(st.characters(categories=["L", "N"]), min_size=1),
    st.integers(1, 3 * LONGEST_LINE),
)


@given(st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=50))
def test_every_line_is_whole_in_the_cards(lines: list[tuple[str, str]]) -> None:
    cards = list(in_cards("All of it", lines))
    on_slack = json.dumps([content(card, {})["blocks"] for card in cards], ensure_ascii=False)
    on_teams = json.dumps([adaptive_card(card)["body"] for card in cards], ensure_ascii=False)
    for _, text in lines:
        for start in range(0, len(text), LONGEST_LINE):
            piece = text[start : start + LONGEST_LINE]
            assert piece in on_slack
            assert piece in on_teams


def test_the_longest_line_of_wide_characters_is_whole() -> None:
    wide = "\U00020000" * LONGEST_LINE
    cards = list(in_cards("All of it", [("name", wide), ("name", wide)]))
    assert len(cards) == 2
    assert all(wide in json.dumps(content(c, {})["blocks"], ensure_ascii=False) for c in cards)
