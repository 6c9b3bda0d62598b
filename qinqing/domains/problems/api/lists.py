"""Lists for programs, page by page: a key of the last row opens the next page, so that none is missed."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from qinqing.domains.problems import queries
from qinqing.domains.problems.queries import LATE, Narrowing, ProblemRow, TaskRow, holder_said, today_for
from qinqing.domains.problems.queries.narrowing import tasks_shown
from qinqing.domains.problems.schemas import (
    Code,
    Named,
    OwnLine,
    OwnNarrowed,
    OwnPage,
    ProblemLine,
    ProblemPage,
    ProblemsNarrowed,
    TaskLine,
    TaskPage,
    TasksNarrowed,
)
from qinqing.domains.problems.terms import (
    SHOWN_TO_ENTERPRISE,
    CaseState,
    Channel,
    Holder,
    LaneClass,
    Part,
    Result,
    TaskState,
)
from qinqing.kernel import clock
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.api.operations import reads
from qinqing.kernel.permissions import Actor
from qinqing.lib.terms import Term
from qinqing.lib.text import whole_number

router = Router(tags=["诉求"])


def actor_of(request: HttpRequest) -> Actor:
    """Whoever came with the token."""
    return request.actor  # type: ignore[attr-defined]


@reads(router, "/problems", right="problem.list", answers=ProblemPage, name="list_problems")
def problems(request: HttpRequest, narrowed: Query[ProblemsNarrowed]) -> ProblemPage:
    """查诉求。

    和页面上的清单一样筛选、一样只有看得到的。在办的急的在前；whole 或已结束的状态则新的在前。
    """
    actor, chosen = actor_of(request), _narrowing(narrowed)
    read = queries.newest_page if chosen.shows_ended else queries.open_page
    refuse_stray(narrowed.after, by_date=not chosen.shows_ended)
    found = read(actor, chosen.condition(today_for(actor, clock.now())), narrowed.after)
    return ProblemPage(items=[line_of(row) for row in found.rows], next=found.after or None)


@reads(router, "/own-problems", right="problem.own", answers=OwnPage, name="list_own_problems")
def own_problems(request: HttpRequest, narrowed: Query[OwnNarrowed]) -> OwnPage:
    """查本企业的诉求。"""
    actor = actor_of(request)
    refuse_stray(narrowed.after, by_date=not narrowed.ended)
    if narrowed.ended:
        found = queries.newest_page(actor, Q(is_open=False), narrowed.after)
    else:
        found = queries.open_page(actor, Q(number__isnull=False), narrowed.after)
    return OwnPage(items=[_own_line(row) for row in found.rows], next=found.after or None)


@reads(router, "/tasks", right="task.list", answers=TaskPage, name="list_tasks")
def tasks(request: HttpRequest, narrowed: Query[TasksNarrowed]) -> TaskPage:
    """查本单位没办完的办理件，急的在前。"""
    actor = actor_of(request)
    refuse_stray(narrowed.after, by_date=True)
    found = queries.open_tasks_page(actor, tasks_shown(narrowed.show or "", actor), narrowed.after)
    return TaskPage(items=[_task(row) for row in found.rows], next=found.after or None)


def _narrowing(asked: ProblemsNarrowed) -> Narrowing:
    given = asked.dict(exclude={"late", "after", "whole"}, exclude_none=True)
    known = {name: str(value) for name, value in given.items()}
    if asked.late:
        known["light"] = LATE
    return Narrowing.read(known | ({"whole": "1"} if asked.whole else {}))


def refuse_stray(after: str, *, by_date: bool) -> None:
    """A key that opens no page must not open the first one again: a program would never come to an end."""
    moment, _, number = after.rpartition("~") if by_date else ("", "", after)
    if after and (whole_number(number) is None or (by_date and not _is_moment(moment))):
        raise Fault("invalid", errors=[Wrong("after", "请原样带上一页给的 next")])


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def code_of(kind: type[Term], value: str) -> Code:
    """A stored value with its label."""
    return Code(code=value, label=kind.label_of(value))


def _enterprise(row: ProblemRow) -> Named | None:
    if row.enterprise is None or row.enterprise_public_id is None:
        return None
    return Named(public_id=row.enterprise_public_id, name=row.enterprise)


def line_of(row: ProblemRow) -> ProblemLine:
    """A line of a list as a program reads it."""
    return ProblemLine(
        public_id=row.public_id,
        number=row.number,
        title=row.title,
        state=code_of(CaseState, row.state),
        lane=code_of(LaneClass, row.lane),
        level=row.level,
        result=code_of(Result, row.result) if row.result else None,
        channel=code_of(Channel, row.channel),
        holder=code_of(Holder, row.holder),
        unit=row.holder_unit,
        enterprise=_enterprise(row),
        category=row.category,
        area=row.area,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        promised_at=row.promised_at,
        closed_at=row.closed_at,
    )


def _own_line(row: ProblemRow) -> OwnLine:
    """In the enterprise's words: while units handle it, the date of the whole and not of a step."""
    state = CaseState(row.state)
    return OwnLine(
        public_id=row.public_id,
        number=row.number,
        title=row.title,
        state=SHOWN_TO_ENTERPRISE[state],
        yours=row.holder == Holder.ENTERPRISE,
        holder=holder_said(row.holder, row.holder_unit, to_enterprise=True),
        enterprise=_enterprise(row),
        result=Result.label_of(row.result) if row.result and state == CaseState.CLOSED else None,
        submitted_at=row.submitted_at,
        due_at=row.promised_at if state == CaseState.HANDLING else row.due_at,
        closed_at=row.closed_at,
    )


def _task(row: TaskRow) -> TaskLine:
    return TaskLine(
        task_ref=row.id,
        problem=Named(public_id=row.problem_public_id, name=row.title),
        number=row.number,
        enterprise=row.enterprise,
        unit=row.unit,
        part=code_of(Part, row.part),
        state=code_of(TaskState, row.state),
        handler=row.handler,
        contacted=row.contacted,
        opened_at=row.opened_at,
        due_at=row.due_at,
        finish_at=row.finish_at,
    )
