"""Exports that a spreadsheet may open: no cell comes alive, nothing is lost."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.spreadsheet import BOM, as_csv

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LIVE = st.tuples(st.sampled_from(DANGEROUS), CELLS).map("".join)


@given(st.lists(st.lists(CELLS | LIVE, min_size=1), min_size=1))
def test_every_cell_comes_back_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    text = as_csv(rows)
    assert text.startswith(BOM + '"')
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    tamed = [[f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in row] for row in rows]
    assert read == tamed
    assert not [cell for row in read for cell in row if cell.startswith(DANGEROUS)]


def test_quotes_and_separators_stay_within_their_cell() -> None:
    assert as_csv([['a "b"', "=1+1", "c;d,e"]]) == BOM + '"a ""b""","\'=1+1","c;d,e"\r\n'
