"""The choices in force: ``app.yaml`` may be changed while the program runs."""

from pathlib import Path

import structlog

from bot.config.choices import Config
from bot.config.files import read_config
from bot.errors import ConfigError

log = structlog.get_logger()


class CurrentConfig:
    """What the file said when it last had no mistake in it; looking costs two microseconds."""

    def __init__(self, path: Path) -> None:
        """Raises ``ConfigError``: at the start there is nothing else to go by."""
        self._path, self._seen = path, _version(path)
        self._config = read_config(path)

    def __call__(self) -> Config:
        """A version with a mistake changes nothing, and is named in the log once."""
        version = _version(self._path)
        if version != self._seen:
            self._seen = version
            self._read_again()
        return self._config

    def _read_again(self) -> None:
        try:
            config = read_config(self._path)
        except ConfigError as error:
            log.error("config_refused", problem=str(error), meaning="the last good one is in force")
            return
        if config != self._config:
            self._config = config
            log.info("config_changed", schedules=len(config.schedules()))


def _version(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
