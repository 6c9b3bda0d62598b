"""What enterprises told of themselves because a rule asked."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from qinqing.domains.enterprises.models import EnterpriseQuerySet
from qinqing.domains.policies import rules
from qinqing.domains.policies.facts.known import REGISTERED
from qinqing.domains.policies.models import StatedFact
from qinqing.kernel.compiled import Asked, Compiled
from qinqing.kernel.permissions import Actor
from qinqing.lib.rules import Value, read


@cache
def askable() -> frozenset[str]:
    """The facts that may be told: those that rules ask and the register has no place for."""
    return frozenset(rules.book().facts) - REGISTERED


def stated_of(actor: Actor, enterprise: int, day: date) -> Asked[dict[str, Value]]:
    """What was said of one enterprise this year, the latest of each; what reads no more is left out. To be
    asked."""
    sql, params = _OF_ONE.bound(actor, day.year, (enterprise,))
    return Asked(sql, params, 3, lambda rows: _latest(rows).get(enterprise, {}))


def stated_among(rows: EnterpriseQuerySet, names: Collection[str], day: date) -> dict[int, dict[str, Value]]:
    """The same of very many by enterprise, and of some facts only; the caller opens the view."""
    said = StatedFact.objects.filter(fact__in=sorted(names), enterprise__in=rows.order_by().values("pk"))
    return _latest(_said(said.filter(year=day.year)))


def _said(rows: QuerySet[StatedFact]) -> Any:
    """Who said what, the earlier first; the value as the text it is stored as."""
    return rows.order_by("stated_at", "pk").values_list("enterprise", "fact", Cast("value", TextField()))


_OF_ONE = Compiled(
    lambda _, year, enterprise: _said(StatedFact.objects.filter(enterprise=enterprise, year=year))
)


def _latest(rows: Iterable[Sequence[Any]]) -> dict[int, dict[str, Value]]:
    found: dict[int, dict[str, Value]] = {}
    for number, name, stored in rows:
        value = _read(name, json.loads(stored))
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
