"""One problem as those who handle it see it: its time, its story by layers, what this person may do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages import mine
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.pages.offered import (
    FOR,
    OPENED,
    StepForm,
    begun_for_head,
    is_premature,
    name_of,
    needs_nothing,
    step_form,
    step_head,
    waits_for,
)
from qinqing.domains.problems.pages.units import offered_for
from qinqing.domains.problems.permissions import PERMISSIONS, SHARES
from qinqing.domains.problems.queries import facts, kinds, replies, story, timing
from qinqing.domains.problems.queries.clocks import ClockView
from qinqing.domains.problems.queries.detail import Detail, Offer
from qinqing.domains.problems.queries.holding import holding
from qinqing.domains.problems.queries.standing import today_of
from qinqing.domains.problems.rules.handing_over import NOBODY_READS_IT
from qinqing.domains.problems.terms import CaseState, ClockKind, Holder, Layer, Part
from qinqing.kernel import clock as kernel_clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.ui import formats

NEWEST = 30
"""So many entries stand open; older ones are folded."""
ON_OTHER_PAGES = frozenset(
    {
        "submit",
        "accept",
        "dispatch",
        "answer_interim",
        "name_handler",
        "wait_for_assist",
        "record_attempt",
        "confirm_by_call",
    }
)
"""Steps with a page made for them: the triage desk, a unit's task, the callback."""


TO_TRIAGE = frozenset({CaseState.SUBMITTED, CaseState.TRIAGE})


@page("problem.see")
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One problem: its enterprise reads its own page, everybody else the staff's; a draft is its author's."""
    found = queries.detail_for(actor_of(request), public_id, kernel_clock.now())
    if "enterprise" in found.relations or found.case.state == CaseState.DRAFT:
        return mine.show(request, found)
    return show(request, found)


@page("problem.see")
def why(request: HttpRequest, public_id: str, clock: str) -> HttpResponse:
    """Why this date: the counting of one clock in words and day by day."""
    now = kernel_clock.now()
    found = queries.detail_for(actor_of(request), public_id, now)
    view = next((c for c in found.clocks if timing.key_of(c) == clock and _may_ask(found, c)), None)
    if view is None:
        raise NotFound
    today, due_at = today_of(found.case.area_id, now), view.state.due_at
    context = {
        "problem": found.problem,
        "clock": view,
        "until": today.until(due_at),
        "left": today.left(due_at) if view.runs and due_at else "",
        "tone": today.tone(due_at) if view.runs else "calm",
        "reasons": [part for part in view.why.split("；") if part],
        "days": timing.calendar_days(view),
        "version": found.calendar.version,
    }
    return render(request, "problems/why.html#why", context)


def _may_ask(found: Detail, view: ClockView) -> bool:
    """The enterprise is promised the day of the lead's finish, so of all tasks it asks about that one."""
    if "enterprise" not in found.relations or view.task_id is None:
        return True
    lead = found.case.lead
    return lead is not None and view.task_id == lead.id and view.kind in {ClockKind.FINISH, ClockKind.REWORK}


def show_again(request: HttpRequest, public_id: str, bound: Bound) -> HttpResponse:
    """The page with the form that failed, everything typed still in it."""
    found = queries.detail_for(actor_of(request), public_id, kernel_clock.now())
    return show(request, found, bound, status=422)


def show_phone(request: HttpRequest, problem: Problem, revealed: Mapping[int, str]) -> HttpResponse:
    """The page with a contact's number opened."""
    return show(
        request,
        queries.detail_for(actor_of(request), problem.public_id, kernel_clock.now()),
        revealed=revealed,
    )


def show(
    request: HttpRequest,
    found: Detail,
    bound: Bound | None = None,
    *,
    status: int = 200,
    revealed: Mapping[int, str] | None = None,
) -> HttpResponse:
    """The staff's page of a problem."""
    actor, layer = actor_of(request), request.GET.get("layer", "")
    head = _head(actor, found)
    context = {
        **head,
        **_story(actor, found, layer),
        **_steps(actor, found, bound, request.GET, officer=head["officer"]),
        **_beside(actor, found),
        "problem": found.problem,
        "case": found.case,
        "back": _back(actor),
        "revealed": revealed or {},
        "may_open": allows(actor, "contact.reveal"),
    }
    return render(request, "problems/staff.html", context, status=status)


