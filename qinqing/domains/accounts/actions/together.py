"""One act on many people by one form: all of them, or nobody and the names of those who cannot."""

from collections.abc import Collection, Iterable

from qinqing.domains.accounts.models import Person
from qinqing.kernel.refusals import Refused

MOST_AT_ONCE = 200
"""So many people are given something by one form."""


def refuse_how_many(people: Collection[int]) -> None:
    """Refuse nobody, and more than MOST_AT_ONCE."""
    if not 0 < len(set(people)) <= MOST_AT_ONCE:
        raise Refused("how_many", f"请选 1 到 {MOST_AT_ONCE} 人", "people")


def refuse_by_name(faults: Iterable[tuple[Person, Refused]]) -> None:
    """Refuse for all whom it cannot be given, by name; for one reason at a time."""
    unfit: dict[str, list[str]] = {}
    for person, fault in faults:
        unfit.setdefault(fault.message, []).append(person.name)
    for why, names in unfit.items():
        raise Refused("unfit", f"{'、'.join(names)}：{why}", "people")
