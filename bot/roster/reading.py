"""Reads the admin's CSV file, and names every bad line in it."""

from collections.abc import Collection
from dataclasses import replace

from bot.errors import RosterRejected
from bot.roster.checks import cell_problems, hours, repeated, team_problems, unknown_managers
from bot.roster.lines import RosterLine
from bot.roster.table import Cells, read_table

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
OPTIONAL = ("country",)


def parse_roster(
    data: bytes, *, home_zone: str, known_emails: Collection[str] = ()
) -> tuple[RosterLine, ...]:
    """Everybody in the file; whoever names no zone lives in ``home_zone``.

    A manager is in the file or among ``known_emails``. Raises ``RosterRejected`` with every bad
    line and each reason.
    """
    table = read_table(data, COLUMNS, OPTIONAL)
    rows, problems = table.rows, list(table.problems)
    problems += [(number, reason) for number, cells in rows for reason in cell_problems(cells)]
    problems += repeated(rows, "email")
    problems += repeated(rows, "platform_id")
    problems += unknown_managers(rows, {email.lower() for email in known_emails})
    parents = dict[str, str]()
    problems += team_problems(rows, parents)
    if problems:
        raise RosterRejected(tuple(sorted(problems, key=lambda problem: problem[0])))
    lines = (_line(cells, home_zone) for _, cells in rows)
    return tuple(replace(line, parent_team=parents.get(line.team, "")) for line in lines)


def _line(cells: Cells, home_zone: str) -> RosterLine:
    return RosterLine(
        name=cells["name"],
        email=cells["email"],
        team=cells["team"],
        parent_team=cells["parent_team"],
        manager_email=cells["manager_email"],
        role_band=cells["role_band"],
        contracted_hours=hours(cells["contracted_hours"]),
        zone=cells["zone"] or home_zone,
        platform_id=cells["platform_id"],
        country=cells["country"],
    )
