"""The files behind the catalog: which one speaks for a key in a language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.catalog.labels import Forms, Label, Labels, read_labels
from bot.catalog.lessons import About, Lesson, read_lesson
from bot.catalog.markdown import Markdown
from bot.catalog.messages import Language, Message, read_message
from bot.catalog.sources import Complain, Shelf, Sources
from bot.catalog.surveys import Survey, TaskHead, read_survey, read_tasks
from bot.catalog.templates import Templates
from bot.catalog.wording import Wording
from bot.errors import MessageFileError

Values = Mapping[str, object]
ORIGINAL = "en"  # complete, and the measure of what a translation may use
_LABELS = "labels"


class Library:
    """Looks in the asked language, the default one and English; in each, source by source."""

    def __init__(self, folders: Sequence[Path], default: str, complain: Complain) -> None:
        self.sources = Sources(folders)
        self.default = default
        self._messages = Shelf[Message](complain)
        self._surveys = Shelf[Survey](complain)
        self._tasks = Shelf[TaskHead](complain)
        self._lessons = Shelf[Lesson](complain)
        self._labels = Shelf[Labels](complain)
        self._languages = dict[str, Language]()
        self.look_for_languages()

    def look_for_languages(self) -> None:
        for name in sorted(self.sources.languages() - self._languages.keys()):
            if locale := _locale(name):
                self._languages[name] = self._language(name, locale)

    @property
    def languages(self) -> Mapping[str, Language]:
        return self._languages

    def known(self, language: str) -> str:
        """The folder for a chat profile's locale: ``de`` for ``de-AT``, else the default."""
        for name in (language, language.replace("_", "-").split("-")[0].lower()):
            if name in self._languages:
                return name
        return self.default

    def message(self, key: str, language: str) -> Message:
        for tongue in self._tongues(language):
            if message := next(self.good_messages(key, tongue), None):
                return message
        raise _absent(f"{language}/{key}.md")

    def good_messages(self, key: str, language: str) -> Iterator[Message]:
        """The good versions of one message in one language, first choice first."""
        for path in self.sources.paths(language, f"{key}.md"):
            if message := self._message(path, key, language):
                yield message

    def base(self, key: str, file: str) -> Values | None:
        """The values that a translation or an edit of a message can use; None for the original."""
        for path in reversed([*self.sources.paths(ORIGINAL, f"{key}.md")]):
            if path == file:
                return None
            if message := self._message(path, key, ORIGINAL):
                return message.head.example
        return None

    def survey(self, key: str, language: str) -> Survey:
        for tongue in self._tongues(language):
            for path in self.sources.paths(tongue, f"{key}.yaml"):
                if survey := self._survey(path, key, tongue):
                    return survey
        raise _absent(f"{language}/{key}.yaml")

    def tasks(self, key: str, language: str) -> TaskHead:
        for tongue in self._tongues(language):
            for path in self.sources.paths(tongue, f"{key}.yaml"):
                if tasks := self._tasks.get(path, partial(read_tasks, path)):
                    return tasks
        raise _absent(f"{language}/{key}.yaml")

    def lesson(self, key: str, language: str) -> Lesson:
        for tongue in self._tongues(language):
            if lesson := next(self.good_lessons(key, tongue), None):
                return lesson
        raise _absent(f"{language}/{key}.yaml")

    def good_lessons(self, key: str, language: str) -> Iterator[Lesson]:
        """The good versions of one lesson in one language, first choice first."""
        for path in self.sources.paths(language, f"{key}.yaml"):
            if lesson := self._lesson(path, language):
                yield lesson

    def about_lesson(self, key: str) -> About:
        for lesson in self.good_lessons(key, ORIGINAL):
            if about := lesson.head.about:
                return about
        raise _absent(f"{ORIGINAL}/{key}.yaml")

    def lesson_keys(self) -> tuple[str, ...]:
        keys = self.sources.keys(ORIGINAL, ".yaml", "lessons")
        good = (key for key in keys if next(self.good_lessons(key, ORIGINAL), None))
        return tuple(sorted(good, key=lambda key: (self.about_lesson(key).order, key)))

    def label(self, name: str, language: str) -> Label:
        for labels in self.label_files(name, language):
            if name in labels:
                return labels[name]
        raise MessageFileError(f"{language}/{_LABELS}.yaml", 1, f"there is no label {name}")

    def label_files(self, name: str, language: str) -> Iterator[Labels]:
        """Labels that may hold this name: ``labels.yaml``, and the file of its first part."""
        for tongue in self._tongues(language):
            for file in (_LABELS, name.partition(".")[0]):
                yield from self._good_labels(file, tongue)

    def label_names(self, file: str, language: str) -> frozenset[str]:
        """The names that this one file of this one language holds."""
        return frozenset(chain.from_iterable(self._good_labels(file, language)))

    def _good_labels(self, file: str, tongue: str) -> Iterator[Labels]:
        under = "" if file == _LABELS else f"{file}."
        for path in self.sources.paths(tongue, f"{file}.yaml"):
            if labels := self._labels.get(path, partial(read_labels, path, under)):
                yield labels

    def read_all(self) -> None:
        """Read every file that is new or has changed."""
        for language in self._languages:
            for key in self.sources.keys(language, ".md"):
                for path in self.sources.paths(language, f"{key}.md"):
                    self._message(path, key, language)
            for key in self.sources.keys(language, ".yaml", "surveys"):
                for path in self.sources.paths(language, f"{key}.yaml"):
                    self._survey(path, key, language)
            for key in self.sources.keys(language, ".yaml", "tasks"):
                for path in self.sources.paths(language, f"{key}.yaml"):
                    self._tasks.get(path, partial(read_tasks, path))
            for key in self.sources.keys(language, ".yaml", "lessons"):
                list(self.good_lessons(key, language))
            for file in self.sources.top(language, ".yaml"):
                list(self._good_labels(file, language))

    def unsaid(self) -> Iterator[MessageFileError]:
        """Files in English that have no good version anywhere."""
        kinds = (
            (self.message, self.sources.keys(ORIGINAL, ".md"), ".md"),
            (self.survey, self.sources.keys(ORIGINAL, ".yaml", "surveys"), ".yaml"),
            (self.tasks, self.sources.keys(ORIGINAL, ".yaml", "tasks"), ".yaml"),
            (self.lesson, self.sources.keys(ORIGINAL, ".yaml", "lessons"), ".yaml"),
        )
        for find, keys, suffix in kinds:
            for key in sorted(keys):
                try:
                    find(key, ORIGINAL)
                except MessageFileError as absent:
                    paths = [*self.sources.paths(ORIGINAL, f"{key}{suffix}")]
                    yield next((p for p in self.problems() if p.file in paths), absent)

    def problems(self) -> Iterator[MessageFileError]:
        shelves = (self._messages, self._surveys, self._tasks, self._lessons, self._labels)
        return chain.from_iterable(shelf.problems() for shelf in shelves)

    def _message(self, path: str, key: str, language: str) -> Message | None:
        def read(text: str) -> Message:
            base = self.base(key, path)
            return read_message(path, text, self._languages[language], base)

        return self._messages.get(path, read)

    def _survey(self, path: str, key: str, language: str) -> Survey | None:
        def read(text: str) -> Survey:
            return read_survey(path, text, self._languages[language], self._survey_base(key, path))

        return self._surveys.get(path, read)

    def _lesson(self, path: str, language: str) -> Lesson | None:
        def read(text: str) -> Lesson:
            return read_lesson(path, text, self._languages[language], language == ORIGINAL)

        return self._lessons.get(path, read)

    def _survey_base(self, key: str, file: str) -> Values | None:
        for path in reversed([*self.sources.paths(ORIGINAL, f"{key}.yaml")]):
            if path == file:
                return None
            if survey := self._survey(path, key, ORIGINAL):
                return survey.head.example
        return None

    def _tongues(self, language: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.known(language), self.default, ORIGINAL)))

    def _language(self, name: str, locale: Locale) -> Language:
        def words(label_name: str) -> Forms:
            label = self.label(label_name, name)
            return {"other": label} if isinstance(label, str) else label

        wording = Wording(locale, words)
        return Language(wording, Templates(wording), Markdown())


def _locale(folder: str) -> Locale | None:
    try:
        return Locale.parse(folder, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _absent(file: str) -> MessageFileError:
    return MessageFileError(file, 1, "there is no such file")
