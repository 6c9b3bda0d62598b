"""What waits for somebody, for programs: the desks of coordinators, reviewers, heads and callers."""

from datetime import date

from django.http import HttpRequest
from ninja import Query

from qinqing.domains.problems import queries
from qinqing.domains.problems.api.lists import actor_of, code_of, line_of, refuse_stray, router
from qinqing.domains.problems.queries.lists import CallRow
from qinqing.domains.problems.queries.narrowing import (
    waiting_for_objection,
    waiting_for_review,
    waiting_for_triage,
)
from qinqing.domains.problems.queries.signing import ToSign, to_sign_page
from qinqing.domains.problems.schemas import (
    After,
    CallLine,
    CallPage,
    Named,
    ProblemPage,
    ToSignLine,
    ToSignPage,
)
from qinqing.domains.problems.terms import Result
from qinqing.kernel.api.operations import reads


@reads(router, "/triage", right="problem.triage", answers=ProblemPage, name="list_triage")
def triage(request: HttpRequest, page: Query[After]) -> ProblemPage:
    """查等分办的诉求，急的在前。"""
    actor = actor_of(request)
    refuse_stray(page.after, by_date=True)
    return _listed(queries.open_page(actor, waiting_for_triage(actor), page.after))


@reads(router, "/reviews", right="problem.review", answers=ProblemPage, name="list_reviews")
def reviews(request: HttpRequest, page: Query[After]) -> ProblemPage:
    """查等审核的答复，急的在前。"""
    actor = actor_of(request)
    refuse_stray(page.after, by_date=True)
    return _listed(queries.open_page(actor, waiting_for_review(actor), page.after))


@reads(router, "/objections", right="problem.review", answers=ProblemPage, name="list_objections")
def objections(request: HttpRequest, page: Query[After]) -> ProblemPage:
    """查等裁定的异议，新的在前。"""
    actor = actor_of(request)
    refuse_stray(page.after, by_date=False)
    return _listed(queries.newest_page(actor, waiting_for_objection(actor), page.after))


def _listed(found: queries.Page) -> ProblemPage:
    return ProblemPage(items=[line_of(row) for row in found.rows], next=found.after or None)


@reads(router, "/sign-off", right="task.sign_off", answers=ToSignPage, name="list_to_sign")
def to_sign(request: HttpRequest, page: Query[After]) -> ToSignPage:
    """查等审签的答复，连同全文，急的在前。"""
    refuse_stray(page.after, by_date=True)
    found = to_sign_page(actor_of(request), page.after)
    return ToSignPage(items=[_to_sign(one) for one in found.rows], next=found.after or None)


def _to_sign(one: ToSign) -> ToSignLine:
    said = ("number", "enterprise", "unit", "part", "facts", "result", "answer", "citation", "evidence")
    more = ("internal", "drafted_by", "redo_count", "due_at", "refused")
    return ToSignLine(
        **{name: getattr(one, name) for name in (*said, *more)},
        task_ref=one.task_id,
        problem=Named(public_id=one.public_id, name=one.title),
        planned_on=date.fromisoformat(one.planned_on) if one.planned_on else None,
    )


@reads(router, "/calls", right="problem.call", answers=CallPage, name="list_calls")
def calls(request: HttpRequest, page: Query[After]) -> CallPage:
    """查要回访的诉求，日子近的在前。

    call_at 还没到的，先等企业自己确认，不打扰它。
    """
    refuse_stray(page.after, by_date=True)
    found = queries.calls_page(actor_of(request), page.after)
    return CallPage(items=[_call(row) for row in found.rows], next=found.after or None)


def _call(row: CallRow) -> CallLine:
    said = ("public_id", "number", "title", "enterprise", "level", "call_at", "due_at")
    return CallLine(
        **{name: getattr(row, name) for name in said},
        result=code_of(Result, row.result) if row.result else None,
    )
