"""People change zones: nobody misses a survey, nobody is asked twice in a day."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.clockwork import Clockwork
from bot.config import parse_config
from bot.engine.inline import InlineEngine
from bot.showcase.clock import advance
from bot.store.inserts import insert_all_once
from bot.store.tables import Account
from tests.conftest import in_memory
from tests.delivery.post import Post
from tests.promises import Measured
from tests.schedule.asking import asking_everybody
from tests.store.rows import NOW, add_person

CONFIG = """
organisation: { name: Northlight, zone: Europe/Amsterdam }
contact:
  messages_per_week: 7
  quiet_from: "00:00"
  quiet_to: "00:00"
  working_days: [MON, TUE, WED, THU, FRI, SAT, SUN]
""" + asking_everybody("0 10 24-26 11 *")
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Europe/Amsterdam",
    "America/New_York",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
)
WAVES = [date(2026, 11, 24) + timedelta(days=n) for n in range(3)]
APART = timedelta(hours=12)


class Travellers:
    """People who live anywhere and move up to three times, a few hours or days apart."""

    def __init__(self, post: Post, random: Random, many: int) -> None:
        self.post = post
        self.clockwork = Clockwork(post.turns, InlineEngine(), post.courier, {}, post.leadership)
        self.lived_in = dict[str, list[tuple[datetime, str]]]()
        self.moves = list[tuple[datetime, str, str]]()
        for number in range(many):
            self._settle(f"p{number:05}", random)
        self._check_in()

    def live(self, days: int) -> None:
        for at, who, zone in sorted(self.moves):
            self._let_time_pass(at)
            with self.post.turns.begin() as turn:
                person = turn.store.people.get(who)
                turn.store.stays.move(person, turn.now, zone=person.zone, chat_zone=zone)
            self.lived_in[who].append((self.post.clock(), zone))
        self._let_time_pass(NOW + timedelta(days=days))

    def violations(self) -> list[str]:
        found, asked, sent = list[str](), defaultdict[str, list[str]](list), defaultdict(list)
        for row in self.post.rows():
            assert row.person_id is not None
            asked[row.person_id].append(row.dedupe_key.split(":")[1])
            if row.state == "sent" and row.settled_at is not None:
                sent[row.person_id].append(row.settled_at)
        waves = sorted(f"daily-{day}" for day in WAVES)
        for who, stays in self.lived_in.items():
            story = f"{who} {stays}: {sorted(asked[who])} {sorted(sent[who])}"
            if sorted(asked[who]) != waves or len(sent[who]) != len(waves):
                found.append(f"missed or doubled: {story}")
            for one, next_one in pairwise(sorted(sent[who])):
                if next_one - one < APART or _day(one, next_one, stays) == _day(
                    next_one, next_one, stays
                ):
                    found.append(f"two in a day: {story}")
        return found

    def _settle(self, who: str, random: Random) -> None:
        self.lived_in[who] = [(NOW - timedelta(days=1), random.choice(ZONES))]
        at = NOW + timedelta(hours=random.uniform(0, 60))
        for _ in range(random.randint(0, 3)):
            at = at.replace(minute=7, second=0, microsecond=0)  # never while something is sent
            self.moves.append((at, who, random.choice(ZONES)))
            at += timedelta(hours=random.choice((1, 3, 8, 20, 30)))

    def _check_in(self) -> None:
        with self.post.turns.begin() as turn:
            for one in turn.store.people.everyone():
                one.active = False
            session = turn.store.people.session
            template = add_person(turn.store, "Template")
            rows = [
                {
                    **template.model_dump(),
                    "id": who,
                    "name": who,
                    "email": who,
                    "zone": stays[0][1],
                }
                for who, stays in self.lived_in.items()
            ]
            insert_all_once(session, type(template), rows)
            template.active = False
            met = Account(
                id="",
                platform="slack",
                workspace="T1",
                account="",
                conversation="",
                last_seen_at=NOW,
                looked_up_at=NOW,
            ).model_dump()
            mine = [
                {**met, "id": who, "account": who, "conversation": who, "person_id": who}
                for who in self.lived_in
            ]
            insert_all_once(session, Account, mine)

    def _let_time_pass(self, until: datetime) -> None:
        if until > self.post.clock():
            for _ in advance(self.post.clock, self.clockwork, until - self.post.clock()):
                pass


def _day(at: datetime, seen_at: datetime, stays: list[tuple[datetime, str]]) -> date:
    """The local date of an instant, for whoever lives where the person lives at ``seen_at``."""
    zone = [zone for since, zone in stays if since <= seen_at][-1]
    return at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(
    "many",
    [
        100,
        pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
        pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(7200)]),
    ],
)
def test_whoever_moves_misses_no_survey_and_is_never_asked_twice_in_a_day(
    sqlite_template: Path, measured: Measured, many: int
) -> None:
    seed = many
    database = in_memory(sqlite_template)
    travellers = Travellers(Post(database, config=parse_config(CONFIG)), Random(seed), many)
    travellers.live(days=8)

    violations = travellers.violations()
    database.close()
    measured("R-C5", f"histories of moving, {many:,}", "0 violations", f"{len(violations)}")
    assert not violations, (seed, len(violations), violations[0])


def test_a_roster_that_names_another_zone_moves_people_from_the_next_date(
    sqlite_template: Path,
) -> None:
    database = in_memory(sqlite_template)
    post = Post(database, config=parse_config(CONFIG))
    with post.turns.begin() as turn:
        alice = turn.store.people.get("alice")
        turn.store.stays.move(alice, turn.now, zone="Asia/Tokyo", chat_zone="")

        assert turn.store.stays.of(["alice"], NOW.date()) == {"alice": "Europe/Amsterdam"}
        tomorrow = NOW.astimezone(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=1)
        assert turn.store.stays.of(["alice"], tomorrow) == {"alice": "Asia/Tokyo"}
    database.close()


def test_whoever_lives_somewhere_long_enough_has_no_past(sqlite_template: Path) -> None:
    database = in_memory(sqlite_template)
    post = Post(database, config=parse_config(CONFIG))
    with post.turns.begin() as turn:
        alice = turn.store.people.get("alice")
        turn.store.stays.move(alice, turn.now, zone=alice.zone, chat_zone="Asia/Tokyo")
        turn.store.stays.purge(datetime(2026, 11, 25, tzinfo=UTC).date())
        assert turn.store.stays.zones(None) == {"Europe/Amsterdam", "Asia/Tokyo"}

        turn.store.stays.purge(datetime(2026, 11, 26, tzinfo=UTC).date())
        assert turn.store.stays.zones(None) == frozenset()
    database.close()


def test_what_waits_for_the_morning_is_sent_at_once_to_whoever_moves_into_the_day(
    sqlite_template: Path,
) -> None:
    database = in_memory(sqlite_template)
    post = Post(database)
    post.clock.move_to(datetime(2026, 11, 24, 18, tzinfo=UTC))  # evening in Amsterdam
    post.queue()
    post.run()
    assert post.outcomes() == [("waiting", "quiet_hours")]

    with post.turns.begin() as turn:
        alice = turn.store.people.get("alice")
        turn.store.stays.move(alice, turn.now, zone=alice.zone, chat_zone="America/New_York")
    post.run()

    assert post.outcomes() == [("sent", "")]
    database.close()
