"""The CSV file as rows of tidy cells, each with the number of its line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.errors import RosterRejected
from bot.model.fields import cleaned

LARGEST_FILE = 20_000_000
COLUMNS = (
    "name",
    "email",
    "team",
    "parent_team",
    "manager_email",
    "role_band",
    "contracted_hours",
    "zone",
    "platform_id",
)

Cells = Mapping[str, str]
Row = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class Table:
    """``problems`` are lines that are no rows: too short, too long, or broken."""

    rows: tuple[Row, ...]
    problems: tuple[tuple[int, str], ...]


def read_table(data: bytes) -> Table:
    """Raises ``RosterRejected`` when there is no telling which column is which."""
    text = _decoded(data)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns, problems, rows, number = list[str](), list[tuple[int, str]](), list[Row](), 1
    try:
        for cells in reader:
            if not columns:
                columns = _columns(cells)
            elif len(cells) == len(columns):
                rows += _row(number, dict(zip(columns, cells, strict=True)))
            elif cells:
                problems.append((number, f"{len(cells)} values, but {len(columns)} columns"))
            number = reader.line_num + 1
    except csv.Error as error:
        problems.append((number, f"not CSV: {error}"))
    if not columns:
        raise RosterRejected((*problems, (1, "there is no header")))
    return Table(tuple(rows), tuple(problems))


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise RosterRejected(((1, f"the file is larger than {LARGEST_FILE} bytes"),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise RosterRejected(((number, "not UTF-8: save the file as CSV UTF-8"),)) from error


def _columns(cells: list[str]) -> list[str]:
    columns = [
        re.sub(r"[\s-]+", "_", cleaned(cell).lower()).replace("e_mail", "email") for cell in cells
    ]
    problems = [f'there is no column "{name}"' for name in COLUMNS if name not in columns]
    problems += [f'"{name}" is not a column' for name in columns if name not in COLUMNS]
    problems += [
        f'the column "{name}" is there twice' for name in COLUMNS if columns.count(name) > 1
    ]
    if problems:
        raise RosterRejected(tuple((1, problem) for problem in problems))
    return columns


def _row(number: int, cells: Cells) -> Iterator[Row]:
    """The row with every cell in one spelling; nothing for a row of empty cells."""
    tidy = {name: " ".join(cleaned(cell).split()) for name, cell in cells.items()}
    if any(tidy.values()):
        tidy["email"], tidy["manager_email"] = tidy["email"].lower(), tidy["manager_email"].lower()
        if tidy["platform_id"].lower().startswith("teams:"):
            tidy["platform_id"] = tidy["platform_id"].lower()
        yield number, tidy
