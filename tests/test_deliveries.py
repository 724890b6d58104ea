"""What the delivery report on the server says of whom."""

from bot.commands.deliveries import whom
from bot.dividend.delivery_report import counted
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


def test_the_report_is_silent_about_whoever_answered_meanwhile(sqlite_database: Database) -> None:
    post = Post(sqlite_database)
    for kind, state, reason in (
        (Kind.INVITATION, "dropped", "not_needed"),
        (Kind.NUDGE, "dropped", "backed_off"),
        (Kind.INVITATION, "dropped", "left"),
        (Kind.INVITATION, "failed", "not_met_yet"),
        (Kind.INVITATION, "failed", "is_archived"),
        (Kind.SUMMARY, "failed", "msg_too_long"),
    ):
        post.queue(kind, key=reason)
        with post.turns.begin() as turn:
            [found] = [one for one in turn.store.outbox.all() if reason in one.dedupe_key]
            found.state, found.reason, found.plain = state, reason, kind is Kind.SUMMARY
    with post.turns.begin() as turn:
        told = {(one.kind, one.outcome, one.count) for one in counted(turn)}

    assert told == {
        ("invitation", "left", "1"),
        ("invitation", "not_installed", "1"),
        ("invitation", "unreachable", "1"),
        ("summary", "refused", "1"),
    }
