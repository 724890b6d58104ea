"""What is kept about me: to read, to take along, and to erase."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text

from bot.config import CurrentConfig
from bot.conversation.turn import Turn
from bot.model.actions import Action
from bot.model.events import Actor, FormSubmission
from bot.store.database import Database
from bot.store.tables import Absence
from tests.conversations.town import PLATFORMS, STORIES, WORKSPACES, Town, account

NOTE = "The zebra report again"
ANSWERS = {
    "task.invoice_matching": "3.25",
    "task.payment_chasing": "1",
    "task.expense_checks": "0",
    "task.month_end_copying": "0",
    "task.report_formatting": "0",
    "task.data_cleanup": "0",
    "checking_hours": "0.5",
    "normal_week": "yes",
}


WORRIES = {
    "form": "surveys/worries",
    "audience": {"who": "team", "team": "Office"},
    "cadence": "0 10 * * TUE",
}


@pytest.fixture(params=PLATFORMS)
def worried(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Town:
    """The office, where Lena and Ada are, is asked about its worries."""
    choices = yaml.safe_load(STORIES.read_text("utf-8"))
    choices["surveys"]["worries"] = WORRIES
    config = tmp_path / "app.yaml"
    config.write_text(yaml.safe_dump(choices), "utf-8")
    return Town(request.param, sqlite_database, choices=CurrentConfig(config))


def answer(town: Town, name: str, note: str = NOTE, hours: str = "3.25") -> None:
    town.desk(name).say("log")
    if "Before the first question" in town.desk(name).screen:
        town.desk(name).press("I take part")
    town.desk(name).submit(**{**ANSWERS, "task.invoice_matching": hours}, note=note)
    assert "Thank" in town.desk(name).screen


def person_id(town: Town, name: str) -> str:
    with town.turns.begin() as turn:
        person = turn.store.people.by_email(f"{name.lower()}@northlight.example")
        assert person is not None
        return person.id


def everything(town: Town) -> dict[str, list[str]]:
    """Every row of the store as text, by table."""
    with town.turns.database.connection() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).scalars()
        return {
            name: [repr(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608
            for name in names.all()
        }


def show(town: Town, name: str) -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Show everything")


def erase(town: Town, name: str, sure: str = "yes") -> None:
    town.desk(name).say("privacy")
    town.desk(name).press("Erase")
    assert "What stays: published figures" in town.desk(name).screen
    town.desk(name).submit(sure=sure)


def test_somebody_reads_everything_and_takes_it_along_within_a_minute(town: Town) -> None:
    town.until("2026-09-08 11:00")
    answer(town, "Alice")
    answer(town, "Ben", "Only Ben knows", "2")
    show(town, "Alice")

    inbox = "\n".join(town.desk("Alice").inbox)
    for read in ("alice@northlight.example", NOTE, "3.25", "Finance", "Invitations to a survey"):
        assert read in inbox
    [line] = [said for said in inbox.splitlines() if said.startswith("Check-in, Sep 8, 2026: ")]
    asked = ("Matching invoices", "3.25 hours", "Checking AI output", "normal week? Yes", NOTE)
    assert sorted(asked, key=line.index) == list(asked), "in the order in which it is asked"
    [(name, content)] = town.desk("Alice").files.items()
    assert name == "drudgery-dividend-2026-09-08.json"
    tables = json.loads(content)["tables"]
    assert [row["name"] for row in tables["person"]] == ["Alice Finance"]
    assert NOTE in [row["text"] for row in tables["answer"]]
    assert 3.25 in [row["number"] for row in tables["answer"]]
    assert len(tables["account"]) == len(tables["response"]) == len(tables["invitation"]) == 1
    assert "Ben" not in content
    assert "Only Ben knows" not in content + inbox


def test_what_was_chosen_and_when_nobody_is_there_reads_as_it_was_said(worried: Town) -> None:
    with worried.turns.begin() as turn:
        lena = person_id_of(turn, "lena")
        away = {"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 9)}
        turn.store.absences.replace("leave", [Absence(person_id=lena, source="leave", **away)])
    worried.desk("Lena").say("quiet")
    worried.desk("Lena").press("Change")
    worried.desk("Lena").submit(language="fr")
    worried.until("2026-09-08 10:00")
    for name, press, worry in (("Lena", "Répondre", "4"), ("Ada", "Answer", "declined")):
        worried.desk(name).press(press)
        worried.desk(name).submit(worry=worry, told_future="declined")
    worried.desk("Lena").submit(would_help="training,clear_promise")

    worried.desk("Lena").say("privacy")
    worried.desk("Lena").press("Tout montrer")
    lenas = "\n".join(worried.desk("Lena").inbox).replace("\N{NO-BREAK SPACE}", " ")
    assert "1er oct. 2026 – 9 oct. 2026 : leave" in lenas
    assert "Ton travail et l'IA, 8 sept. 2026 : Je m'inquiète" in lenas
    assert "pour lequel je suis là : Plutôt d'accord · Qu'est-ce qui t'aiderait ? Une" in lenas
    assert "Une formation pour la suite, Une promesse claire" in lenas
    show(worried, "Ada")
    assert "Your job and AI, Sep 8, 2026: no answer is kept" in "\n".join(worried.desk("Ada").inbox)


def test_asked_in_a_channel_it_goes_to_the_direct_chat_alone(town: Town) -> None:
    town.desk("Alice").say_in("finance", "privacy")
    town.desk("Alice").press("Show everything")

    assert not [said for said in town.platform.channel("finance") if "northlight" in said]
    assert "alice@northlight.example" in "\n".join(town.desk("Alice").inbox)
    assert town.desk("Alice").files


def test_the_files_do_not_stay_in_the_store(town: Town) -> None:
    show(town, "Alice")
    with town.turns.begin() as turn:
        assert [row.card for row in turn.store.outbox.all() if row.card] == []


def test_five_times_a_day_and_each_on_record(town: Town) -> None:
    for _ in range(5):
        show(town, "Alice")
    town.desk("Alice").say("privacy")
    town.desk("Alice").press("Show everything")
    assert "enough for today" in town.desk("Alice").screen
    alice = person_id(town, "Alice")
    with town.turns.begin() as turn:
        assert turn.store.audit.times(alice, "export", turn.now - timedelta(days=1)) == 5
    town.pass_time(days=1)
    show(town, "Alice")
    assert len(town.desk("Alice").files) == 2


def test_whoever_thinks_again_keeps_everything(town: Town) -> None:
    town.until("2026-09-08 11:00")
    answer(town, "Alice")
    before = everything(town)
    erase(town, "Alice", sure="no")
    assert "Nothing was erased" in town.desk("Alice").screen
    after = everything(town)
    for table in ("answer", "response", "pseudonym", "preference", "delivery"):
        assert set(before[table]) <= set(after[table])


def test_what_is_erased_is_nowhere_and_nobody_else_loses_anything(town: Town) -> None:
    town.until("2026-09-08 11:00")
    answer(town, "Alice")
    answer(town, "Ben", "Only Ben knows", "2")
    alice, ben = person_id(town, "Alice"), person_id(town, "Ben")
    with town.turns.begin() as turn:
        pseudonyms = turn.store.pseudonyms.of_all([alice, ben])
        bens = turn.store.own_data.rows(ben)
    town.desk("Alice").say("quiet")
    town.desk("Alice").press("Quiet for a week")
    erase(town, "Alice")
    assert town.desk("Alice").screen.startswith("Erased")

    kept = everything(town)
    assert pseudonyms[alice] not in repr(kept)
    assert NOTE not in repr(kept)
    assert "3.25" not in repr([kept["answer"], kept["baselineweek"]])
    with town.turns.begin() as turn:
        left = turn.store.own_data.rows(alice)
        bens_after = turn.store.own_data.rows(ben)
    assert bens_after == bens
    found = {table for table, rows in left.items() if rows}
    assert found <= {
        *("person", "account", "preference", "epochmember", "invitation", "auditentry"),
        *("delivery", "eventkey"),  # of the answer that says so
    }
    assert len(left["delivery"]) <= 1
    assert len(left["eventkey"]) <= 1  # none where the answer travels by itself


def test_whoever_erased_is_left_alone_until_they_say_otherwise(town: Town) -> None:
    town.until("2026-09-08 09:30")
    erase(town, "Alice")
    town.until("2026-09-16 11:00")
    heard = "\n".join(town.desk("Alice").inbox)
    assert "Your weekly check-in" not in heard
    with town.turns.begin() as turn:
        assert not turn.store.pseudonyms.of_all([person_id_of(turn, "alice")])

    for word in ("me", "privacy", "help"):
        town.desk("Alice").say(word)
    with town.turns.begin() as turn:
        assert not turn.store.pseudonyms.of_all([person_id_of(turn, "alice")])
    answer(town, "Alice", "Back again")
    town.desk("Alice").say("quiet")
    town.desk("Alice").press("You may write again")
    town.until("2026-09-22 11:00")
    assert "Your weekly check-in" in "\n".join(town.desk("Alice").inbox)
    with town.turns.begin() as turn:
        assert turn.store.pseudonyms.of_all([person_id_of(turn, "alice")])


def test_an_answer_that_was_under_way_stays_erased(town: Town) -> None:
    town.until("2026-09-08 11:00")
    answer(town, "Alice")
    with town.turns.begin() as turn:
        [wave] = [w for w in turn.store.surveys.open_waves(turn.now) if "finance" in w.survey]
    said_at = town.clock()
    town.pass_time(minutes=1)
    erase(town, "Alice")
    actor = Actor(town.name, WORKSPACES[town.name], account(town.name, "Alice"))
    town.dispatcher.dispatch(
        FormSubmission(
            key="late",
            actor=actor,
            occurred_at=said_at,
            action=Action("survey.submit", wave.id),
            entered=ANSWERS,
        )
    )
    with town.turns.begin() as turn:
        assert not turn.store.pseudonyms.of_all([person_id_of(turn, "alice")])


def test_erasing_twice_is_erasing_once(town: Town) -> None:
    town.until("2026-09-08 11:00")
    answer(town, "Alice")
    erase(town, "Alice")
    erase(town, "Alice")
    assert town.desk("Alice").screen.startswith("Erased")


def person_id_of(turn: Turn, name: str) -> str:
    person = turn.store.people.by_email(f"{name}@northlight.example")
    assert person is not None
    return person.id
