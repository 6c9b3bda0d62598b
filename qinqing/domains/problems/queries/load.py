"""Reading a problem into memory for a step: locked first, then read, so that nobody's change is missed."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.rules.situation import Attempt, Case, Subject, Task
from qinqing.domains.problems.terms import (
    CaseState,
    ClockKind,
    Holder,
    LaneClass,
    Objection,
    Part,
    Result,
    TaskState,
    Way,
)
from qinqing.domains.problems.workflow import PROBLEM_FLOW
from qinqing.kernel import twins
from qinqing.kernel.refusals import NotFound
from qinqing.lib.ledger import Entry, Kind, Limit

# The lock is a statement of its own: one that waits for it and reads more would read the rest as of before.
_LOCK = "select id from problems_problem where id = %s::bigint for update"
ITSELF = """
  to_jsonb(p),
  problem_tasks(p.id),
  (select jsonb_agg(to_jsonb(l) order by l.id) from problems_ledgerentry l where l.problem_id = p.id),
  (select jsonb_build_object('any', bool_or(c.reached), 'tried', jsonb_agg(to_jsonb(c) order by c.id)
       filter (where c.purpose = 'callback' or not c.reached))
     from problems_contactrecord c where c.problem_id = p.id)"""
_OWN_WORDS = ", ".join(
    f"'{step.event.__name__}'" for step in PROBLEM_FLOW.steps if step.event and "enterprise" in step.by
)
ACTED = f"""jsonb_build_object(
  'officers', jsonb_agg(distinct e.actor_id) filter (where e.role = '{Role.OFFICER}'),
  'enterprise', bool_or(e.role = '{Role.ENTERPRISE_USER}' and e.name in ({_OWN_WORDS})))"""
COLUMNS = f"""{ITSELF},
  (select {ACTED} from kernel_event e where e.subject_kind = 'problem' and e.subject_id = p.id)"""  # noqa: S608
"""What a problem in memory is made of: itself and who acted; a page asks for more with it."""
_READ = f"select {COLUMNS} from problems_problem p where p.id = %s::bigint"  # noqa: S608
_READ_MANY = f"select {COLUMNS} from problems_problem p where p.id = any(%s::bigint[]) order by p.id"  # noqa: S608


class TaskDates(NamedTuple):
    """The stored dates of a task: the next one its unit must keep, and when it must be done."""

    due_at: datetime | None
    finish_at: datetime | None


class Loaded:
    """A problem as it stands: the case, the subject of relations, and the row's version."""

    def __init__(
        self, row: Mapping[str, Any], tasks: Iterable[Mapping[str, Any]], ledger: Iterable[Mapping[str, Any]],
        contacts: Mapping[str, Any], acted: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.row = row
        self.version: int = row["version"]
        lines = list(ledger)
        rows = list(tasks)
        self.case = _case(row)
        self.case.tasks = [_task(task) for task in rows]
        self.dates = {
            task["id"]: TaskDates(_maybe(task["due_at"]), _maybe(task["finish_at"])) for task in rows
        }
        self.case.ledger = [_entry(line) for line in lines]
        started = max(
            (
                line["event_id"] or 0
                for line in lines
                if line["clock"] == ClockKind.CALLBACK and line["kind"] == "start"
            ),
            default=0,
        )
        tried = contacts["tried"] or ()
        self.case.attempts = [
            _attempt(call) for call in tried if call["purpose"] == "callback" and call["event_id"] > started
        ]
        for task in self.case.tasks:
            task.tries = [
                _attempt(one) for one in tried if one["purpose"] == "matter" and one["task_id"] == task.id
            ]
        self.case.reached = bool(contacts["any"] or acted["enterprise"])
        self._officers = frozenset(acted["officers"] or ())

    def subject(self, task: Task | None = None) -> Subject:
        """What relations are asked of: the problem, or one of its tasks."""
        case, lead = self.case, self.case.lead
        hands = {
            person
            for one in case.tasks
            for person in (one.handler_id, one.drafted_by_id, one.signed_off_by_id)
            if person is not None
        }
        return Subject(
            enterprise_id=case.enterprise_id,
            area_id=case.area_id,
            author_id=case.author_id,
            contact_person_id=self.row["contact_person_id"],
            level=case.level,
            unit_ids=frozenset(t.unit_id for t in case.current_tasks),
            lead_unit_id=lead.unit_id if lead else None,
            task_unit_id=task.unit_id if task else None,
            hands=frozenset(hands) | self._officers,
            id=case.id,
        )


def load(problem_id: int, *, lock: bool) -> Loaded:
    """The problem with tasks and ledger; with `lock` nobody else changes it until the transaction ends."""
    with connection.cursor() as cursor:
        if lock and twins.protects(twins.LOCK):
            cursor.execute(_LOCK, [problem_id])
        cursor.execute(_READ, [problem_id])
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    return loaded(found)


def load_many(problem_ids: Collection[int]) -> list[Loaded]:
    """These problems in one statement, in the order of their ids; whoever changes them has locked them."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_MANY, [list(problem_ids)])
        return [loaded(found) for found in cursor.fetchall()]


def loaded(columns: Sequence[str | None]) -> Loaded:
    """The problem from its `COLUMNS`, which Django leaves as text, for its own fields to read."""
    row, tasks, ledger, contacts, acted = (json.loads(part) if part else [] for part in columns[:5])
    return Loaded(row, tasks, ledger, contacts, acted)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        id=row["id"],
        state=CaseState(row["state"]),
        enterprise_id=row["enterprise_id"],
        area_id=row["area_id"],
        author_id=row["author_id"],
        lane=LaneClass(row["lane"]),
        sensitive=row["sensitive"],
        level=row["level"],
        redo_count=row["redo_count"],
        round=row["round"],
        explained=row["explained"],
        fresh_reply=row["fresh_reply"],
        result=Result(row["result"]) if row["result"] else None,
        submitted_at=_maybe(row["submitted_at"]),
        closed_at=_maybe(row["closed_at"]),
        ended_by=row["ended_by"],
        holder=Holder(row["holder"]),
        holder_unit_id=row["holder_unit_id"],
        due_at=_maybe(row["due_at"]),
        promised_at=_maybe(row["promised_at"]),
        call_at=_maybe(row["call_at"]),
        waits_for_task_id=row["waits_for_task_id"],
        came_from=row["came_from"],
        supplements_asked=row["supplements_asked"],
        supplement_marks=row["supplement_marks"],
        reopened=row["reopened"],
        lead_changes=row["lead_changes"],
        lost_lead_id=row["lost_lead_id"],
        charged_until_at=_maybe(row["charged_until_at"]),
        objection=Objection(row["objection"]),
        refused_by_head=row["refused_by_head"],
        handed_over=row["handed_over"],
        rated_by_enterprise=row["rated_by_enterprise"],
    )


def _attempt(row: Mapping[str, Any]) -> Attempt:
    return Attempt(_moment(row["at"]), Way(row["way"]), row["reached"])


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        id=row["id"],
        unit_id=row["unit_id"],
        part=Part(row["part"]),
        state=TaskState(row["state"]),
        round=row["round"],
        opened_at=_moment(row["opened_at"]),
        duty_id=row["duty_id"],
        handler_id=row["handler_id"],
        drafted_by_id=row["drafted_by_id"],
        signed_off_by_id=row["signed_off_by_id"],
        result=Result(row["result"]) if row["result"] else None,
        answer=row["answer"],
        citation=row["citation"],
        contacted=row["contacted"],
        in_rework=row["in_rework"],
        signed_late=row["signed_late"],
        closed_at=_maybe(row["closed_at"]),
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    task = row["task_id"]
    return Entry(
        seq=row["id"],
        clock=row["clock"] if task is None else f"{row['clock']}#{task}",
        kind=Kind(row["kind"]),
        at=_moment(row["at"]),
        due_at=_maybe(row["due_at"]),
        limit=Limit.parse(row["limit"]) if row["limit"] else None,
        bucket=row["bucket"],
        party=row["party"],
        old_due_at=_maybe(row["old_due_at"]),
        applied=row["applied"],
        unbroken=row["unbroken"],
        minutes=row["minutes"],
        calendar_version=row["calendar_version"],
        note=row["note"],
    )
