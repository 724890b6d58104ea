"""The bot's token goes to the connector's own hosts, however an address is dressed up."""

import pytest

from adapters.teams.hosts import Hosts

TRUE = [
    "https://smba.trafficmanager.net",
    "https://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net/emea/11111111-1111-1111-1111-111111111111/",
    "https://msteams.botframework.com",
    "https://europe.webchat.botframework.com/v3/",
]

FALSE = [
    "",
    "smba.trafficmanager.net",
    "//smba.trafficmanager.net",
    "http://smba.trafficmanager.net/emea/",
    "ftp://smba.trafficmanager.net/",
    "https:smba.trafficmanager.net",
    "https:/smba.trafficmanager.net",
    "https:///smba.trafficmanager.net",
    "https://evil.trafficmanager.net/",
    "https://a.smba.trafficmanager.net/",
    "https://smba.trafficmanager.net.evil.test/",
    "https://smba-trafficmanager.net/",
    "https://smba.trafficmanager.netx/",
    "https://xsmba.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://botframework.com/",
    "https://xbotframework.com/",
    "https://evil.test/botframework.com",
    "https://a.botframework.com.evil.test/",
    "https://.botframework.com/",
    "https://a..botframework.com/",
    "https://-.botframework.com/",
    "https://a.botframework.com./",
    "https://smba.trafficmanager.net./",
    "https://smba.trafficmanager.net:443@evil.test/",
    "https://smba.trafficmanager.net@evil.test/",
    "https://user@smba.trafficmanager.net/",
    "https://user:secret@smba.trafficmanager.net/",
    "https://evil.test#@smba.trafficmanager.net/",
    "https://evil.test?@smba.trafficmanager.net/",
    "https://evil.test\\@smba.trafficmanager.net/",
    "https://evil.test/.botframework.com",
    "https://evil.test\\.botframework.com/",
    "https://evil.test%2f.botframework.com/",
    "https://evil.test%00.botframework.com/",
    "https://evil.test\x00.botframework.com/",
    "https://evil.test\n.botframework.com/",
    "https://a.botframework.com\n",
    "\nhttps://a.botframework.com",
    " https://a.botframework.com",
    "https://a.botframework.com ",
    "https://a.botframework.com\t/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net:0/",
    "https://smba.trafficmanager.net:/",
    "https://smba.trafficmanager.net/emea/?x=1",
    "https://smba.trafficmanager.net/emea/#x",
    "https://smba.trafficmanager.net/../x",
    "https://smba.trafficmanager.net/%2e%2e/",
    "https://smba.trafficmanager.net\\emea",
    "HTTPS://SMBA.TRAFFICMANAGER.NET/",
    "https://ｓmba.trafficmanager.net/",
    "https://smba.trafficmаnager.net/",
    "https://smba。trafficmanager。net/",
    "https://smba.trafficmanager.net\u200b/",
    "https://xn--smba-.trafficmanager.net/",
    "https://bot\u017framework.com/",
    "https://a.botframewor\u212a.com/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[smba.trafficmanager.net]/",
    "https://169.254.169.254/",
    "https://localhost/",
    "http://localhost:8080/",
    "javascript://smba.trafficmanager.net/%0aalert(1)",
    "https://" + "a." * 200 + "botframework.com/",
]


@pytest.mark.parametrize("service_url", TRUE)
def test_the_connectors_hosts_are_allowed(service_url: str) -> None:
    assert Hosts().allow(service_url)


@pytest.mark.parametrize("service_url", FALSE)
def test_no_other_host_is(service_url: str) -> None:
    assert not Hosts().allow(service_url)


def test_test_mode_adds_hosts_also_over_plain_http() -> None:
    hosts = Hosts(frozenset({"127.0.0.1:9000", "connector.test"}))

    assert hosts.allow("http://127.0.0.1:9000/emea/")
    assert hosts.allow("http://connector.test:1234/")
    assert not hosts.allow("http://127.0.0.1:9001/")
    assert not hosts.allow("http://connector.test@evil.test/")
    assert not hosts.allow("http://smba.trafficmanager.net/")


def test_without_any_check_nothing_leaves_this_machine() -> None:
    hosts = Hosts(loopback=True)

    assert hosts.allow("http://localhost:56150/_connector")
    assert hosts.allow("http://127.0.0.1:56150")
    assert not hosts.allow("http://127.0.0.1.evil.test/")
    assert not hosts.allow("http://10.0.0.1/")
    assert not hosts.allow("https://smba.trafficmanager.net/teams/")