def _back(actor: Actor) -> tuple[str, str]:
    """Where the actor has his lists."""
    ways = (
        ("problem.list", "在办", "list"),
        ("task.list", "办理件", "tasks"),
        ("problem.call", "回访", "calls"),
    )
    return next(
        (
            (label, path_to(f"problems:{name}"))
            for right, label, name in ways
            if PERMISSIONS.allows(actor, right)
        ),
        ("搜索", path_to("search:find")),
    )


def _head(actor: Actor, found: Detail) -> dict[str, Any]:
    """Who has it, until when and why; or how it ended; and whose the days were."""
    now, case = kernel_clock.now(), found.case
    today, held, over = today_of(case.area_id, now), holding(actor, found, now), facts.is_over(found)
    head = None if over else timing.head_of(found, held.names, today)
    clock = head.clock if head else None
    due_at = clock.state.due_at if clock else case.due_at
    return {
        "head": head,
        "ending": facts.ending_of(found, now) if over else None,
        "tone": "calm" if over else today.tone(due_at),
        "light": CaseState.label_of(case.state) if over else today.light(due_at),
        "state": CaseState.label_of(case.state),
        "tags": facts.tags_of(found, now),
        "officer": held.officer,
        "submitted": formats.moment(case.submitted_at, now),
        "original": formats.moment(found.problem.original_at, now) if found.problem.original_at else "",
        "ruler": timing.ruler_of(found, now),
        "head_clock": timing.key_of(clock) if clock else "",
        "head_days": timing.calendar_days(clock) if clock else [],
    }


def _story(actor: Actor, found: Detail, layer: str) -> dict[str, Any]:
    now = kernel_clock.now()
    lines, here = (
        story.story_of(found, now, layer),
        path_to("problems:detail", found.problem.public_id),
    )
    chosen = layer if layer in Layer.values() else ""
    choices: list[tuple[str, str]] = [
        ("", "全部"),
        *((one.value, one.label) for one in story.layers_to_choose(actor)),
    ]
    return {
        "lines": lines[:NEWEST],
        "older": lines[NEWEST:],
        "layers": [
            {
                "label": label,
                "href": f"{here}?layer={value}#story" if value else f"{here}#story",
                "current": value == chosen,
            }
            for value, label in choices
        ],
        "count": len(found.entries),
        "ratings": facts.rating_lines(found, now),
    }


def _steps(
    actor: Actor, found: Detail, bound: Bound | None, asked: Mapping[str, str], *, officer: str
) -> dict[str, Any]:
    """What waits for this person, what else he may do, and where he does the rest."""
    offers = [_read_by(officer, offer) for offer in found.offers if not _elsewhere(offer, found)]
    turn = [offer for offer in offers if offer.is_open and waits_for(offer, found)]
    lone = _lone(turn, bound, asked)
    forms = [_form(offer, found, bound, asked, is_open=offer is lone) for offer in offers]
    waiting, reviews = {offer.step.name for offer in turn}, found.case.state == CaseState.REVIEW
    return {
        "turn": [form for form in forms if form.step in waiting],
        "more": [form for form in forms if form.step not in waiting | {"write_note"}],
        "note": next((form for form in forms if form.step == "write_note"), None),
        "may_restrict": Layer.RESTRICTED in story.layers_to_choose(actor),
        "bound": bound,
        "handover": replies.last_handover(found),
        "ways": _ways(actor, found),
        "turn_word": _turn_word(found, bool(turn)),
        "replies": replies.replies_of(found) if reviews or found.case.state == CaseState.CONFIRM else [],
        "opinions": replies.opinions_of(found) if reviews else [],
        "dispute": replies.last_dispute(found) if reviews else None,
        "next": path_to("problems:reviews") if reviews else "",
    }


def _turn_word(found: Detail, decides: bool) -> str:
    """Whose turn it is: the head may do what the coordinator has in hand, which does not wait for him."""
    others = found.case.holder == Holder.COORDINATOR and "coordinator" not in found.relations
    return "协调员在办，您也可以办" if others and not decides else "轮到您"


