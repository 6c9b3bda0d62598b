"""What must never be found: problems that wait for nobody, clocks that run on after the end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from qinqing.domains.problems.models import OPEN_STATES
from qinqing.domains.problems.terms import Holder

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
  where p.closed_at is not null and not p.state = any(%(open)s::text[])
    or t.closed_at is not null and t.state = 'recalled'
  group by p.id, p.number, l.clock, l.task_id
  having coalesce(max(l.id) filter (where l.kind in ('start', 'reopen', 'resume')), 0)
       > coalesce(max(l.id) filter (where l.kind in ('stop', 'pause')), 0)
order by 1, 3
"""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A problem that somebody forgot, and why it counts as forgotten."""

    problem_id: int
    number: str
    reason: str


def orphans(now: datetime) -> list[Orphan]:
    """Open problems with no holder or no next date, and clocks of ended problems and tasks that still run.

    Empty in a sound installation (problem-lifecycle, invariant 24). Asked as the system, over everything.
    """
    given = {
        "now": now,
        "nobody": Holder.NOBODY.value,
        "units": [Holder.UNIT.value, Holder.UNIT_HEAD.value],
        "open": list(OPEN_STATES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        return [Orphan(*row) for row in cursor.fetchall()]
