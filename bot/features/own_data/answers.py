"""What somebody answered, in the words of the questions and in their order."""

from collections.abc import Collection, Iterator, Mapping

from bot.catalog import Question
from bot.conversation.turn import Turn
from bot.dividend.weeks import TASK, thawed
from bot.measures.hours_returned import OTHER
from bot.store.surveys import Answered

Line = tuple[str, str]
_BETWEEN = "\N{NO-BREAK SPACE}· "


def answered(turn: Turn) -> Iterator[Line]:
    """Each response on one line."""
    surveys = dict[str, Mapping[str, Question]]()
    for one in turn.store.surveys.of_respondent(turn.respondent):
        survey = one.wave.survey
        surveys[survey] = surveys.get(survey) or _asked(survey, turn)
        yield _answered(one, surveys[survey], turn)


def _answered(one: Answered, asked: Mapping[str, Question], turn: Turn) -> Line:
    given: dict[str, float | str] = {**one.numbers, **one.texts}
    said = [_said(id, given[id], asked.get(id), turn) for id in _in_order(given, asked)]
    chosen = turn.config.surveys.get(one.wave.survey)
    title = turn.catalog.survey_title(chosen.form, turn.language) if chosen else one.wave.survey
    day = turn.full_day(one.wave.local_date)
    return f"{title}, {day}", _BETWEEN.join(said) or turn.word("own_data.no_answer")


def frozen(turn: Turn) -> Iterator[Line]:
    """What was frozen at the start of a pilot, and is kept longer than the answers."""
    for pilot in turn.store.pilots.all():
        asked = _asked(pilot.survey, turn)
        for row in turn.store.pilots.baseline_of(pilot.id, turn.respondent):
            wave = turn.store.surveys.get(row.wave_id)
            day = turn.full_day(wave.local_date) if wave else row.wave_id
            spent = {f"{TASK}{task}": hours for task, hours in thawed(row).hours}
            hours = (_said(id, spent[id], asked.get(id), turn) for id in _in_order(spent, asked))
            yield f"{pilot.name}, {day}", _BETWEEN.join(hours)


def _in_order(given: Collection[str], asked: Collection[str]) -> list[str]:
    """What was asked as it was asked, and what is asked no more behind it."""
    return [*(id for id in asked if id in given), *sorted({*given} - {*asked})]


def named(label: str, turn: Turn) -> str:
    """A label with what leads on to its value: a question has its own mark."""
    return label if label.endswith(("?", "!")) else f"{label.rstrip('.')}{turn.word('own_data.is')}"


def _asked(survey: str, turn: Turn) -> Mapping[str, Question]:
    """The questions by what answers are kept under; each task is one."""
    chosen = turn.config.surveys.get(survey)
    if chosen is None:
        return {}
    tasks = turn.catalog.tasks(chosen.tasks, turn.language) if chosen.tasks else ()
    named = {task.id: task.label for task in tasks}
    asked = dict[str, Question]()
    for question in turn.catalog.survey_questions(chosen.form, turn.language):
        if question.kind != "tasks":
            choices = question.choices or named
            asked[question.id] = question.model_copy(update={"choices": choices})
            continue
        for id, label in (*named.items(), (OTHER, question.label)):
            asked[f"{TASK}{id}"] = question.model_copy(update={"label": label})
    return asked


def _said(id: str, value: float | str, question: Question | None, turn: Turn) -> str:
    if question is None:
        said = value if isinstance(value, str) else turn.catalog.number(value, turn.language)
        return f"{named(id, turn)} {said}"
    return f"{named(question.label, turn)} {_chosen(value, question, turn)}"


def _chosen(value: float | str, question: Question, turn: Turn) -> str:
    """What was chosen, of several with commas between them, in words; a remark as it is."""
    if isinstance(value, str):
        labels = [question.choices.get(one, "") for one in value.split(",")]
        return ", ".join(labels) if all(labels) else value
    if question.kind == "tasks":
        return turn.catalog.label("units.hours", turn.language, value)
    if question.kind == "scale" and value in range(1, len(question.labels) + 1):
        return question.labels[int(value) - 1]
    return turn.catalog.number(value, turn.language)
