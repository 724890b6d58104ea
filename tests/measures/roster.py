"""Made-up teams, among them a roster of twelve whose figures were worked out by hand."""

from bot.measures.groups import GroupHours
from bot.measures.pairing import Paired
from bot.measures.records import WaveHours

TASKS = ("reporting", "reconciling", "chasing")

# person: hours by task before, hours by task now, hours checking AI
TWELVE: dict[str, tuple[tuple[float, ...], tuple[float, ...], float]] = {
    "ann": ((6, 4, 2), (3, 3, 2), 1),  # 12 -> 8: gross 4, net 3
    "bea": ((5, 5, 0), (2, 4, 0), 0.5),  # 10 -> 6: gross 4, net 3.5
    "cem": ((8, 2, 1), (4, 2, 1), 1),  # 11 -> 7: gross 4, net 3
    "dee": ((4, 4, 4), (4, 4, 4), 0),  # 12 -> 12: gross 0, net 0
    "eli": ((7, 3, 0), (3, 2, 0), 1),  # 10 -> 5: gross 5, net 4
    "fay": ((6, 6, 2), (4, 4, 2), 2),  # 14 -> 10: gross 4, net 2
    "gus": ((3, 3, 0), (3, 4, 0), 0),  # 6 -> 7: gross -1, net -1
    "han": ((9, 3, 0), (4, 2, 0), 1),  # 12 -> 6: gross 6, net 5
    "ida": ((5, 2, 1), (2, 2, 0), 0.5),  # 8 -> 4: gross 4, net 3.5
    "jon": ((6, 4, 0), (3, 3, 0), 1),  # 10 -> 6: gross 4, net 3
    "kim": ((4, 6, 0), (2, 4, 0), 1),  # 10 -> 6: gross 4, net 3
    "lou": ((7, 2, 0), (3, 1, 0), 1),  # 9 -> 4: gross 5, net 4
}


def wave(
    respondent: str,
    hours: tuple[float, ...],
    *,
    name: str = "w1",
    checking: float = 0,
    contracted: float = 40,
    normal: bool = True,
    confirmed: bool = True,
    wording: str = "1",
    retro: bool = False,
) -> WaveHours:
    return WaveHours(
        respondent=respondent,
        wave=name,
        hours=tuple(zip(TASKS, hours, strict=False)),
        checking=checking,
        contracted=contracted,
        normal=normal,
        confirmed=confirmed,
        wording=wording,
        retro=retro,
    )


def pair(
    respondent: str, before: tuple[float, ...], now: tuple[float, ...], checking: float = 0
) -> Paired:
    current = wave(respondent, now, name="w9", checking=checking)
    return Paired(respondent, (wave(respondent, before),), (current,))


def twelve() -> tuple[Paired, ...]:
    return tuple(pair(who, *answers) for who, answers in TWELVE.items())


def changed_by(*gains: float) -> tuple[Paired, ...]:
    """People who each spent 20 hours on reporting, and now that much less."""
    return tuple(pair(f"p{i:04}", (20, 0, 0), (20 - g, 0, 0)) for i, g in enumerate(gains))


def team(people: tuple[Paired, ...], eligible: int | None = None) -> GroupHours:
    eligible = len(people) if eligible is None else eligible
    return GroupHours(group="finance", question="drudgery", people=people, eligible=eligible)
