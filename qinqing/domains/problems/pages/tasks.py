"""A unit's share: the list by clock, one task with what is to be done now, and the head's signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import queries, tables
from qinqing.domains.problems.models import Problem, ReplyDraft
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.pages.offered import OPENED, StepForm, step_form, step_head
from qinqing.domains.problems.pages.units import ASKS_UNIT, offered_for
from qinqing.domains.problems.queries import facts, replies, timing
from qinqing.domains.problems.queries.detail import Detail, Offer, TaskView
from qinqing.domains.problems.queries.drafts import drafts_of
from qinqing.domains.problems.queries.narrowing import TASKS_SHOWN, task_counts, tasks_shown
from qinqing.domains.problems.queries.signing import replies_to_sign
from qinqing.domains.problems.queries.standing import today_for, today_of
from qinqing.domains.problems.queries.way import way_of
from qinqing.domains.problems.queries.words import by, told
from qinqing.domains.problems.terms import ClockKind, Part, TaskState
from qinqing.kernel import clock, saved
from qinqing.kernel.compiled import together
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.ui import formats
from qinqing.ui.cells import table_head

NEWEST = 8
VIEWS = saved.offer("problems:tasks", lambda query: _address(query.get("show", "")))


def _address(shown: str) -> str:
    """A part of the list as its address; what it does not know is the whole."""
    return f"?show={shown}" if shown and shown in TASKS_SHOWN else "?"


# --- the lists ---------------------------------------------------------


@page("task.list", lists=True)
def our_tasks(request: HttpRequest) -> HttpResponse:
    """The open tasks of the actor's units, grouped by clock, the most urgent first."""
    actor, shown = actor_of(request), request.GET.get("show", "")
    here = _address(shown)
    today = today_for(actor, clock.now())
    found = queries.open_tasks_page(actor, tasks_shown(shown, actor), request.GET.get("after", ""))
    counts, views = together(task_counts(actor, today), VIEWS.asked(actor, here))
    context = {
        "counts": counts,
        "views": views,
        "here": here,
        "chips": [
            {
                "label": label,
                "count": counts[name or "all"],
                "href": f"?show={name}" if name else "?",
                "current": name == shown,
            }
            for name, label in TASKS_SHOWN.items()
        ],
        "all": counts["all"],
        "head": table_head(tables.TASKS),
        "rows": tables.task_rows(found.rows, today, actor),
        "count": len(found.rows),
        "older": f"?show={shown}&after={found.after}" if found.after else "",
        "export_href": reverse("exports:new_problems") if allows(actor, "problem.export") else "",
    }
    return render(request, "problems/tasks.html", context)


@page("task.sign_off")
def sign_off_list(request: HttpRequest) -> HttpResponse:
    """Every reply that waits for this head's signature, in full, with the two buttons beside it."""
    actor = actor_of(request)
    today = today_for(actor, clock.now())
    waiting = replies_to_sign(actor)
    context = {
        "waiting": [
            (one, today.tone(one.due_at), today.until(one.due_at), today.left(one.due_at)) for one in waiting
        ],
        "count": len(waiting),
    }
    return render(request, "problems/sign_off.html", context)


# --- one task ----------------------------------------------------------


@page("task.list")
def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task: what is to be done now on the left, the enterprise's words and the story on the right."""
    return _show(request, queries.detail_of_task(actor_of(request), task_id, clock.now()), task_id)


def show_again(request: HttpRequest, public_id: str, bound: Bound) -> HttpResponse:
    """The task with the form that failed, everything typed still in it."""
    found = queries.detail_for(actor_of(request), public_id, clock.now())
    return _show(request, found, bound.task_id or _own(found), bound, status=422)


def show_phone(request: HttpRequest, problem: Problem, revealed: Mapping[int, str]) -> HttpResponse:
    """The task with a contact's number opened."""
    found = queries.detail_for(actor_of(request), problem.public_id, clock.now())
    return _show(request, found, _own(found), revealed=revealed)


def _own(found: Detail) -> int:
    """The task of the problem that this actor's unit has."""
    view = next((offer.task for offer in found.offers if offer.task is not None), None)
    if view is None:
        raise NotFound
    return view.task.id


