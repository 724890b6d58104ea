"""JSON lines in UTC, from our code and from the libraries, without secrets or answers."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

from bot.errors import SetupError

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+[\w.~+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|v0=[0-9a-f]{64}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+|postgresql(\+\w+)?://\S+"
)
_TALKATIVE = (
    "slack_bolt",
    "slack_sdk",
    "msrest",
    "aiohttp.access",
    "sqlalchemy",
    "apscheduler",
    "alembic",
)


def set_up_logs(level: str = "INFO") -> None:
    """Send every logger through one formatter that takes out what must not be kept."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_without_words),
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_secrets,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _without_words(exc_info: ExcInfo) -> str:
    """Where each error came from, but not what it says: that may quote what somebody typed.

    Only errors that are written for the admin speak for themselves.
    """
    told = list[str]()
    error: BaseException | None = exc_info[1]
    while error is not None:
        told.append(f"{type(error).__qualname__}: {error if isinstance(error, SetupError) else ''}")
        frames = traceback.extract_tb(error.__traceback__)
        told += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)


def _without_secrets(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRET.sub("[removed]", value)
    return event