def _read_by(officer: str, offer: Offer) -> Offer:
    """A word to the officer cannot be left where none is there, and the page says why."""
    if offer.step.name == "hand_over" and not officer:
        return replace(offer, reason=NOBODY_READS_IT)
    return offer


def _lone(turn: Sequence[Offer], bound: Bound | None, asked: Mapping[str, str]) -> Offer | None:
    """The decision that stands open unasked: the only one, or the reply's way to the enterprise, unless
    another failed or is opened."""
    if len(turn) == 1:
        return turn[0]
    others = {bound.step if bound else "", asked.get(OPENED, "")}
    if turn and turn[0].step.name == "approve" and not others & {offer.step.name for offer in turn}:
        return turn[0]
    return None


def _elsewhere(offer: Offer, found: Detail) -> bool:
    """Whether another page is made for the step, or nobody need hear of it now."""
    if offer.task is not None:
        return offer.step.name != "waive" or offer.task.task.part == Part.LEAD
    if offer.step.name in {"record_contact", "miss_contact"}:
        return bool(found.relations & {"handler", "unit_head"})
    if offer.step.name == "add_unit":
        return not found.relations & {"coordinator", "coordination_head"}
    if offer.step.name == "take_over":
        return bool(offer.reason)
    if is_premature(offer, found):
        return True
    return offer.step.name in ON_OTHER_PAGES


def _form(
    offer: Offer, found: Detail, bound: Bound | None, asked: Mapping[str, str], *, is_open: bool
) -> StepForm:
    """A step with its form where it stands open; else its head, which draws the form when it is opened."""
    is_open = is_open or asked.get(OPENED) == name_of(offer)
    failed = bound is not None and bound.step == offer.step.name
    if is_open or failed or needs_nothing(offer) or offer.step.name == "write_note":
        begun = begun_for_head(asked.get(FOR, ""), found) if offer.step.name == "escalate" else None
        choices = _choices(offer.step.name, found)
        units = offered_for(offer.step.name, found, formats.local_date(kernel_clock.now()))
        return step_form(offer, found, bound, choices=choices, units=units, initial=begun, is_open=is_open)
    kept = {name: value for name, value in asked.items() if name == "layer"}
    return step_head(offer, found, f"?{urlencode({**kept, OPENED: name_of(offer)})}")


def _choices(step: str, found: Detail) -> dict[str, Any] | None:
    """What the forms of some steps choose from, besides the problem's own tasks."""
    if step == "reclassify":
        today = formats.local_date(kernel_clock.now())
        return {"category": kinds.kinds_offered(found.case.area_id, today)}
    return None


def _ways(actor: Actor, found: Detail) -> list[tuple[str, str, str]]:
    """To the pages where this person acts on the problem: label, what for, address."""
    ways = []
    triages = PERMISSIONS.allows(actor, "problem.triage") and found.case.state in TO_TRIAGE
    if triages and found.case.holder == Holder.COORDINATOR and found.offer("refuse"):
        ways.append(("去分办台", "受理、派给单位", path_to("problems:triage_one", found.problem.public_id)))
    for view in found.tasks:
        offers = [o for o in found.offers if o.task is view and o.step.name != "waive"]
        if offers:
            ways.append(
                (f"办理件：{view.unit}", view.task.state.label, path_to("problems:task", view.task.id))
            )
    if found.offer("record_attempt"):
        ways.append(("去回访", "打电话、记下企业的话", path_to("problems:call", found.problem.public_id)))
    return ways


def _beside(actor: Actor, found: Detail) -> dict[str, Any]:
    today = today_of(found.case.area_id, kernel_clock.now())
    enterprise = found.problem.enterprise
    return {
        "clocks": timing.clock_rows(found.clocks, today),
        "tasks": facts.task_lines(found, today),
        "contacts": enterprises.contacts_shown(actor, enterprise) if enterprise else [],
        "may_share": enterprise is not None and bool(found.relations & SHARES),
        "files": found.files,
        "why_here": found.why,
    }
