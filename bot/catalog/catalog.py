"""Everything people read, by key and language: messages/ as cards, texts, surveys and labels."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from bot.catalog.lessons import ANY_TASK, About, LessonText
from bot.catalog.library import ORIGINAL, Library
from bot.catalog.messages import Message
from bot.catalog.sources import Complain
from bot.catalog.surveys import Question, SurveyText, TaskText
from bot.catalog.wording import unaccented
from bot.errors import MessageFileError
from bot.model.actions import Action
from bot.model.cards import Card

Values = Mapping[str, object]
COMMANDS = "commands"
_NO_VALUES: Values = MappingProxyType({})


def _opens_nothing(action: Action) -> bool:
    return False


def _say_nothing(problem: MessageFileError) -> None:
    return None


class Catalog:
    """Reads each file when it is asked for, and again when it has changed on disk.

    ``sources`` are folders in order; the first that has a good version of a file wins. A key is a
    path without language and suffix: ``replies/home``. What a language lacks is said in the
    default language, and what that lacks in English. ``opens_form`` knows which actions open a
    form. ``on_problem`` is told once about each refused version of a file; the last good version
    stays in use. Safe for threads.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        default_language: str = "en",
        opens_form: Callable[[Action], bool] = _opens_nothing,
        on_problem: Complain = _say_nothing,
    ) -> None:
        self.library = Library(sources, default_language, on_problem)
        self._opens_form = opens_form

    def load(self) -> None:
        """Read every file; raises ``MessageFileError`` where nothing good is left to say."""
        self.refresh()
        for problem in self.library.unsaid():
            raise problem

    def refresh(self) -> None:
        """Look for new languages, and read every file that is new or has changed."""
        self.library.look_for_languages()
        self.library.read_all()

    def card(self, key: str, language: str, values: Values = _NO_VALUES) -> Card:
        """Raises ``MessageFileError`` when there is no such message or a value is missing."""
        return self.message(key, language).card(values, self._opens_form)

    def text(self, key: str, language: str, values: Values = _NO_VALUES) -> str:
        """The body of a message as plain text."""
        return self.message(key, language).text(values).as_text()

    def survey(self, key: str, language: str, values: Values = _NO_VALUES) -> SurveyText:
        """``values`` are for its intro."""
        return self.library.survey(key, language).text(key, values)

    def survey_title(self, key: str, language: str) -> str:
        return self.library.survey(key, language).head.title

    def survey_questions(self, key: str, language: str) -> tuple[Question, ...]:
        return self.library.survey(key, language).head.fields

    def tasks(self, key: str, language: str) -> tuple[TaskText, ...]:
        """The named tasks of a role: ``tasks/finance``."""
        return self.library.tasks(key, language).tasks

    def lesson(self, key: str, language: str, task: str = "", role: str = "") -> LessonText:
        """A lesson about a task that the reader named, for people of a role: ``finance``."""
        named = task or self.label(ANY_TASK, language)
        return self.library.lesson(key, language).text(key, named, role)

    def about_lesson(self, key: str) -> About:
        """Its place, tags, owner and day of review; raises ``MessageFileError`` without them."""
        return self.library.about_lesson(key)

    def label(self, name: str, language: str, count: float | None = None) -> str:
        """The words under a dotted name; with ``count``, the plural form for that number."""
        label = self.library.label(name, language)
        if isinstance(label, str):
            return label
        spoken = self.library.languages[self.nearest_language(language)]
        return spoken.wording.plural(count or 0, **label)

    def short_day(self, day: date, language: str) -> str:
        """A day as it stands on an axis or in a list: ``Sep 28``, ``28. Sept.``."""
        spoken = self.library.languages[self.nearest_language(language)]
        return spoken.wording.short_day(day)

    def full_day(self, day: date, language: str) -> str:
        """A day with its year: ``Sep 28, 2026``, ``28. Sept. 2026``."""
        spoken = self.library.languages[self.nearest_language(language)]
        return spoken.wording.full_day(day)

    def number(self, value: float, language: str) -> str:
        """A number as the language writes it: ``2.5``, ``2,5``."""
        return self.library.languages[self.nearest_language(language)].wording.number(value)

    def percent(self, share: float, language: str) -> str:
        """A part of one as the language writes it: ``85%``, ``85 %``."""
        return self.library.languages[self.nearest_language(language)].wording.percent(share)

    def place(self, zone: str, language: str) -> str:
        """A time zone as people of that language call it: ``Moscow``, ``Moskau``."""
        return self.library.languages[self.nearest_language(language)].wording.place(zone)

    def labels(self, under: str, language: str) -> dict[str, str]:
        """All labels below a name, by what follows it: ``labels("band", "en")["2_4"]``."""
        prefix = f"{under}."
        names = chain.from_iterable(self.library.label_files(prefix, language))
        below = dict.fromkeys(name for name in names if name.startswith(prefix))
        return {name.removeprefix(prefix): self.label(name, language) for name in below}

    def command(self, typed: str, language: str, commands: Iterable[str]) -> str:
        """Which of these ``typed`` means in that language; ``typed`` itself if it is none."""
        wanted = unaccented(typed)
        for name in commands:
            if wanted in map(unaccented, self.message(f"{COMMANDS}/{name}", language).head.aliases):
                return name
        return typed

    def nearest_language(self, locale: str) -> str:
        """The language to use for a chat profile's locale."""
        return self.library.known(locale)

    def example(self, key: str, language: str) -> Values:
        """Values to draw the message with: its own, or those of the message it translates."""
        message = self.message(key, language)
        return message.head.example or self.library.base(key, message.file) or _NO_VALUES

    def message(self, key: str, language: str) -> Message:
        """The file behind a key, for lint and previews."""
        return self.library.message(key, language)

    def keys(self) -> tuple[str, ...]:
        """Every message in any language."""
        found = (self.library.sources.keys(language, ".md") for language in self.languages())
        return tuple(sorted(set(chain.from_iterable(found))))

    def card_keys(self) -> tuple[str, ...]:
        """Every message that has a title; the others are texts within something else."""
        return tuple(key for key in self.keys() if self._has_title(key))

    def survey_keys(self) -> tuple[str, ...]:
        return self._yaml_keys("surveys")

    def task_keys(self) -> tuple[str, ...]:
        return self._yaml_keys("tasks")

    def lesson_keys(self) -> tuple[str, ...]:
        """Every lesson that has a good version, in the order of the curriculum."""
        return self.library.lesson_keys()

    def languages(self) -> tuple[str, ...]:
        return tuple(self.library.languages)

    def language_names(self) -> dict[str, str]:
        """What each language calls itself, by the folder of its words."""
        spoken = self.library.languages.items()
        return {name: language.wording.own_name for name, language in spoken}

    def problems(self) -> tuple[MessageFileError, ...]:
        """Files whose present version is refused; the last good version is in use, if any."""
        return tuple(sorted(self.library.problems(), key=lambda p: (p.file, p.line)))

    def _has_title(self, key: str) -> bool:
        messages = (self.library.good_messages(key, language) for language in self.languages())
        return any(message.head.title for message in chain.from_iterable(messages))

    def _yaml_keys(self, folder: str) -> tuple[str, ...]:
        keys = self.library.sources.keys(ORIGINAL, ".yaml", folder)
        return tuple(sorted(keys))
