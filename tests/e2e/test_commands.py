"""The program's commands, as an admin runs them."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import program
from bot.app.outside import shipped_messages
from tests.conversations.town import HEADER, NAMES, roster
from tests.e2e.stage import KEY, STORIES
from tests.fakes.teams_server import APP_ID, TENANT

Dividend = Callable[..., Result]


@pytest.fixture
def dividend(sqlite_url: str, tmp_path: Path, logs_as_before: None) -> Dividend:
    """Runs a command with a store and a configuration of its own."""
    (tmp_path / "app.yaml").write_text(STORIES.read_text())
    (tmp_path / "roster.csv").write_text(roster("slack"))
    environment = {
        "DIVIDEND_CONFIG": str(tmp_path / "app.yaml"),
        "DIVIDEND_SECRET_KEY": KEY,
        "DATABASE_URL": sqlite_url,
    }

    def run(*words: object, **variables: str) -> Result:
        return CliRunner().invoke(program, [str(w) for w in words], env=environment | variables)

    return run


def test_a_roster_is_shown_first_and_imported_whole(dividend: Dividend, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"

    planned = dividend("people", "import", file, "--dry-run")
    assert planned.exit_code == 0
    assert f"{len(NAMES)} added, 0 changed, 0 removed" in planned.output
    assert dividend("people", "list").output == ""

    assert dividend("people", "import", file).exit_code == 0
    listed = dividend("people", "list").output.splitlines()
    assert len(listed) == len(NAMES)
    assert any("\talice@northlight.example\tFinance\t" in line for line in listed)
    again = dividend("people", "import", file)
    assert f"0 added, 0 changed, 0 removed, {len(NAMES)} unchanged" in again.output


def test_bad_lines_are_named_and_nothing_is_half_imported(
    dividend: Dividend, tmp_path: Path
) -> None:
    good = "Alice,alice@northlight.example,Finance,,,band,40,,"
    bad = tmp_path / "bad.csv"
    bad.write_text(
        f"{HEADER}\n{good}\nBob,not an address,Finance,,,band,40,,\n"
        "Carl,carl@northlight.example,Finance,,nobody@x.example,band,forty,Mars/Olympus,\n"
        "Dora,dora@northlight.example,Finance\n"
    )

    refused = dividend("people", "import", bad)

    assert refused.exit_code == 1
    for line in ("3", "4", "5"):
        assert f"line {line}" in refused.output
    assert "line 2" not in refused.output
    assert dividend("people", "list").output == ""


def test_absences_are_imported_whole_and_again_in_place_of_the_last(
    dividend: Dividend, tmp_path: Path
) -> None:
    dividend("people", "import", tmp_path / "roster.csv")
    file = tmp_path / "leave.csv"
    head, alice = "email,type,from,to", "alice@northlight.example,ill,2999-12-01,2999-12-03"

    file.write_text(f"{head}\n{alice}\nben@northlight.example,ill,tomorrow,2999-12-03\n")
    refused = dividend("people", "absences", file)
    assert (refused.exit_code, "line 3" in refused.output) == (1, True)

    file.write_text(
        f"{head}\n{alice.replace('2999', '2099')}\ncarlos@x.example,,2099-12-01,2099-12-02\n"
    )
    assert "dry run" in dividend("people", "absences", file, "--dry-run").output
    first = dividend("people", "absences", file)
    assert "carlos@x.example is not on the roster" in first.output
    assert '1 absences of 1 people take the place of the 0 that "leave" had.' in first.output
    again = dividend("people", "absences", file)
    assert "take the place of the 1 that" in again.output
    other = dividend("people", "absences", file, "--source", "Berlin")
    assert 'the 0 that "Berlin" had' in other.output


def test_roles_are_granted_and_revoked_and_it_is_recorded(
    dividend: Dividend, tmp_path: Path
) -> None:
    dividend("people", "import", tmp_path / "roster.csv")

    granted = dividend("role", "grant", "lena@northlight.example", "program_lead")
    assert "has the role program_lead." in granted.output
    assert "program_lead" in dividend("people", "list").output
    unknown = dividend("role", "grant", "nobody@northlight.example", "auditor")
    assert (unknown.exit_code, "not on the roster" in unknown.output) == (1, True)
    assert dividend("role", "revoke", "lena@northlight.example", "program_lead").exit_code == 0
    assert "program_lead" not in dividend("people", "list").output


@pytest.mark.parametrize(
    ("schedule", "zone", "first", "last", "instants"),
    [
        (
            "30 2 * * *",  # which does not exist on the 29th
            "Europe/Berlin",
            "2026-03-28",
            "2026-03-30",
            [
                "2026-03-28T01:30:00Z  Sat 2026-03-28 02:30 Europe/Berlin",
                "2026-03-29T01:30:00Z  Sun 2026-03-29 02:30 Europe/Berlin "
                "(clock change: 02:30 is missing, 03:30 instead)",
                "2026-03-30T00:30:00Z  Mon 2026-03-30 02:30 Europe/Berlin",
            ],
        ),
        (
            "30 2 * * *",  # which comes twice on the 25th
            "Europe/Berlin",
            "2026-10-24",
            "2026-10-26",
            [
                "2026-10-24T00:30:00Z  Sat 2026-10-24 02:30 Europe/Berlin",
                "2026-10-25T00:30:00Z  Sun 2026-10-25 02:30 Europe/Berlin "
                "(clock change: 02:30 comes twice, this is the first)",
                "2026-10-26T01:30:00Z  Mon 2026-10-26 02:30 Europe/Berlin",
            ],
        ),
        (
            "checkin_finance",
            "Australia/Lord_Howe",
            "2026-09-08",
            "2026-09-15",
            [
                "2026-09-07T23:30:00Z  Tue 2026-09-08 10:00 Australia/Lord_Howe",
                "2026-09-14T23:30:00Z  Tue 2026-09-15 10:00 Australia/Lord_Howe",
            ],
        ),
    ],
    ids=["a night that lacks an hour", "a night with one more", "a schedule of app.yaml"],
)
def test_due_times_are_told_without_sending_anything(
    dividend: Dividend, schedule: str, zone: str, first: str, last: str, instants: list[str]
) -> None:
    told = dividend("runs", schedule, "--zone", zone, "--from", first, "--to", last)

    assert told.exit_code == 0
    assert told.output.splitlines() == instants


def test_what_will_happen_is_listed_with_where_when_and_for_how_many(
    dividend: Dividend, tmp_path: Path
) -> None:
    dates = ("--from", "2026-11-24", "--to", "2026-11-30")
    dividend("people", "import", tmp_path / "roster.csv")

    told = dividend("runs", *dates)
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("2026-")[2])
    [checkin] = [line for line in lines if "checkin_finance" in line and "survey" in line]
    assert checkin.startswith("Tue 2026-11-24 10:00 Europe/Berlin")
    assert "2026-11-24T09:00:00Z  survey checkin_finance " in checkin
    assert checkin.endswith(" people")

    alone = dividend("runs", *dates, DATABASE_URL=f"sqlite:///{tmp_path / 'none' / 'none.sqlite'}")
    assert alone.exit_code == 0
    assert alone.output.startswith("The store cannot be read")
    assert "people" not in alone.output.partition("\n")[2]
    assert "checkin_finance" in alone.output


@pytest.mark.parametrize(
    ("date", "mark"),
    [
        ("2026-03-29", "(clock change: 02:30 is missing, 03:30 instead)"),
        ("2026-10-25", "(clock change: 02:30 comes twice, this is the first)"),
        ("2026-10-26", ""),
    ],
)
def test_a_list_marks_where_the_clock_changes(
    dividend: Dividend, tmp_path: Path, date: str, mark: str
) -> None:
    (tmp_path / "app.yaml").write_text(
        "organisation: { name: Northlight, zone: Europe/Berlin }\n"
        "nudges:\n  night:\n    message: nudges/finish_checkin\n"
        '    audience: { who: everyone }\n    cadence: "30 2 * * *"\n'
    )
    dividend("people", "import", tmp_path / "roster.csv")

    [line] = dividend("runs", "--from", date, "--to", date).output.splitlines()

    assert line.startswith(f"{'Mon' if not mark else 'Sun'} {date} 02:30 Europe/Berlin")
    assert line.endswith(mark or " people")


def test_a_schedule_that_is_none_is_named(dividend: Dividend) -> None:
    told = dividend("runs", "every now and then")

    assert told.exit_code == 1
    assert "'every now and then' is neither a schedule of app.yaml nor a cron text" in told.output


def test_check_finds_nothing_and_then_what_was_broken(dividend: Dividend, tmp_path: Path) -> None:
    well = dividend("check")
    assert well.exit_code == 0, well.output
    assert "Nothing to mend" in well.output

    broken = tmp_path / "messages" / "en" / "replies" / "thanks.md"
    broken.parent.mkdir(parents=True)
    broken.write_text("---\ntitle: Thanks\nexample: {}\n---\nHello {{ nobody.knows }}.\n")
    found = dividend("check")

    assert found.exit_code == 1
    assert "thanks.md:5" in found.output


def test_check_names_the_lesson_that_nobody_has_read_again(
    dividend: Dividend, tmp_path: Path
) -> None:
    shipped = (shipped_messages() / "en" / "lessons" / "log_the_fix.yaml").read_text("utf-8")
    mine = tmp_path / "messages" / "en" / "lessons" / "log_the_fix.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text(re.sub(r"(?<=review: ).*", "2020-02-29", shipped), "utf-8")

    found = dividend("check")

    assert found.exit_code == 0, "time alone breaks nothing"
    assert f"{mine}:7: note: about.review: 2020-02-29 has passed: content editor" in found.output


def test_a_lesson_is_shown_for_a_role_with_its_question_and_all_feedback(
    dividend: Dividend,
) -> None:
    shown = dividend("preview", "lessons/redo_one_sum", "--role", "hr", "--language", "de")

    assert shown.exit_code == 0, shown.output
    text, *drawn = shown.output.split("\n--- ")
    assert (
        "Vorstellungsgespräche vereinbaren: Nimm einen unbequemen Fall, etwa einen halben Tag"
        in text
    )
    assert text.count("\nd) ") == 2  # to choose, and above what it is told
    assert [part.split("\n")[0] for part in drawn] == ["Slack", "Teams", "playground"]


def test_one_message_is_shown_as_each_platform_gets_it(dividend: Dividend) -> None:
    shown = dividend("preview", "invitations/checkin")

    assert shown.exit_code == 0
    assert "Hi Alex, how many hours" in shown.output
    for part in ("--- Slack", '"type": "header"', "--- Teams", "AdaptiveCard", "--- playground"):
        assert part in shown.output


def test_manifests_are_written_for_both_platforms(dividend: Dividend, tmp_path: Path) -> None:
    slack = dividend("manifest", "slack", "--url", "https://bot.example/slack/events")
    manifest = json.loads(slack.stdout)
    assert "chat:write" in manifest["oauth_config"]["scopes"]["bot"]
    assert "chat:write: " in slack.stderr

    out = tmp_path / "app.zip"
    teams = {"TEAMS_APP_ID": APP_ID, "TEAMS_APP_PASSWORD": "x" * 20, "TEAMS_TENANT_ID": TENANT}
    assert dividend("manifest", "teams", "--out", out, **teams).exit_code == 0
    with ZipFile(BytesIO(out.read_bytes())) as package:
        assert {"manifest.json", "color.png", "outline.png"} <= set(package.namelist())
        assert json.loads(package.read("manifest.json"))["bots"][0]["botId"] == APP_ID
    assert "TEAMS_APP_ID is missing" in dividend("manifest", "teams").output


def test_the_doctor_says_what_is_well_and_what_to_do(dividend: Dividend, tmp_path: Path) -> None:
    dividend("people", "import", tmp_path / "roster.csv")

    told = dividend("doctor")

    assert told.exit_code == 1
    assert "well  store: SQLite" in told.output
    assert "well  audit chain: whole" in told.output
    assert "-> dividend role grant EMAIL program_lead" in told.output
    assert 'Say "team here Finance" in its channel.' in told.output


def test_the_rest_of_the_commands_answer(dividend: Dividend) -> None:
    assert dividend("migrate").output == "The store's schema is current.\n"
    assert dividend("deliveries").exit_code == 0
    assert "Outcome" in dividend("deliveries", "report").output
    assert dividend("deliveries", "report", "--csv").output.startswith('\ufeff"Kind"')
    assert dividend("version").output.strip()[0].isdigit()
    assert "serve" in dividend("--help").output
    assert dividend("dance").exit_code == 2


def test_what_is_missing_is_named_without_any_value(dividend: Dividend) -> None:
    told = dividend("serve", SLACK_SIGNING_SECRET="canary-of-a-secret-0123456789")
    assert told.exit_code == 1
    assert "SLACK_BOT_TOKEN is missing while other Slack secrets are set" in told.output
    told = dividend("serve", SLACK_BOT_TOKEN="short", SLACK_SIGNING_SECRET="canary")
    assert "SLACK_SIGNING_SECRET is under 20 characters" in told.output
    assert "canary" not in told.output
    assert "DIVIDEND_SECRET_KEY is missing" in dividend("serve", DIVIDEND_SECRET_KEY="").output
    public = dividend("serve", DIVIDEND_TEST_MODE="1", HOST="0.0.0.0")  # noqa: S104
    assert "DIVIDEND_TEST_MODE is refused together with a public HOST" in public.output
