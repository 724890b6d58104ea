"""Where the bot's token may go: the connector's hosts and no others."""

import re
from dataclasses import dataclass

# Not *.trafficmanager.net: anyone can register a name there.
_CONNECTOR = re.compile(
    r"https://(?:smba\.trafficmanager\.net|(?:[a-z0-9][a-z0-9-]{0,62}\.)+botframework\.com)"
    r"(?P<path>/[A-Za-z0-9/_-]*)?"
)
_PLAIN = re.compile(r"https?://(?P<place>(?P<host>[a-z0-9.-]+)(?::\d{1,5})?)(?:/[A-Za-z0-9/_-]*)?")
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Hosts:
    """``extra`` are hosts (with or without port) of test mode, also reached over plain HTTP.

    With ``loopback`` this machine is added and the connector is not: nothing leaves unchecked.
    """

    extra: frozenset[str] = frozenset()
    loopback: bool = False

    def allow(self, service_url: str) -> bool:
        if len(service_url) > _LONGEST:
            return False
        if _CONNECTOR.fullmatch(service_url):
            return not self.loopback
        plain = _PLAIN.fullmatch(service_url)
        if plain is None:
            return False
        if self.loopback and plain["host"] in _LOOPBACK:
            return True
        return plain["place"] in self.extra or plain["host"] in self.extra
