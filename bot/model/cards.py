"""What the bot shows: a title and elements, each with a text form."""

from dataclasses import dataclass, field

from bot.model.actions import Action
from bot.model.charts import BarChart, Chart, TrendChart
from bot.model.texts import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of name and value, in plain text."""

    rows: tuple[tuple[str, str], ...]

    def as_text(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self.rows)


@dataclass(frozen=True, slots=True)
class Button:
    """``opens_form`` must be known when the card is drawn: one platform needs it then."""

    label: str
    action: Action
    opens_form: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]

    def as_text(self) -> str:
        return " ".join(f"[{button.label}]" for button in self.buttons)


@dataclass(frozen=True, slots=True)
class File:
    """A file for one person alone: it travels by the outbox, never in an answer to a channel."""

    name: str
    label: str
    content: str = field(repr=False)

    def as_text(self) -> str:
        return f"{self.label} ({self.name})"


Element = Text | Facts | BarChart | TrendChart | Buttons | File


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    elements: tuple[Element, ...] = ()

    def as_text(self) -> str:
        """The whole card for screen readers, notifications and clients without cards."""
        return "\n".join((self.title, *(element.as_text() for element in self.elements)))

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(e for e in self.elements if isinstance(e, BarChart | TrendChart))

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(e for e in self.elements if isinstance(e, File))
