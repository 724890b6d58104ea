"""Everything that is kept about whoever asks: in words, in cards that fit, and as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from bot.conversation.asking import taking_part
from bot.conversation.turn import Turn
from bot.dividend.weeks import TASK, thawed
from bot.measures.hours_returned import OTHER
from bot.model.cards import Card, File
from bot.model.texts import Paragraph, Span, Text
from bot.store.erasing import Row
from bot.store.surveys import Answered

MOST_LINES, MOST_CHARACTERS = 20, 2_400  # of a card; every platform shows as much uncut
LONGEST_LINE = 1_000
Line = tuple[str, str]
Rows = Mapping[str, Sequence[Row]]
_CHOSEN = {"working_days": "working_days", "unwanted_kinds": "kinds"}  # by question of the form
_COUNTED = ("invitation", "epochmember", "stay", "eventkey", "auditentry", "pilot")


def all_of_it(turn: Turn) -> list[Card]:
    """A card or more for each part, and one with the file."""
    rows = turn.store.own_data.rows(turn.me.id)
    sections = {
        "profile": _profile(turn),
        "accounts": _accounts(rows),
        "wishes": [(turn.word("stored.consent"), taking_part(turn)), *_wishes(rows, turn)],
        "answers": [
            _answers(one, turn) for one in turn.store.surveys.of_respondent(turn.respondent)
        ],
        "frozen": list(_frozen(turn)),
        "figures": list(_figures(turn)),
        "records": _records(rows, turn),
    }
    shown = (in_cards(turn.word(f"own_data.{name}"), lines) for name, lines in sections.items())
    return [*chain.from_iterable(shown), _file(rows, turn)]


def in_cards(title: str, lines: Sequence[Line]) -> Iterator[Card]:
    """The lines in as many cards as it takes for none to be cut; a long one goes on in the next."""
    part, length = list[Line](), 0
    for line in chain.from_iterable(map(_pieces, lines)):
        size = len(f"{line[0]}: {line[1]}".encode("utf-16-le")) // 2 + 4
        if part and (len(part) == MOST_LINES or length + size > MOST_CHARACTERS):
            yield _card(title, part)
            part, length = [], 0
        part.append(line)
        length += size
    if part:
        yield _card(title, part)


def _pieces(line: Line) -> Iterator[Line]:
    name, text = line
    for start in range(0, max(len(text), 1), LONGEST_LINE):
        yield name, text[start : start + LONGEST_LINE]


def _card(title: str, lines: Sequence[Line]) -> Card:
    said = tuple(Paragraph((Span(f"{name}: ", bold=True), Span(text))) for name, text in lines)
    return Card(title, (Text(said),))


def _file(rows: Rows, turn: Turn) -> Card:
    whole = {"made_at": turn.now.isoformat(), "person": turn.me.id, "tables": rows}
    content = json.dumps(whole, ensure_ascii=False, indent=1)
    name = f"drudgery-dividend-{turn.now.date()}.json"
    card = turn.say("replies/own_data_file").card
    return Card(card.title, (*card.elements, File(name, turn.word("own_data.file"), content)))


def _profile(turn: Turn) -> list[Line]:
    me, word = turn.me, turn.word
    manager = turn.store.people.get(me.manager_id).name if me.manager_id else ""
    facts = {
        "name": me.name,
        "email": me.email,
        "team": turn.store.teams.get(me.team_id).name,
        "manager": manager,
        "role_band": me.role_band,
        "contracted_hours": _number(me.contracted_hours, turn),
        "zone": turn.catalog.place(me.local_zone, turn.language),
        "language": turn.catalog.language_names().get(me.language, me.language),
        "roles": ", ".join(word(f"role.{role}") for role in sorted(turn.roles)),
    }
    return [(word(f"own_data.{name}"), fact) for name, fact in facts.items() if fact]


def _accounts(rows: Rows) -> list[Line]:
    return [
        (f"{row['platform']}".title(), f"{row['workspace']}, {row['account']}")
        for row in rows["account"]
    ]


def _wishes(rows: Rows, turn: Turn) -> list[Line]:
    asked = turn.catalog.survey("surveys/preferences", turn.language).fields
    named = {question.id: question.choices for question in asked}
    return [
        (turn.word(f"own_data.wish.{name}"), _wish(name, f"{wish}", named, turn))
        for row in rows["preference"]
        for name, wish in row.items()
        if wish is not None and name != "person_id"
    ]


def _wish(name: str, wish: str, named: Mapping[str, Mapping[str, str]], turn: Turn) -> str:
    """What the person once chose, as it reads in the form."""
    if choices := named.get(_CHOSEN.get(name, "")):
        return ", ".join(choices.get(value, value) for value in wish.split())
    if not name.endswith(("_at", "_until")):
        return wish
    return turn.day(datetime.fromisoformat(wish).astimezone(turn.place(turn.me.local_zone)).date())


def _number(value: float, turn: Turn) -> str:
    return turn.catalog.number(value, turn.language)


def _answers(answered: Answered, turn: Turn) -> Line:
    """One check-in on one line, in the words of its questions."""
    named = _questions(answered.wave.survey, turn)
    given: list[Line] = [(name, _number(number, turn)) for name, number in answered.numbers.items()]
    given += [(name, _chosen(name, said, named)) for name, said in answered.texts.items()]
    said = [f"{named.get(name, name)}: {value}" for name, value in given if value]
    return turn.day(answered.wave.local_date), "; ".join(said)


def _chosen(question: str, said: str, named: Mapping[str, str]) -> str:
    """What was chosen, of several with commas between them, in words; a remark as it is."""
    labels = [named.get(f"{question}={value}", "") for value in said.split(",")]
    return ", ".join(labels) if all(labels) else said


def _questions(survey: str, turn: Turn) -> Mapping[str, str]:
    """The label of each question, and of what can be chosen, as ``question=value``."""
    chosen = turn.config.surveys.get(survey)
    if chosen is None:
        return {}
    tasks = turn.catalog.tasks(chosen.tasks, turn.language) if chosen.tasks else ()
    named = {f"{TASK}{task.id}": task.label for task in tasks}
    for question in turn.catalog.survey_questions(chosen.form, turn.language):
        id = f"{TASK}{OTHER}" if question.kind == "tasks" else question.id
        named[id] = question.label
        choices = question.choices or {task.id: task.label for task in tasks}
        named |= {f"{question.id}={value}": said for value, said in choices.items()}
    return named


def _frozen(turn: Turn) -> Iterator[Line]:
    """What was frozen at the start of a pilot, and is kept longer than the answers."""
    for pilot in turn.store.pilots.all():
        named = _questions(pilot.survey, turn)
        for row in turn.store.pilots.baseline_of(pilot.id, turn.respondent):
            week, wave = thawed(row), turn.store.surveys.get(row.wave_id)
            hours = (
                f"{named.get(TASK + task, task)}: {_number(spent, turn)}"
                for task, spent in week.hours
            )
            day = turn.day(wave.local_date) if wave else row.wave_id
            yield f"{pilot.name}, {day}", "; ".join(hours)


def _figures(turn: Turn) -> Iterator[Line]:
    """Only that the person's answers are part of them: the figures are about groups."""
    for figure in turn.store.own_data.figures(turn.me.id):
        team = turn.store.teams.get(figure.team_id).name
        yield turn.day(figure.local_date), f"{team}, {turn.word('chart.hours_returned')}"


def _records(rows: Rows, turn: Turn) -> list[Line]:
    """How many of what repeats itself; each of them is in the file."""
    kinds = Counter(f"{row['kind']}" for row in rows["delivery"])
    sent = [(turn.word(f"kind.{kind}"), f"{count}") for kind, count in sorted(kinds.items())]
    counted = [(turn.word(f"own_data.{name}"), f"{len(rows[name])}") for name in _COUNTED]
    return [*counted, *sent]
