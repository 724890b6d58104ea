"""Leave and public holidays: whoever is not there is not asked, and not chased."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.people import known_absences, replace_absences
from bot.roster import parse_absences
from bot.store.tables import Delivery
from tests.conversations.town import Town


def away(town: Town, *lines: str) -> None:
    """The file of absences says so, and nothing else."""
    with town.turns.begin() as turn:
        data = "\n".join(["email,from,to", *lines]).encode()
        found, _ = known_absences(parse_absences(data, home_zone="Europe/Berlin"), "leave", turn)
        replace_absences(found, "leave", turn)


def moved_to(town: Town, name: str, country: str) -> None:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        person.country = country


def written_to(town: Town, name: str) -> list[Delivery]:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        return [row for row in turn.store.outbox.all() if row.person_id == person.id]


def sent(town: Town, name: str) -> list[tuple[str, str]]:
    """What was sent, and when by the clock of Berlin."""
    return [
        (row.kind, f"{local(row.settled_at):%d %H:%M}")
        for row in written_to(town, name)
        if row.state == "sent" and row.settled_at and row.kind != "reply"
    ]


def local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo("Europe/Berlin"))


def test_nobody_is_asked_or_reminded_while_they_are_not_there(town: Town) -> None:
    away(
        town,
        "alice@northlight.example,2026-09-07,2026-09-10",
        "dora@northlight.example,2026-09-07,2026-09-11",  # the rest of the wave is a weekend
    )
    moved_to(town, "Carl", "LI")  # in Liechtenstein the eighth of September is a holiday
    town.desk("Alice").say("privacy")
    assert "Absences" in town.desk("Alice").screen
    town.until("2026-09-12 09:00")
    town.desk("Dora").say("log")
    assert "There is nothing to answer just now." in town.desk("Dora").screen

    town.until("2026-09-15 11:00")
    assert sent(town, "Alice") == [("invitation", "11 08:00"), ("invitation", "15 10:00")]
    assert sent(town, "Carl")[:2] == [("invitation", "09 08:00"), ("nudge", "10 14:00")]
    assert sent(town, "Dora") == [("invitation", "15 10:00")]
    assert sent(town, "Ben")[:2] == [("invitation", "08 10:00"), ("nudge", "10 14:00")]
    with town.turns.begin() as turn:
        first, _ = turn.store.surveys.waves("checkin_finance")
        assert len(turn.store.surveys.invited(first.id)) == len(town.people("Finance")) - 1
        assert turn.store.absences.of_source("leave") == [], "what is over is forgotten"


def test_what_waits_for_somebody_who_falls_ill_is_skipped_when_it_is_over(town: Town) -> None:
    for name in ("Alice", "Ben"):
        town.desk(name).say("quiet")
        town.desk(name).press("Change")
        town.desk(name).submit(quiet_to="12:00")
    town.until("2026-09-08 11:00")
    ill = "@northlight.example,2026-09-08,2026-09-13"
    away(town, f"alice{ill}", f"ben{ill}")
    town.until("2026-09-09 11:00")
    assert [row.reason for row in written_to(town, "Ben") if row.kind == "invitation"] == [
        "on_leave"
    ]

    away(town, f"alice{ill}")  # Ben is back
    town.until("2026-09-14 13:00")

    assert sent(town, "Alice") == []
    assert [
        (row.state, row.reason) for row in written_to(town, "Alice") if row.kind == "invitation"
    ] == [("expired", "on_leave")]
    assert sent(town, "Ben") == [("invitation", "09 12:00"), ("nudge", "10 14:00")]
