"""One problem from all sides: what was said, who has it until when and why, what this actor may do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Unit
from qinqing.domains.problems.models import Attachment, Problem, Rating
from qinqing.domains.problems.permissions import PERMISSIONS, layers_of
from qinqing.domains.problems.queries.clocks import ClockView, SegmentView, clocks_of, segments_of
from qinqing.domains.problems.queries.lists import problems_visible_to
from qinqing.domains.problems.queries.load import Loaded, TaskDates, load
from qinqing.domains.problems.queries.surroundings import Surroundings, surroundings
from qinqing.domains.problems.rules.situation import Case, Situation, Task
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import NotFound
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
    files: Sequence["FileView"]


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment's name and address."""

    public_id: str
    name: str
    size: int
    layer: str


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
    """A step this actor stands in the right relation for; `reason` says why it is not open just now ('' if it is)."""

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
    calendar: Any

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
    found = (
        problems_visible_to(actor)
        .filter(public_id=public_id)
        .select_related("enterprise", "category", "area")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def detail_for(actor: Actor, public_id: str, now: datetime) -> Detail:
    """One problem with all a page shows of it. Raises NotFound."""
    problem = problem_for(actor, public_id)
    loaded = load(problem.pk, lock=False)
    around = surroundings(loaded.case, now)
    units = dict(Unit.objects.filter(pk__in=_unit_ids(loaded.case)).values_list("pk", "short"))
    people = _people(problem.pk, loaded, actor)
    files = _files(actor, problem.pk)
    tasks = [_task_view(t, units, people.names, loaded.dates[t.id]) for t in loaded.case.tasks]
    relations = PERMISSIONS.relations(actor, loaded.subject())
    return Detail(
        problem=problem,
        case=loaded.case,
        entries=_entries(people, units, files),
        tasks=tasks,
        clocks=clocks_of(loaded.case, units, around.calendar, now),
        segments=segments_of(loaded.case, units, around.calendar, now),
        offers=_offers(actor, loaded, tasks, around, now),
        files=[view for views in files.values() for view in views],
        ratings=_ratings(actor, problem.pk),
        relations=relations,
        why=PERMISSIONS.why(actor, loaded.subject()),
        units=units,
        calendar=around.calendar,
    )


def _unit_ids(case: Case) -> set[int]:
    parties = {int(e.party) for e in case.ledger if e.party}
    return {t.unit_id for t in case.tasks} | parties


@dataclass(frozen=True, slots=True)
class _People:
    events: Sequence[Event]
    names: Mapping[int, str]


def _people(problem_id: int, loaded: Loaded, actor: Actor) -> _People:
    events = list(
        Event.objects.filter(
            subject_kind="problem", subject_id=problem_id, layer__in=layers_of(actor)
        ).order_by("id")
    )
    wanted = {e.actor_id for e in events} | {t.handler_id for t in loaded.case.tasks}
    return _People(events, accounts.names_of(wanted))


def _entries(
    people: _People, units: Mapping[int, str], files: Mapping[int, Sequence[FileView]]
) -> list[Entry]:
    return [
        Entry(
            id=event.pk,
            name=event.name,
            layer=event.layer,
            at=event.at,
            who=people.names.get(event.actor_id or 0, "系统" if event.rule else "—"),
            role=event.role,
            rule=event.rule,
            unit=units.get(event.record.get("unit_id") or event.unit_id or 0, ""),
            record=event.record,
            files=files.get(event.pk, ()),
        )
        for event in people.events
    ]


def _files(actor: Actor, problem_id: int) -> dict[int, list[FileView]]:
    rows = (
        Attachment.objects.filter(problem=problem_id, layer__in=layers_of(actor))
        .order_by("id")
        .values_list("event_id", "public_id", "name", "file__size", "layer")
    )
    found: dict[int, list[FileView]] = {}
    for event, public_id, name, size, layer in rows:
        found.setdefault(event, []).append(FileView(public_id, name, size, layer))
    return found


def _ratings(actor: Actor, problem_id: int) -> list[Rating]:
    if PERMISSIONS.shown(actor, "grade") is Shown.HIDDEN:
        return []
    return list(Rating.objects.filter(problem=problem_id).order_by("id"))


def _task_view(task: Task, units: Mapping[int, str], names: Mapping[int, str], dates: TaskDates) -> TaskView:
    return TaskView(
        task, units.get(task.unit_id, ""), names.get(task.handler_id or 0, ""), dates.due_at, dates.finish_at
    )


def _offers(
    actor: Actor, loaded: Loaded, tasks: Sequence[TaskView], around: Surroundings, now: datetime
) -> list[Offer]:
    """Every step whose relation the actor has, open or with the reason why it is not."""
    situation = _situation(actor, loaded, None, around, now)
    offers = [
        Offer(step, None, _reason(step, situation))
        for step in PROBLEM_FLOW.steps
        if loaded.case.state in step.source and step.by & situation.relations
    ]
    for view in tasks:
        if view.task.round != loaded.case.round:
            continue
        situation = _situation(actor, loaded, view.task, around, now)
        offers += [
            Offer(step, view, _reason(step, situation))
            for step in TASK_FLOW.steps
            if view.task.state in step.source and step.by & situation.relations
        ]
    return offers


def _situation(
    actor: Actor, loaded: Loaded, task: Task | None, around: Surroundings, now: datetime
) -> Situation:
    return Situation(
        case=loaded.case,
        actor_id=actor.person_id,
        relations=PERMISSIONS.relations(actor, loaded.subject(task)),
        now=now,
        calendar=around.calendar,
        officer_present=around.officer_present,
        task=task,
    )


def _reason(step: Step, situation: Situation) -> str:
    return next((reason for condition in step.when if (reason := condition(situation))), "")


def attachment_for(actor: Actor, public_id: str) -> Attachment:
    """One file within the actor's scope and layers at this moment. Raises NotFound."""
    found = (
        Attachment.objects.filter(
            public_id=public_id, layer__in=layers_of(actor), problem__in=problems_visible_to(actor)
        )
        .select_related("file")
        .annotate(media_type=F("file__media_type"))
        .first()
    )
    if found is None:
        raise NotFound
    return found
