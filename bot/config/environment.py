"""What the environment says: secrets, where the store is, where to listen.

The variables come in as a mapping; only the program's edge reads the process's own.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config.variables import SHORTEST_SECRET, Variables
from bot.errors import ConfigError

SLACK_API = "https://slack.com/api/"
TEAMS_TOKENS = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
TEAMS_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"

_ELSEWHERE = ("SLACK_API_URL", "TEAMS_TOKEN_URL", "TEAMS_METADATA_URL", "TEAMS_SERVICE_HOSTS")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHORTEST_LEASE = 20  # seconds
MOST_CONNECTIONS = 200  # of one address, promises.md R-J8
_DEBUGGING = ("PYTHONASYNCIODEBUG", "PYTHONDEVMODE")
_STORES = ("sqlite", "postgresql")
_IN_MEMORY = ("", "/", "/:memory:")
_SHORT_KEY = f"has a key under {SHORTEST_SECRET} characters: make one by `openssl rand -hex 32`"


@dataclass(frozen=True, slots=True)
class SlackSecrets:
    """``signing_secret`` switches HTTP on, ``app_token`` Socket Mode; empty is off.

    ``workspaces`` are the only ones that count, where there are any.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API
    workspaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamsSecrets:
    """``checked`` is false only in test mode with an empty app id: then anyone may send.

    ``service_hosts`` are further hosts of the connector, in test mode, and may be plain HTTP.
    """

    app_id: str
    app_password: str = field(repr=False)
    tenant_id: str
    checked: bool = True
    token_url: str = ""
    metadata_url: str = TEAMS_METADATA
    service_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """``slack`` and ``teams`` are None where the adapter is off.

    ``log_level`` is empty where nobody chose one.
    ``lease`` is how many seconds a replica may be silent before another one leads.
    ``http_connections`` are how many one address may have open; a proxy in front is one address.
    ``public_url`` is how people's browsers reach ``serve``; empty where they do not.
    """

    config: Path
    database_url: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    http_connections: int = MOST_CONNECTIONS
    public_url: str = ""
    log_level: str = ""
    test_mode: bool = False
    playground: bool = False
    lease: float = 30.0
    secret_key: str = field(default="", repr=False)
    slack: SlackSecrets | None = None
    teams: TeamsSecrets | None = None

    def required_key(self) -> str:
        """The key ring's text, for the commands that cannot do without."""
        if not self.secret_key:
            raise ConfigError(
                "DIVIDEND_SECRET_KEY is missing: set it to a random text of at least "
                f"{SHORTEST_SECRET} characters and keep it"
            )
        return self.secret_key


def read_environment(given: Mapping[str, str], folder: Path) -> Environment:
    """Everything the variables say; relative paths start at ``folder``.

    Raises ``ConfigError`` naming every variable that is wrong, never its value.
    """
    variables = Variables(given)
    test_mode = variables.flag("DIVIDEND_TEST_MODE")
    host = variables.text("HOST") or "127.0.0.1"
    config = folder / (variables.text("DIVIDEND_CONFIG") or "app.yaml")
    environment = Environment(
        config=config,
        database_url=_store(variables, test_mode) or _beside(config),
        host=host,
        port=variables.number("PORT", 8080, 65535),
        http_connections=_http_connections(variables),
        public_url=_public_url(variables, test_mode),
        log_level=variables.one_of("LOG_LEVEL", LOG_LEVELS),
        test_mode=test_mode,
        playground=variables.flag("DIVIDEND_PLAYGROUND"),
        lease=_lease(variables, test_mode),
        secret_key=_key_ring(variables, test_mode),
        slack=_slack(variables, test_mode),
        teams=_teams(variables, test_mode),
    )
    _refuse_unsafe(variables, environment)
    variables.refuse_if_wrong()
    return environment


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _beside(config: Path) -> str:
    return f"sqlite:///{config.absolute().with_name('dividend.sqlite')}"


def _store(variables: Variables, test_mode: bool) -> str:
    """Where the store is: in a file of SQLite, or on a server of PostgreSQL."""
    address = variables.text("DATABASE_URL")
    kind, _, place = address.partition("://")
    if address and kind not in _STORES:
        reason = "is neither sqlite:////absolute/path nor postgresql://name:password@host/database"
        variables.wrong("DATABASE_URL", reason)
    if kind == "sqlite" and place in _IN_MEMORY and not test_mode:
        variables.wrong("DATABASE_URL", "names no file: everything would be lost with the process")
    return address


