"""What the delivery report says of whom, and how exactly."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.deliveries import listing, whom
from bot.dividend.delivery_counts import Count, counts, waiting
from bot.dividend.delivery_report import outcome_of
from bot.measures.coarse import at_least
from bot.model.ports import Kind
from bot.store.database import Database
from tests.delivery.post import Post

Ended = tuple[Kind, str, str]
TROUBLE: tuple[Ended, ...] = (
    (Kind.INVITATION, "dropped", "left"),
    (Kind.INVITATION, "failed", "not_met_yet"),
    (Kind.INVITATION, "failed", "404"),
    (Kind.INVITATION, "failed", "archived: is_archived"),
    (Kind.INVITATION, "failed", "blocked: ConversationBlockedByUser"),
    (Kind.INVITATION, "waiting", "token_revoked"),
    (Kind.SUMMARY, "failed", "msg_too_long"),
)
NOBODYS_BUSINESS: tuple[Ended, ...] = (
    (Kind.INVITATION, "dropped", "not_needed"),
    (Kind.INVITATION, "dropped", "backed_off"),
    (Kind.INVITATION, "dropped", "opted_out"),
    (Kind.INVITATION, "expired", "budget"),
    (Kind.INVITATION, "waiting", "on_leave"),
    (Kind.INVITATION, "sent", ""),
    (Kind.NUDGE, "sent", ""),
    (Kind.NUDGE, "waiting", ""),
    (Kind.NUDGE, "dropped", "budget"),
    (Kind.NUDGE, "failed", "is_archived"),
)


def test_an_invitation_names_the_person_and_a_nudge_nobody(sqlite_database: Database) -> None:
    """A nudge goes to whoever has not answered: a list of names would say who has."""
    post = Post(sqlite_database)
    post.queue(Kind.INVITATION)
    post.queue(Kind.NUDGE)

    with post.turns.begin() as turn:
        told = {row.kind: whom(row, turn) for row in turn.store.outbox.all()}

    assert told == {Kind.INVITATION: "Alice", Kind.NUDGE: "-"}


def test_trouble_is_counted_exactly_and_what_people_did_or_wished_is_not(
    sqlite_database: Database,
) -> None:
    post = Post(sqlite_database)
    untouched = told(post)
    end(post, NOBODYS_BUSINESS)
    assert told(post) == untouched

    end(post, TROUBLE)
    with post.turns.begin() as turn:
        exact = [one for one in counts(turn) if one.is_exact]
    assert {(one.kind, outcome_of(one), one.number) for one in exact} == {
        ("invitation", "left", 1),
        ("invitation", "not_installed", 1),
        ("invitation", "unreachable", 1),
        ("invitation", "archived", 1),
        ("invitation", "blocked", 1),
        ("invitation", "held_up", 1),
        ("summary", "refused", 1),
    }


@given(st.integers(0, 10**9))
def test_the_lower_end_of_a_band_holds_and_is_coarse(count: int) -> None:
    low = at_least(count)
    assert low <= count < max(20, 2.5 * low)
    assert at_least(low) == low
    assert low == 0 or low >= 20


def told(post: Post) -> tuple[list[Count], Count, list[str]]:
    with post.turns.begin() as turn:
        return counts(turn), waiting(turn), list(listing(turn, 99))


def end(post: Post, ends: Iterable[Ended]) -> None:
    for number, (kind, state, reason) in enumerate(ends):
        key = f"{state} {reason} {number}"
        post.queue(kind, key=key)
        with post.turns.begin() as turn:
            [found] = [one for one in turn.store.outbox.all() if key in one.dedupe_key]
            found.state, found.reason, found.plain = state, reason, kind is Kind.SUMMARY
