"""A small organisation and a bot with little to say: enough to try the playground on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import sleep

from adapters.playground.messenger import PlaygroundMessenger
from adapters.playground.rooms import channel_room, direct_room
from adapters.playground.world import Person, Progress
from bot.errors import FormRejected, StoreAway
from bot.model.actions import Action
from bot.model.cards import Button, Buttons, Card, Facts
from bot.model.charts import BarChart, Chart, TrendChart, TrendPoint
from bot.model.events import (
    Address,
    AnyEvent,
    ButtonPress,
    Event,
    FormChanged,
    FormSubmission,
    HomeOpened,
    IncomingCommand,
    Place,
)
from bot.model.fields import ChoiceField, NumberField, ScaleField, TextField
from bot.model.forms import Form, OnlyIf
from bot.model.ports import Kind, Parcel
from bot.model.replies import Nothing, Reply, ShowCard, ShowFieldErrors, ShowForm
from bot.model.texts import Paragraph, Span, Text, plain

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

TREND = TrendChart(
    "Dull hours per person and week",
    (
        TrendPoint("W43", 9.5, 8.0, 11.0),
        TrendPoint("W45", 8.0, 6.8, 9.2),
        TrendPoint("W47", 5.5, 4.4, 6.6),
    ),
    "h",
)
BARS = BarChart("By task", (("Invoices", 2.5), ("Reports", 1.0)), "h")

FORM = Form(
    title="Your last working week",
    intro=plain("Hours in the last full working week. Nobody else sees your answers."),
    fields=(
        NumberField("invoices", "Typing invoices", hint="Half hours are fine: 3.5", value="4"),
        NumberField("reports", "Copying figures into reports"),
        ChoiceField("normal", "Was it a normal week?", (("yes", "Yes"), ("no", "No"))),
        ChoiceField(
            "went",
            "Where did the time go?",
            tuple(
                (word.lower(), word) for word in ("Core", "Customers", "Learning", "Same", "Home")
            ),
            required=False,
        ),
        ChoiceField(
            "tool",
            "Which helper did you use most?",
            (*((str(n), f"Helper {n}") for n in range(1, 8)), ("other", "Another one")),
            required=False,
        ),
        TextField("other_tool", "Which one?", multiline=False),
        ScaleField("mood", "How was it?", ("Awful", "Poor", "Fair", "Good", "Great")),
        TextField("note", "Anything else?", hint="Names are taken out before it is kept."),
    ),
    action=Action("survey.submit", "finance-w48"),
    opener=Action("survey.open", "finance-w48"),
    submit="Send answers",
    cancel="Not now",
    rules={"other_tool": OnlyIf("tool", frozenset({"other"}))},
)

INVITATION = Card(
    "Two minutes for your week",
    (
        Text((Paragraph((Span("The check-in closes on "), Span("Friday", bold=True), Span("."))),)),
        Buttons(
            (
                Button("Answer", FORM.opener, opens_form=True, primary=True),
                Button("Not this week", Action("survey.skip", "finance-w48")),
            )
        ),
    ),
)
HELP = Card(
    "What I can do",
    (
        plain("Say one of these words, or press a button."),
        Text(
            tuple(
                Paragraph((Span(word, bold=True), Span(f" – {meaning}")), bullet=True)
                for word, meaning in (("log", "tell me about your week"), ("me", "your own page"))
            )
        ),
        Buttons((Button("Check in", FORM.opener, opens_form=True, primary=True),)),
    ),
)
MINE = Card(
    "Your page",
    (
        Facts((("Hours back last week", "2.5"), ("Since the start", "31"), ("Lessons read", "4"))),
        TREND,
        BARS,
        plain("Only you can see this page.", subtle=True),
    ),
)
DIGEST = Card("Finance got hours back", (plain("Between 20 and 45 hours last week."), TREND))
THANKS = Card(
    "Thank you",
    (
        plain("Saved. You can change it for seven days."),
        Buttons((Button("Edit", FORM.opener, opens_form=True),)),
    ),
)


class SmallTalk:
    """Answers a few words; keeps every event once by its key.

    It takes ``slowness`` seconds to say what else a form asks.
    """

    def __init__(self) -> None:
        self.events = dict[str, AnyEvent]()
        self.away = False
        self.slowness = 0.0

    def dispatch(self, event: AnyEvent) -> Reply:
        if self.away:
            raise StoreAway
        self.events.setdefault(event.key, event)
        match event:
            case IncomingCommand(name="log"):
                return ShowForm(FORM)
            case IncomingCommand(name="me"):
                return ShowCard(MINE)
            case IncomingCommand(name="team", place=Place.CHANNEL):
                return ShowCard(DIGEST, private=False)
            case IncomingCommand(name="help" | "") | HomeOpened():
                return ShowCard(HELP)
            case IncomingCommand(name=name):
                return ShowCard(Card("I do not know that word", (plain(f"You said: {name}"),)))
            case ButtonPress(action=Action("survey.open")):
                return ShowForm(FORM)
            case ButtonPress():
                return ShowCard(Card("All right", (plain("See you next week."),)))
            case FormSubmission() | FormChanged():
                return self._filled_in(event)
            case _:
                return Nothing()

    def offer(self, form: Form, event: Event) -> Card:
        return Card(form.title)

    def _filled_in(self, event: FormSubmission | FormChanged) -> Reply:
        if isinstance(event, FormChanged):
            sleep(self.slowness)
            return ShowFieldErrors(FORM, event.entered, {})
        try:
            FORM.read(event.entered)
        except FormRejected as rejected:
            errors = dict.fromkeys(rejected.problems, "Please give a number from 0 to 168.")
            return ShowFieldErrors(FORM, event.entered, errors)
        return ShowCard(THANKS)


PEOPLE = (
    Person("ada", "Ada Brook", "Analyst", "Finance", featured=True, zone="Europe/Berlin"),
    Person("max", "Max Stone", "Team manager", "Finance", featured=True),
    Person("lea", "Léa Núñez", "Program lead", "Change", featured=True),
    Person("tom", "Tom O'Hara", "Admin", "IT", featured=True),
    *(Person(f"p{n}", f"Person {n:02}", "Analyst", "Finance") for n in range(5, 15)),
    *(Person(f"p{n}", f"Person {n:02}", "Engineer", "IT") for n in range(15, 22)),
)


class SmallWorld:
    """Each day brings Ada an invitation and the channel a digest.

    ``pause`` is called before each hour.
    """

    def __init__(self) -> None:
        self.time = MONDAY
        self.pause: Callable[[], object] = lambda: None
        self.messenger: PlaygroundMessenger | None = None

    def people(self) -> tuple[Person, ...]:
        return PEOPLE

    def channels(self) -> tuple[str, ...]:
        return ("finance", "all-hands")

    def now(self) -> datetime:
        return self.time

    def advance(self, step: timedelta) -> Iterator[Progress]:
        hours = int(step / timedelta(hours=1))
        for hour in range(1, hours + 1):
            self.pause()
            self.time += timedelta(hours=1)
            if self.time.hour == MONDAY.hour:
                self._deliver()
            yield Progress(hour / hours, self.time)

    def reset(self) -> Iterator[Progress]:
        self.time = MONDAY
        self._deliver()
        yield Progress(1.0, self.time)

    def _deliver(self) -> None:
        day = f"{self.time:%Y-%m-%d}"
        for room, card, kind in (
            (direct_room("ada"), INVITATION, Kind.INVITATION),
            (channel_room("finance"), DIGEST, Kind.DIGEST),
        ):
            where = Address("playground", "playground", room)
            assert self.messenger is not None
            self.messenger.send(Parcel(f"{kind}-{day}", where, card, kind, "en"))


def picture(chart: Chart, theme: str) -> str:
    """Bars for whatever the chart holds; good enough to be looked at."""
    ink, paper = ("#17211f", "#e1f0eb") if theme == "light" else ("#e9efec", "#17312b")
    values = [v for _, v in chart.bars] if isinstance(chart, BarChart) else [
        point.value for point in chart.points
    ]  # fmt: skip
    tallest = max(values)
    bars = "".join(
        f'<rect x="{30 + n * 110}" y="{150 - 120 * value / tallest}" width="70" '
        f'height="{120 * value / tallest}" rx="6" fill="{ink}" opacity=".8"/>'
        for n, value in enumerate(values)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="620" height="180" viewBox="0 0 620 180">'
        f'<rect width="620" height="180" rx="12" fill="{paper}"/>{bars}</svg>'
    )
