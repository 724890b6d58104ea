"""An independent judge of what was sent: the rules anew, in as few words as they can be said.

Nothing of ``bot/contact.py`` is used here: what both got wrong in the same way would not be seen.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from tests.year.lives import ALWAYS, Life, Outage, Sent

DAY, WEEK, HALF_AN_HOUR = timedelta(days=1), timedelta(days=7), timedelta(minutes=30)
APART, NUDGES_APART = timedelta(hours=12), timedelta(hours=4)
LATEST = timedelta(hours=12)  # after which an outage makes up for no invitation
COUNTED = ("invitation", "nudge")
MOST_UNANSWERED = 4  # three, and the goodbye
FINAL = ("opted out", "not wanted", "no messages wanted", "said goodbye")


@dataclass(frozen=True)
class Wave:
    id: str
    day: date
    at: time
    closes: datetime


class Judge:
    def __init__(
        self, lives: Sequence[Life], sent: Sequence[Sent], outages: Sequence[Outage]
    ) -> None:
        self.lives = {life.account: life for life in lives}
        self.outages = outages
        self.sent = defaultdict[str, list[Sent]](list)
        for one in sorted(sent, key=lambda one: one.at):
            self.sent[one.account].append(one)
        self._at = {account: [one.at for one in sent] for account, sent in self.sent.items()}

    def wrongly_sent(self, about: dict[str, str]) -> Iterator[str]:
        """Messages that went out although a rule spoke against it; ``about`` names their waves."""
        for account, sent in self.sent.items():
            life, nudged_at = self.lives[account], ALWAYS
            for number, one in enumerate(sent):
                if rule := self.speaks_against(life, one.kind, one.at, sent[:number]):
                    yield f"{rule}: {one} {life.zone.at(one.at)}"
                if any(outage.covers(one.at) for outage in self.outages):
                    yield f"sent while nothing ran: {one}"
                if one.kind in COUNTED and self._is_answered(life, about[one.delivery], one.at):
                    yield f"answered before: {one}"
                if one.kind == "nudge":
                    if one.at - nudged_at < NUDGES_APART:
                        yield f"two nudges: {one}"
                    nudged_at = one.at

    def speaks_against(self, life: Life, kind: str, at: datetime, before: Sequence[Sent]) -> str:
        """The first rule by which this person is not written to now; empty when none does."""
        local = at.astimezone(ZoneInfo(life.zone.at(at)))
        earlier = (
            [one for one in before if one.kind == "invitation"] if kind == "invitation" else []
        )
        is_too_soon = any(
            at - one.at < APART or one.at.astimezone(local.tzinfo).date() == local.date()
            for one in earlier
        )
        return (
            self._is_unwanted(life, kind, at)
            or (self._is_too_much(life, at, before) if kind in COUNTED else "")
            or self._is_not_there(life, at, local)
            or ("asked today" if is_too_soon else "")
        )

    @staticmethod
    def _is_unwanted(life: Life, kind: str, at: datetime) -> str:
        wishes = life.wishes.at(at)
        if life.opted_out.at(at):
            return "opted out"
        if kind not in wishes.kinds:
            return "not wanted"
        return "no messages wanted" if kind in COUNTED and wishes.budget == 0 else ""

    @staticmethod
    def _is_too_much(life: Life, at: datetime, before: Sequence[Sent]) -> str:
        counted, heard = [one for one in before if one.kind in COUNTED], life.last_heard(at)
        if sum(one.at > heard for one in counted) >= MOST_UNANSWERED:
            return "said goodbye"
        this_week = sum(one.at > at - WEEK for one in counted)
        return "budget" if this_week >= life.wishes.at(at).budget else ""

    def _is_not_there(self, life: Life, at: datetime, local: datetime) -> str:
        wishes, day = life.wishes.at(at), local.date()
        if at < life.snoozed.at(at):
            return "snoozed"
        if self._is_on_leave(life, day, at):
            return "on leave"
        if day.weekday() not in wishes.days:
            return "day off"
        if day in holidays_of(life.country, day.year):
            return "holiday"
        return "" if wishes.quiet_to <= local.time() < wishes.quiet_from else "quiet hours"

    def why_not_invited(self, life: Life, wave: Wave) -> str:
        """The documented reason; one that begins with "!" is none."""
        if wave.id in life.answered:
            return "answered its reminder before"
        due = self._due(life, wave)
        for outage in self.outages:
            if outage.covers(due) and outage.end - due >= LATEST:
                return "outage of more than 12 hours"
        start = next((outage.end for outage in self.outages if outage.covers(due)), due)
        if self._is_away_throughout(life, start, wave):
            return "away for the whole wave"
        return self._in_the_way(life, start, wave)

    @staticmethod
    def _due(life: Life, wave: Wave) -> datetime:
        """The first time it is due where they are; a date belongs to where it begins for them."""
        moves = life.zone.changes()

        def belongs_to(at: datetime) -> str:
            zone = life.home
            for moved_at, name in moves:
                if moved_at <= at and moved_at.astimezone(ZoneInfo(name)).date() < wave.day:
                    zone = name
            return zone

        dues = (
            (datetime.combine(wave.day, wave.at, ZoneInfo(zone)).astimezone(UTC), zone)
            for zone in {life.home, *(name for _, name in moves)}
        )
        return min(due for due, zone in dues if belongs_to(due) == zone)

    def _in_the_way(self, life: Life, start: datetime, wave: Wave) -> str:
        sent, at = self.sent[life.account], self._at.get(life.account, [])
        met, now = Counter[str](), start
        while now < wave.closes:
            if not any(outage.covers(now) for outage in self.outages):
                rule = self.speaks_against(life, "invitation", now, sent[: bisect_right(at, now)])
                if not rule:
                    return f"! could have been asked at {now} after {dict(met)}"
                if rule in FINAL:
                    return rule
                met[rule] += 1
            now += HALF_AN_HOUR
        apart = [rule for rule, _ in met.most_common() if rule not in ("quiet hours", "day off")]
        return f"{(apart or ['quiet hours'])[0]} until it closed"

    def _is_away_throughout(self, life: Life, start: datetime, wave: Wave) -> bool:
        zone = ZoneInfo(life.zone.at(start))
        first, last = wave.day, wave.closes.astimezone(zone).date()
        days = [first + DAY * n for n in range((last - first).days + 1)]
        working = [day for day in days if day.weekday() in life.wishes.at(start).days]
        return bool(working) and all(
            self._is_on_leave(life, day, start) or day in holidays_of(life.country, day.year)
            for day in working
        )

    @staticmethod
    def _is_on_leave(life: Life, day: date, at: datetime) -> bool:
        return any(one.first <= day <= one.last and one.is_known(at) for one in life.leave)

    @staticmethod
    def _is_answered(life: Life, wave: str, at: datetime) -> bool:
        return wave in life.answered and life.answered[wave] < at


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    name, _, part = country.partition("-")
    return frozenset(country_holidays(name, subdiv=part or None, years=year))
