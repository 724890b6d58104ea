"""What can be wrong with the lines of a roster; each check yields line numbers and reasons."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.holidays import is_known_place
from bot.model.zones import known_zone
from bot.roster.table import Cells, Row

LONGEST_NAME = 200  # promises.md R-J7

EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\".]+(\.[^\s@<>()\[\],;:\".]+)+")
_HOURS = re.compile(r"[0-9]{1,2}([.,][0-9]{1,2})?")
_PLATFORM_ID = re.compile(r"(slack|teams|playground):[^:\s]+:[^:\s]+")


def cell_problems(cells: Cells) -> Iterator[str]:
    for name in ("name", "team"):
        if not cells[name]:
            yield f"no {name}"
    for name in ("name", "team", "parent_team", "role_band"):
        if len(cells[name]) > LONGEST_NAME:
            yield f"the {name} is longer than {LONGEST_NAME} characters"
    if not EMAIL.fullmatch(cells["email"]):
        yield f'"{cells["email"]}" is not an e-mail address'
    if cells["manager_email"] and cells["manager_email"] == cells["email"]:
        yield "nobody is their own manager"
    if not _are_hours(cells["contracted_hours"]):
        yield f'"{cells["contracted_hours"]}" is not a number of hours from 1 to 80'
    yield from _place_problems(cells)
    if cells["platform_id"] and not _PLATFORM_ID.fullmatch(cells["platform_id"]):
        yield f'"{cells["platform_id"]}" is not a platform id, such as slack:T012AB3CD:U012AB3CD'


def _place_problems(cells: Cells) -> Iterator[str]:
    if cells["zone"] and known_zone(cells["zone"]) is None:
        yield f'"{cells["zone"]}" is not a time zone, such as Europe/Amsterdam'
    if cells["country"] and not is_known_place(cells["country"]):
        yield f'"{cells["country"]}" is not a country, such as DE, or a part of one, such as DE-BY'


def _are_hours(text: str) -> bool:
    return bool(_HOURS.fullmatch(text)) and 1 <= hours(text) <= 80


def hours(text: str) -> float:
    return float(text.replace(",", "."))


def repeated(rows: Sequence[Row], column: str) -> Iterator[tuple[int, str]]:
    first = dict[str, int]()
    for number, cells in rows:
        if value := cells[column]:
            if value in first:
                yield number, f'"{value}" is on line {first[value]} already'
            first.setdefault(value, number)


def unknown_managers(rows: Sequence[Row], known: Collection[str]) -> Iterator[tuple[int, str]]:
    there = {cells["email"] for _, cells in rows} | set(known)
    for number, cells in rows:
        if (manager := cells["manager_email"]) and manager not in there:
            yield number, f'the manager "{manager}" is neither in the file nor known already'


def team_problems(rows: Sequence[Row], parents: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Fills ``parents`` on the way: a team has one parent, and no team is above itself."""
    spelled, said_on = dict[str, str](), dict[str, int]()
    for number, cells in rows:
        team, parent = cells["team"], cells["parent_team"]
        for name in filter(None, (team, parent)):
            if (other := spelled.setdefault(name.casefold(), name)) != name:
                yield number, f'the team "{name}" is written "{other}" elsewhere'
        if not parent or not team:
            continue
        if parents.setdefault(team, parent) != parent:
            yield number, f'"{team}" has the parent "{parents[team]}" on line {said_on[team]}'
        elif team not in said_on and _is_above_itself(team, parents):
            yield number, f'"{team}" would be above itself'
        said_on.setdefault(team, number)


def _is_above_itself(team: str, parents: Mapping[str, str]) -> bool:
    above, passed = parents.get(team), {team}
    while above is not None and above not in passed:
        passed.add(above)
        above = parents.get(above)
    return above == team
