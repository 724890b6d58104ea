"""``dividend role grant|revoke``"""

import click

from bot.commands.edge import opened
from bot.conversation.turn import COMMAND_LINE
from bot.errors import ConfigError
from bot.permissions import Role

GRANTED = [str(role) for role in Role if role not in (Role.EMPLOYEE, Role.MANAGER)]


@click.group("role")
def command() -> None:
    """Grant and revoke roles. Everybody is an employee; managers follow from the roster."""


@command.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(GRANTED))
def grant(email: str, role: str) -> None:
    """Give the person with EMAIL the ROLE."""
    _change(email, role, granted=True)


@command.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice(GRANTED))
def revoke(email: str, role: str) -> None:
    """Take the ROLE from the person with EMAIL."""
    _change(email, role, granted=False)


def _change(email: str, role: str, *, granted: bool) -> None:
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        person = turn.store.people.by_email(email)
        if person is None:
            raise ConfigError(f"{email} is not on the roster: run `dividend people list`")
        if granted:
            changed = turn.store.people.grant(person.id, role, turn.now)
        else:
            changed = turn.store.people.revoke(person.id, role)
        if changed:
            turn.record("grant_role" if granted else "revoke_role", person.id, role=role)
        state = "has" if granted else "does not have"
        click.echo(f"{person.name} {state} the role {role}{'' if changed else ', as before'}.")
