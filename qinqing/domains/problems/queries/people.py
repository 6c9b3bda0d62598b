"""Who is to be told about a problem: people by what they are to it at this moment. Read as the system."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.queries.surroundings import place
from qinqing.domains.problems.rules.situation import reviewer_of
from qinqing.domains.problems.terms import OPEN_TASKS, Holder, Part, Span, TaskState

PAIRED_LEVEL = 3
"""The level of the leader who answers for the enterprise."""


def problem(problem_id: int) -> Problem:
    """The problem itself."""
    return Problem.objects.get(pk=problem_id)


def enterprise_people(problem_id: int, now: datetime) -> list[int]:
    """Who raised it and its contact; where neither has an account, the enterprise's main contact."""
    row = problem(problem_id)
    current = Contact.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=now), enterprise=row.enterprise_id, person__isnull=False
    ).exclude(sees=ContactSees.ONE)
    named = current.filter(person__in=[p for p in (row.author_id, row.contact_person_id) if p])
    chosen = named if named.exists() else current.filter(is_main=True)
    return sorted(set(chosen.values_list("person_id", flat=True)))


def officer(problem_id: int, now: datetime) -> list[int]:
    """The officer present or substituted now."""
    row = problem(problem_id)
    found = officers.present_officer(row.enterprise_id, now) if row.enterprise_id is not None else None
    return [found] if found is not None else []


def area_people(problem_id: int, role: Role, now: datetime) -> list[int]:
    """The people of a role whose area this problem belongs to."""
    return list(accounts.people_of_area(problem(problem_id).area_id, role, now).values_list("id", flat=True))


def system_administrators(now: datetime) -> list[int]:
    """Who keeps the platform."""
    return list(accounts.holders(Role.SYSTEM_ADMIN, now).values_list("id", flat=True))


def holder(problem_id: int, now: datetime) -> list[int]:
    """Whoever must act next."""
    row = problem(problem_id)
    match row.holder:
        case Holder.OFFICER:
            return officer(problem_id, now)
        case Holder.UNIT:
            return unit_people(problem_id, Role.HANDLER, now)
        case Holder.UNIT_HEAD:
            return unit_people(problem_id, Role.UNIT_HEAD, now)
        case Holder.ENTERPRISE:
            return enterprise_people(problem_id, now)
        case Holder.LEADER:
            return leaders(problem_id, now)
        case Holder.COORDINATOR | Holder.COORDINATION_HEAD | Holder.CALLBACK:
            return area_people(problem_id, Role(row.holder), now)
    return []


def unit_people(problem_id: int, role: Role, now: datetime) -> list[int]:
    """Handlers or heads of the units whose tasks are open; of a task with a named handler only him."""
    told: set[int] = set()
    for task in Task.objects.filter(problem=problem_id, is_open=True):
        if role == Role.HANDLER and task.handler_id is not None:
            told.add(task.handler_id)
        else:
            told.update(accounts.people_of_unit(task.unit_id, role, now).values_list("id", flat=True))
    return sorted(told)


def handlers_of(unit_id: int, now: datetime) -> list[int]:
    """Who handles in a unit."""
    return list(accounts.people_of_unit(unit_id, Role.HANDLER, now).values_list("id", flat=True))


def let_go(problem_id: int, unit_id: int, now: datetime) -> list[int]:
    """Who handles in a unit that has no share of a problem to do any more; nobody where it has one left."""
    if Task.objects.filter(problem=problem_id, unit=unit_id, is_open=True).exists():
        return []
    return handlers_of(unit_id, now)


def heads_to_sign(problem_id: int, now: datetime) -> list[int]:
    """Who signs off for the units whose reply waits, whoever drafted it apart."""
    told: set[int] = set()
    for task in Task.objects.filter(problem=problem_id, state=TaskState.SIGN_OFF):
        told.update(p.pk for p in accounts.sign_off_of(task.unit_id, now) if p.pk != task.drafted_by_id)
    return sorted(told)


def lead_handlers(problem_id: int, now: datetime) -> list[int]:
    """Who handles the lead's task."""
    lead = Task.objects.filter(problem=problem_id, part=Part.LEAD, is_open=True).first()
    if lead is None:
        return []
    if lead.handler_id is not None:
        return [lead.handler_id]
    return handlers_of(lead.unit_id, now)


def level_owner(problem_id: int, now: datetime) -> list[int]:
    """The owner of the level the problem was raised to."""
    role = Role(reviewer_of(problem(problem_id).level))
    return leaders(problem_id, now) if role is Role.LEADER else area_people(problem_id, role, now)


def heads_at_work_for(enterprise_ids: Collection[int], now: datetime) -> list[tuple[Person, str]]:
    """The heads of the units that have a task of one of these enterprises open, each with his unit's name."""
    tasks = Task.objects.filter(problem__enterprise__in=list(enterprise_ids), state__in=sorted(OPEN_TASKS))
    units = dict(tasks.order_by("unit").values_list("unit", "unit__short").distinct())
    found = {
        one.pk: (one, short)
        for unit, short in units.items()
        for one in accounts.people_of_unit(unit, Role.UNIT_HEAD, now)
    }
    return list(found.values())


def leaders(problem_id: int, now: datetime) -> list[int]:
    """The leader who has it at its level: the one paired with its enterprise, where he leads its area, else
    every leader of the area.
    """
    row = problem(problem_id)
    found = area_people(problem_id, Role.LEADER, now)
    paired = paired_leader(row.enterprise_id, row.level, now)
    return [paired] if paired in found else found


def paired_leader(enterprise_id: int | None, level: int, now: datetime) -> int | None:
    """Who is paired with the enterprise, where the level is the paired leader's; above he is one of all."""
    if enterprise_id is None or level != PAIRED_LEVEL:
        return None
    pairing = officers.leaders_of([enterprise_id], now).get(enterprise_id)
    return pairing.leader_id if pairing else None


def days_to_reopen(problem_id: int) -> int:
    """How many days the enterprise may open it again after it ended for want of material."""
    row = problem(problem_id)
    assert row.closed_at is not None, "it has ended"
    return place(row.area_id, row.closed_at)[1].amount(Span.REOPEN_LAPSED)


def number_of(problem_id: int) -> str:
    """The number people know it by."""
    return problem(problem_id).number or ""
