"""One step played on a problem in memory: what changes, what the ledger says, what is told.

Pure: the situation comes in, everything to be written goes out as data. The tables of `workflow` decide
whether a step may be taken and which clocks it moves; `effects` says what else a step does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.limits import LEAST_TO_SHORTEN, Effective, LimitTable, Trigger
from qinqing.domains.problems.rules.situation import (
    Case,
    Situation,
    Task,
    bucket_of,
    holder_of,
)
from qinqing.domains.problems.terms import (
    URGENT_LANES,
    Bucket,
    CaseState,
    ClockKind,
    Holder,
    Part,
    RecallReason,
    Span,
    TaskState,
)
from qinqing.domains.problems.workflow import TASK_FLOW
from qinqing.lib.ledger import (
    ClockState,
    Entry,
    Kind,
    Limit,
    Recalculation,
    Status,
    due_of,
    moved,
    recalculation,
)
from qinqing.lib.workdays import Calendar
from qinqing.lib.workflow import ALL, ClockSign, Step

CLOCKS_OF_PART: Mapping[Part, tuple[ClockKind, ...]] = {
    Part.LEAD: (ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.INTERIM, ClockKind.FINISH),
    Part.PARALLEL: (ClockKind.SIGN, ClockKind.FINISH),
    Part.ASSIST: (ClockKind.SIGN, ClockKind.ASSIST),
}
NO_OFFICER = "企业现在没有在岗的服务官，系统转协调办"


@dataclass(frozen=True, slots=True)
class Key:
    """Which clock: its kind, and the task it belongs to (None: the problem)."""

    kind: ClockKind
    task_id: int | None

    def __str__(self) -> str:
        return self.kind if self.task_id is None else f"{self.kind}#{self.task_id}"

    @classmethod
    def of(cls, text: str) -> "Key":
        """The key an entry names."""
        kind, _, task = text.partition("#")
        return cls(ClockKind(kind), int(task) if task else None)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to be told; `rule` names the rule where the system acted."""

    event: type
    layer: str = "E"
    record: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    task_id: int | None = None


