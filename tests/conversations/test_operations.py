"""What the people who run the bot ask it."""

from tests.conversations.town import Town


def test_an_admin_sees_what_arrived_and_nobody_else_does(town: Town) -> None:
    town.until("2026-09-08 10:00")
    ada, alice = town.desk("Ada"), town.desk("Alice")
    ada.say("deliveries")
    assert "Arrived: 20+ (invitations), under 20 (nudges), under 20 (summaries)" in ada.screen
    ada.say("health")
    assert "Everything works" in ada.screen
    assert "Messages waiting: under 20" in ada.screen
    assert "Waits longest: 0 minutes" in ada.screen
    alice.say("deliveries")
    assert "Arrived" not in alice.screen


def test_the_report_has_bands_and_reasons_and_never_says_who_answered(town: Town) -> None:
    town.desk("Ben").say("quiet")
    town.desk("Ben").press("Never write first")
    town.until("2026-09-08 11:00")
    for name in town.people("Finance")[2:]:
        answer(town, name)
    ada = town.desk("Ada")
    ada.say("deliveries")
    assert "Answered" not in ada.screen, "it moves while people still answer"

    town.until("2026-09-14 10:00")
    ada.say("deliveries")
    assert "Arrived: 20+ (invitations), under 20 (nudges)" in ada.screen
    assert "Kept back by wishes and days off: under 20 (asked not to be written to)" in ada.screen
    assert "Answered, Check-in, Finance, Sep 8: more than three quarters" in ada.screen
    assert "Answered, Check-in, Payroll, Sep 8: under half" in ada.screen
    assert "Answered, Check-in, Legal, Sep 8: not shown, too few were asked" in ada.screen
    assert not [name for name in town.people("Finance") if name in ada.screen]

    ada.press("As a file (CSV)")
    town.pass_time(minutes=1)
    [(name, content)] = ada.files.items()
    assert name == "deliveries-2026-09-14.csv"
    assert content.startswith(
        '\ufeff"Kind","Outcome","Number"\r\n"invitations","Arrived","20+"\r\n'
    )
    assert '"invitations","Answered, Check-in, Payroll, Sep 8","under half"\r\n' in content
    assert [n for n in ("nudges", "under 20") if n not in content] == []


def test_whoever_says_no_before_a_wave_closes_is_not_in_how_many_answered(town: Town) -> None:
    """And a no that comes later does not move it: the difference would be one person's."""
    town.until("2026-09-08 11:00")
    for name in town.people("Finance")[:5]:
        answer(town, name)
    for name in town.people("Finance")[5:7]:
        stop_taking_part(town, name)
    town.until("2026-09-14 10:00")
    ada = town.desk("Ada")
    ada.say("deliveries")
    assert "Answered, Check-in, Finance, Sep 8: half to three quarters" in ada.screen

    stop_taking_part(town, "Mona")
    ada.say("deliveries")
    assert "Answered, Check-in, Finance, Sep 8: half to three quarters" in ada.screen


def stop_taking_part(town: Town, name: str) -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Stop taking part")


def answer(town: Town, name: str) -> None:
    town.desk(name).say("log")
    tasks = town.turns.catalog.tasks("tasks/finance", "en")
    hours = {f"task.{task.id}": "1" for task in tasks}
    town.desk(name).submit(**hours, checking_hours="0", normal_week="yes")


def test_the_team_reads_the_note_that_its_manager_got(town: Town) -> None:
    alice = town.desk("Alice")
    alice.say("team note")
    assert "No team figure to show" in alice.screen