def _show(
    request: HttpRequest,
    found: Detail,
    task_id: int,
    bound: Bound | None = None,
    *,
    status: int = 200,
    revealed: Mapping[int, str] | None = None,
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    view = next((view for view in found.tasks if view.task.id == task_id), None)
    if view is None:
        raise NotFound
    today = today_of(found.case.area_id, now)
    drafts = _drafts(found, view)
    forms = _forms(found, view, bound, drafts, request.GET.get(OPENED, ""))
    turn = _turn(view, forms)
    context = {
        "problem": found.problem,
        "case": found.case,
        "view": view,
        "due": (
            view.handler or "本单位",
            today.until(view.finish_at),
            today.left(view.finish_at),
            today.tone(view.finish_at),
        ),
        "way": way_of(found, view, now),
        "turn_word": _TURN_WORDS.get(turn[0].step, "轮到您") if turn else "",
        "turn": turn,
        "drafts": [_draft_shown(one, now) for one in drafts],
        "more": [form for form in forms if form not in turn and form.step != "write_note"],
        "note": next((form for form in forms if form.step == "write_note"), None),
        "bound": bound,
        "reply": replies.reply_of(found, view) if view.task.answer else None,
        "waits": view.task.state == TaskState.SIGN_OFF,
        "others": [line for line in facts.task_lines(found, today) if line.id != task_id],
        "opinions": replies.opinions_of(found) if view.task.part == Part.LEAD else [],
        "sent_back": _sent_back(found, view),
        "dispute": replies.last_dispute(found) if view.task.in_rework and view.task.is_open else None,
        "contacts": enterprises.contacts_shown(actor, found.problem.enterprise)
        if found.problem.enterprise
        else [],
        "revealed": revealed or {},
        "may_open": allows(actor_of(request), "contact.reveal"),
        "records": _records(found, now),
        "clocks": timing.clock_rows([c for c in found.clocks if c.task_id == task_id and c.runs], today),
        "files": found.files,
        "here": reverse("problems:task", args=[task_id]),
        "after": reverse("problems:sign_off") if view.task.state == TaskState.SIGN_OFF else "",
    }
    return render(request, "problems/task.html", context, status=status)


# --- what is to be done ------------------------------------------------

_OF_THE_TASK = frozenset({"record_contact", "miss_contact", "name_handler"})
"""Acts of the problem that are about one task."""
_OF_THE_LEAD = frozenset({"answer_interim", "wait_for_assist", "add_unit"})
_NOT_OF_PART = {True: frozenset({"draft_reply"}), False: frozenset({"reply_assist"})}
"""An assist unit gives its opinion, every other one its reply: the step that never opens is not shown."""
_TURN_WORDS = {
    "sign": "轮到您：签收",
    "record_contact": "轮到您：联系企业",
    "draft_reply": "轮到您：写答复",
    "reply_assist": "轮到您：给主办单位意见",
    "sign_off": "轮到您：审签",
}


def _forms(
    found: Detail, view: TaskView, bound: Bound | None, drafts: Sequence[ReplyDraft], opened: str
) -> list[StepForm]:
    """The steps of this task, and the acts of the problem that belong to it; one that names a unit, of many,
    is drawn when it is opened."""
    forms = []
    for offer in found.offers:
        if offer.step.name in _OF_THE_TASK and view.task.is_open:
            offer = replace(offer, task=view)
        elif not _belongs(offer, view):
            continue
        choices = _choices(offer, found, view)
        if offer.step.name == "draft_reply":
            choices["seen_draft"] = [one.version for one in drafts[:1]]
        if offer.step.name == "wait_for_assist" and not choices["task"]:
            continue
        if offer.step.name in ASKS_UNIT and not {opened, bound.step if bound else ""} & {offer.step.name}:
            forms.append(step_head(offer, found, f"?{urlencode({OPENED: offer.step.name})}"))
            continue
        initial = _initial(offer, found, view, drafts)
        units = offered_for(offer.step.name, found, formats.local_date(clock.now()))
        is_open = opened == offer.step.name
        forms.append(
            step_form(offer, found, bound, choices=choices, units=units, initial=initial, is_open=is_open)
        )
    return forms


def _belongs(offer: Offer, view: TaskView) -> bool:
    name = offer.step.name
    if name in _NOT_OF_PART[view.task.part == Part.ASSIST]:
        return False
    if name == "waive":
        return not offer.reason
    if offer.task is not None:
        return offer.task.task.id == view.task.id
    if name in _OF_THE_LEAD:
        return view.task.part == Part.LEAD and view.task.is_open
    return name == "write_note"


def _choices(offer: Offer, found: Detail, view: TaskView) -> dict[str, Any]:
    if offer.step.name == "name_handler":
        people = accounts.people_of_unit(view.task.unit_id, Role.HANDLER, clock.now())
        return {"handler": list(people.values_list("pk", "name"))}
    if offer.step.name == "wait_for_assist":
        late = {c.task_id for c in found.clocks if c.kind == ClockKind.ASSIST and c.runs and c.state.is_late}
        return {"task": [(v.task.id, v.unit) for v in found.tasks if v.task.id in late]}
    return {}


def _initial(offer: Offer, found: Detail, view: TaskView, drafts: Sequence[ReplyDraft]) -> dict[str, Any]:
    """What is known already: the newest draft, and of a reply that came back everything that was written."""
    if offer.step.name == "add_unit":
        return {"part": Part.ASSIST}
    if offer.step.name == "name_handler":
        return {"handler": view.task.handler_id}
    if offer.step.name != "draft_reply":
        return {}
    if drafts and drafts[0].saved_at > _sent_at(found, view):
        return dict(drafts[0].words)
    if not view.task.answer:
        return {}
    earlier = replies.reply_of(found, view)
    return {
        "result": view.task.result,
        "answer": earlier.answer,
        "citation": earlier.citation,
        "evidence": earlier.evidence,
        "internal": earlier.internal,
        "planned_on": earlier.planned_on,
    }


def _drafts(found: Detail, view: TaskView) -> list[ReplyDraft]:
    """What the unit has written so far, where it is writing."""
    writes = (o for o in found.offers if o.step.name == "draft_reply" and o.task is view and not o.reason)
    return drafts_of(view.task.id) if next(writes, None) else []


def _sent_at(found: Detail, view: TaskView) -> datetime:
    """When a reply of the task was last sent to be signed; its beginning where none was."""
    return max((e.at for e in found.entries if e.name == "ReplyDrafted"), default=view.task.opened_at)


def _draft_shown(draft: ReplyDraft, now: datetime) -> dict[str, Any]:
    """A version as it is read: who kept it when, and its answer."""
    return {
        "title": f"{draft.saved_by.name} {formats.moment(draft.saved_at, now)} 存的第 {draft.version} 版",
        "answer": draft.words.get("answer", ""),
        "internal": draft.words.get("internal", ""),
    }


def _turn(view: TaskView, forms: list[StepForm]) -> list[StepForm]:
    """What is to be done now, in its order: signing first, then the contact, then the reply."""
    wanted: tuple[str, ...] = {
        TaskState.PENDING: ("sign",),
        TaskState.SIGN_OFF: ("sign_off", "refuse_sign_off"),
    }.get(view.task.state, ("reply_assist",) if view.task.part == Part.ASSIST else ("draft_reply",))
    if view.task.state == TaskState.ACCEPTED and view.task.part != Part.ASSIST and not view.task.contacted:
        wanted = ("record_contact", "miss_contact")
    by_name = {form.step: form for form in forms}
    return [by_name[name] for name in wanted if name in by_name]


def _sent_back(found: Detail, view: TaskView) -> Any:
    """Why the reply came back, while it is to be mended."""
    if view.task.state not in {TaskState.ACCEPTED, TaskState.REWORK} or not view.task.answer:
        return None
    names = {"ReplySentBack", "SignOffRefused"}
    back = next((e for e in reversed(found.entries) if e.name in names), None)
    drafted = next((e for e in reversed(found.entries) if e.name == "ReplyDrafted"), None)
    return back if back is not None and drafted is not None and back.id > drafted.id else None


def _records(found: Detail, now: datetime) -> list[dict[str, str]]:
    """The newest entries in short, for a narrow column."""
    newest = list(reversed(found.entries))[:NEWEST]
    return [
        {
            "title": told(entry, found, now).title,
            "when": formats.moment(entry.at, now),
            "text": "" if entry.rule else by(entry),
            "icon": told(entry, found, now).drawing,
        }
        for entry in newest
    ]
