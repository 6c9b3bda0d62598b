"""What enterprises told of themselves because a rule asked."""

from collections.abc import Collection
from datetime import date
from functools import cache

from django.db.models import QuerySet

from qinqing.domains.enterprises.models import EnterpriseQuerySet
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
    return _latest(StatedFact.objects.filter(enterprise__in=ids), day)


def stated_among(rows: EnterpriseQuerySet, names: Collection[str], day: date) -> dict[int, dict[str, Value]]:
    """The same of very many, and of some facts only."""
    said = StatedFact.objects.filter(fact__in=sorted(names), enterprise__in=rows.order_by().values("pk"))
    return _latest(said, day)


def _latest(rows: QuerySet[StatedFact], day: date) -> dict[int, dict[str, Value]]:
    found: dict[int, dict[str, Value]] = {}
    said = rows.filter(year=day.year).order_by("stated_at", "pk").values_list("enterprise", "fact", "value")
    for number, name, stored in said:
        value = _read(name, stored)
        if value is not None:
            found.setdefault(number, {})[name] = value
    return found


def _read(name: str, stored: object) -> Value | None:
    fact = rules.book().facts.get(name)
    if fact is None:
        return None
    try:
        return read(fact, stored)
    except ValueError:
        return None
