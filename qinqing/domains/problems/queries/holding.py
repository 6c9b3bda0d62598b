"""The people behind the office: by name who has a problem now, and who is the enterprise's officer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.queries import current
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.people import paired_leader
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.queries.timing import acting
from qinqing.domains.problems.rules.situation import Case
from qinqing.domains.problems.terms import Holder
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor

MOST_NAMES = 3
_AREA_ROLE = {
    Holder.COORDINATOR: Role.COORDINATOR,
    Holder.COORDINATION_HEAD: Role.COORDINATION_HEAD,
    Holder.LEADER: Role.LEADER,
    Holder.CALLBACK: Role.CALLBACK,
}
_UNIT_ROLE = {Holder.UNIT: Role.HANDLER, Holder.UNIT_HEAD: Role.UNIT_HEAD}


@dataclass(frozen=True, slots=True)
class Holding:
    """The names of those who have it now, and of the officer present ('' where there is none)."""

    names: tuple[str, ...]
    officer: str


def holding(actor: Actor, detail: Detail, now: datetime) -> Holding:
    """Read in two statements, in one more where leaders have it; who may not be seen is missing.

    Where a leader is paired with the enterprise and leads its area, he has it, and the others may act, too.
    """
    case, view = detail.case, acting(detail)
    officer_id = officers.present_officer(case.enterprise_id, now) if case.enterprise_id else None
    people = _PEOPLE.rows(actor, case.holder, (officer_id, _where(case), now))
    officer = next((name for number, name, _ in people if number == officer_id), "")
    if case.holder == Holder.OFFICER:
        return Holding((officer,) if officer else (), officer)
    if case.holder == Holder.UNIT and view is not None and view.handler:
        return Holding((view.handler,), officer)
    held = {number: name for number, name, is_holder in people if is_holder}
    if (
        case.holder == Holder.LEADER
        and (paired := paired_leader(case.enterprise_id, case.level, now)) in held
    ):
        return Holding((held[paired],), officer)
    return Holding(_few(list(held.values())), officer)


def _where(case: Case) -> tuple[int, ...]:
    """The areas, or the unit, for which somebody has it now."""
    if case.holder in _AREA_ROLE:
        return area_chain(case.area_id)
    return (case.holder_unit_id,) if case.holder_unit_id is not None else ()


def _people(
    actor: Actor, holder: Holder, officer_id: int | None, where: Any, now: datetime
) -> QuerySet[Person, tuple[Any, ...]]:
    grants = _grants(holder, where, now)
    people = Q(pk__in=grants.values("person_id"))
    if officer_id is not None:
        people |= Q(pk=officer_id)
    holds = Exists(grants.filter(person=OuterRef("pk")))
    found = Person.objects.filter(people, is_active=True).annotate(holds=holds)
    return found.order_by("pinyin", "id").values_list("pk", "name", "holds")


_PEOPLE = Compiled(_people)


def _grants(holder: Holder, where: Any, now: datetime) -> QuerySet[Grant]:
    """The grants by which somebody has it now."""
    found = Grant.objects.filter(current(now))
    if holder in _AREA_ROLE:
        return found.filter(role=_AREA_ROLE[holder], area__among=where)
    return found.filter(role=_UNIT_ROLE.get(holder, ""), unit__among=where)


def _few(names: list[str]) -> tuple[str, ...]:
    return (*names[:MOST_NAMES], f"等 {len(names)} 人") if len(names) > MOST_NAMES else tuple(names)
