"""One problem from all sides: what was said, who has it until when and why, what this actor may do now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.models import Attachment, Problem, Rating
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries.clocks import ClockView, SegmentView, clocks_of, segments_of
from qinqing.domains.problems.queries.lists import problems_visible_to
from qinqing.domains.problems.queries.load import Loaded, TaskDates
from qinqing.domains.problems.queries.sheet import FileView, Sheet, reads_entry, sheet_of
from qinqing.domains.problems.queries.surroundings import place
from qinqing.domains.problems.rules.situation import Case, Situation, Task
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.workdays import Calendar
from qinqing.lib.workflow import Step


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, as far as the actor may read it."""

    id: int
    name: str
    layer: str
    at: datetime
    who: str
    role: str
    rule: str
    unit: str
    record: Mapping[str, Any]
    files: Sequence[FileView]


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with the names a page shows."""

    task: Task
    unit: str
    handler: str
    due_at: datetime | None
    finish_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A step this actor stands in the right relation for; `reason` says why it is not open now, if so."""

    step: Step
    task: TaskView | None
    reason: str

    @property
    def is_open(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything the pages of one problem show."""

    problem: Problem
    case: Case
    entries: Sequence[Entry]
    tasks: Sequence[TaskView]
    clocks: Sequence[ClockView]
    segments: Sequence[SegmentView]
    offers: Sequence[Offer]
    files: Sequence[FileView]
    ratings: Sequence[Rating]
    relations: frozenset[str]
    why: str
    units: Mapping[int, str]
    names: Mapping[int, str]
    calendar: Calendar
    limits: LimitTable

    def offer(self, step: str, task_id: int | None = None) -> Offer | None:
        """The offer of a step, if the actor has it."""
        return next(
            (
                o
                for o in self.offers
                if o.step.name == step and (task_id is None or (o.task and o.task.task.id == task_id))
            ),
            None,
        )


def problem_for(actor: Actor, public_id: str) -> Problem:
    """One problem by its address, within the actor's scope. Raises NotFound for absent and unseen alike."""
    rows = problems_visible_to(actor).filter(public_id=public_id)
    found = rows.select_related("enterprise", "category", "area").first()
    if found is None:
        raise NotFound
    return found


def detail_for(actor: Actor, public_id: str, now: datetime) -> Detail:
    """One problem with all a page shows of it. Raises NotFound for absent and unseen alike."""
    return _detail(actor, sheet_of(actor, "public_id", public_id), now)


def detail_of_task(actor: Actor, task_id: int, now: datetime) -> Detail:
    """The problem of a task of the actor's own units. Raises NotFound."""
    return _detail(actor, sheet_of(actor, "task", task_id), now)


def _detail(actor: Actor, sheet: Sheet, now: datetime) -> Detail:
    case, subject = sheet.loaded.case, sheet.loaded.subject()
    calendar, limits = place(case.area_id, now)
    situation = partial(_situation, actor, sheet.loaded, calendar, limits, now)
    tasks = [_task_view(t, sheet.units, sheet.names, sheet.loaded.dates[t.id]) for t in case.tasks]
    return Detail(
        problem=sheet.problem,
        case=case,
        entries=[_entry(event, sheet) for event in sheet.events],
        tasks=tasks,
        clocks=clocks_of(case, sheet.units, calendar, now),
        segments=segments_of(case, sheet.units, calendar, now),
        offers=_offers(sheet.loaded.case, tasks, situation),
        files=[view for views in sheet.files.values() for view in views],
        ratings=sheet.ratings,
        relations=PERMISSIONS.relations(actor, subject),
        why=PERMISSIONS.why(actor, subject),
        units=sheet.units,
        names=sheet.names,
        calendar=calendar,
        limits=limits,
    )


def _entry(event: Mapping[str, Any], sheet: Sheet) -> Entry:
    return Entry(
        id=event["id"],
        name=event["name"],
        layer=event["layer"],
        at=event["at"],
        who=accounts.name_shown(
            sheet.names, event["actor_id"], event["acting_for_id"], "系统" if event["rule"] else "—"
        ),
        role=event["role"],
        rule=event["rule"],
        unit=sheet.units.get(event["record"].get("unit_id") or event["unit_id"] or 0, ""),
        record=event["record"],
        files=sheet.files.get(event["id"], ()),
    )


def _task_view(task: Task, units: Mapping[int, str], names: Mapping[int, str], dates: TaskDates) -> TaskView:
    return TaskView(
        task, units.get(task.unit_id, ""), names.get(task.handler_id or 0, ""), dates.due_at, dates.finish_at
    )


def _offers(
    case: Case, tasks: Sequence[TaskView], situation_of: Callable[[Task | None], Situation]
) -> list[Offer]:
    """Every step whose relation the actor has, open or with the reason why it is not."""
    situation = situation_of(None)
    offers = [
        Offer(step, None, _reason(step, situation))
        for step in PROBLEM_FLOW.steps
        if case.state in step.source and step.by & situation.relations
    ]
    for view in tasks:
        if view.task.round != case.round:
            continue
        situation = situation_of(view.task)
        offers += [
            Offer(step, view, _reason(step, situation))
            for step in TASK_FLOW.steps
            if view.task.state in step.source and step.by & situation.relations
        ]
    return offers


def _situation(
    actor: Actor, loaded: Loaded, calendar: Calendar, limits: LimitTable, now: datetime, task: Task | None
) -> Situation:
    return Situation(
        case=loaded.case,
        actor_id=actor.person_id,
        relations=PERMISSIONS.relations(actor, loaded.subject(task)),
        now=now,
        calendar=calendar,
        limits=limits,
        task=task,
    )


def _reason(step: Step, situation: Situation) -> str:
    return next((reason for condition in step.when if (reason := condition(situation))), "")


def attachment_for(actor: Actor, public_id: str) -> Attachment:
    """One file within the actor's scope, of an entry he reads at this moment. Raises NotFound."""
    found = (
        Attachment.objects.filter(public_id=public_id, problem__in=problems_visible_to(actor))
        .select_related("file")
        .annotate(media_type=F("file__media_type"))
        .first()
    )
    if found is None or not reads_entry(found.event_id):
        raise NotFound
    return found
