"""A backup in the store's place, with everything unsent on hold.

The backup is read and made ready beside the store; only then it takes its place, at one stroke.
What the engine remembers of finished work belongs to the store that was there, and would make
schedules be skipped: it is forgotten. Nothing is lost, for due times are claimed in the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app.outside import system_clock
from bot.app.parts import Parts, open_parts
from bot.app.serving import only_one
from bot.config import Environment
from bot.conversation.turn import COMMAND_LINE, Turn, Turns
from bot.dividend.erasing import erase
from bot.errors import CopyRefused, StoreBusy
from bot.model.ports import Clock
from bot.schedule.due import AT_ONCE, keep_in_step, run_all_due
from bot.store.archives import (
    KEPT,
    STAGE,
    Programs,
    home,
    in_place,
    looking_at,
    others,
    to_the_stage,
)
from bot.store.database import Database
from bot.store.erasing import AT, ERASE, Erasure, erasures_in
from bot.store.schema import migrate, refuse_newer, schema_version
from bot.store.sqlitefiles import (
    copied,
    in_one_file,
    put_in_place,
    refuse_unfinished,
    rows_in,
    synchronised,
)

Erasures = frozenset[Erasure] | None
STAMP = "%Y%m%d_%H%M%S_%f"  # two restores of one second keep two stores


@dataclass(frozen=True, slots=True)
class Restored:
    """``kept_as`` names the store that was there; the audit chain is broken at ``broken_at``.

    ``erased`` people had erased their data since the backup, and it was erased again; None where
    the store that was there could not be read.
    """

    held: int
    broken_at: int | None
    erased: int | None
    kept_as: str = ""


def restore(
    environment: Environment,
    source: str,
    programs: Path | None,
    *,
    although_used: bool = False,
    clock: Clock = system_clock,
) -> Restored:
    """Raises ``SetupError`` when the backup or the moment is not right; the store is as it was."""
    database = Database(environment.database_url)
    try:
        if database.file is not None:
            with only_one(database):
                return _file(environment, Path(source), Path(database.file), clock)
        return _archive(environment, source, programs, database, although_used, clock)
    except OSError as error:
        raise CopyRefused(f"{source} cannot be restored: {error}") from error
    finally:
        database.close()


def _file(environment: Environment, source: Path, store: Path, clock: Clock) -> Restored:
    if store.exists() and source.samefile(store):
        raise CopyRefused(f"{source} is the store itself")
    refuse_unfinished(source)
    stage = store.with_name(f"{store.name}-restoring")
    _forget(stage)
    try:
        copied(source, stage)
        stage.chmod(store.stat().st_mode & 0o777 if store.exists() else 0o600)
        rows_in(stage)
        erasures = _erasures_in(store)
        done = _ready(environment, f"sqlite:///{stage}", source.name, clock, erasures)
        in_one_file(stage)
        synchronised(stage)
        _forget(store.with_name(f"{store.name}-engine"))
        kept_as = store.with_name(f"{store.name}-before-{clock():{STAMP}}")
        was_there = store.exists()
        put_in_place(stage, store, kept_as)
    finally:
        _forget(stage)
    return replace(done, kept_as=str(kept_as) if was_there else "")


def _erasures_in(store: Path) -> Erasures:
    if not store.exists():
        return None
    database = Database(f"sqlite:///{store}")
    try:
        return erasures_in(database)
    finally:
        database.close()


def _forget(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", "-migrating"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def _archive(
    environment: Environment,
    source: str,
    folder: Path | None,
    database: Database,
    although_used: bool,
    clock: Clock,
) -> Restored:
    with database.connection() as connection:
        _refuse_used(0 if although_used else others(connection))
        place = home(connection)
        programs = Programs.found(environment.database_url, folder).suitable(connection)
    erasures = erasures_in(database)
    database.close()  # its session would stand in the way
    stage = source
    if not source.startswith(KEPT):
        stage = STAGE
        programs.read_whole(Path(source))
        programs.execute(to_the_stage(place, programs.script(Path(source))))
    done = _ready(
        environment,
        environment.database_url,
        Path(source).name,
        clock,
        erasures,
        lambda parts: looking_at(stage, parts.database),
    )
    kept_as = f"{KEPT}{clock():{STAMP}}"
    with database.transaction() as session:
        _refuse_used(0 if although_used else others(session.connection()))
        in_place(session.connection(), stage, place, kept_as)
    return replace(done, kept_as=kept_as)


def _refuse_used(sessions: int) -> None:
    if sessions:
        raise StoreBusy(
            f"{sessions} other sessions use the database: stop every `dividend serve`, or say "
            "--although-used if they are none of the bot's"
        )


def _ready(
    environment: Environment,
    url: str,
    name: str,
    clock: Clock,
    erasures: Erasures,
    prepare: Callable[[Parts], None] = lambda parts: None,
) -> Restored:
    """Bring a copy up to date, erase again, and put on hold what it has not sent."""
    parts = open_parts(replace(environment, database_url=url), clock)
    prepare(parts)
    try:
        if schema_version(parts.database) is None:
            raise CopyRefused(f"{name} is no store of this bot")
        refuse_newer(parts.database)
        with parts.turns.begin() as turn:
            turn.store.installation.recognise()
        migrate(parts.database)
        with parts.turns.begin(COMMAND_LINE) as turn:
            erased = None if erasures is None else _erase_again(erasures, turn)
        _make_up(parts.turns)
        with parts.turns.begin(COMMAND_LINE) as turn:
            held = turn.store.outbox.hold()
            turn.record("restore", name, held=held)
        with parts.turns.begin() as turn:
            return Restored(held, turn.store.audit.first_broken(), erased)
    finally:
        parts.database.close()


def _erase_again(erasures: frozenset[Erasure], turn: Turn) -> int:
    """A backup still has what was erased after it was made; how many people that was."""
    own_data = turn.store.own_data
    lost = erasures - own_data.erasures()
    missed = sorted((id, at) for id, at in lost if own_data.is_known(id))
    for person_id, at in missed:
        erase(person_id, turn)
        turn.record(ERASE, person_id, **{AT: at})
    return len({person_id for person_id, _ in missed})


def _make_up(turns: Turns) -> None:
    """Queue now what fell due since the backup: the clock would send it, past the hold."""
    with turns.begin() as turn:
        keep_in_step(turn)
        dues = [(due.schedule, due.zone) for due in turn.store.schedules.due(turn.now, AT_ONCE)]
    for schedule, zone in dues:
        run_all_due(schedule, zone, turns.clock(), turns)
    if len(dues) == AT_ONCE:
        _make_up(turns)
