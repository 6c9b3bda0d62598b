"""Calls of today: problems that wait for the enterprise's word, asked by who had no hand in them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import queries, tables
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.pages.offered import step_form
from qinqing.domains.problems.queries import replies, timing
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.standing import today_for, today_of
from qinqing.domains.problems.rules import CALL_ATTEMPTS, days_tried
from qinqing.domains.problems.terms import CaseState, ClockKind, Way
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.lib.workdays import Calendar
from qinqing.ui import formats
from qinqing.ui.cells import table_head

STEPS = ("record_attempt", "confirm_by_call", "dispute", "write_note")


@page("problem.call")
def today(request: HttpRequest) -> HttpResponse:
    """Whom to call, those first whose date comes first; who may still answer by himself is left in peace."""
    actor = actor_of(request)
    now = clock.now()
    found = queries.calls_page(actor, request.GET.get("after", ""))
    to_call = [row for row in found.rows if row.call_at is None or row.call_at <= now]
    resting = [row for row in found.rows if row.call_at is not None and row.call_at > now]
    day = today_for(actor, now)
    context = {
        "to_call": len(to_call),
        "resting": len(resting),
        "head": table_head(tables.CALLS),
        "rows": tables.call_rows(to_call, resting, day, now),
        "shown": len(found.rows),
        "older": f"?after={found.after}" if found.after else "",
    }
    return render(request, "problems/calls.html", context)


@page("problem.call")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One call: what was answered, how to reach the enterprise, and its words."""
    return _show(request, queries.detail_for(actor_of(request), public_id, clock.now()))


def show_again(request: HttpRequest, public_id: str, bound: Bound) -> HttpResponse:
    """The same with the form that failed, everything typed still in it."""
    return _show(request, queries.detail_for(actor_of(request), public_id, clock.now()), bound, status=422)


def show_phone(request: HttpRequest, problem: Problem, revealed: Mapping[int, str]) -> HttpResponse:
    """The same with a contact's number opened."""
    return _show(
        request, queries.detail_for(actor_of(request), problem.public_id, clock.now()), revealed=revealed
    )


def _show(
    request: HttpRequest,
    found: Detail,
    bound: Bound | None = None,
    *,
    status: int = 200,
    revealed: Mapping[int, str] | None = None,
) -> HttpResponse:
    if "callback" not in found.relations or found.case.state != CaseState.CONFIRM:
        raise NotFound
    now, problem = clock.now(), found.problem
    day = today_of(found.case.area_id, now)
    window = next((c for c in found.clocks if c.kind == ClockKind.CALLBACK and c.runs), None)
    due_at = window.state.due_at if window else found.case.due_at
    waits = found.case.call_at is not None and now < found.case.call_at and not found.case.attempts
    offers = {name: found.offer(name) for name in STEPS}
    context: dict[str, Any] = {
        "problem": problem,
        "bound": bound,
        "back": reverse("problems:calls"),
        "answered": replies.replies_of(found),
        "dispute": replies.last_dispute(found),
        "until": day.until(due_at),
        "left": day.left(due_at),
        "tone": day.tone(due_at),
        "call_from": day.until(found.case.call_at) if waits else "",
        "attempts": _attempts(found, now),
        "missing": _missing(found, found.calendar),
        "steps": {name: step_form(offer, found, bound) for name, offer in offers.items() if offer},
        "contacts": enterprises.contacts_shown(actor_of(request), problem.enterprise)
        if problem.enterprise
        else [],
        "revealed": revealed or {},
        "may_open": allows(actor_of(request), "contact.reveal"),
        "clock_key": timing.key_of(window) if window else "",
    }
    return render(request, "problems/call.html", context, status=status)


def _attempts(found: Detail, now: Any) -> list[tuple[str, str, str]]:
    """When, how, and whether the enterprise was reached."""
    return [
        (formats.moment(one.at, now), Way(one.way).label, "联系上了" if one.reached else "没联系上")
        for one in found.case.attempts
    ]


def _missing(found: Detail, calendar: Calendar) -> str:
    """What is still to be tried before it may end as unreachable (T22)."""
    worked = len(days_tried(found.case.attempts, calendar))
    ways = {one.way for one in found.case.attempts}
    if any(one.reached for one in found.case.attempts):
        return "已经联系上，请记下企业的话"
    parts = [f"还要在 {CALL_ATTEMPTS - worked} 个工作日各试一次"] if worked < CALL_ATTEMPTS else []
    if len(ways) < 2:
        parts.append("其中一次换一种方式")
    return "，".join(parts) or "三次都没联系上，回访期满后系统结束，注明未确认"
