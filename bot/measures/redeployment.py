"""Where freed time went: the measured share of it that became useful work."""

from collections.abc import Sequence
from fractions import Fraction

USEFUL_PLACES = frozenset({"core_work", "customers", "learning"})
OTHER_PLACES = frozenset({"more_of_the_same", "left_on_time"})
UNKNOWN = "cannot_say"


def useful_share(places: Sequence[str], fewest: int) -> Fraction | None:
    """``useful / (useful + not useful)``: the redeployment rate, and the rho of capacity value.

    One answer to "where the time went" per person. "Cannot say" is in neither part. None with
    fewer than ``fewest`` answers that say where. Leaving on time is a gain of people's own that
    finance cannot count. Raises ValueError for a place that is not among the choices.
    """
    if odd := set(places) - USEFUL_PLACES - OTHER_PLACES - {UNKNOWN}:
        raise ValueError(f"nobody was offered {sorted(odd)[0]!r}")
    said = [place for place in places if place != UNKNOWN]
    if not said or len(said) < fewest:
        return None
    return Fraction(sum(place in USEFUL_PLACES for place in said), len(said))
