"""What `dividend doctor` looks at: each check is well, or says what to do."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.slack import manifest as slack
from bot.app.drawing import PLATFORMS
from bot.app.outside import system_clock
from bot.app.parts import Parts
from bot.catalog.lint import findings
from bot.config import Environment, SlackSecrets, TeamsSecrets
from bot.conversation.turn import Turn
from bot.errors import StoreAway
from bot.store.schema import is_current

_PATIENCE = ClientTimeout(total=10, connect=3)
_DRIFT = timedelta(seconds=30)  # Slack refuses requests that are 300 s off


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``to_do`` is empty when it is well."""

    about: str
    seen: str
    to_do: str = ""


def diagnose(environment: Environment, parts: Parts) -> Iterator[Finding]:
    yield from _store(parts)
    yield from _words(parts)
    yield from asyncio.run(_platforms(environment))


def _store(parts: Parts) -> Iterator[Finding]:
    try:
        current = is_current(parts.database)
    except StoreAway as away:
        yield Finding("store", f"away ({away})", "Start the database, and look at DATABASE_URL.")
        return
    yield Finding("store", "SQLite" if parts.database.is_sqlite else "PostgreSQL")
    yield Finding("schema", "current" if current else "old", "" if current else "dividend migrate")
    if current:
        with parts.turns.begin() as turn:
            yield from _content(turn)


def _content(turn: Turn) -> Iterator[Finding]:
    people = turn.store.people.everyone()
    yield Finding("roster", f"{len(people)} people", "" if people else "dividend people import")
    unmet = [p for p in people if turn.store.people.address(p.id) is None]
    if unmet:
        to_do = "They are met when they first write to the bot or the app is installed for them."
        yield Finding("accounts", f"{len(unmet)} people cannot be written to yet", to_do)
    leads = [p for p in people if "program_lead" in turn.store.people.roles(p.id)]
    to_do = "" if leads else "dividend role grant EMAIL program_lead"
    yield Finding("program leads", str(len(leads)), to_do)
    yield from _teams(turn)
    yield from _seals(turn)
    if held := len(turn.store.outbox.on_hold()):
        yield Finding("deliveries", f"{held} messages are on hold", "dividend deliveries release")
    broken = turn.store.audit.first_broken()
    seen = "whole" if broken is None else f"broken at {broken}"
    yield Finding("audit chain", seen, "" if broken is None else "Compare with your backups.")


def _seals(turn: Turn) -> Iterator[Finding]:
    """Words that lie open, and words that no key of the ring opens."""
    seals = turn.store.sealing.seals()
    if seals.open:
        yield Finding("answers", f"{seals.open} texts are not sealed", "dividend keys rotate")
    if seals.older:
        seen = f"{seals.older} texts are sealed under an earlier key"
        yield Finding("answers", seen, "dividend keys rotate")
    if seals.lost:
        to_do = "Put the key that is missing back into DIVIDEND_SECRET_KEY."
        yield Finding("answers", f"{seals.lost} texts cannot be read", to_do)


def _teams(turn: Turn) -> Iterator[Finding]:
    """Teams named in app.yaml that are not on the roster, or whose digest has nowhere to go."""
    for name in sorted({digest.audience.team or "" for digest in turn.config.digests.values()}):
        team = turn.store.teams.by_name(name)
        if team is None:
            yield Finding("team", f"{name} is not on the roster", "Mend app.yaml or the roster.")
        elif turn.store.teams.channel(team.id) is None and turn.config.channel(name) is None:
            yield Finding("channel", f"{name} has none", f'Say "team here {name}" in its channel.')


def _words(parts: Parts) -> Iterator[Finding]:
    found = findings(parts.catalog, parts.router.knows)
    seen = f"{len(parts.catalog.keys())} messages for {', '.join(PLATFORMS)}"
    yield Finding("messages", seen, "dividend check" if found else "")


async def _platforms(environment: Environment) -> list[Finding]:
    async with ClientSession(timeout=_PATIENCE, trust_env=True) as session:
        found = list[Finding]()
        if environment.slack is None:
            found.append(Finding("Slack", "off: none of its variables is set"))
        else:
            found += await _slack(environment.slack, session)
        if environment.teams is None:
            found.append(Finding("Teams", "off: none of its variables is set"))
        else:
            found.append(await _teams_login(environment.teams, session))
        return found


async def _slack(secrets: SlackSecrets, session: ClientSession) -> list[Finding]:
    """Token, scopes and this machine's clock, by one call that changes nothing."""
    headers = {"Authorization": f"Bearer {secrets.bot_token}"}
    try:
        async with session.post(f"{secrets.api_url}auth.test", headers=headers) as response:
            answer = await response.json(content_type=None)
            scopes = set(response.headers.get("X-OAuth-Scopes", "").replace(" ", "").split(","))
            drift = _drift(response.headers.get("Date"))
    except (ClientError, TimeoutError, ValueError) as error:
        to_do = "Let this machine reach Slack."
        return [Finding("Slack", f"no answer ({type(error).__name__})", to_do)]
    if not answer.get("ok"):
        to_do = "Install the app anew and set SLACK_BOT_TOKEN."
        return [Finding("Slack token", str(answer.get("error")), to_do)]
    found = [Finding("Slack token", f"good for {answer.get('team', 'the workspace')}")]
    missing = sorted(set(slack.reasons()) - scopes) if scopes != {""} else []
    to_do = "Update the app from `dividend manifest slack` and reinstall it." if missing else ""
    found.append(Finding("Slack scopes", ", ".join(missing) or "complete", to_do))
    off = "" if drift is None or abs(drift) < _DRIFT else "Switch on time synchronisation."
    seen = "unknown" if drift is None else f"{drift.total_seconds():+.0f} s"
    return [*found, Finding("clock", seen, off)]


async def _teams_login(secrets: TeamsSecrets, session: ClientSession) -> Finding:
    if not secrets.checked:
        return Finding("Teams", "unchecked: test mode with an empty app id")
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets.app_id,
        "client_secret": secrets.app_password,
        "scope": "https://api.botframework.com/.default",
    }
    try:
        async with session.post(secrets.token_url, data=form) as response:
            answer = await response.json(content_type=None)
    except (ClientError, TimeoutError, ValueError) as error:
        seen = f"no answer ({type(error).__name__})"
        return Finding("Teams", seen, "Let this machine reach Microsoft's login.")
    if "access_token" in answer:
        return Finding("Teams credentials", "good")
    to_do = "Look at TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID."
    return Finding("Teams credentials", str(answer.get("error", "refused")), to_do)


def _drift(date: str | None) -> timedelta | None:
    """How far this machine's clock is ahead of the platform's."""
    if date is None:
        return None
    there: datetime = parsedate_to_datetime(date)
    return system_clock() - there
