"""How people feel, from 0 to 100."""

from collections.abc import Collection, Iterable, Mapping

from bot.measures.hours_returned import mean

POINTS = 5


def sentiment(answers: Mapping[str, int], reversed_items: Collection[str] = ()) -> float | None:
    """``100 x (mean of items - 1) / 4`` of one person; five-point items, 5 is best.

    Items in ``reversed_items`` say the opposite and count as ``6 - answer``; items that were not
    answered are left out. None without an answer. Raises ValueError for one outside 1 to 5.
    """
    if not all(1 <= answer <= POINTS for answer in answers.values()):
        raise ValueError("an item is answered from 1 to 5")
    if not answers:
        return None
    turned = [POINTS + 1 - a if item in reversed_items else a for item, a in answers.items()]
    return 100 * (mean(turned) - 1) / (POINTS - 1)


def group_sentiment(people: Iterable[float | None]) -> float | None:
    """The mean over people, each once however many items they answered; None without anybody."""
    known = [one for one in people if one is not None]
    return mean(known) if known else None
