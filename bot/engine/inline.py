"""The driver of the playground's moved clock and of the stories: runs work at once."""

from collections.abc import Callable


class InlineEngine:
    """Work is done when ``start`` returns. Keys are remembered as long as this engine lives."""

    def __init__(self) -> None:
        self._works = dict[str, Callable[..., None]]()
        self._started = set[tuple[str, str]]()

    def forget(self) -> None:
        """The store was emptied: every key may come again."""
        self._started.clear()

    def register(self, name: str, work: Callable[..., None]) -> None:
        self._works[name] = work

    def open(self) -> None:
        """Nothing to begin: work runs when it is started."""

    def close(self) -> None:
        """Nothing to end: no work is left when ``start`` returns."""

    def start(self, name: str, key: str, *ids: str) -> None:
        """Run the work unless this key ran before. What it raises is raised; try again then."""
        if (name, key) in self._started:
            return
        self._works[name](*ids)
        self._started.add((name, key))
