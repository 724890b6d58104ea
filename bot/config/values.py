"""Kinds of values in ``app.yaml`` and how each is checked."""

import re
from collections.abc import Hashable
from datetime import UTC, datetime, time
from typing import Annotated

from croniter import CroniterError, croniter
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from bot.holidays import is_known_place
from bot.model.zones import known_zone

_VALUE = r"(\*|\d{1,2}|[A-Z]{3})"
_ITEM = rf"({_VALUE}(-{_VALUE})?(/\d{{1,2}})?(#[1-5])?|L)"
_COLUMN = re.compile(rf"{_ITEM}(,{_ITEM})*", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def checked_cadence(text: str) -> str:
    """Cron text with five columns that falls due some day, in single spaces; else ``ValueError``.

    Only plain cron is let in: what the library adds (seconds, ``@reboot``, chance) has no local
    date that an occurrence could be claimed under.
    """
    columns = text.split()
    if len(columns) != 5 or not all(_COLUMN.fullmatch(column) for column in columns):
        raise ValueError(f'"{text}" is not a cadence: minute hour day month weekday')
    cadence = " ".join(columns)
    try:
        croniter(cadence, _ANY_DAY).get_next(datetime)
    except CroniterError as error:
        raise ValueError(f'"{text}" is not a cadence: {error}') from error
    return cadence


def _checked_zone(name: str) -> str:
    if known_zone(name) is None:
        raise ValueError(f'"{name}" is not a time zone, such as Europe/Amsterdam')
    return name


def _checked_place(name: str) -> str:
    if not is_known_place(name):
        raise ValueError(f'"{name}" is not a country, such as DE, or a part of one, such as DE-BY')
    return name


def _read_time(value: object) -> time:
    """YAML reads 18:00 without quotes as the number 1080."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError('a time is written in quotes, such as "18:00"')
    return time.fromisoformat(value)


def _without_repeats(values: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    if len(set(values)) < len(values):
        raise ValueError("the same value is listed twice")
    return values


CadenceText = Annotated[str, AfterValidator(checked_cadence)]
ZoneName = Annotated[str, AfterValidator(_checked_zone)]
PlaceName = Annotated[str, AfterValidator(_checked_place)]
TimeOfDay = Annotated[time, BeforeValidator(_read_time)]
Unique = AfterValidator(_without_repeats)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
MessageKey = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9_]+(/[a-z0-9_]+)+$", max_length=120)
]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
ChannelAddress = Annotated[
    str, StringConstraints(pattern=r"^(slack|teams|playground):[^:\s]+:\S+$", max_length=500)
]
