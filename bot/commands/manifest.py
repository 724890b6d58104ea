"""``dividend manifest slack|teams``"""

import json
from importlib.metadata import version
from pathlib import Path

import click

from adapters.slack import manifest as slack
from adapters.teams import manifest as teams
from bot.app.icons import color_icon, outline_icon
from bot.app.parts import open_catalog
from bot.app.routing import program_router
from bot.catalog import Catalog
from bot.commands.edge import explained, process_environment
from bot.config import read_config
from bot.errors import ConfigError

WORDS = ("log", "me", "team", "quiet", "privacy", "help")  # what Teams offers while one types


@click.group("manifest")
def command() -> None:
    """Write the app manifest for Slack or the app package for Teams, from what the code uses."""


@command.command("slack")
@click.option("--url", default="", help="https://HOST/slack/events; without it, Socket Mode.")
def slack_manifest(url: str) -> None:
    """Print the manifest; paste it at "Create an app" - "From a manifest"."""
    with explained():
        catalog, language = _words()
        wording = slack.Wording(
            name=catalog.label("manifest.name", language),
            description=catalog.label("manifest.short", language),
            command_description=catalog.label("manifest.command", language),
            command_hint=catalog.label("manifest.hint", language),
        )
    click.echo(json.dumps(slack.manifest(wording, url), indent=2, ensure_ascii=False))
    for scope, reason in sorted(slack.reasons().items()):
        click.echo(f"{scope}: {reason}", err=True)


@command.command("teams")
@click.option("--out", type=click.Path(path_type=Path), default=Path("dividend-teams.zip"))
@click.option("--website", default="https://drudgery-dividend.example", help="Your help page.")
def teams_package(out: Path, website: str) -> None:
    """Write the app package; upload it in the Teams admin centre."""
    with explained():
        environment = process_environment()
        if environment.teams is None or not environment.teams.app_id:
            raise ConfigError("TEAMS_APP_ID is missing: the package is made for one bot")
        catalog, language = _words()
        listing = teams.Listing(
            name=catalog.label("manifest.name", language),
            short=catalog.label("manifest.short", language),
            full=catalog.label("manifest.full", language),
            developer=catalog.label("manifest.developer", language),
            website=website,
            privacy=website,
            terms=website,
            commands=tuple((word, catalog.text(f"commands/{word}", language)) for word in WORDS),
        )
    described = teams.manifest(environment.teams.app_id, version("drudgery-dividend"), listing)
    out.write_bytes(teams.package(described, color_icon(), outline_icon()))
    click.echo(f"Written: {out}. Upload it in the Teams admin centre.")


def _words() -> tuple[Catalog, str]:
    environment = process_environment()
    language = read_config(environment.config).organisation.language
    return open_catalog(environment.config.parent, language, program_router()), language
