"""What the delivery report on the server says of whom."""

from bot.commands.deliveries import whom
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import Post


def test_an_invitation_names_the_person_and_a_nudge_nobody(sqlite_database: Database) -> None:
    """A nudge goes to whoever has not answered: a list of names would say who has."""
    post = Post(sqlite_database)
    post.queue(Kind.INVITATION)
    post.queue(Kind.NUDGE)

    with post.turns.begin() as turn:
        told = {row.kind: whom(row, turn) for row in turn.store.outbox.all()}

    assert told == {Kind.INVITATION: "Alice", Kind.NUDGE: "-"}
