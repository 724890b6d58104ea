"""``dividend keys rotate``"""

from pathlib import Path

import click

from bot.commands.edge import opened
from bot.conversation.turn import COMMAND_LINE, Turns
from bot.store.sealing import BEFORE_ALL, Place
from bot.store.sqlitefiles import without_old_pages


@click.group("keys")
def command() -> None:
    """Look after the key ring in DIVIDEND_SECRET_KEY."""


@command.command("rotate")
def rotate() -> None:
    """Seal every stored text under the first key of the ring.

    Safe beside `serve`, and to repeat after a break. Put the new key in front, restart `serve`,
    then run this. The last key of the ring stays for good.
    """
    with opened() as parts:
        with parts.turns.begin() as turn:
            turn.store.installation.recognise()
        done, broken = renew_all(parts.turns)
        if parts.database.file is not None:
            without_old_pages(Path(parts.database.file))
        with parts.turns.begin(COMMAND_LINE) as turn:
            turn.record("rotate_keys", "answers", sealed=done, broken=broken)
    click.echo(f"{done} texts are sealed anew, under the first key.")
    click.echo(
        "Handled events and waiting answers keep the key they have: they are forgotten after seven "
        "days. Then a key between the first and the last may leave the ring."
    )
    if broken:
        raise click.ClickException(f"{broken} texts cannot be read: run `dividend doctor`")


def renew_all(turns: Turns) -> tuple[int, int]:
    """Batch by batch, each in its own turn; how many were sealed, and how many are broken.

    The questions are few: they come last, all at once.
    """
    done, broken, after = 0, 0, BEFORE_ALL
    while True:
        with turns.begin() as turn:
            batch = turn.store.sealing.renew(after)
        done, broken = done + batch.done, broken + batch.broken
        last: Place | None = batch.last
        if last is None:
            break
        after = last
    with turns.begin() as turn:
        more, worse = turn.store.questions.renew()
    return done + more, broken + worse
