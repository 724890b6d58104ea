"""Looking up who is behind an account, on platforms that do not always answer."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.conversation.turn import COMMAND_LINE
from bot.errors import Throttled
from bot.model.events import Actor
from bot.model.ports import Profile
from bot.schedule.profiles import look_up_profiles
from bot.store.database import Database
from bot.store.erasing import ERASE
from bot.store.tables import Account
from tests.delivery.post import Post
from tests.store.rows import NOW

UNSEEN = ("dave", "erin", "frank")


@dataclass
class FakeDirectory:
    answers: Callable[[Actor], Profile]
    asked: list[str] = field(default_factory=list)

    def profile(self, actor: Actor) -> Profile:
        self.asked.append(actor.account)
        return self.answers(actor)


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    post = Post(sqlite_database)
    with post.turns.begin() as turn:
        for account in turn.store.accounts.matched("slack") + turn.store.accounts.matched("teams"):
            account.looked_up_at = NOW
        for name in UNSEEN:
            turn.store.accounts.meet(
                Actor("slack", "T1", name), f"D-{name}", NOW, f"account-{name}"
            )
    return post


def account(post: Post, name: str) -> Account:
    with post.turns.begin() as turn:
        return turn.store.accounts.get(f"account-{name}")


def test_a_platform_that_is_away_is_asked_once_a_beat(post: Post) -> None:
    def away(actor: Actor) -> Profile:
        raise Throttled(60)

    directory = FakeDirectory(away)

    look_up_profiles(post.turns, {"slack": directory})

    assert directory.asked == ["dave"]
    assert account(post, "dave").looked_up_at is None


def test_an_account_that_cannot_be_understood_does_not_hold_up_the_others(post: Post) -> None:
    def puzzling(actor: Actor) -> Profile:
        if actor.account == "dave":
            raise KeyError("user")
        return Profile()

    directory = FakeDirectory(puzzling)

    look_up_profiles(post.turns, {"slack": directory})
    look_up_profiles(post.turns, {"slack": directory})

    assert directory.asked == ["dave", "erin", "frank"]
    assert account(post, "frank").looked_up_at == NOW


def test_whoever_wrote_before_being_on_the_roster_is_recognised_after_the_import(
    post: Post,
) -> None:
    mail = "dave@northlight.example"
    directory = FakeDirectory(lambda actor: Profile(email=mail if actor.account == "dave" else ""))
    look_up_profiles(post.turns, {"slack": directory})
    assert account(post, "dave").person_id is None

    with post.turns.begin() as turn:
        line = replace(turn.store.roster.lines()[0], name="Dave", email=mail)
        turn.store.roster.replace([*turn.store.roster.lines(), line], turn.now)
    look_up_profiles(post.turns, {"slack": directory})

    with post.turns.begin() as turn:
        dave = turn.store.people.by_email(mail)
        assert dave is not None
        assert turn.store.people.address(dave.id) is not None


def test_whoever_comes_back_after_erasing_is_asked_whether_they_take_part(post: Post) -> None:
    """Their account was forgotten, too: only its profile says who it is."""
    mail = "alice@northlight.example"
    with post.turns.begin(COMMAND_LINE) as turn:
        alice = turn.store.people.by_email(mail)
        assert alice is not None
        turn.record(ERASE, alice.id)
        turn.store.accounts.get("account-dave").waiting = True
    directory = FakeDirectory(lambda actor: Profile(email=mail if actor.account == "dave" else ""))

    look_up_profiles(post.turns, {"slack": directory})

    with post.turns.begin() as turn:
        [answer] = turn.store.outbox.all()
        assert turn.store.outbox.card(answer).title == "Before the first question"
