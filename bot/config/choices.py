"""What can be chosen in ``app.yaml``, with its defaults and the limits that nobody may lower."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.config.values import (
    CadenceText,
    ChannelAddress,
    Label,
    Language,
    MessageKey,
    Name,
    PlaceName,
    TimeOfDay,
    Unique,
    ZoneName,
)
from bot.model.events import Address
from bot.model.weekdays import Weekday

Place = tuple[str | int, ...]
"""Where in the file: the keys from the outside in."""


class Choices(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Organisation(Choices):
    name: Label
    zone: ZoneName
    language: Language = "en"
    working_weeks: Annotated[int, Field(ge=1, le=52)] = 46
    country: PlaceName = ""


class Privacy(Choices):
    """Thresholds of ``measures.md`` section 10: they may be raised, never lowered."""

    threshold: Annotated[int, Field(ge=5)] = 5
    sensitive_threshold: Annotated[int, Field(ge=8)] = 8
    themes_threshold: Annotated[int, Field(ge=10)] = 10
    batch: Annotated[int, Field(ge=3)] = 3
    look_back_weeks: Annotated[int, Field(ge=52)] = 52
    epoch_weeks: Annotated[int, Field(ge=4)] = 4
    answers_usable_weeks: Annotated[int, Field(ge=1, le=13)] = 13


class Contact(Choices):
    """When a person may be written to, until they choose for themselves.

    After ``unanswered_messages`` without a word from them the bot says goodbye and is quiet; with 0
    it never gives up.
    """

    messages_per_week: Annotated[int, Field(ge=0, le=7)] = 2
    unanswered_messages: Annotated[int, Field(ge=0, le=10)] = 3
    quiet_from: TimeOfDay = time(18)
    quiet_to: TimeOfDay = time(8)
    working_days: Annotated[
        tuple[Annotated[Weekday, Field(strict=False)], ...],
        Field(min_length=1, strict=False),
        Unique,
    ] = (
        Weekday.MON,
        Weekday.TUE,
        Weekday.WED,
        Weekday.THU,
        Weekday.FRI,
    )


class Retention(Choices):
    """For how many days answers and words in them are kept; people were told, so never longer."""

    answers_days: Annotated[int, Field(ge=28, le=180)] = 180
    texts_days: Annotated[int, Field(ge=7, le=90)] = 90


class Limits(Choices):
    """How much is taken from each person, and each second from each workspace."""

    commands_a_minute: Annotated[int, Field(ge=1)] = 30
    figures_a_day: Annotated[int, Field(ge=1)] = 60
    exports_a_day: Annotated[int, Field(ge=1)] = 5
    events_a_second: Annotated[int, Field(ge=1)] = 50


class Who(StrEnum):
    """The kinds of audience; ``bot/schedule/audiences.py`` turns each into people."""

    EVERYONE = "everyone"
    TEAM = "team"
    MANAGER = "manager"
    YET_TO_ANSWER = "yet_to_answer"
    PROGRAM_LEADS = "program_leads"


_NEEDS = {Who.TEAM: "team", Who.MANAGER: "team", Who.YET_TO_ANSWER: "survey"}


class Audience(Choices):
    """``team`` goes with a team and with its manager, ``survey`` with who is yet to answer it."""

    who: Annotated[Who, Field(strict=False)]
    team: Label | None = None
    survey: Name | None = None


class Survey(Choices):
    """Waves of one form: the first ``baseline_waves`` of them come before the pilot.

    ``tasks`` go with a form that asks for the hours of named tasks. ``baseline_invitation``, where
    given, asks to the waves before the pilot. Whoever has not answered is reminded so many days
    after the invitation.
    """

    form: MessageKey
    tasks: MessageKey | None = None
    audience: Audience
    invitation: MessageKey = "invitations/survey"
    baseline_invitation: MessageKey | None = None
    cadence: CadenceText
    baseline_waves: Annotated[int, Field(ge=1, le=4)] = 2
    open_for_days: Annotated[int, Field(ge=1, le=28)] = 5
    reminders: Annotated[
        tuple[Annotated[int, Field(ge=1, le=27)], ...],
        Field(strict=False, max_length=3),
        Unique,
    ] = ()
    reminder: MessageKey = "nudges/finish_survey"


class Nudge(Choices):
    message: MessageKey
    audience: Audience
    cadence: CadenceText


class Digest(Choices):
    """Goes to the channel of the audience's team."""

    message: MessageKey
    audience: Audience
    survey: Name
    cadence: CadenceText


