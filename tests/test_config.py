"""What ``app.yaml`` and the environment may say, and how mistakes in them are named."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from bot.config import (
    Environment,
    ScheduleKind,
    Who,
    parse_config,
    read_config,
    read_environment,
)
from bot.config.environment import SLACK_API, is_loopback
from bot.errors import ConfigError
from bot.model.events import Address
from bot.model.weekdays import Weekday

SHIPPED = Path(__file__).parents[1] / "app.yaml"
ORGANISATION = "organisation: { name: Acme, zone: Europe/Amsterdam }\n"
LONG = "a-secret-of-more-than-twenty-characters"
SURVEY = """
surveys:
  pulse:
    form: surveys/checkin
    tasks: tasks/finance
    audience: { who: team, team: Finance }
    invitation: invitations/checkin
    cadence: "0 10 * * TUE"
"""


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        parse_config(ORGANISATION + text)
    return str(refused.value)


def environment(**variables: str) -> Environment:
    return read_environment(variables, Path("/srv/bot"))


def complaint(**variables: str) -> str:
    with pytest.raises(ConfigError) as refused:
        environment(**variables)
    return str(refused.value)


@pytest.mark.parametrize("country", ['"XX"', '"DE-XX"', '""', "NO"])  # YAML reads NO as false
def test_public_holidays_are_those_of_a_country_that_exists(country: str) -> None:
    norway = parse_config(ORGANISATION.replace(" }", ', country: "NO" }'))
    assert norway.organisation.country == "NO"

    with pytest.raises(ConfigError, match="country"):
        parse_config(ORGANISATION.replace(" }", f", country: {country} }}"))


def test_the_shipped_file_tells_the_story_of_the_finance_team() -> None:
    config = read_config(SHIPPED)

    survey = config.surveys["checkin_finance"]
    assert (survey.baseline_waves, survey.cadence) == (2, "0 10 * * TUE")
    assert survey.reminders == (3, 5)
    assert survey.audience.team == "Finance"
    digest, summary = config.digests["digest_finance"], config.summaries["summary_finance"]
    assert (digest.cadence, summary.cadence) == ("0 9 * * MON", "0 9 * * FRI")
    assert summary.audience.who is Who.MANAGER
    assert config.surveys["worries"].audience.who is Who.EVERYONE
    assert {s.audience.team for s in config.surveys.values() if s.audience.team} == {
        "Finance",
        "Support",
        "People",
        "Engineering",
        "Operations",
    }


def test_every_entry_that_recurs_is_a_schedule_under_its_own_name() -> None:
    schedules = read_config(SHIPPED).schedules()

    assert schedules["checkin_finance"].kind is ScheduleKind.SURVEY
    assert schedules["digest_finance"].cadence == "0 9 * * MON"
    assert schedules["summary_finance"].kind is ScheduleKind.SUMMARY
    assert len(schedules) == 20


def test_two_lines_are_enough_for_everything_else_has_a_default() -> None:
    config = parse_config(ORGANISATION)

    assert config.privacy.threshold == 5
    assert (config.contact.quiet_from, config.contact.quiet_to) == (time(18), time(8))
    assert config.limits.commands_a_minute == 30
    assert (config.limits.figures_a_day, config.limits.events_a_second) == (60, 50)
    assert Weekday.SAT not in config.contact.working_days
    assert config.schedules() == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("survey: {}\n", "app.yaml:2: survey: there is no such key"),
        ("privacy:\n  treshold: 5\n", "app.yaml:3: privacy.treshold: there is no such key"),
        ("privacy: { threshold: 4 }\n", "app.yaml:2: privacy.threshold: "),
        ("privacy: { sensitive_threshold: 7 }\n", "privacy.sensitive_threshold: "),
        ("privacy: { batch: 2 }\n", "app.yaml:2: privacy.batch: "),
        ('privacy: { threshold: "6" }\n', "app.yaml:2: privacy.threshold: "),
        ("contact:\n  quiet_from: 18:00\n", "app.yaml:3: contact.quiet_from: a time is written in"),
        ('contact: { quiet_to: "24:00" }\n', "app.yaml:2: contact.quiet_to: "),
        ("contact:\n  working_days:\n    - MON\n    - FUN\n", "app.yaml:5: contact.working_days.1"),
        ("contact: { working_days: [MON, MON] }\n", "listed twice"),
        ("contact: { working_days: [] }\n", "app.yaml:2: contact.working_days: "),
        ("limits: { commands_a_minute: 0 }\n", "app.yaml:2: limits.commands_a_minute: "),
        ('limits: { figures_a_day: "60" }\n', "app.yaml:2: limits.figures_a_day: "),
        ("limits: { events: 50 }\n", "app.yaml:2: limits.events: there is no such key"),
        ("channels: { Finance: C0123 }\n", "app.yaml:2: channels.Finance: "),
        ("surveys:\n  Bad-Name: {}\n", "app.yaml:3: surveys.Bad-Name: "),
        ("privacy: {}\nprivacy: {}\n", "app.yaml:3: the key privacy is there twice"),
        ("contact: [\n", "app.yaml:3: not YAML: "),
        ("contact: !!python/name:os.system\n", "app.yaml:2: not YAML: "),
        ("contact: &a [*a]\n", "app.yaml:2: not YAML: "),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_path(text: str, said: str) -> None:
    assert said in refusal(text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    lines = refusal("privacy: { threshold: 1 }\ncontact: { quiet: 1 }\n").splitlines()

    assert [line.split(":")[1] for line in lines] == ["2", "3"]


@pytest.mark.parametrize(
    "cadence",
    ["", "10", "61 * * * *", "0 10 * * XYZ", "0 10 31 2 *", "0 0 10 * * *", "@reboot", "R 1 * * *"],
)
def test_a_cadence_that_never_falls_due_is_refused_at_load(cadence: str) -> None:
    said = refusal(SURVEY.replace("0 10 * * TUE", cadence))

    assert f'app.yaml:9: surveys.pulse.cadence: "{cadence}" is not a cadence' in said


@pytest.mark.parametrize("cadence", ["*/30 8-17 * * mon-fri", "0 9 * * MON#1", "0 9 L * *"])
def test_plain_cron_text_is_a_cadence(cadence: str) -> None:
    config = parse_config(ORGANISATION + SURVEY.replace("0 10 * * TUE", cadence))

    assert config.surveys["pulse"].cadence == cadence


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe", "", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(ConfigError, match=r"app.yaml:3: organisation.zone: "):
        parse_config(f'organisation:\n  name: Acme\n  zone: "{zone}"\n')


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("{ who: team }", "surveys.pulse.audience: who: team needs a team"),
        ("{ who: manager }", "who: manager needs a team"),
        ("{ who: everyone, team: Finance }", "audience.team: who: everyone has no team"),
        ("{ who: yet_to_answer }", "who: yet_to_answer needs a survey"),
        ("{ who: yet_to_answer, survey: plse }", 'audience.survey: there is no survey "plse"'),
        ("{ who: nobody }", "app.yaml:7: surveys.pulse.audience.who: "),
    ],
)
def test_an_audience_says_what_its_kind_needs_and_no_more(audience: str, said: str) -> None:
    assert said in refusal(SURVEY.replace("{ who: team, team: Finance }", audience))


def test_a_digest_of_a_survey_that_is_not_there_is_refused() -> None:
    digest = """
