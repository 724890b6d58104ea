"""The CSV file as rows of tidy cells, each with the number of its line."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.errors import RosterRejected
from bot.model.fields import cleaned

LARGEST_FILE = 20_000_000

Cells = Mapping[str, str]
Row = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class Table:
    """``problems`` are lines that are no rows: too short, too long, or broken."""

    rows: tuple[Row, ...]
    problems: tuple[tuple[int, str], ...]


def read_table(
    data: bytes, needed: Collection[str], optional: Collection[str] = (), *, closed: bool = True
) -> Table:
    """Raises ``RosterRejected`` when there is no telling which column is which.

    A column that is optional and not there has empty cells. One that is neither needed nor optional
    is refused, or left out where the table is not ``closed``.
    """
    text = decoded(data)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns, problems, rows, number = list[str](), list[tuple[int, str]](), list[Row](), 1
    absent = dict.fromkeys(optional, "")
    try:
        for cells in reader:
            if not columns:
                columns = _columns(cells, needed, [*needed, *optional], closed)
            elif len(cells) == len(columns):
                rows += _row(number, absent | dict(zip(columns, cells, strict=True)))
            elif cells:
                problems.append((number, f"{len(cells)} values, but {len(columns)} columns"))
            number = reader.line_num + 1
    except csv.Error as error:
        problems.append((number, f"not CSV: {error}"))
    if not columns:
        raise RosterRejected((*problems, (1, "there is no header")))
    return Table(tuple(rows), tuple(problems))


def decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise RosterRejected(((1, f"the file is larger than {LARGEST_FILE} bytes"),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise RosterRejected(((number, "not UTF-8: save the file as CSV UTF-8"),)) from error


def _columns(
    cells: list[str], needed: Collection[str], known: Collection[str], closed: bool
) -> list[str]:
    columns = [
        re.sub(r"[\s-]+", "_", cleaned(cell).lower()).replace("e_mail", "email") for cell in cells
    ]
    problems = [f'there is no column "{name}"' for name in needed if name not in columns]
    if closed:
        problems += [f'"{name}" is not a column' for name in columns if name not in known]
    problems += [f'the column "{name}" is there twice' for name in known if columns.count(name) > 1]
    if problems:
        raise RosterRejected(tuple((1, problem) for problem in problems))
    return columns


def _row(number: int, cells: Cells) -> Iterator[Row]:
    """The row with every cell in one spelling; nothing for a row of empty cells."""
    tidy = {name: " ".join(cleaned(cell).split()) for name, cell in cells.items()}
    if any(tidy.values()):
        for name in tidy.keys() & {"email", "manager_email"}:
            tidy[name] = tidy[name].lower()
        if tidy.get("platform_id", "").lower().startswith("teams:"):
            tidy["platform_id"] = tidy["platform_id"].lower()
        tidy["country"] = tidy.get("country", "").upper()
        yield number, tidy