class Summary(Choices):
    """Goes to a manager, and the team sees the same note; or to the program leads.

    ``survey`` is what a manager's note is about; the leads' is about the whole program.
    """

    message: MessageKey
    audience: Audience
    survey: Name | None = None
    cadence: CadenceText


class ScheduleKind(StrEnum):
    SURVEY = "survey"
    NUDGE = "nudge"
    DIGEST = "digest"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One thing that recurs, as the clock needs it; ``name`` is unique over all kinds."""

    kind: ScheduleKind
    name: str
    cadence: str
    audience: Audience


class Config(Choices):
    organisation: Organisation
    privacy: Privacy = Privacy()
    retention: Retention = Retention()
    contact: Contact = Contact()
    limits: Limits = Limits()
    surveys: dict[Name, Survey] = {}
    nudges: dict[Name, Nudge] = {}
    digests: dict[Name, Digest] = {}
    summaries: dict[Name, Summary] = {}
    channels: dict[Label, ChannelAddress] = {}

    def schedules(self) -> dict[str, Schedule]:
        return {schedule.name: schedule for _, schedule in self._schedules()}

    def channel(self, team: str) -> Address | None:
        """The channel chosen for the team's digests, if there is one."""
        if (text := self.channels.get(team)) is None:
            return None
        return Address(*text.split(":", 2))

    def problems(self) -> Iterator[tuple[Place, str]]:
        """What one entry alone cannot show: names that clash or lead nowhere."""
        seen = dict[str, str]()
        for section, schedule in self._schedules():
            place = (section, schedule.name)
            if other := seen.get(schedule.name):
                yield place, f"{other} has an entry of that name already"
            seen[schedule.name] = section
            yield from _audience_problems((*place, "audience"), schedule.audience)
        for name, survey in self.surveys.items():
            if late := [day for day in survey.reminders if day >= survey.open_for_days]:
                where: Place = ("surveys", name, "reminders")
                yield where, f"it is closed on day {late[0]} after the invitation"
        for name, summary in self.summaries.items():
            if (summary.survey is None) != (summary.audience.who is Who.PROGRAM_LEADS):
                yield ("summaries", name), "a note to a manager, and no other, has a survey"
        for named, name in self._named_surveys():
            if name not in self.surveys:
                yield named, f'there is no survey "{name}"'

    def _schedules(self) -> Iterator[tuple[str, Schedule]]:
        for kind, section, entries in (
            (ScheduleKind.SURVEY, "surveys", self.surveys),
            (ScheduleKind.NUDGE, "nudges", self.nudges),
            (ScheduleKind.DIGEST, "digests", self.digests),
            (ScheduleKind.SUMMARY, "summaries", self.summaries),
        ):
            for name, entry in entries.items():
                yield section, Schedule(kind, name, entry.cadence, entry.audience)

    def _named_surveys(self) -> Iterator[tuple[Place, str]]:
        for section, schedule in self._schedules():
            if (survey := schedule.audience.survey) is not None:
                yield (section, schedule.name, "audience", "survey"), survey
        for section, entries in (("digests", self.digests), ("summaries", self.summaries)):
            for name, entry in entries.items():
                if entry.survey is not None:
                    yield (section, name, "survey"), entry.survey


def _audience_problems(place: Place, audience: Audience) -> Iterator[tuple[Place, str]]:
    needed = _NEEDS.get(audience.who)
    for key, value in (("team", audience.team), ("survey", audience.survey)):
        if key == needed and value is None:
            yield place, f"who: {audience.who} needs a {key}"
        if key != needed and value is not None:
            yield (*place, key), f"who: {audience.who} has no {key}"
