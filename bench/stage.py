"""The bot and its yardsticks side by side, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.organisation import Organisation, settled
from bench.postgresql import databases
from bench.processes import free_port, serving
from bench.rounds import Contestant

Requests = Callable[[], Iterator[bytes]]
SLOWEST, FASTEST = 3000, 24000  # requests of a round, more than two seconds' worth


@dataclass(frozen=True, slots=True)
class Stage:
    """Three running servers and the store of the bot among them."""

    organisation: Organisation
    verify: Contestant
    bolt: Contestant
    bot: Contestant

    @property
    def contestants(self) -> tuple[Contestant, ...]:
        return self.verify, self.bolt, self.bot


@contextmanager
def stores(database: str) -> Iterator[tuple[Path, str, str]]:
    """A folder on disk and two empty databases, for the bot and for the yardstick."""
    with TemporaryDirectory(prefix="dividend-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if database == "SQLite":
            yield folder, f"sqlite:///{folder}/bot.sqlite", f"sqlite:///{folder}/bolt.sqlite"
        else:
            with databases(folder, "bot", "bolt") as (bot, bolt):
                yield folder, bot.replace("+psycopg", ""), bolt


@asynccontextmanager
async def staged(database: str, requests: Requests) -> AsyncIterator[Stage]:
    with stores(database) as (folder, bot_url, bolt_url):
        organisation = settled(folder, bot_url)
        async with AsyncExitStack() as running:
            ports = [free_port() for _ in range(4)]
            verify, bolt, bot, slack = ports
            yardstick, program = ("-m", "bench.yardsticks"), ("-m", "bot", "serve")
            environment = organisation.environment(bot, slack)
            servers = (
                serving(*yardstick, "verify", str(verify), port=verify),
                serving(*yardstick, "bolt", str(bolt), bolt_url, port=bolt),
                serving(*program, port=bot, environment=environment),
                serving("-m", "bench.slack_side", str(slack), port=slack),
            )
            ids = [await running.enter_async_context(server) for server in servers]
            yield Stage(
                organisation,
                Contestant("(a) verifies and parses", ids[0], verify, requests(), FASTEST),
                Contestant(f"(b) slack-bolt, {database}", ids[1], bolt, requests(), SLOWEST),
                Contestant(f"the bot, {database}", ids[2], bot, requests(), SLOWEST),
            )