digests:
  weekly:
    message: digests/team
    audience: { who: team, team: Finance }
    survey: puls
    cadence: "0 9 * * MON"
"""
    assert 'app.yaml:15: digests.weekly.survey: there is no survey "puls"' in refusal(
        SURVEY + digest
    )


@pytest.mark.parametrize(
    "note",
    [
        "audience: { who: manager, team: Finance }",
        "audience: { who: program_leads }\n    survey: pulse",
    ],
)
def test_a_note_to_a_manager_and_no_other_is_about_a_survey(note: str) -> None:
    summary = f"""
summaries:
  weekly:
    message: summaries/manager
    cadence: "0 9 * * MON"
    {note}
"""
    assert "summaries.weekly: a note to a manager" in refusal(SURVEY + summary)


def test_two_schedules_cannot_share_a_name() -> None:
    nudge = """
nudges:
  pulse:
    message: nudges/finish
    audience: { who: everyone }
    cadence: "0 9 * * MON"
"""
    assert "app.yaml:12: nudges.pulse: surveys has an entry of that name" in refusal(SURVEY + nudge)


def test_a_channel_is_an_address_on_a_platform() -> None:
    config = parse_config(ORGANISATION + 'channels: { Finance: "teams:t-1:19:a@thread.tacv2" }\n')

    assert config.channel("Finance") == Address("teams", "t-1", "19:a@thread.tacv2")
    assert config.channel("Support") is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: cannot be read"):
        read_config(tmp_path / "nowhere.yaml")


def test_an_empty_environment_serves_nobody_but_stands() -> None:
    bare = environment()

    assert (bare.host, bare.port) == ("127.0.0.1", 8080)
    assert bare.config == Path("/srv/bot/app.yaml")
    assert bare.database_url == "sqlite:////srv/bot/dividend.sqlite"
    assert bare.slack is None
    assert bare.teams is None
    with pytest.raises(ConfigError, match="DIVIDEND_SECRET_KEY is missing"):
        bare.required_key()


def test_slack_works_by_http_with_a_signing_secret_and_by_socket_with_an_app_token() -> None:
    by_http = environment(SLACK_BOT_TOKEN=LONG, SLACK_SIGNING_SECRET=LONG).slack
    by_socket = environment(SLACK_BOT_TOKEN=LONG, SLACK_APP_TOKEN=LONG).slack

    assert by_http is not None
    assert by_socket is not None
    assert (by_http.signing_secret, by_http.app_token) == (LONG, "")
    assert (by_socket.signing_secret, by_socket.app_token) == ("", LONG)
    assert by_http.api_url == SLACK_API


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK_BOT_TOKEN": LONG}, ["SLACK_SIGNING_SECRET is missing"]),
        ({"SLACK_APP_TOKEN": LONG}, ["SLACK_BOT_TOKEN is missing"]),
        ({"SLACK_SIGNING_SECRET": LONG}, ["SLACK_BOT_TOKEN is missing"]),
        ({"TEAMS_APP_ID": LONG}, ["TEAMS_APP_PASSWORD is missing", "TEAMS_TENANT_ID is missing"]),
        ({"TEAMS_TENANT_ID": "t"}, ["TEAMS_APP_ID is missing", "TEAMS_APP_PASSWORD is missing"]),
        (
            {"TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": LONG, "TEAMS_TENANT_ID": "t"},
            ["TEAMS_APP_ID is missing"],
        ),
    ],
)
def test_half_an_adapter_is_refused_and_the_missing_half_named(
    given: dict[str, str], missing: list[str]
) -> None:
    said = complaint(**given)

    assert [line[: len(name)] for line, name in zip(said.splitlines(), missing, strict=True)] == (
        missing
    )


SECRETS = {
    "SLACK_BOT_TOKEN": LONG,
    "SLACK_SIGNING_SECRET": LONG,
    "SLACK_APP_TOKEN": LONG,
    "TEAMS_APP_ID": "app",
    "TEAMS_APP_PASSWORD": LONG,
    "TEAMS_TENANT_ID": "tenant",
    "DIVIDEND_SECRET_KEY": LONG,
}


@pytest.mark.parametrize(
    "name",
    [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "TEAMS_APP_PASSWORD",
        "DIVIDEND_SECRET_KEY",
    ],
)
def test_a_short_secret_is_refused_outside_test_mode_without_being_told(name: str) -> None:
    short = SECRETS | {name: "only-19-characters-"}

    assert environment(**SECRETS)
    assert environment(**short, DIVIDEND_TEST_MODE="1")
    said = complaint(**short)
    assert name in said
    assert "only-19" not in said


def test_one_short_key_of_a_ring_is_enough_to_refuse_it() -> None:
    assert "DIVIDEND_SECRET_KEY" in complaint(DIVIDEND_SECRET_KEY=f"{LONG},short")
    assert environment(DIVIDEND_SECRET_KEY=f"{LONG},{LONG}x").required_key() == f"{LONG},{LONG}x"


def test_files_are_handed_over_by_tls_alone() -> None:
    assert "PUBLIC_URL does not begin with https" in complaint(PUBLIC_URL="http://bot.example")
    assert environment(PUBLIC_URL="https://bot.example/").public_url == "https://bot.example"


@pytest.mark.parametrize("name", ["DIVIDEND_TEST_MODE", "DIVIDEND_PLAYGROUND"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "bot.example.com"])  # noqa: S104
def test_test_mode_and_playground_stay_on_loopback(name: str, host: str) -> None:
    assert "together with a public HOST" in complaint(**{name: "1"}, HOST=host)
    assert environment(HOST=host).host == host


def test_loopback_has_many_names() -> None:
    assert all(
        is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost")
    )
    assert not any(is_loopback(host) for host in ("localhost.example.com", "1.1.1.1", "", "127.1"))


def test_an_empty_app_id_switches_the_check_off_in_test_mode_only() -> None:
    open_to_all = environment(TEAMS_APP_ID="", DIVIDEND_TEST_MODE="1").teams

    assert open_to_all is not None
    assert not open_to_all.checked
    assert environment(TEAMS_APP_ID="").teams is None
    assert environment(DIVIDEND_TEST_MODE="1").teams is None
    checked = environment(**SECRETS, DIVIDEND_TEST_MODE="1").teams
    assert checked is not None
    assert checked.checked


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("SLACK_API_URL", "http://127.0.0.1:9/api/"),
        ("TEAMS_TOKEN_URL", "http://127.0.0.1:9/token"),
        ("TEAMS_METADATA_URL", "http://127.0.0.1:9/keys"),
        ("TEAMS_SERVICE_HOSTS", "127.0.0.1, ::1"),
    ],
)
def test_platforms_can_be_elsewhere_in_test_mode_only(name: str, elsewhere: str) -> None:
    assert f"{name} is only for test mode" in complaint(**SECRETS, **{name: elsewhere})

    there = environment(**SECRETS, **{name: elsewhere}, DIVIDEND_TEST_MODE="1")

    assert there.slack is not None
    assert there.teams is not None
    assert elsewhere in (
        there.slack.api_url,
        there.teams.token_url,
        there.teams.metadata_url,
        ", ".join(there.teams.service_hosts),
    )


@pytest.mark.parametrize("debugging", ["PYTHONASYNCIODEBUG", "PYTHONDEVMODE"])
def test_debugging_is_for_test_mode(debugging: str) -> None:
    assert environment(**{debugging: "1"}, DIVIDEND_TEST_MODE="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "-1"),
        ("PORT", "٣"),
        ("HTTP_CONNECTIONS", "many"),
        ("PUBLIC_URL", "bot.example"),
        ("DIVIDEND_TEST_MODE", "perhaps"),
        ("SLACK_API_URL", "file:///etc/passwd"),
        ("SLACK_API_URL", "http://127.0.0.1:9/"),
        ("TEAMS_TOKEN_URL", "http://name:pass@127.0.0.1/"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    variables = {**SECRETS, "DIVIDEND_TEST_MODE": "1", name: value}

    assert f"{name} " in complaint(**variables)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str, int], str]:
    def keep(text: str, mode: int = 0o600) -> str:
        path = tmp_path / "secret"
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    return keep


def test_a_secret_can_come_from_a_file(kept: Callable[..., str]) -> None:
    assert environment(DIVIDEND_SECRET_KEY_FILE=kept(f"{LONG}\n")).secret_key == LONG
    assert environment(PORT_FILE=kept("9000")).port == 9000


def test_a_secret_that_is_set_twice_or_nowhere_is_refused(kept: Callable[..., str]) -> None:
    twice = complaint(DIVIDEND_SECRET_KEY=LONG, DIVIDEND_SECRET_KEY_FILE=kept(LONG))
    nowhere = complaint(DIVIDEND_SECRET_KEY_FILE="/nowhere/secret")
    endless = complaint(DIVIDEND_SECRET_KEY_FILE=kept("x" * 20_000))

    assert "is set twice" in twice
    assert "cannot be read" in nowhere
    assert "too long" in endless


def test_no_secret_shows_when_the_environment_is_printed() -> None:
    printed = repr(environment(**SECRETS, DATABASE_URL=f"postgresql://bot:{LONG}@db/dividend"))

    assert LONG not in printed


def test_the_log_level_is_one_of_four() -> None:
    assert environment().log_level == ""
    assert environment(LOG_LEVEL="debug").log_level == "DEBUG"


def test_nobody_is_reminded_of_what_is_closed() -> None:
    survey = "surveys: { pulse: { form: surveys/x, audience: { who: everyone }, reminders: [3, 5],"
    cadence = 'cadence: "0 10 * * TUE", open_for_days: 5 } }'

    with pytest.raises(ConfigError, match="closed on day 5"):
        parse_config(f"{ORGANISATION}\n{survey} {cadence}")
