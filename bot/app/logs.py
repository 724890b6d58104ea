"""JSON lines in UTC, from our code and from the libraries, without secrets or answers.

Our own calls say nothing personal. What libraries say is not ours to trust: of their texts only
those are kept that stand in their source word for word, never what was put into them.
"""

import ast
import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import ExcInfo

import bot
from bot.app.storms import Storms
from bot.errors import SetupError

_OURS = tuple(f"{Path(bot.__file__).parent.parent / part}/" for part in ("bot", "adapters"))
_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+[\w.~+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|v0=[0-9a-f]{64}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+|postgresql(\+\w+)?://\S+"
)


def set_up_logs(level: str = "INFO") -> None:
    """Send every logger through one formatter that takes out what must not be kept.

    Libraries are heard from WARNING on, and from DEBUG on where ``level`` is that.
    """
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
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_arguments, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            use_get_message=False,
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)


def leave_nothing_to_the_interpreter() -> None:
    """What nobody caught is logged, too: the interpreter would print its words."""
    log = structlog.get_logger()

    def ended(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            log.critical("thread_ended", exc_info=_raised(args.exc_value))

    sys.excepthook = lambda kind, error, trace: log.critical("ended", exc_info=_raised(error))
    sys.unraisablehook = lambda it: log.error("ignored", exc_info=_raised(it.exc_value))
    threading.excepthook = ended


class _Handler(logging.StreamHandler[Any]):
    """Writes no more than it should, and nothing at all when a line cannot be written."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - whatever sys.stderr is just now
        super().__init__(stream)
        self._storms = Storms()

    def emit(self, record: logging.LogRecord) -> None:
        debugging = logging.getLogger().level <= logging.DEBUG
        if record.levelno < logging.WARNING and not (debugging or _is_ours(record)):
            return
        for summary in self._storms.over():
            super().emit(summary)
        if self._storms.lets_through(record):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """The library would print the arguments."""


def _is_ours(record: logging.LogRecord) -> bool:
    """By the file that the call stands in: some libraries are handed a logger of ours."""
    return isinstance(record.msg, dict) or record.pathname.startswith(_OURS)


def _without_arguments(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """What a plain logging call says: ours whole, a library's as far as its source says it."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args")
    if _is_ours(record):
        event["event"] = record.msg % arguments if arguments else record.msg
        return event
    literal = isinstance(record.msg, str) and record.msg in _literals(record.pathname)
    event["event"] = record.msg if literal else "[text withheld]"
    event["place"] = f"{Path(record.pathname).name}:{record.lineno}"
    return event


@cache
def _literals(path: str) -> frozenset[str]:
    """Every text that is written in that source file, as it is before anything is put into it."""
    try:
        tree = ast.parse(Path(path).read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(value for value in found if isinstance(value, str))


def _raised(error: BaseException | None) -> ExcInfo | None:
    return None if error is None else (type(error), error, error.__traceback__)


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
    """A second net, should one of our own calls be wrong."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRET.sub("[removed]", value)
    return event
