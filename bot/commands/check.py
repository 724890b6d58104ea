"""``dividend check``"""

import click

from bot.app.drawing import PLATFORMS, example_cards
from bot.app.outside import system_clock
from bot.app.parts import open_catalog
from bot.app.routing import program_router
from bot.catalog import Catalog
from bot.catalog.lesson_lint import overdue
from bot.catalog.lint import findings
from bot.catalog.survey_lint import notes
from bot.catalog.translation_lint import unfinished
from bot.commands.edge import explained, process_environment
from bot.config import Config, read_config
from bot.conversation.router import Router
from bot.errors import BotError


@click.command("check")
def command() -> None:
    """Look over app.yaml and messages/, and draw every message on every platform."""
    with explained():
        environment = process_environment()
        config = read_config(environment.config)
        router = program_router()
        default = config.organisation.language
        catalog = open_catalog(environment.config.parent, default, router)
        today = system_clock().date()
    wrong = [*wording_problems(catalog, router), *missing_messages(config, catalog)]
    for line in wrong:
        click.echo(line)
    forms = {survey.form for survey in config.surveys.values()}
    for note in (*notes(catalog, forms), *unfinished(catalog), *overdue(catalog, today)):
        click.echo(f"{note.file}:{note.line}: note: {note.reason}")
    if wrong:
        raise click.ClickException(f"{len(wrong)} to mend")
    messages, lessons = len(catalog.keys()), len(catalog.lesson_keys())
    click.echo(
        f"app.yaml: {len(config.schedules())} schedules. messages/: {messages} messages and "
        f"{lessons} lessons in {', '.join(catalog.languages())}, drawn on {', '.join(PLATFORMS)}. "
        "Nothing to mend."
    )


def wording_problems(catalog: Catalog, router: Router) -> list[str]:
    """What lint finds, and what cannot be drawn from its own example."""
    found = [f"{f.file}:{f.line}: {f.reason}" for f in findings(catalog, router.knows)]
    for language in catalog.languages():
        for key in (*catalog.card_keys(), *catalog.lesson_keys()):
            try:
                for card in example_cards(catalog, key, language):
                    for draw in PLATFORMS.values():
                        draw(card)
            except (BotError, ValueError) as error:
                found.append(f"{language}/{key}: cannot be drawn: {error}")
    return found


def missing_messages(config: Config, catalog: Catalog) -> list[str]:
    """Messages, surveys and tasks that app.yaml names and messages/ does not have."""
    cards, surveys, tasks = catalog.keys(), catalog.survey_keys(), catalog.task_keys()
    named = [(s.form, surveys) for s in config.surveys.values()]
    named += [(s.tasks, tasks) for s in config.surveys.values() if s.tasks]
    named += [(s.invitation, cards) for s in config.surveys.values()]
    named += [(s.baseline_invitation or s.invitation, cards) for s in config.surveys.values()]
    for entries in (config.nudges, config.digests, config.summaries):
        named += [(entry.message, cards) for entry in entries.values()]
    missing = sorted({key for key, known in named if key not in known})
    return [f"app.yaml names {key}, which messages/ does not have" for key in missing]
