"""Takes turns: machines are shared, so only what was measured in the same minutes is compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.load import Answers, answers
from bench.processes import processor_seconds

ROUNDS = 5
CONNECTIONS = 32
SECONDS = 2.0  # at most, for each server and round
ALONE = 200  # requests over one connection, for the latency of a quiet day


@dataclass(slots=True)
class Contestant:
    """A server and what it is sent; ``requests`` never repeats itself."""

    name: str
    process: int
    port: int
    requests: Iterator[bytes]
    most: int
    rates: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    crowded: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    answered: int = 0

    async def take_turn(self) -> None:
        requests, used = self._next(self.most), processor_seconds(self.process)
        crowd = await answers(self.port, requests, CONNECTIONS, SECONDS)
        used = processor_seconds(self.process) - used
        self.processor.append(used / len(crowd.latencies) * 1000)
        one = await answers(self.port, self._next(ALONE), 1, SECONDS)
        self.note(crowd, one)

    async def warm_up(self) -> None:
        warm = await answers(self.port, self._next(ALONE), 1, SECONDS)
        self.answered += len(warm.latencies)

    def note(self, crowd: Answers, one: Answers) -> None:
        self.answered += len(crowd.latencies) + len(one.latencies)
        self.rates.append(crowd.a_second)
        self.crowded.append(crowd.percentile(99) * 1000)
        self.alone.append(one.percentile(50) * 1000)

    def beside(self, yardstick: "Contestant") -> float:
        """Round by round, because a neighbour of the machine may spoil some of them."""
        pairs = zip(self.rates, yardstick.rates, strict=True)
        return median(mine / other for mine, other in pairs)

    def _next(self, amount: int) -> list[bytes]:
        """Signed before the clock runs."""
        return [next(self.requests) for _ in range(amount)]


async def in_turns(contestants: Sequence[Contestant]) -> None:
    for contestant in contestants:
        await contestant.warm_up()
    for _ in range(ROUNDS):
        for contestant in contestants:
            await contestant.take_turn()


def table(contestants: Sequence[Contestant], yardstick: Contestant) -> Iterator[str]:
    """Medians over the rounds, with the lowest and the highest."""
    titles = ("a second", "p50 alone, ms", f"p99 of {CONNECTIONS}, ms", "processor, ms")
    yield " " * 36 + "".join(f"{title:>20}" for title in titles) + f"{'ratio':>8}"
    for one in contestants:
        figures = "".join(
            f"{_spread(values):>20}"
            for values in (one.rates, one.alone, one.crowded, one.processor)
        )
        yield f"{one.name:36}{figures}{one.beside(yardstick):>8.2f}"


def _spread(values: Sequence[float]) -> str:
    middle = median(values)
    digits = 0 if middle >= 100 else 1 if middle >= 10 else 2
    said = [f"{value:.{digits}f}" for value in (middle, min(values), max(values))]
    return f"{said[0]} ({said[1]}-{said[2]})"
