"""``dividend deliveries``, ``… report``, ``… release`` and ``… resend``"""

from collections import Counter
from collections.abc import Iterator

import click

from bot.commands.edge import opened
from bot.conversation.spreadsheet import as_csv
from bot.conversation.turn import COMMAND_LINE, Turn
from bot.delivery.again import drop, release, resend, why_not
from bot.dividend.delivery_counts import WISHES, Count, counts
from bot.dividend.delivery_report import table
from bot.errors import ConfigError
from bot.measures.coarse import FEWEST_FOR_PERCENT
from bot.model.ports import Kind
from bot.store.tables import Delivery

LOOKS = ("slack",)  # platforms where one can look whether a message arrived
KINDS = [str(kind) for kind in Kind]
SHOWN = 8  # characters of a delivery's id


@click.group("deliveries", invoke_without_command=True)
@click.option("--limit", default=50, show_default=True, help="How many single ones to list.")
@click.pass_context
def command(context: click.Context, limit: int) -> None:
    """Show what was sent, and what a platform or a mistake kept from arriving.

    Reminders and people's wishes are never listed one by one.
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as parts, parts.turns.begin() as turn:
        for line in listing(turn, limit):
            click.echo(line)


@command.command("report")
@click.option("--csv", "as_file", is_flag=True, help="As CSV, for a file: ... --csv > report.csv")
def report(as_file: bool) -> None:
    """Count the messages of the last four weeks by kind and by what became of them.

    Who answered is never listed: of a wave that is closed there is a band, where enough were asked.
    """
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        rows = table(turn)
    if as_file:
        click.echo(as_csv(rows), nl=False)
        return
    for kind, outcome, count in rows:
        click.echo(f"{kind:<12} {count:>10}  {outcome}")


@command.command("release")
@click.option("--kind", type=click.Choice(KINDS), help="Only messages of this kind.")
@click.option("--drop", "dropping", is_flag=True, help="End them instead of sending them.")
def release_held(kind: str | None, dropping: bool) -> None:
    """Let go what has been on hold since a restore.

    What is still fresh goes out; what came too late expires. On Slack the bot looks first whether
    a message went out after the backup was made; on Teams nobody can look.
    """
    done = Counter[str]()
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        for row in turn.store.outbox.on_hold(kind or ""):
            if dropping:
                drop(row, turn)
                done["dropped"] += 1
            else:
                done["released" if release(row, turn, LOOKS) else "expired"] += 1
        if done:
            turn.record("release", "deliveries", kind=kind or "all", **done)
    said = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
    click.echo(f"{said}." if done else "Nothing is on hold.")


@command.command("resend")
@click.argument("ids", nargs=-1)
@click.option("--all-failed", is_flag=True, help="Every message that has failed.")
@click.option("--reason", default="", help="With --all-failed: only for this reason.")
@click.option("--even-if-double", is_flag=True, help="Also what may have arrived.")
def resend_failed(
    ids: tuple[str, ...], all_failed: bool, reason: str, even_if_double: bool
) -> None:
    """Send again what could not be delivered: IDS as `dividend deliveries` lists them.

    Whether a person may be written to is decided anew, at the last moment.
    """
    if bool(ids) == all_failed or (reason and not all_failed):
        raise click.UsageError("say which: ids, or --all-failed and perhaps --reason")
    refused, sent = list[str](), 0
    with opened() as parts, parts.turns.begin(COMMAND_LINE) as turn:
        rows = turn.store.outbox.failed(reason) if all_failed else [_one(id, turn) for id in ids]
        for row in rows:
            if against := why_not(row, turn, doubles=even_if_double):
                refused += [f"{row.id[:SHOWN]} is not sent again: {against}."] * _may_tell(row)
                continue
            resend(row, turn, LOOKS)
            sent += _may_tell(row)
    for line in refused:
        click.echo(line)
    click.echo(f"{sent} will be sent again.")
    if refused and not all_failed:
        raise click.exceptions.Exit(1)


def listing(turn: Turn, limit: int) -> Iterator[str]:
    """The counts, and a line for each message that could be mended."""
    for one in counts(turn):
        yield f"{_shown(one):>6}  {one.kind:<11} {one.state:<9} {one.reason}".rstrip()
    undelivered = turn.store.outcomes.undelivered(limit, besides=WISHES)
    if undelivered:
        yield "\nNot delivered, newest first:"
    yield from (listed(row, turn) for row in undelivered)


def _shown(count: Count) -> str:
    if count.is_exact:
        return f"{count.number}"
    return f"{count.number}+" if count.number else f"<{FEWEST_FOR_PERCENT}"


def _may_tell(row: Delivery) -> bool:
    """Reminders go along uncounted: they are for those who have not answered."""
    return row.kind != Kind.NUDGE


def _one(prefix: str, turn: Turn) -> Delivery:
    found = turn.store.outbox.named(prefix) if prefix else []
    if len(found) != 1:
        many = "is the beginning of several ids: write more of it" if found else "is no delivery"
        raise ConfigError(f"{prefix!r} {many}")
    return found[0]


def listed(row: Delivery, turn: Turn) -> str:
    """One line of the report, with a handle to send it again."""
    at = row.settled_at.strftime("%Y-%m-%d %H:%M UTC") if row.settled_at else ""
    what = f"{row.kind:<11} {row.state:<8} {row.reason:<16}"
    return f"{row.id[:SHOWN]}  {at}  {what} {whom(row, turn)}"


def whom(row: Delivery, turn: Turn) -> str:
    """A person's or a team's name; replies without one went to somebody not on the roster.

    A nudge names nobody: it goes to those who have not answered, and nobody lists them.
    """
    if row.kind == Kind.NUDGE:
        return "-"
    if row.person_id is not None:
        return turn.store.people.get(row.person_id).name
    return turn.store.teams.get(row.team_id).name if row.team_id else "-"
