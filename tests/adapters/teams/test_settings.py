"""Nothing goes unchecked by accident."""

import pytest

from adapters.teams.settings import TeamsSettings


@pytest.mark.parametrize(
    ("app_id", "test_mode", "unchecked", "checks_nothing"),
    [
        ("", True, True, True),
        ("", True, False, False),
        ("", False, True, False),
        ("app", True, True, False),
    ],
)
def test_only_test_mode_with_an_empty_app_id_checks_nothing(
    app_id: str, test_mode: bool, unchecked: bool, checks_nothing: bool
) -> None:
    settings = TeamsSettings(app_id, "", "tenant", test_mode=test_mode, unchecked=unchecked)
    assert settings.checks_nothing is checks_nothing


def test_extra_hosts_count_in_test_mode_only() -> None:
    hosts = ("127.0.0.1:9000",)
    assert TeamsSettings("a", "b", "c", service_hosts=hosts).extra_hosts == frozenset()
    tested = TeamsSettings("a", "b", "c", test_mode=True, service_hosts=hosts)
    assert tested.extra_hosts == {"127.0.0.1:9000"}


def test_people_who_never_wrote_are_reached_at_the_global_connector_or_the_tests_own() -> None:
    hosts = ("127.0.0.1:9000", "127.0.0.1:9001")
    real = TeamsSettings("a", "b", "c", service_hosts=hosts)
    tested = TeamsSettings("a", "b", "c", test_mode=True, service_hosts=hosts)

    assert real.service_url == "https://smba.trafficmanager.net/teams/"
    assert tested.service_url == "http://127.0.0.1:9000/"


def test_the_login_is_the_tenants_own() -> None:
    url = TeamsSettings("a", "b", "tenant-1").login_url
    assert url == "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token"
