"""A problem in memory: everything a judgement may ask, as plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from qinqing.domains.problems.terms import (
    OPEN_TASKS,
    REPLIED_TASKS,
    Bucket,
    CaseState,
    ClockKind,
    Holder,
    LaneClass,
    Objection,
    Part,
    Result,
    Span,
    TaskState,
    Way,
)
from qinqing.lib.ledger import Entry, Limit
from qinqing.lib.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach the enterprise."""

    at: datetime
    way: Way
    reached: bool


@dataclass(slots=True)
class Task:
    """One unit's share; `id` is negative while the task is not stored yet.

    `contacted` says that its unit spoke with the enterprise, or tried as long as it must; `tries` are those
    that were in vain.
    """

    id: int
    unit_id: int
    part: Part
    state: TaskState
    round: int
    opened_at: datetime
    duty_id: int | None = None
    handler_id: int | None = None
    drafted_by_id: int | None = None
    signed_off_by_id: int | None = None
    result: Result | None = None
    answer: str = ""
    citation: str = ""
    contacted: bool = False
    in_rework: bool = False
    signed_late: bool = False
    closed_at: datetime | None = None
    tries: list[Attempt] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TASKS

    @property
    def has_replied(self) -> bool:
        return self.state in REPLIED_TASKS


@dataclass(slots=True)
class Case:
    """A problem with the tasks of all rounds and its ledger.

    `came_from` is the state to which C2 leads back; `supplement_marks` counts what was done of it so far.
    `lost_lead_id` is the task of a lead that was lost and has no successor yet; until `charged_until_at` the
    time of a new lead is the coordinator's. `attempts` are those of the callback since the last answer;
    `reached` says whether anybody ever reached the enterprise, or it said something more itself.
    """

    id: int
    state: CaseState
    enterprise_id: int | None
    area_id: int
    author_id: int | None
    lane: LaneClass
    sensitive: bool = False
    level: int = 0
    redo_count: int = 0
    round: int = 0
    explained: bool = False
    fresh_reply: bool = False
    result: Result | None = None
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    ended_by: str = ""
    holder: Holder = Holder.AUTHOR
    holder_unit_id: int | None = None
    due_at: datetime | None = None
    promised_at: datetime | None = None
    call_at: datetime | None = None
    waits_for_task_id: int | None = None
    came_from: str = ""
    supplements_asked: int = 0
    supplement_marks: int = 0
    reopened: int = 0
    lead_changes: int = 0
    lost_lead_id: int | None = None
    charged_until_at: datetime | None = None
    objection: Objection = Objection.NONE
    refused_by_head: bool = False
    handed_over: bool = False
    rated_by_enterprise: bool = False
    tasks: list[Task] = field(default_factory=list)
    ledger: list[Entry] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    reached: bool = False

    @property
    def current_tasks(self) -> list[Task]:
        """The tasks of the current round that were not recalled."""
        return [t for t in self.tasks if t.round == self.round and t.state != TaskState.RECALLED]

    @property
    def lead(self) -> Task | None:
        """The lead of the current round."""
        return next((t for t in self.current_tasks if t.part == Part.LEAD), None)

    @property
    def open_tasks(self) -> list[Task]:
        return [t for t in self.current_tasks if t.is_open]

    def task(self, number: int) -> Task | None:
        """A task of this problem by id."""
        return next((t for t in self.tasks if t.id == number), None)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Who can sign in a unit: its heads (its own, else the named sign-off person) and its handlers."""

    name: str
    head_ids: frozenset[int] = frozenset()
    handler_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """What relations are asked of: a problem, and of a task the unit it is with.

    `hands` are the people who handled it as officer or in a unit; they never call back about it.
    """

    enterprise_id: int | None
    area_id: int
    author_id: int | None
    contact_person_id: int | None
    level: int
    unit_ids: frozenset[int] = frozenset()
    lead_unit_id: int | None = None
    task_unit_id: int | None = None
    hands: frozenset[int] = frozenset()
    id: int = 0


class Held(Protocol):
    """A limit as it holds somewhere."""

    @property
    def limit(self) -> Limit: ...


class Limits(Protocol):
    """What the rules ask of the limits of a place; `on` is the day on which what is limited began."""

    def of(self, clock: ClockKind, lane: LaneClass | None = None) -> Held: ...
    def amount(self, span: Span, on: date | None = None) -> int: ...


@dataclass(frozen=True, slots=True)
class Situation:
    """One moment of a problem, seen by one actor about to act."""

    case: Case
    actor_id: int | None
    relations: frozenset[str]
    now: datetime
    calendar: Calendar
    limits: Limits
    officer_present: bool = False
    task: Task | None = None
    units: Mapping[int, UnitFacts] = field(default_factory=dict)
    overdue_task_ids: frozenset[int] = frozenset()
    window_due_at: datetime | None = None

    @property
    def today(self) -> date:
        return self.calendar.local(self.now).date()

    @property
    def closed_on(self) -> date:
        """The day on which it ended."""
        assert self.case.closed_at is not None
        return self.calendar.local(self.case.closed_at).date()

    @property
    def level_owner(self) -> str:
        """The relation that owns the present level and reviews replies."""
        return reviewer_of(self.case.level)


def reviewer_of(level: int) -> str:
    """Who reviews a reply: the coordinator at level 0, the head at 1–2, the leader at 3–4 (C6)."""
    if level == 0:
        return "coordinator"
    return "coordination_head" if level <= 2 else "leader"


_ALWAYS: Mapping[CaseState, Holder] = {
    CaseState.DRAFT: Holder.AUTHOR,
    CaseState.OFFICER: Holder.OFFICER,
    CaseState.TRIAGE: Holder.COORDINATOR,
    CaseState.SUPPLEMENT: Holder.ENTERPRISE,
}


def holder_of(
    case: Case, *, officer_present: bool, now: datetime, finish_due: Callable[[Task], datetime | None]
) -> tuple[Holder, int | None]:
    """Who must act next, and which unit if it is one; `finish_due` says when a task must be done."""
    match case.state:
        case CaseState.SUBMITTED:
            return (Holder.OFFICER if officer_present else Holder.COORDINATOR), None
        case CaseState.HANDLING:
            task = _acting_task(case, finish_due)
            if task is None:
                return Holder.COORDINATOR, None
            return (Holder.UNIT_HEAD if task.state == TaskState.SIGN_OFF else Holder.UNIT), task.unit_id
        case CaseState.REVIEW:
            return Holder(reviewer_of(case.level)), None
        case CaseState.CONFIRM:
            waiting = case.call_at is not None and now < case.call_at and not case.attempts
            return (Holder.ENTERPRISE if waiting else Holder.CALLBACK), None
        case CaseState.REFUSED if case.objection is Objection.PENDING:
            return (Holder.LEADER if case.refused_by_head else Holder.COORDINATION_HEAD), None
    return _ALWAYS.get(case.state, Holder.NOBODY), None


def _acting_task(case: Case, finish_due: Callable[[Task], datetime | None]) -> Task | None:
    """Whose task the problem waits for: the lead while it is open, then the parallel one due earliest."""
    lead = case.lead
    if lead is not None and lead.is_open:
        return lead
    parallel = [t for t in case.open_tasks if t.part == Part.PARALLEL]
    return min(parallel, key=lambda t: (finish_due(t) or t.opened_at, t.opened_at, t.id), default=None)


def bucket_of(case: Case, holder: Holder, holder_unit_id: int | None) -> tuple[Bucket, int | None]:
    """Whose time runs: the party that must act; from level 3 the review is the higher level's."""
    match holder:
        case Holder.OFFICER:
            return Bucket.OFFICER, None
        case Holder.UNIT | Holder.UNIT_HEAD:
            waited_for = case.task(case.waits_for_task_id) if case.waits_for_task_id is not None else None
            if waited_for is not None and waited_for.is_open:
                return Bucket.ASSIST, waited_for.unit_id
            return Bucket.UNIT, holder_unit_id
        case Holder.ENTERPRISE:
            return Bucket.ENTERPRISE, None
        case Holder.LEADER:
            return Bucket.HIGHER, None
    return Bucket.HUB, None


def names_of(units: Mapping[int, UnitFacts], numbers: Sequence[int]) -> str:
    """Unit names for a sentence."""
    return "、".join(units[n].name if n in units else str(n) for n in numbers)
