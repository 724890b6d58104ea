"""Everything that a run with faults needs: platforms, replicas, a sender, and the end of it all."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path

from bot.app.outside import system_clock
from tests.e2e.stage import Background
from tests.fakes.teams_server import APP_ID, TENANT
from tests.faults.checker import Arrived, Verdict, verdict
from tests.faults.mortal import fast_clock
from tests.faults.platforms import KINDS, RoughSlack, RoughTeams, Weather
from tests.faults.processes import Replica
from tests.faults.senders import SECRET, USUAL, Sender, Traffic
from tests.faults.town import CONFIG, KEY, Inhabitant, Kept, kept, settle

RATE = 40.0  # events a second
BAD_CALLS = 0.08
REST = 90.0  # seconds in which all is acknowledged once the faults are over, and that may go by
# without anything being settled then; what piled up goes out at the pace that platforms allow


class Stage:
    """``replicas`` serve one store; the sender has begun. At ``rested_at`` nothing waited."""

    def __init__(
        self,
        loop: Background,
        url: str,
        folder: Path,
        seed: int,
        replicas: int,
        rate: float,
        share: float,
        faster: float,
        connections: int,
        kinds: Sequence[str],
        traffic: Traffic,
        config: Path,
    ) -> None:
        self._loop, self._url = loop, url
        told = f"{system_clock().isoformat()} {faster}"
        self.weather, self.clock = Weather(seed, share, kinds), fast_clock(told)
        self.slack = RoughSlack(self.weather, self.clock)
        self.teams = RoughTeams(self.weather)
        settle(url, self.clock())
        loop.run(self.slack.server.start_server())
        loop.run(self.teams.__aenter__())
        environment = {
            "DIVIDEND_TEST_MODE": "1",
            "DIVIDEND_SECRET_KEY": KEY,
            "DIVIDEND_CONFIG": str(config),
            "FAST_CLOCK": told,
            "DIVIDEND_LEASE": "2",
            "HTTP_CONNECTIONS": f"{connections}",
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
        self.sender = Sender(seed, ports, self.teams.service_url, rate, traffic=traffic)
        self._sending: Future[None] | None = None
        self.rested_at = self.clock()

    def begin(self) -> None:
        for replica in self.replicas:
            replica.start()
        for replica in self.replicas:
            replica.wait_until_ready()
        if self.sender.rate:
            self._sending = self._loop.begin(self.sender.run())

    def flood(self, who: Inhabitant, rate: float) -> Sender:
        """This person writes besides, so often."""
        ports = [replica.port for replica in self.replicas]
        sender = Sender(2, ports, self.teams.service_url, rate, only=who)
        self._loop.begin(sender.run())
        return sender

    def come_to_rest(self) -> Verdict:
        """The faults end; wait until all is acknowledged and nothing waits, then compare."""
        found = self.rested()
        texts = [*self.slack.texts(), *self.teams.texts()]
        return verdict(self.sender.sent, Arrived(texts, self.slack.ids()), found)

    def rested(self) -> Kept:
        self.weather.calm()
        for replica in self.replicas:
            if not replica.is_alive:
                replica.start()
        self.hear_everybody(REST)
        settled_at, unsettled = time.monotonic(), 1
        while unsettled:
            assert time.monotonic() < settled_at + REST, f"{unsettled} still wait"
            time.sleep(0.3)
            self.rested_at = self.clock()
            unsettled, before = kept(self._url).unsettled, unsettled
            settled_at = time.monotonic() if unsettled != before else settled_at
        for replica in self.replicas:
            assert replica.stop() == 0
        found = kept(self._url)
        assert found.first_broken is None, "the audit chain does not hold"
        return found

    def hear_everybody(self, within: float) -> None:
        """Nothing new is sent; wait until all that was sent is acknowledged, or given up."""
        self.sender.stop()
        if self._sending is not None:
            ended, _ = wait([self._sending], within)
            stuck = [(one.kind, one.token, one.history[-5:]) for one in self.sender.unacknowledged]
            assert ended, f"never acknowledged: {len(stuck)}, such as {stuck[:3]}"

    def close(self) -> None:
        self.sender.give_up()
        if self._sending is not None:
            wait([self._sending])
        for replica in self.replicas:
            if replica.is_alive:
                replica.kill()
        self._loop.call(self.weather.end)
        self._loop.run(self.slack.server.close())
        self._loop.run(self.teams.__aexit__())


@contextmanager
def staged(
    loop: Background,
    url: str,
    folder: Path,
    seed: int,
    replicas: int = 1,
    rate: float = RATE,
    share: float = BAD_CALLS,
    faster: float = 1,
    connections: int = 5_000,
    kinds: Sequence[str] = KINDS,
    traffic: Traffic = USUAL,
    config: Path = CONFIG,
) -> Iterator[Stage]:
    """``rate`` events a second of this ``traffic``, ``share`` of the platforms' answers bad in one
    of these ``kinds``, time ``faster`` than ours; all that is sent comes from one address, which
    may have so many ``connections``."""
    stage = Stage(
        loop, url, folder, seed, replicas, rate, share, faster, connections, kinds, traffic, config
    )
    try:
        stage.begin()
        yield stage
    finally:
        stage.close()