class Play:
    """A problem being played: a copy that effects change, and everything that follows for the books.

    `after` is what was played just before at the same moment: its clocks are known and not counted again.
    `noted` is what the entry keeps besides what was given.
    """

    def __init__(self, situation: Situation, limits: LimitTable, after: "Play | None" = None) -> None:
        self.situation = situation
        self.before = situation.case
        self.case: Case = _own(situation.case)
        self.limits = limits
        self.now: datetime = situation.now
        self.calendar = situation.calendar
        self.officer_present = situation.officer_present
        self.entries: list[Entry] = []
        self.happenings: list[Happening] = []
        self.moved: list[Mapping[str, Any]] = []
        self.noted: dict[str, Any] = {}
        self.contacts: list[Mapping[str, Any]] = []
        self.ratings: list[Mapping[str, Any]] = []
        self._states: dict[str, ClockState] = dict(after._states) if after else {}

    @property
    def task(self) -> Task:
        """The task a task step is about."""
        assert self.situation.task is not None
        found = self.case.task(self.situation.task.id)
        assert found is not None
        return found

    # The books

    def clock(self, kind: ClockKind, task_id: int | None = None) -> ClockState | None:
        """How a clock stands now; None where it never started."""
        key = str(Key(kind, task_id))
        if key not in self._states:
            entries = [e for e in self.case.ledger if e.clock == key]
            if not entries:
                return None
            self._states[key] = due_of(entries, self.calendar, self.now)
        return self._states[key]

    def runs(self, kind: ClockKind, task_id: int | None = None) -> bool:
        state = self.clock(kind, task_id)
        return state is not None and state.status is Status.RUNNING

    def write(self, kind: Kind, clock: ClockKind, task_id: int | None = None, **facts: Any) -> None:
        """Add a line to the ledger."""
        at = facts.pop("at", self.now)
        entry = Entry(
            seq=(self.case.ledger[-1].seq if self.case.ledger else 0) + 1,
            clock=str(Key(clock, task_id)),
            kind=kind,
            at=at,
            calendar_version=self.calendar.version,
            **facts,
        )
        self._states.pop(entry.clock, None)
        self.case.ledger.append(entry)
        self.entries.append(entry)

    def start(
        self,
        clock: ClockKind,
        task_id: int | None = None,
        limit: Effective | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Start a clock; with a promised date that is its due date, else the limit decides."""
        if limit is not None and due_at is None:
            due_at = limit.limit.due(self.now, self.calendar).at
        self.write(
            Kind.START, clock, task_id, limit=limit.limit if limit else None, due_at=due_at,
            note=limit.source if limit else "",
        )  # fmt: skip

    def stop(self, clock: ClockKind, task_id: int | None = None) -> None:
        """Stop a clock; one that does not run stays as it is."""
        if self.runs(clock, task_id):
            self.write(Kind.STOP, clock, task_id)

    def pause(self, clock: ClockKind, task_id: int | None = None) -> None:
        """Let a running clock rest; one that does not run stays as it is."""
        if self.runs(clock, task_id):
            self.write(Kind.PAUSE, clock, task_id)

    def resume(self, clock: ClockKind, task_id: int | None = None, *, at: datetime | None = None) -> None:
        """Let a resting clock go on with what was left of it, since a moment that has passed where given."""
        state = self.clock(clock, task_id)
        if state is not None and state.status is Status.PAUSED:
            self.write(Kind.RESUME, clock, task_id, at=at or self.now)

    def carry_on(self, clock: ClockKind) -> None:
        """Let a clock of the problem go on: one that rests, and the enterprise's wait where it had ended.

        The time in between was nobody's: it is no part of the wait.
        """
        state = self.clock(clock)
        if clock == ClockKind.EXPERIENCE and state is not None and state.status is Status.STOPPED:
            self.write(Kind.REOPEN, clock, bucket=str(Bucket.HUB), party="")
        else:
            self.resume(clock)

    def go_on(self, clock: ClockKind, task_id: int | None, at_least: Limit | None) -> None:
        """Let a stopped clock go on with what was left of it."""
        state = self.clock(clock, task_id)
        if state is not None and state.status is Status.STOPPED:
            self.write(Kind.REOPEN, clock, task_id, limit=at_least)

    def stop_everything(self) -> None:
        """-all: no clock of the problem or its tasks runs any longer."""
        for text in dict.fromkeys(e.clock for e in self.case.ledger):
            key = Key.of(text)
            self.stop(key.kind, key.task_id)

    def recount(self, clock: ClockKind, task_id: int | None, limit: Effective) -> None:
        """A new limit for a running clock: later at once, earlier only with three working days to go.

        What has become urgent is urgent at once.
        """
        entries = [e for e in self.case.ledger if e.clock == str(Key(clock, task_id))]
        if not entries:
            return
        least = 0 if self.case.lane in URGENT_LANES else LEAST_TO_SHORTEN
        found = recalculation(entries, self.calendar, self.now, limit=limit.limit, least_workdays=least)
        self.recounted(clock, task_id, found, limit)

    def recount_promise(self, limit: Effective) -> None:
        """A new limit for what the officer promised: his word stands where it is sooner."""
        entries = [e for e in self.case.ledger if e.clock == ClockKind.OFFICER]
        state = self.clock(ClockKind.OFFICER)
        if state is None or state.due_at is None or state.status is not Status.RUNNING:
            return
        promised = promised_due(entries, self.calendar, self.now)
        counted = due_of(_limited(entries, limit.limit), self.calendar, self.now).due_at
        due_at = min(filter(None, (promised, counted)))
        least = 0 if self.case.lane in URGENT_LANES else LEAST_TO_SHORTEN
        found = moved(state.due_at, due_at, self.calendar, self.now, least_workdays=least)
        self.recounted(ClockKind.OFFICER, None, found, limit)

    def recounted(
        self, clock: ClockKind, task_id: int | None, found: Recalculation | None, limit: Effective
    ) -> None:
        """Write down a date that was counted anew by another limit, and remember it for the story."""
        if found is None:
            return
        self.write(
            Kind.RECALC, clock, task_id,
            limit=limit.limit, old_due_at=found.old_due_at, due_at=found.due_at,
            applied=found.applied, note=limit.source,
        )  # fmt: skip
        self.moved.append(self.move_said(Key(clock, task_id), found))

    def move_said(self, key: Key, found: Recalculation) -> dict[str, Any]:
        """A date that was counted anew, as an event keeps it."""
        task = self.case.task(key.task_id) if key.task_id is not None else None
        return {
            "clock": key.kind,
            "unit_id": task.unit_id if task else None,
            "was": found.old_due_at.isoformat(),
            "due_at": found.due_at.isoformat(),
            "applied": found.applied,
        }

    def limit(self, clock: ClockKind) -> Effective | None:
        """The limit of a case clock here and today."""
        match clock:
            case ClockKind.EXPERIENCE:
                return None
            case ClockKind.LEVEL:
                return self.limits.of_level(self.case.level)
        return self.limits.of(clock, self.case.lane)

    def move_case_clocks(self, signs: tuple[ClockSign, ...], promised_at: datetime | None) -> None:
        """The signs of a case step; L is started by `raise_level`, which knows the level."""
        for sign, name in signs:
            if name == ALL:
                self.stop_everything()
                continue
            clock = ClockKind(name)
            if (moves := {"-": self.stop, "~": self.pause, ">": self.carry_on}.get(sign)) is not None:
                moves(clock)
            elif clock == ClockKind.EXPERIENCE:
                if self.clock(clock) is None:
                    self.write(Kind.START, clock)
            elif clock != ClockKind.LEVEL:
                self.start(clock, limit=self.limit(clock), due_at=promised_at)

    def move_task_clocks(self, task: Task, signs: tuple[ClockSign, ...]) -> None:
        """The signs of a task step, for one task."""
        for sign, name in signs:
            clock = ClockKind(name)
            if sign == "-":
                self.stop(clock, task.id)
            elif sign == "+":
                self.start(clock, task.id, self.limits.of_rework(self.case.lane))
            elif sign == ">" and (clock == ClockKind.REWORK) == task.in_rework:
                least = None if self.case.lane in URGENT_LANES else self.limits.of_span(Span.SENT_BACK)
                self.go_on(clock, task.id, least)

    # The story

    def say(
        self, event: type, layer: str, record: Mapping[str, Any], *, rule: str = "", task: Task | None = None
    ) -> None:
        """Tell what happened."""
        self.happenings.append(Happening(event, layer, record, rule, task.id if task else None))

    def system_task_step(self, name: str, task: Task, **record: Any) -> None:
        """A system step of a task inside this transaction."""
        step = TASK_FLOW.step(name)
        if name == "rework":
            task.in_rework = True
        task.state = target_of(step, task)
        self.move_task_clocks(task, step.signs)
        task.closed_at = self.now if TASK_FLOW.state(task.state).ends else None
        if step.event is not None:
            self.say(step.event, "H", record, rule=step.code, task=task)

    def recall(self, tasks: Iterable[Task], reason: RecallReason) -> None:
        """K-p: these tasks end without a reply."""
        for task in tasks:
            self.system_task_step("recall", task, reason=reason, unit_id=task.unit_id)

    def open_task(
        self, unit_id: int, part: Part, duty_id: int | None, *, finish_at: datetime | None = None,
        because: str = "",
    ) -> Task:  # fmt: skip
        """A new task of the current round, with its clocks running from now; a lead may inherit its date."""
        number = min([0, *(t.id for t in self.case.tasks)]) - 1
        task = Task(number, unit_id, part, TaskState.PENDING, self.case.round, self.now, duty_id)
        self.case.tasks.append(task)
        for _, name in TASK_FLOW.step("open").signs:
            clock = ClockKind(name)
            if clock not in CLOCKS_OF_PART[part]:
                continue
            if clock == ClockKind.ASSIST:
                self.start(clock, number, self.limits.of_assist(self.case.lane))
            elif clock == ClockKind.FINISH and finish_at is not None:
                limit = replace(self.limits.of(clock, self.case.lane), source=because)
                self.start(clock, number, limit, due_at=finish_at)
            else:
                self.start(clock, number, self.limits.of(clock, self.case.lane))
        return task

    def raise_level(self, to: int, because: str, rule: str = "", **brief: Any) -> None:
        """M12: the level's owner is added, L runs for him; nothing where the level is reached already."""
        if to <= self.case.level:
            return
        self.case.level = min(to, 4)
        self.start(ClockKind.LEVEL, limit=self.limits.of_level(self.case.level))
        self.say(
            events.ProblemEscalated, "R", {"level": self.case.level, "because": because, **brief}, rule=rule
        )

    def pull(self, trigger: Trigger) -> None:
        """What `limits` names as a trigger, by the system."""
        self.raise_level(trigger.at_least, trigger.because, rule=trigger.name)

    def pass_on(self, because: str) -> None:
        """T05 by the system: the problem goes to the coordinator, who has his own limit."""
        self.case.state = CaseState.TRIAGE
        self.stop(ClockKind.ACCEPT)
        self.stop(ClockKind.OFFICER)
        self.start(ClockKind.DISPATCH, limit=self.limit(ClockKind.DISPATCH))
        self.say(events.ProblemPassedOn, "E", {"summary": because}, rule="T05")

    def once_more(self, parallel: Collection[int], *, by_units: bool = True) -> None:
        """Back to the lead that was done and the parallel units named (K-o); to triage where none was."""
        done = [t for t in self.case.current_tasks if t.state == TaskState.DONE]
        again = [t for t in done if t.part == Part.LEAD or (t.part == Part.PARALLEL and t.id in parallel)]
        if not by_units or not any(t.part == Part.LEAD for t in again):
            self.case.state, self.case.promised_at = CaseState.TRIAGE, None
            self.start(ClockKind.DISPATCH, limit=self.limit(ClockKind.DISPATCH))
            return
        self.case.state = CaseState.HANDLING
        for task in again:
            task.closed_at = None
            self.system_task_step("rework", task)
        rework = next(self.clock(ClockKind.REWORK, t.id) for t in again if t.part == Part.LEAD)
        self.case.promised_at = rework.due_at if rework else None

    def enter_confirm(self) -> None:
        """C7: first the enterprise is left in peace, then the callback tries."""
        self.case.call_at = self.limits.of_span(Span.FIRST_CALL).due(self.now, self.calendar).at
        self.case.attempts = []

    def settle(self) -> None:
        """What belongs to every step: the system steps it opens, who acts next and whose time runs."""
        if self.case.state == CaseState.HANDLING:
            lead = self.case.lead
            parallel_open = any(t.part == Part.PARALLEL and t.is_open for t in self.case.current_tasks)
            if lead is not None and lead.has_replied and not parallel_open:
                self.case.state = CaseState.REVIEW
                self.case.fresh_reply = True
                self.case.charged_until_at = None
                self.case.result = lead.result
                self.start(ClockKind.REVIEW, limit=self.limit(ClockKind.REVIEW))
                self.say(events.AllUnitsReplied, "H", {}, rule="T14")
        if self.case.waits_for_task_id is not None:
            waited_for, lead = self.case.task(self.case.waits_for_task_id), self.case.lead
            drafted = lead is None or lead.state not in {TaskState.ACCEPTED, TaskState.REWORK}
            if waited_for is None or not waited_for.is_open or drafted:
                self.case.waits_for_task_id = None
        self.reseat()

    def reseat(self) -> None:
        """Who must act now, until when, and whose time it is."""
        case = self.case
        case.holder, case.holder_unit_id = holder_of(
            case, officer_present=self.officer_present, now=self.now, finish_due=self.finish_due
        )
        case.due_at = self.next_due()
        if not self.runs(ClockKind.EXPERIENCE):
            return
        bucket, unit = bucket_of(case, case.holder, case.holder_unit_id)
        wanted = [(str(bucket), "" if unit is None else str(unit), self.now)]
        if bucket == Bucket.UNIT and case.charged_until_at is not None and self.now < case.charged_until_at:
            # What a new lead was given beyond what was left is the coordinator's time.
            wanted = [(str(Bucket.HUB), "", self.now), (*wanted[0][:2], case.charged_until_at)]
        if case.holder == Holder.ENTERPRISE and case.state == CaseState.CONFIRM and case.call_at is not None:
            wanted.append((str(Bucket.HUB), "", case.call_at))
        if not self._already_stands(wanted):
            for name, party, at in wanted:
                self.write(Kind.TRANSFER, ClockKind.EXPERIENCE, at=at, bucket=name, party=party)

    def _already_stands(self, wanted: list[tuple[str, str, datetime]]) -> bool:
        transfers = [e for e in self.case.ledger if e.clock == ClockKind.EXPERIENCE and e.bucket is not None]
        standing = [(e.bucket, e.party, e.at) for e in transfers[-len(wanted) :]]
        ahead = [line for line in standing if line[2] > self.now]
        return (
            len(standing) == len(wanted)
            and standing[0][:2] == wanted[0][:2]
            and standing[0][2] <= self.now
            and ahead == wanted[1:]
        )

    def task_due(self, task: Task) -> datetime | None:
        """The next date a unit must keep for its task."""
        if not task.is_open:
            return None
        dues = []
        for clock in (*CLOCKS_OF_PART[task.part], ClockKind.REWORK):
            state = self.clock(clock, task.id)
            if state is not None and state.status is Status.RUNNING and state.due_at is not None:
                dues.append(state.due_at)
        return min(dues, default=None)

    def finish_due(self, task: Task) -> datetime | None:
        """When a unit must be done: the date of its finish, assist or rework clock."""
        for clock in (ClockKind.REWORK, ClockKind.FINISH, ClockKind.ASSIST):
            state = self.clock(clock, task.id)
            if state is not None:
                return state.due_at
        return None

    def next_due(self) -> datetime | None:
        """The date that whoever must act has to keep."""
        case = self.case
        if case.holder == Holder.NOBODY:
            return None
        if case.holder == Holder.ENTERPRISE and case.state == CaseState.CONFIRM:
            return case.call_at
        if case.state == CaseState.HANDLING:
            acting = [t for t in case.open_tasks if t.unit_id == case.holder_unit_id]
            return min(filter(None, (self.task_due(t) for t in acting)), default=None)
        clock = _CLOCK_OF_STATE.get(case.state)
        state = self.clock(clock) if clock else None
        return state.due_at if state is not None else None


def _own(case: Case) -> Case:
    """A copy to play on; what is written once (lines, attempts) is shared, and nothing else is deep."""
    own = copy(case)
    own.tasks = [copy(task) for task in case.tasks]
    for task in own.tasks:
        task.tries = list(task.tries)
    own.ledger, own.attempts = list(case.ledger), list(case.attempts)
    return own


def promised_due(entries: Sequence[Entry], calendar: Calendar, now: datetime) -> datetime | None:
    """The date that is a person's word or was inherited, later by its rests; None where a limit gave it."""
    start = next(entry for entry in reversed(entries) if entry.kind is Kind.START)
    if start.due_at is None:
        return None
    if start.limit is not None and start.limit.due(start.at, calendar).at == start.due_at:
        return None
    return due_of([entry for entry in entries if entry.kind is not Kind.RECALC], calendar, now).due_at


def _limited(entries: Sequence[Entry], limit: Limit) -> list[Entry]:
    """The same clock as though it had been started with this limit and nothing counted anew since."""
    return [
        replace(entry, limit=limit, due_at=None) if entry.kind is Kind.START else entry
        for entry in entries
        if entry.kind is not Kind.RECALC
    ]


def due_of_clock(
    case: Case, kind: ClockKind, task_id: int | None, calendar: Calendar, now: datetime
) -> datetime | None:
    """When a clock of the problem is due; None where it never started."""
    key = str(Key(kind, task_id))
    entries = [e for e in case.ledger if e.clock == key]
    return due_of(entries, calendar, now).due_at if entries else None


def target_of(step: Step, task: Task) -> TaskState:
    """Where a task step leads: of two targets the one that fits whether the task is in a rework."""
    if isinstance(step.target, str):
        return TaskState(step.target)
    return TaskState.REWORK if task.in_rework else TaskState.ACCEPTED


_CLOCK_OF_STATE = {
    CaseState.SUBMITTED: ClockKind.ACCEPT,
    CaseState.OFFICER: ClockKind.OFFICER,
    CaseState.SUPPLEMENT: ClockKind.SUPPLEMENT,
    CaseState.TRIAGE: ClockKind.DISPATCH,
    CaseState.REVIEW: ClockKind.REVIEW,
    CaseState.REFUSED: ClockKind.APPLICATION,
    CaseState.CONFIRM: ClockKind.CALLBACK,
}
