"""Everything that is kept about whoever asks: in words, in cards that fit, and as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from bot.conversation.asking import taking_part
from bot.conversation.turn import Turn
from bot.features.own_data.answers import Line, answered, frozen, named
from bot.model.cards import Card, File
from bot.model.texts import Paragraph, Span, Text
from bot.store.erasing import Row

MOST_LINES, MOST_CHARACTERS = 20, 2_400  # of a card; every platform shows as much uncut
LONGEST_LINE = 1_000
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
        "absences": list(_absences(rows, turn)),
        "answers": list(answered(turn)),
        "frozen": list(frozen(turn)),
        "figures": list(_figures(turn)),
        "records": _records(rows, turn),
    }
    shown = (
        in_cards(turn.word(f"own_data.{name}"), [(named(of, turn), said) for of, said in lines])
        for name, lines in sections.items()
    )
    return [*chain.from_iterable(shown), _file(rows, turn)]


def in_cards(title: str, lines: Sequence[Line]) -> Iterator[Card]:
    """The lines in as many cards as it takes for none to be cut; a long one goes on in the next."""
    part, length = list[Line](), 0
    for line in chain.from_iterable(map(_pieces, lines)):
        size = len(f"{line[0]} {line[1]}".encode("utf-16-le")) // 2 + 4
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
    said = tuple(Paragraph((Span(f"{name} ", bold=True), Span(text))) for name, text in lines)
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
    return turn.full_day(
        datetime.fromisoformat(wish).astimezone(turn.place(turn.me.local_zone)).date()
    )


def _number(value: float, turn: Turn) -> str:
    return turn.catalog.number(value, turn.language)


def _absences(rows: Rows, turn: Turn) -> Iterator[Line]:
    """From when to when, and from which import."""
    for row in sorted(rows["absence"], key=lambda row: f"{row['first_day']}"):
        first, last = (date.fromisoformat(f"{row[day]}") for day in ("first_day", "last_day"))
        days = f"{turn.full_day(first)}\N{NO-BREAK SPACE}\N{EN DASH} {turn.full_day(last)}"
        yield days, f"{row['source']}"


def _figures(turn: Turn) -> Iterator[Line]:
    """Only that the person's answers are part of them: the figures are about groups."""
    for figure in turn.store.own_data.figures(turn.me.id):
        team = turn.store.teams.get(figure.team_id).name
        yield turn.full_day(figure.local_date), f"{team}, {turn.word('chart.hours_returned')}"


def _records(rows: Rows, turn: Turn) -> list[Line]:
    """How many of what repeats itself; each of them is in the file."""
    kinds = Counter(f"{row['kind']}" for row in rows["delivery"])
    sent = [(turn.word(f"kind.{kind}"), f"{count}") for kind, count in sorted(kinds.items())]
    counted = [(turn.word(f"own_data.{name}"), f"{len(rows[name])}") for name in _COUNTED]
    return [*counted, *sent]
