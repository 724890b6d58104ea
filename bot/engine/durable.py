"""The driver for production: work survives a killed process, on SQLite or PostgreSQL (DBOS)."""

import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetWorkflowID,
    StepOptions,
    WorkflowStatus,
)

from bot.errors import BotError, StoreAway
from bot.model.ports import Clock

KEPT = timedelta(days=7)  # how long finished work is remembered, and its key with it
_HOLD_OFF = timedelta(minutes=1)  # before what failed is done again
_TIDIED_EVERY = timedelta(days=1)
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_FAILED = _OVER[1:]
_AT_ONCE = 1000
_VERSION = "1"  # of the way work is recorded, not of the bot: an update finishes what it finds
_THREADS = 8
_TRIES = StepOptions(
    retries_allowed=True,
    max_attempts=6,
    interval_seconds=1.0,
    backoff_rate=2.0,
    should_retry=lambda error: isinstance(error, StoreAway),
)
_KNOWS_SUBSEC = (3, 42)  # DBOS takes unixepoch('subsec') for granted from Python 3.12 on
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
log = structlog.get_logger()


class WorkFailed(BotError):
    """The log says why; the library keeps nothing but the name of the work."""


class DbosEngine:
    """One per process: the library keeps its state in a global.

    ``executor`` names this replica: after a kill it takes up what it was doing under this name.
    Register all work before ``open``.
    """

    def __init__(self, store_url: str, executor: str, clock: Clock) -> None:
        self._url, self._executor, self._clock = store_url, executor, clock
        self._works = dict[str, Callable[..., None]]()
        self._tidied: datetime | None = None

    def register(self, name: str, work: Callable[..., None]) -> None:
        self._works[name] = work

    def open(self) -> None:
        """Begin to work, first with what a killed process left unfinished."""
        _quieten()
        DBOS(config=self._config())
        self._works = {name: _durable(name, work) for name, work in self._works.items()}
        DBOS.launch()

    def start(self, name: str, key: str, *ids: str) -> None:
        """Run the work unless this key ran before.

        Work that failed runs again after a while, work of a replica that fell silent at once.
        """
        self._tidy()
        workflow = f"{name}:{key}"
        before = DBOS.get_workflow_status(workflow)
        if before is not None and not self._is_stuck(before):
            return
        if before is not None and before.status not in _FAILED:
            DBOS.resume_workflow(workflow)
            return
        if before is not None:
            DBOS.delete_workflow(workflow)
        with SetWorkflowID(workflow):
            DBOS.start_workflow(self._works[name], *ids)

    def close(self) -> None:
        """Stop; what is not finished is taken up at the next start."""
        DBOS.destroy(destroy_registry=True)

    def _config(self) -> DBOSConfig:
        """Its tables live in the schema ``dbos`` of PostgreSQL, or in a file of their own."""
        config = DBOSConfig(
            name="drudgery-dividend",
            application_version=_VERSION,
            executor_id=self._executor,
            serializer=DBOSPortableJSONSerializer(),
            system_database_url=self._url,
            enable_otlp=False,
            log_level="ERROR",
            max_executor_threads=_THREADS,
            use_listen_notify=False,
        )
        if self._url.startswith("sqlite:///"):
            file = f"{self._url.removeprefix('sqlite:///')}-engine"
            config["system_database_url"] = f"sqlite:///{file}"
            config["db_engine_kwargs"] = {"creator": lambda: _connection(file)}
        return config

    def _is_stuck(self, before: WorkflowStatus) -> bool:
        """Failed a while ago, or begun by another replica: only a leader begins work, and that one

        leads no more. Should it still be at it, doing it twice does no harm.
        """
        if before.status == "PENDING":
            return before.executor_id != self._executor
        tried_at = datetime.fromtimestamp((before.updated_at or 0) / 1000, UTC)
        return before.status in _FAILED and _apart(self._clock(), tried_at) >= _HOLD_OFF

    def _tidy(self) -> None:
        """Forget finished work, once a day."""
        now = self._clock()
        if self._tidied is not None and _apart(now, self._tidied) < _TIDIED_EVERY:
            return
        self._tidied = now
        while over := DBOS.list_workflows(
            status=_OVER,
            completed_before=(now - KEPT).isoformat(),
            limit=_AT_ONCE,
            load_input=False,
            load_output=False,
        ):
            DBOS.delete_workflows([status.workflow_id for status in over])


def _apart(one: datetime, other: datetime) -> timedelta:
    """Whichever is later: a clock that was set back must not hold anything off for as long."""
    return abs(one - other)


def _durable(name: str, work: Callable[..., None]) -> Callable[..., None]:
    """The work as one step: tried again while the store is away, done at most once per key."""

    def attempt(*ids: str) -> None:
        try:
            work(*ids)
        except StoreAway:
            raise
        except Exception as error:  # its words may hold what people said: they stay in our log
            log.exception("work_failed", work=name)
            raise WorkFailed(name) from error

    def run(*ids: str) -> None:
        DBOS.run_step(_TRIES, attempt, *ids)

    run.__qualname__ = name
    return DBOS.workflow(name=name)(run)


def _connection(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, check_same_thread=False)
    if sqlite3.sqlite_version_info < _KNOWS_SUBSEC:
        # The library compares with the machine's clock, so that is what it must be told.
        connection.create_function(
            "unixepoch", 1, lambda _: time.clock_gettime(time.CLOCK_REALTIME)
        )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _quieten() -> None:
    """The library would write to the console, past our own log."""
    logging.getLogger("dbos").addHandler(logging.NullHandler())
