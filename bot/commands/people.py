"""``dividend people import|list|absences|erase``"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from bot.commands.edge import opened
from bot.conversation.turn import COMMAND_LINE, Turn
from bot.dividend.erasing import erase as erase_all_of
from bot.errors import ConfigError
from bot.model.fields import cleaned
from bot.roster import Away, RosterChange, RosterLine, diff, parse_absences, parse_roster
from bot.store.erasing import ERASE
from bot.store.tables import Absence

LONGEST_SOURCE = 100


@click.group("people")
def command() -> None:
    """Import and list the roster; erase what is a person's own."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def import_file(file: Path, dry_run: bool) -> None:
    """Make FILE (CSV) the roster: all of it, or nothing when a line is wrong.

    Columns: name, email, team, parent_team, manager_email, role_band, contracted_hours, zone,
    platform_id (slack:WORKSPACE:USER or teams:TENANT:OBJECT-ID; may be empty), and country (DE or
    DE-BY; may be left out).
    """
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        change, lines = planned(file.read_bytes(), turn)
        for text in described(change):
            click.echo(text)
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
            return
        turn.store.roster.replace(lines, turn.now)
        counts = {"added": len(change.added), "changed": len(change.changed)}
        turn.record("import_roster", "roster", **counts, removed=len(change.removed))
        click.echo(f"The roster now has {len(lines)} people.")


@command.command("absences")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="leave", help="What the file replaces: all of that name.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def import_absences(file: Path, source: str, dry_run: bool) -> None:
    """Read from FILE (CSV or ICS) who is away: all of it, or nothing when a line is wrong.

    CSV columns: email, from, to (both days are away); others are not looked at. ICS: whole days,
    one event for each absence, with the person's e-mail address as guest, in the title or in the
    text. Why somebody is away is not kept.
    """
    name = cleaned(source)[:LONGEST_SOURCE]
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        found = parse_absences(file.read_bytes(), home_zone=turn.config.organisation.zone)
        absences, strangers = known_absences(found, name, turn)
        people = len({one.person_id for one in absences})
        before = turn.store.absences.of_source(name)
        for email, lines in sorted(strangers.items()):
            click.echo(f"? {email} is not on the roster: {lines} left out")
        counted = f"{len(absences)} absences of {people} people"
        click.echo(f'{counted} take the place of the {len(before)} that "{name}" had.')
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
            return
        replace_absences(absences, name, turn)
        turn.record("import_absences", name, absences=len(absences), people=people)


@command.command("list")
def list_people() -> None:
    """List everybody on the roster, with team, roles and whether they can be written to."""
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        for person in turn.store.people.everyone():
            roles = ", ".join(sorted(turn.store.people.roles(person.id) - {"employee"})) or "-"
            team = turn.store.teams.get(person.team_id).name
            reached = "reachable" if turn.store.people.address(person.id) else "not met yet"
            cells = (person.name, person.email, team, person.local_zone, roles, reached)
            click.echo("\t".join(cells))


@command.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, yes: bool) -> None:
    """Erase all that is a person's own, as they can do themselves by `privacy` in the chat.

    They stay on the roster, and are not written to any more until they say otherwise.
    """
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        person = turn.store.people.by_email(email)
        if person is None:
            raise ConfigError(f"nobody has the address {email}")
        yes or click.confirm(f"Erase the answers and wishes of {person.name} for good?", abort=True)
        erase_all_of(person.id, turn)
        turn.record(ERASE, person.id)
    click.echo("Erased.")


def planned(data: bytes, turn: Turn) -> tuple[RosterChange, tuple[RosterLine, ...]]:
    """What the file would change. Raises ``RosterRejected`` naming every bad line."""
    current = turn.store.roster.lines()
    known = [line.email for line in current]
    lines = parse_roster(data, home_zone=turn.config.organisation.zone, known_emails=known)
    return diff(current, lines), lines


def known_absences(
    found: tuple[Away, ...], source: str, turn: Turn
) -> tuple[list[Absence], Counter[str]]:
    """Those of people on the roster that are not over, and how many are of nobody there."""
    ids = {person.email: person.id for person in turn.store.people.everyone()}
    strangers = Counter(away.email for away in found if away.email not in ids)
    spans = {
        (ids[away.email], away.first, away.last)
        for away in found
        if away.email in ids and away.last >= turn.now.date()
    }
    return [
        Absence(person_id=person_id, first_day=first, last_day=last, source=source)
        for person_id, first, last in sorted(spans)
    ], strangers


def replace_absences(absences: Sequence[Absence], source: str, turn: Turn) -> None:
    """Make these all from that source; what waits for somebody's return is looked at again."""
    affected = {*turn.store.absences.of_source(source), *(one.person_id for one in absences)}
    turn.store.absences.replace(source, absences)
    for person_id in sorted(affected):
        turn.store.outbox.reconsider(person_id, turn.now)


def described(change: RosterChange) -> list[str]:
    return [
        *(f"+ {line.name} ({line.email}), {line.team}" for line in change.added),
        *(f"~ {line.email}: {', '.join(line.fields)}" for line in change.changed),
        *(f"- {line.name} ({line.email}), {line.team}" for line in change.removed),
        f"{len(change.added)} added, {len(change.changed)} changed, "
        f"{len(change.removed)} removed, {change.unchanged} unchanged.",
    ]
