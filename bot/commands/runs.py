"""``dividend runs [SCHEDULE]``"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from bot.app.outside import system_clock
from bot.commands.edge import explained, opened, process_environment
from bot.config import Config, read_config
from bot.errors import ConfigError
from bot.model.zones import known_zone
from bot.schedule.audiences import headcount
from bot.schedule.cadence import Cadence, Due, due_between

_AHEAD, _LIST_AHEAD = timedelta(days=28), timedelta(days=14)
_Headcounts = Mapping[str, Mapping[str, int]]  # by schedule and zone


@click.command("runs")
@click.argument("schedule", default="")
@click.option("--zone", default="", help="IANA zone; the organisation's unless given.")
@click.option("--from", "first", default="", help="First local date, YYYY-MM-DD; today.")
@click.option("--to", "last", default="", help="Last local date; four weeks on, two for the list.")
def command(schedule: str, zone: str, first: str, last: str) -> None:
    """Print when SCHEDULE is due, a line each: UTC, then local time and zone. Nothing is sent.

    SCHEDULE is a name from app.yaml or a cron text such as "0 9 * * MON". Without it everything
    in app.yaml is listed: local time and zone, UTC, what it is, and for how many people.
    """
    with explained():
        config = read_config(process_environment().config)
        place = _zone(zone or config.organisation.zone)
        named = config.schedules().get(schedule)
        cadence = _cadence(named.cadence if named else schedule) if schedule else None
    start = _date(first) or system_clock().astimezone(place).date()
    end = _date(last) or start + (_AHEAD if schedule else _LIST_AHEAD)
    if cadence is None:
        for line in _listed(config, zone, start, end):
            click.echo(line)
        return
    for due in _dues(cadence, place, start, end):
        local = f"{due.local_date:%a %Y-%m-%d} {due.wall_time:%H:%M} {place.key}"
        click.echo(f"{_utc(due)}  {local} {_clock_change(due, place)}".rstrip())


def _listed(config: Config, only: str, start: date, end: date) -> Iterator[str]:
    """Everything that will happen, in order of time."""
    lived_in = _headcounts()
    if lived_in is None:
        yield "The store cannot be read: times are shown without people."
    home, runs = only or config.organisation.zone, list[tuple[Due, str, str]]()
    for schedule in config.schedules().values():
        zones = {home: 0} if lived_in is None else lived_in[schedule.name]
        for zone, many in zones.items():
            if only in ("", zone):
                place = known_zone(zone) or _zone(config.organisation.zone)
                people = f"{many} people" if many else ""
                runs += (
                    (
                        due,
                        f"{due.wall_time:%H:%M} {zone}",
                        f"{schedule.kind} {schedule.name} {people} {_clock_change(due, place)}",
                    )
                    for due in _dues(_cadence(schedule.cadence), place, start, end)
                )
    for due, where, what in sorted(runs):
        day = due.local_date.strftime("%a %Y-%m-%d")
        yield f"{day} {where:<32} {_utc(due)}  {what}".rstrip()


def _headcounts() -> _Headcounts | None:
    """From the store, unless there is none to be read."""
    try:
        with opened() as parts, parts.turns.begin() as turn:
            schedules = turn.config.schedules().values()
            return {schedule.name: headcount(schedule, turn) for schedule in schedules}
    except click.ClickException:
        return None


def _clock_change(due: Due, place: ZoneInfo) -> str:
    """Whether that wall time is missing on that date, or comes twice."""
    meant = datetime.combine(due.local_date, due.wall_time, place)
    shown = due.at.astimezone(place)
    if shown.replace(tzinfo=None) != meant.replace(tzinfo=None):
        return f"(clock change: {meant:%H:%M} is missing, {shown:%H:%M} instead)"
    if meant.replace(fold=1).utcoffset() != meant.utcoffset():
        return f"(clock change: {meant:%H:%M} comes twice, this is the first)"
    return ""


def _dues(cadence: Cadence, place: ZoneInfo, start: date, end: date) -> Iterator[Due]:
    before, after = _span(start, end, place)
    found = due_between(cadence, place, before, after)
    return (due for due in found if start <= due.local_date <= end)


def _utc(due: Due) -> str:
    return due.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _span(start: date, end: date, place: ZoneInfo) -> tuple[datetime, datetime]:
    """Wide enough for every zone; local dates are compared afterwards."""
    midnight = time(tzinfo=place)
    day = timedelta(days=1)
    return datetime.combine(start, midnight) - day, datetime.combine(end, midnight) + 2 * day


def _zone(name: str) -> ZoneInfo:
    zone = known_zone(name)
    if zone is None:
        raise ConfigError(f"{name!r} is no time zone; write one such as Europe/Amsterdam")
    return zone


def _cadence(text: str) -> Cadence:
    try:
        return Cadence.parse(text)
    except ValueError as error:
        raise ConfigError(
            f"{text!r} is neither a schedule of app.yaml nor a cron text: {error}"
        ) from error


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no date; write it as 2026-03-29") from error
