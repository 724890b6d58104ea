"""Tables as CSV in which no cell comes alive when a spreadsheet opens it (gate)."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_ALIVE = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - full-width forms are read alike


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Everything quoted; what would be read as a formula gets an apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([tame(cell) for cell in row] for row in rows)
    return BOM + text.getvalue()


def tame(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ALIVE) else cell
