"""One problem for programs: an enterprise reads what its own page says, others what the staff's says."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import queries
from qinqing.domains.problems.api.lists import actor_of, code_of, router
from qinqing.domains.problems.forms import FORMS
from qinqing.domains.problems.models import Rating
from qinqing.domains.problems.queries import mine, words
from qinqing.domains.problems.queries.detail import Detail, Entry, Offer, TaskView
from qinqing.domains.problems.schemas import (
    Code,
    EntryRead,
    Fact,
    File,
    Named,
    ProblemRead,
    RatingRead,
    StepOffered,
    TaskRead,
)
from qinqing.domains.problems.terms import (
    SHOWN_TO_ENTERPRISE,
    CaseState,
    Channel,
    LaneClass,
    Layer,
    Part,
    Result,
    Solved,
    TaskState,
)
from qinqing.kernel import clock
from qinqing.kernel.api.operations import reads, tag_of
from qinqing.kernel.permissions import Actor


@reads(router, "/problems/{public_id}", right="problem.see", answers=ProblemRead, name="show_problem")
def problem(request: HttpRequest, response: HttpResponse, public_id: str) -> ProblemRead:
    """看一件诉求。

    响应头 ETag 是它现在的版本，办下一步时放进 If-Match。steps 是这个人现在能办的步骤。
    """
    found = read_problem(actor_of(request), public_id, clock.now())
    response["ETag"] = tag_of(found.version)
    return found


def read_problem(actor: Actor, public_id: str, now: datetime) -> ProblemRead:
    """The problem as this actor reads it. Raises NotFound."""
    detail = queries.detail_for(actor, public_id, now)
    problem, case = detail.problem, detail.case
    own = "enterprise" in detail.relations or case.state == CaseState.DRAFT
    about = problem.enterprise
    unit = detail.units.get(case.holder_unit_id or 0)
    return ProblemRead(
        public_id=problem.public_id,
        number=problem.number,
        version=problem.version,
        title=problem.title,
        facts=problem.facts,
        place=problem.place,
        contact_name=problem.contact_name,
        state=SHOWN_TO_ENTERPRISE[case.state] if own else case.state.label,
        state_code=None if own else case.state,
        lane=None if own else code_of(LaneClass, problem.lane),
        level=None if own else case.level,
        channel=code_of(Channel, problem.channel),
        enterprise=Named(public_id=about.public_id, name=about.name) if about else None,
        category=problem.category.name if problem.category else None,
        area=problem.area.name,
        result=_result(detail, own=own),
        holder=queries.holder_said(case.holder, unit, to_enterprise=own),
        submitted_at=problem.submitted_at,
        due_at=problem.promised_at if own and case.state == CaseState.HANDLING else problem.due_at,
        promised_at=problem.promised_at,
        closed_at=problem.closed_at,
        tasks=[] if own else [_task(view) for view in detail.tasks],
        steps=[_step(offer) for offer in detail.offers if offer.step.name in FORMS],
        story=list(_own_story(detail, actor, now) if own else _story(detail, now)),
        ratings=[_rating(one) for one in detail.ratings],
    )


def _result(detail: Detail, *, own: bool) -> Code | None:
    """An enterprise learns the result when it is told of it, not while it is still being looked at."""
    case = detail.case
    told = not own or case.state in {CaseState.CONFIRM, CaseState.CLOSED}
    return code_of(Result, case.result) if case.result and told else None


def _own_story(detail: Detail, actor: Actor, now: datetime) -> Iterator[EntryRead]:
    for entry, told, title in mine.told_of(detail, actor.name, now):
        yield _entry(entry, told, title, None)


def _story(detail: Detail, now: datetime) -> Iterator[EntryRead]:
    for entry in reversed(detail.entries):
        told = words.told(entry, detail, now)
        title = told.title if entry.rule else f"{words.by(entry)} {told.title}"
        yield _entry(entry, told, title, code_of(Layer, entry.layer))


def _entry(entry: Entry, told: words.Told, title: str, layer: Code | None) -> EntryRead:
    return EntryRead(
        at=entry.at,
        title=title,
        quote=told.quote,
        text=told.text,
        facts=[Fact(name=name, value=value) for name, value in told.facts],
        files=[File(public_id=one.public_id, name=one.name, size=one.size) for one in entry.files],
        layer=layer,
    )


def _task(view: TaskView) -> TaskRead:
    task = view.task
    return TaskRead(
        task_ref=task.id,
        unit=view.unit,
        part=code_of(Part, task.part),
        state=code_of(TaskState, task.state),
        handler=view.handler,
        round=task.round,
        due_at=view.due_at,
        finish_at=view.finish_at,
    )


def _rating(one: Rating) -> RatingRead:
    return RatingRead(
        solved=Solved.label_of(one.solved) if one.solved else "补评",
        grade=one.grade,
        words=one.words,
        by_callback=one.by_callback,
        at=one.at,
    )


def _step(offer: Offer) -> StepOffered:
    return StepOffered(
        name=offer.step.name,
        label=offer.step.label,
        task_ref=offer.task.task.id if offer.task else None,
        open=offer.is_open,
        reason=offer.reason,
    )