def _lease(variables: Variables, test_mode: bool) -> float:
    """A message is begun in its first half and ends in its second: a call lasts 10 s at most."""
    seconds = variables.number("DIVIDEND_LEASE", 30, 300)
    if seconds < (shortest := 1 if test_mode else SHORTEST_LEASE):
        variables.wrong("DIVIDEND_LEASE", f"is under {shortest} seconds")
    return float(seconds)


def _http_connections(variables: Variables) -> int:
    most = variables.number("HTTP_CONNECTIONS", MOST_CONNECTIONS, 100_000)
    if most < 1:
        variables.wrong("HTTP_CONNECTIONS", "is under 1: nobody could connect")
    return most


def _public_url(variables: Variables, test_mode: bool) -> str:
    address = variables.url("PUBLIC_URL").rstrip("/")
    if address and not (test_mode or address.startswith("https://")):
        variables.wrong("PUBLIC_URL", "does not begin with https://")
    return address


def _key_ring(variables: Variables, test_mode: bool) -> str:
    ring = variables.text("DIVIDEND_SECRET_KEY")
    for key in ring.split(",") if ring and not test_mode else ():
        if len(key.strip()) < SHORTEST_SECRET:
            variables.wrong("DIVIDEND_SECRET_KEY", _SHORT_KEY)
    return ring


def _slack(variables: Variables, test_mode: bool) -> SlackSecrets | None:
    names = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")
    bot_token, signing_secret, app_token = (variables.secret(n, test_mode) for n in names)
    if not (bot_token or signing_secret or app_token):
        return None
    if not bot_token:
        variables.wrong("SLACK_BOT_TOKEN", "is missing while other Slack secrets are set")
    if not (signing_secret or app_token):
        reason = "is missing: HTTP needs it (Socket Mode needs SLACK_APP_TOKEN instead)"
        variables.wrong("SLACK_SIGNING_SECRET", reason)
    api_url = variables.url("SLACK_API_URL") or SLACK_API
    if not api_url.endswith("/api/"):
        variables.wrong("SLACK_API_URL", "must end in /api/")
    workspaces = variables.listed("SLACK_WORKSPACES")
    return SlackSecrets(bot_token, signing_secret, app_token, api_url, workspaces)


def _teams(variables: Variables, test_mode: bool) -> TeamsSecrets | None:
    app_id, tenant_id = variables.text("TEAMS_APP_ID"), variables.text("TEAMS_TENANT_ID")
    app_password = variables.secret("TEAMS_APP_PASSWORD", test_mode)
    unchecked = test_mode and variables.is_set_to_empty("TEAMS_APP_ID")
    if not (app_id or app_password or tenant_id or unchecked):
        return None
    for name, value in (
        ("TEAMS_APP_ID", app_id),
        ("TEAMS_APP_PASSWORD", app_password),
        ("TEAMS_TENANT_ID", tenant_id),
    ):
        if not value and not unchecked:
            variables.wrong(name, "is missing while other Teams variables are set")
    return TeamsSecrets(
        app_id,
        app_password,
        tenant_id,
        checked=not unchecked,
        token_url=variables.url("TEAMS_TOKEN_URL") or TEAMS_TOKENS.format(tenant=tenant_id),
        metadata_url=variables.url("TEAMS_METADATA_URL") or TEAMS_METADATA,
        service_hosts=variables.listed("TEAMS_SERVICE_HOSTS"),
    )


def _refuse_unsafe(variables: Variables, environment: Environment) -> None:
    if not is_loopback(environment.host):
        if environment.test_mode:
            variables.wrong("DIVIDEND_TEST_MODE", "is refused together with a public HOST")
        if environment.playground:
            variables.wrong("DIVIDEND_PLAYGROUND", "is refused together with a public HOST")
    if environment.test_mode:
        return
    for name in _ELSEWHERE:
        if variables.text(name):
            variables.wrong(name, "is only for test mode (DIVIDEND_TEST_MODE=1): unset it")
    for name in _DEBUGGING:
        if variables.text(name):
            why = "is refused, for debugging shows internals to callers"
            variables.wrong(name, f"{why}: unset it, start without -X dev")
