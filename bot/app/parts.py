"""The parts that every way of running the bot shares: store, words, router and turns."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.app.outside import fresh_id, shipped_messages, system_clock
from bot.app.routing import program_router
from bot.catalog import Catalog
from bot.config import Config, CurrentConfig, Environment
from bot.conversation.router import Router
from bot.conversation.turn import Turns
from bot.errors import MessageFileError
from bot.keyring import KeyRing
from bot.model.ports import Clock
from bot.store.database import Database
from bot.store.schema import head

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """``config`` is what was chosen at the start; a turn has what is in force."""

    config: Config
    database: Database
    keys: KeyRing
    catalog: Catalog
    router: Router
    turns: Turns


def open_parts(environment: Environment, clock: Clock = system_clock) -> Parts:
    """Read the configuration, and reach the store without touching its schema.

    Words are read when they are needed: most commands need few of them. Whoever is to say all of
    them loads the catalog first. Raises ``ConfigError`` naming what is wrong and where.
    """
    choices = CurrentConfig(environment.config)
    config = choices()
    shortest = 1 if environment.test_mode else 20
    keys = KeyRing.parse(environment.required_key(), shortest)
    database = Database(environment.database_url)
    database.expect(lambda: (keys.fingerprint, head()))
    router = program_router()
    catalog = open_catalog(environment.config.parent, config.organisation.language, router)
    turns = Turns(database, keys, catalog, choices, clock, fresh_id)
    return Parts(config, database, keys, catalog, router, turns)


def open_catalog(folder: Path, language: str, router: Router) -> Catalog:
    """The installation's own ``messages/`` beside ``app.yaml``, in front of the shipped ones."""
    sources = dict.fromkeys([folder.absolute() / "messages", shipped_messages()])
    found = [source for source in sources if source.is_dir()]
    return Catalog(found, language, router.opens_form, _report)


def _report(problem: MessageFileError) -> None:
    log.warning("message_refused", file=problem.file, line=problem.line, reason=problem.reason)
