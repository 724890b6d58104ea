"""What was learnt: right at the first try, and still right two weeks later."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

RETEST_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Try:
    respondent: str
    quiz: str
    at: datetime
    right: bool


@dataclass(frozen=True, slots=True)
class Skill:
    """Shares from 0 to 1 over people and quizzes; None where there was none yet."""

    first_try: float | None
    retest: float | None


def skill(tries: Iterable[Try]) -> Skill:
    """The share right at the first try, and at the first retest 14 days or more after it.

    A try in between is practice and counts in neither (docs/measures.md 9; Roediger and Karpicke
    2006 on why a delayed test is the one that tells). Raises ValueError for two tries at once.
    """
    by_quiz = defaultdict[tuple[str, str], list[Try]](list)
    for one in sorted(tries, key=lambda one: one.at):
        by_quiz[one.respondent, one.quiz].append(one)
    firsts, retests = list[Try](), list[Try]()
    for first, *later in by_quiz.values():
        if len({one.at for one in (first, *later)}) <= len(later):
            raise ValueError("two tries of one person and quiz at once")
        firsts.append(first)
        retests += [one for one in later if one.at - first.at >= RETEST_AFTER][:1]
    return Skill(_share_right(firsts), _share_right(retests))


def _share_right(tries: list[Try]) -> float | None:
    return sum(one.right for one in tries) / len(tries) if tries else None
