"""Who opens what is shown covered of far more enterprises than is usual."""

from collections.abc import Collection, Iterable, Mapping
from statistics import median
from typing import Final

Day = tuple[int, int]
"""Somebody, and of how many enterprises he opened something in a day."""
FAR_MORE: Final = 5
"""So many times as many enterprises in a day as is usual."""
MANY: Final = 50
"""Whoever calls one enterprise after the other all day, ten minutes each, comes to fewer; below it nobody
stands out, however quiet the house is."""
USUAL_OVER: Final = 28
"""Days: on a Sunday a day has no measure of its own."""


def usual(lately: Iterable[Day]) -> float:
    """Of how many enterprises somebody opens something in a day, as the days lately were."""
    counts = [enterprises for _, enterprises in lately]
    return median(counts) if counts else 0


def far_more(day: Mapping[int, int], lately: Collection[Day]) -> dict[int, float]:
    """Who opened of far more enterprises on a day than is usual with the others, and what is usual with them.

    Nobody is his own measure.
    """
    many = {who: count for who, count in day.items() if count > MANY}
    others = {who: usual(one for one in lately if one[0] != who) for who in many}
    return {who: others[who] for who, count in many.items() if count > FAR_MORE * others[who]}
