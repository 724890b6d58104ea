"""``dividend runs SCHEDULE``"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from bot.app.outside import system_clock
from bot.commands.edge import explained, process_environment
from bot.config import read_config
from bot.errors import ConfigError
from bot.model.zones import known_zone
from bot.schedule.cadence import Cadence, due_between

_AHEAD = timedelta(days=28)


@click.command("runs")
@click.argument("schedule")
@click.option("--zone", default="", help="IANA zone; the organisation's unless given.")
@click.option("--from", "first", default="", help="First local date, YYYY-MM-DD; today.")
@click.option("--to", "last", default="", help="Last local date, YYYY-MM-DD; four weeks on.")
def command(schedule: str, zone: str, first: str, last: str) -> None:
    """Print when SCHEDULE is due, one instant a line in UTC. Nothing is sent.

    SCHEDULE is a name from app.yaml or a cron text such as "0 9 * * MON".
    """
    with explained():
        config = read_config(process_environment().config)
        named = config.schedules().get(schedule)
        place = _zone(zone or config.organisation.zone)
        cadence = _cadence(named.cadence if named else schedule)
    today = system_clock().astimezone(place).date()
    start = _date(first) or today
    end = _date(last) or start + _AHEAD
    before, after = _span(start, end, place)
    for due in due_between(cadence, place, before, after):
        if start <= due.local_date <= end:
            click.echo(due.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


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
