"""What enterprises told of themselves because a rule asked."""

from collections.abc import Collection
from datetime import date
from functools import cache

from qinqing.domains.policies import rules
from qinqing.domains.policies.facts.known import REGISTERED
from qinqing.domains.policies.models import StatedFact
from qinqing.lib.rules import Value, read


@cache
def askable() -> frozenset[str]:
    """The facts that may be told: those that rules ask and the register has no place for."""
    return frozenset(rules.book().facts) - REGISTERED


def stated_of(ids: Collection[int], day: date) -> dict[int, dict[str, Value]]:
    """By enterprise what was said of it this year, the latest of each; what reads no more is left out."""
    found: dict[int, dict[str, Value]] = {}
    rows = StatedFact.objects.filter(enterprise__in=ids, year=day.year).order_by("stated_at", "pk")
    for row in rows.only("enterprise_id", "fact", "value"):
        value = _read(row.fact, row.value)
        if value is not None:
            found.setdefault(row.enterprise_id, {})[row.fact] = value
    return found


def _read(name: str, stored: object) -> Value | None:
    fact = rules.book().facts.get(name)
    if fact is None:
        return None
    try:
        return read(fact, stored)
    except ValueError:
        return None
