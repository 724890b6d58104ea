"""Everything that a run with faults needs: platforms, replicas, a sender, and the end of it all."""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.stage import Background
from tests.fakes.teams_server import APP_ID, TENANT
from tests.faults.checker import Verdict, verdict
from tests.faults.platforms import RoughSlack, RoughTeams, Weather
from tests.faults.processes import Replica
from tests.faults.senders import SECRET, Sender
from tests.faults.town import CONFIG, KEY, kept, settle

RATE = 40.0  # events a second
REST = 90.0  # seconds in which everything comes to rest once the faults are over


class Stage:
    """``replicas`` serve one store; the sender has begun."""

    def __init__(
        self, loop: Background, url: str, folder: Path, seed: int, replicas: int, rate: float
    ) -> None:
        self._loop, self._url = loop, url
        self.weather = Weather(seed, 0.08)
        self.slack, self.teams = RoughSlack(self.weather), RoughTeams(self.weather)
        loop.run(self.slack.server.start_server())
        loop.run(self.teams.__aenter__())
        environment = {
            "DIVIDEND_TEST_MODE": "1",
            "DIVIDEND_SECRET_KEY": KEY,
            "DIVIDEND_CONFIG": str(CONFIG),
            "DIVIDEND_LEASE": "2",
            "DATABASE_URL": url,
            "SLACK_BOT_TOKEN": "xoxb-test-token",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.slack.api_url,
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": "a password of the test",
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_TOKEN_URL": self.teams.url("/token"),
            "TEAMS_METADATA_URL": self.teams.url("/metadata"),
            "TEAMS_SERVICE_HOSTS": self.teams.place,
        }
        logs = [folder / f"replica-{number}.log" for number in range(replicas)]
        self.replicas = [Replica(environment, log) for log in logs]
        ports = [replica.port for replica in self.replicas]
        self.sender = Sender(seed, ports, self.teams.service_url, rate)
        self._sending: Future[None] | None = None

    def begin(self) -> None:
        for replica in self.replicas:
            replica.start()
        for replica in self.replicas:
            replica.wait_until_ready()
        self._sending = self._loop.begin(self.sender.run())

    def come_to_rest(self) -> Verdict:
        """The faults end; wait until all is acknowledged and nothing waits, then compare."""
        self.weather.calm()
        self.sender.stop()
        for replica in self.replicas:
            if not replica.is_alive:
                replica.start()
        assert self._sending is not None
        self._sending.result(REST)
        deadline = time.monotonic() + REST
        while kept(self._url).waiting and time.monotonic() < deadline:
            time.sleep(0.5)
        for replica in self.replicas:
            assert replica.stop() == 0
        found = kept(self._url)
        assert found.waiting == 0, f"{found.waiting} still wait"
        assert found.first_broken is None, "the audit chain does not hold"
        return verdict(self.sender.sent, [*self.slack.texts(), *self.teams.texts()], found)

    def close(self) -> None:
        self.sender.stop()
        for replica in self.replicas:
            if replica.is_alive:
                replica.kill()
        self._loop.run(self.slack.server.close())
        self._loop.run(self.teams.__aexit__())


@contextmanager
def staged(
    loop: Background, url: str, folder: Path, seed: int, replicas: int = 1, rate: float = RATE
) -> Iterator[Stage]:
    settle(url)
    stage = Stage(loop, url, folder, seed, replicas, rate)
    try:
        stage.begin()
        yield stage
    finally:
        stage.close()
