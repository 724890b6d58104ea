"""Each event has one effect, and a repeat hears the same answer."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.errors import SealBroken
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Facts
from bot.model.charts import BarChart, TrendChart, TrendPoint
from bot.model.fields import ChoiceField, NumberField, ScaleField, TextField
from bot.model.forms import Form
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from bot.model.texts import plain
from bot.store.database import Database
from bot.store.drawn import read_card, read_reply, written_card, written_reply
from bot.store.tables import EventKey
from tests.store.rows import NOW, opened

CARD = Card(
    "Hours returned",
    (
        plain("Hello"),
        Facts((("Coverage", "9 of 12"),)),
        BarChart("Tasks", (("Invoices", -1.5),)),
        TrendChart("Trend", (TrendPoint("w1", 2, 1, 3), TrendPoint("w2", 3)), marked="w2"),
        Buttons((Button("Open", Action("survey.open", "w1"), opens_form=True),)),
        plain("Small print", subtle=True),
    ),
)
FORM = Form(
    "Check-in",
    (
        NumberField("hours", "Hours", value="3"),
        ChoiceField("week", "Week", (("normal", "A normal week"), ("odd", "An odd one"))),
        TextField("note", "Note", multiline=False),
        ScaleField("mood", "Mood", ("low", "high")),
    ),
    action=Action("survey.submit", "w1"),
    opener=Action("survey.open", "w1"),
    submit="Send",
    cancel="Cancel",
    intro=plain("Two minutes."),
)


def test_an_event_is_handled_once_and_its_repeat_hears_the_same(database: Database) -> None:
    with opened(database) as store:
        assert store.events.begin("Ev1", NOW)
        store.events.finish("Ev1", ShowCard(CARD), None)

    with opened(database) as store:
        assert not store.events.begin("Ev1", NOW)
        assert store.events.outcome("Ev1") == ShowCard(CARD)


def test_a_forgotten_event_may_come_again(database: Database) -> None:
    with opened(database) as store:
        store.events.begin("Ev1", NOW)
        store.events.forget("Ev1")

    with opened(database) as store:
        assert store.events.begin("Ev1", NOW)


def test_keys_are_kept_as_long_as_a_platform_may_repeat(database: Database) -> None:
    with opened(database) as store:
        store.events.begin("old", NOW - timedelta(days=8))
        store.events.begin("new", NOW)

        assert store.events.purge(NOW - timedelta(days=7)) == 1
        assert not store.events.begin("new", NOW)
        assert store.events.begin("old", NOW)


def test_the_store_does_not_keep_an_event_s_key_from_which_values_could_be_guessed(
    database: Database,
) -> None:
    with opened(database) as store:
        store.events.begin("slack:form:T1:V1:hash-of-the-values", NOW)
        kept = store.events.session.exec(select(EventKey.key)).one()

    assert "hash-of-the-values" not in kept
    assert kept == store.events.name("slack:form:T1:V1:hash-of-the-values")


@pytest.mark.parametrize(
    "reply",
    [
        ShowCard(CARD, private=False),
        ShowForm(FORM),
        ShowFieldErrors(FORM, {"hours": "x"}, {"hours": "Not a number."}),
        Nothing(),
    ],
    ids=lambda reply: type(reply).__name__,
)
def test_a_stored_reply_comes_back_equal(reply: Reply) -> None:
    assert read_reply(written_reply(reply)) == reply


def test_a_stored_card_comes_back_equal() -> None:
    assert read_card(written_card(CARD)) == CARD


def test_what_another_version_wrote_is_refused_without_quoting_it() -> None:
    with pytest.raises(SealBroken, match="another version") as refused:
        read_card('{"heading": "Alice, 12 hours"}')

    assert "Alice" not in str(refused.value)
