"""``dividend deliveries``"""

import click

from bot.commands.edge import opened
from bot.conversation.turn import Turn
from bot.model.ports import Kind
from bot.store.tables import Delivery


@click.command("deliveries")
@click.option("--limit", default=50, show_default=True, help="How many single ones to list.")
def command(limit: int) -> None:
    """Show what was sent, and the reason for each message that did not arrive."""
    with opened() as parts, parts.turns.begin() as turn:
        for kind, state, reason, count in turn.store.outbox.report():
            click.echo(f"{count:>6}  {kind:<11} {state:<8} {reason}".rstrip())
        undelivered = turn.store.outbox.undelivered(limit)
        if undelivered:
            click.echo("\nNot delivered, newest first:")
        for row in undelivered:
            at = row.settled_at.strftime("%Y-%m-%d %H:%M UTC") if row.settled_at else ""
            click.echo(f"{at}  {row.kind:<11} {row.state:<8} {row.reason:<16} {whom(row, turn)}")


def whom(row: Delivery, turn: Turn) -> str:
    """A person's or a team's name; replies without one went to somebody not on the roster.

    A nudge names nobody: it goes to those who have not answered, and nobody lists them.
    """
    if row.kind == Kind.NUDGE:
        return "-"
    if row.person_id is not None:
        return turn.store.people.get(row.person_id).name
    return turn.store.teams.get(row.team_id).name if row.team_id else "-"
