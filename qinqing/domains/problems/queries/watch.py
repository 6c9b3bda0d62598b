"""What must never be found: problems that wait for nobody, dates and shares that the ledger does not give."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from qinqing.domains.problems import life
from qinqing.domains.problems.models import OPEN_STATES, Problem, Task
from qinqing.domains.problems.queries.load import Loaded, load
from qinqing.domains.problems.queries.surroundings import place, surroundings
from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import ClockKind, Holder
from qinqing.lib.ledger import Entry, Kind, buckets
from qinqing.lib.workflow import SYSTEM

_SQL = """
select p.id, p.number, case
    when p.holder = %(nobody)s::text then 'nobody holds it'
    when p.holder = any(%(units)s::text[]) and p.holder_unit_id is null then 'no unit holds it'
    else 'no next date' end
  from problems_problem p
  where p.state = any(%(open)s::text[]) and p.submitted_at <= %(now)s::timestamptz
    and (p.holder = %(nobody)s::text or p.due_at is null
         or p.holder = any(%(units)s::text[]) and p.holder_unit_id is null)
union all
select p.id, p.number, 'clock ' || l.clock || ' runs after its end'
  from problems_problem p join problems_ledgerentry l on l.problem_id = p.id
       left join problems_task t on t.id = l.task_id
  where p.closed_at is not null and not p.state = any(%(open)s::text[]) and l.clock <> 'N'
    or t.closed_at is not null and t.state = 'recalled'
  group by p.id, p.number, l.clock, l.task_id
  having coalesce(max(l.id) filter (where l.kind in ('start', 'reopen', 'resume')), 0)
       > coalesce(max(l.id) filter (where l.kind in ('stop', 'pause')), 0)
order by 1, 3
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of which something does not hold, and what."""

    problem_id: int
    number: str
    reason: str


def orphans(now: datetime) -> list[Fault]:
    """Open problems with no holder or no next date, and clocks of ended problems and tasks that still run.

    Empty in a sound installation. Asked as the system, over everything.
    """
    given: dict[str, Any] = {
        "now": now,
        "nobody": Holder.NOBODY.value,
        "units": [Holder.UNIT.value, Holder.UNIT_HEAD.value],
        "open": list(OPEN_STATES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        return [Fault(*row) for row in cursor.fetchall()]


def uneven(now: datetime, among: Collection[int] | None = None) -> list[Fault]:
    """Problems whose shares do not add up to the enterprise's whole wait, to the minute.

    The whole is counted from each beginning of X to its stop, without asking who had it.
    """
    faults = []
    for number, loaded in _submitted(among):
        lines = [e for e in loaded.case.ledger if e.clock == ClockKind.EXPERIENCE]
        calendar, _ = place(loaded.case.area_id, now)
        spans = list(_spans(lines, now))
        shared = sum(part.work_minutes for part in buckets(lines, spans[-1][1], calendar))
        whole = sum(calendar.work_minutes_between(since, until) for since, until in spans)
        if shared != whole:
            faults.append(Fault(loaded.case.id, number, f"shares are {shared} of {whole} minutes"))
    return faults


def _spans(lines: Iterable[Entry], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the enterprise waited: more than once where what had ended was opened again."""
    since = None
    for line in lines:
        if line.kind in {Kind.START, Kind.REOPEN}:
            since = since or line.at
        elif line.kind is Kind.STOP and since is not None:
            yield since, line.at
            since = None
    if since is not None:
        yield since, now


def misdated(now: datetime, among: Collection[int] | None = None) -> list[Fault]:
    """Problems and tasks whose stored dates are not those that the ledger gives."""
    faults = []
    for number, loaded in _submitted(among):
        case = loaded.case
        around = surroundings(case, now)
        play = life.Play(
            Situation(case, None, frozenset({SYSTEM}), now, around.calendar, around.limits), around.limits
        )
        dues = {task.id: (play.task_due(task), play.finish_due(task)) for task in case.tasks}
        stored = Task.objects.filter(problem=case.id).values_list("id", "due_at", "finish_at")
        wrong = [task for task, due, finish in stored if dues[task] != (due, finish)]
        if wrong or play.next_due() != case.due_at:
            faults.append(Fault(case.id, number, f"dates of {wrong or 'the problem'} differ from the ledger"))
    return faults


def _submitted(among: Collection[int] | None) -> Iterator[tuple[str, Loaded]]:
    held = Problem.objects.filter(submitted_at__isnull=False)
    if among is not None:
        held = held.filter(pk__in=among)
    for problem_id, number in held.order_by("id").values_list("id", "number"):
        yield str(number), load(problem_id, lock=False)
