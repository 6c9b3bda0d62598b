"""The triage desk: what waits to be given to units, one problem at a time, by keyboard or without script."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import queries
from qinqing.domains.problems.pages.bound import Bound
from qinqing.domains.problems.pages.offered import step_form
from qinqing.domains.problems.pages.picking import MOST_FOUND, Picked
from qinqing.domains.problems.queries import catalogue, facts, kinds, words
from qinqing.domains.problems.queries.alike import Alike, alike_to
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.lists import ProblemRow
from qinqing.domains.problems.queries.narrowing import waiting_for_triage
from qinqing.domains.problems.queries.standing import Today, today_for, today_of
from qinqing.domains.problems.terms import URGENT_LANES, CaseState, Channel, ClockKind, LaneClass
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.ui import formats

WAITING = frozenset({CaseState.SUBMITTED, CaseState.TRIAGE})


@page("problem.triage")
def desk(request: HttpRequest) -> HttpResponse:
    """The desk with the most urgent problem on it."""
    actor = actor_of(request)
    rows = _queue(actor)
    if not rows:
        return render(request, "problems/triage_empty.html", {})
    found = queries.detail_for(actor, rows[0].public_id, clock.now())
    return _show(request, found, rows)


@page("problem.triage", methods=("GET", "POST"))
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """The desk with this problem. A POST looks units or an enterprise up and keeps what was chosen."""
    actor = actor_of(request)
    found = queries.detail_for(actor, public_id, clock.now())
    if found.case.state not in WAITING:
        messages.info(
            request, f"{found.problem.number} 已经有人分过了，现在是：{CaseState.label_of(found.case.state)}"
        )
        return HttpResponseRedirect(reverse("problems:triage"))
    return _show(request, found, _queue(actor))


def show_again(request: HttpRequest, public_id: str, bound: Bound) -> HttpResponse:
    """The desk with the form that failed, everything chosen still in it."""
    actor = actor_of(request)
    return _show(request, queries.detail_for(actor, public_id, clock.now()), _queue(actor), bound, status=422)


def _queue(actor: Actor) -> Sequence[ProblemRow]:
    """One page of what waits: who has more than that works it off from the top."""
    return queries.open_page(actor, waiting_for_triage(actor)).rows


def _show(
    request: HttpRequest,
    found: Detail,
    rows: Sequence[ProblemRow],
    bound: Bound | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor, now, problem = actor_of(request), clock.now(), found.problem
    today = today_of(found.case.area_id, now)
    picked = Picked.of(request.POST, found, formats.local_date(now))
    refuse, ask = found.offer("refuse"), found.offer("ask_supplement")
    failed = bound.form if bound is not None and bound.step in {"dispatch", "accept"} else None
    if bound is not None and failed is not None:
        bound.is_placed = True
    before, after = _neighbours(rows, problem.public_id)
    context = {
        "problem": problem,
        "case": found.case,
        "waiting": f"{len(rows)}+" if len(rows) == queries.PAGE else str(len(rows)),
        "queue": _queue_drawn(rows, today_for(actor, now), problem.public_id),
        "nth": next((n for n, row in enumerate(rows, 1) if row.public_id == problem.public_id), 0),
        "before": before,
        "after": after,
        "due": (today.until(found.case.due_at), today.left(found.case.due_at), today.tone(found.case.due_at)),
        "came": _came(found, now),
        "tags": facts.tags_of(found, now),
        "note": _note(found, now),
        "files": found.files,
        "new": found.case.state == CaseState.SUBMITTED,
        "picked": picked,
        "errors": _errors(failed),
        "field_errors": {name: " ".join(map(str, said)) for name, said in failed.errors.items()}
        if failed
        else {},
        "lanes": _lanes(found, now),
        "lane_reasons": _lane_reasons(found, now),
        "categories": kinds.kinds_offered(found.case.area_id, formats.local_date(now)),
        "units": [unit.short for unit in catalogue.units_on(formats.local_date(now))],
        "enterprises": _enterprises(actor, picked),
        "refuse": step_form(refuse, found, bound) if refuse is not None else None,
        "ask": step_form(ask, found, bound) if ask is not None else None,
        "bound": bound,
        **_others(actor, found, today),
        "alike": [_alike(one, found, now) for one in alike_to(actor, problem, now)],
    }
    return render(request, "problems/triage.html", context, status=status)


# --- around the case ---------------------------------------------------


def _queue_drawn(rows: Sequence[ProblemRow], today: Today, here: str) -> list[dict[str, Any]]:
    return [
        {
            "title": row.title,
            "who": row.enterprise or Channel.label_of(row.channel),
            "left": today.left_short(row.due_at).removeprefix("剩 "),
            "tone": tone if tone in {"blue", "yellow", "red"} else "",
            "href": path_to("problems:triage_one", row.public_id),
            "current": row.public_id == here,
        }
        for row in rows
        for tone in [today.tone(row.due_at)]
    ]


def _neighbours(rows: Sequence[ProblemRow], here: str) -> tuple[str, str]:
    """The addresses of the problem before and after this one in the queue; '' at an end."""
    names = [row.public_id for row in rows]
    at = names.index(here) if here in names else -1
    before = names[at - 1] if at > 0 else ""
    after = names[at + 1] if 0 <= at < len(names) - 1 else ""
    return tuple(reverse("problems:triage_one", args=[name]) if name else "" for name in (before, after))  # type: ignore[return-value]


def _came(found: Detail, now: datetime) -> str:
    problem = found.problem
    said = [
        problem.number or "",
        Channel.label_of(problem.channel),
        formats.moment(problem.submitted_at, now),
    ]
    if problem.original_at:
        said[2] = f"原始时间 {formats.moment(problem.original_at, now)}"
    if problem.source_ref:
        said.append(f"来源编号 {problem.source_ref}")
    return "·".join(word for word in said if word)


def _note(found: Detail, now: datetime) -> tuple[str, str] | None:
    """What the officer, or the system in his silence, said when he passed it on."""
    passed = next((e for e in reversed(found.entries) if e.name == "ProblemPassedOn"), None)
    if passed is None:
        return None
    told = words.told(passed, found, now)
    return words.by(passed), told.quote or told.text


def _errors(form: Any) -> list[tuple[str, str]]:
    if form is None:
        return []
    found = [("", sentence) for sentence in form.refusals]
    for name, said in form.errors.items():
        if name != "__all__":
            found += [
                (_PLACES.get(name, name), f"{form.fields[name].label}：{sentence}") for sentence in said
            ]
    return found


_PLACES = {"lead": "lead_1", "enterprise": "enterprise_words"}


def _lanes(found: Detail, now: datetime) -> list[dict[str, str]]:
    """Every class with the day the enterprise would be promised."""
    days, limits = queries.place(found.case.area_id, now)
    choices = []
    for lane in LaneClass:
        limit = limits.of(ClockKind.FINISH, lane).limit
        due = limit.due(now, days)
        day = formats.day(formats.local_date(due.at), formats.local_date(now))
        if lane in URGENT_LANES:
            label, says = lane.label, f"{formats.moment(due.at, now)}前"
        else:
            label, says = (
                f"{lane.label} {limit.amount} 天",
                f"{day}前" + ("（暂定）" if due.provisional else ""),
            )
        choices.append({"value": lane.value, "label": label, "says": says})
    return choices


def _lane_reasons(found: Detail, now: datetime) -> list[tuple[str, str]]:
    days, limits = queries.place(found.case.area_id, now)
    return [
        (
            lane.label,
            f"{effective.source}；夜里和休息日也算"
            if lane in URGENT_LANES
            else f"{effective.source}；{days.explain(now, effective.limit.amount).sentence()}",
        )
        for lane in LaneClass
        for effective in (limits.of(ClockKind.FINISH, lane),)
    ]


def _enterprises(actor: Actor, picked: Picked) -> list[dict[str, str]]:
    """The enterprises of the words that were typed, to choose from."""
    if not picked.enterprise_words.strip():
        return []
    rows = enterprises.enterprises_named(actor, picked.enterprise_words[:80], most=MOST_FOUND)
    return [
        {
            "value": str(row.pk),
            "label": row.name,
            "says": "·".join(filter(None, (row.credit_code, row.area.name))),
        }
        for row in rows
    ]


def _alike(one: Alike, found: Detail, now: datetime) -> dict[str, str]:
    """A problem that may be the same, and why it is shown: how alike, whose, since when, how it stands."""
    same = one.enterprise_id is not None and one.enterprise_id == found.case.enterprise_id
    said = (
        f"文字 {round(one.score * 100)}% 相同",
        "同一家企业" if same else one.enterprise or "没有写明企业",
        f"{formats.moment(one.submitted_at, now)} 提" if one.submitted_at else "",
        CaseState.label_of(one.state),
    )
    return {
        "title": one.title,
        "href": path_to("problems:detail", one.public_id),
        "says": "·".join(filter(None, said)),
        "number": one.number or "",
    }


OTHERS_SHOWN = 5
"""What else an enterprise waits for is a hint beside the desk; its own page has all of it."""


def _others(actor: Actor, found: Detail, today: Today) -> dict[str, Any]:
    """How many other open problems the same enterprise has, and the most urgent of them."""
    if found.case.enterprise_id is None:
        return {"others": [], "others_said": "", "others_more": False}
    rows = queries.problems_of_enterprise(actor, found.case.enterprise_id)
    others = [row for row in rows if row.id != found.case.id]
    shown = [
        {
            "title": row.title,
            "href": path_to("problems:detail", row.public_id),
            "says": "·".join(filter(None, (row.number, CaseState.label_of(row.state), row.holder_unit))),
            "light": today.light(row.due_at),
            "tone": today.tone(row.due_at),
        }
        for row in others[:OTHERS_SHOWN]
    ]
    many = "+" if len(rows) == queries.PAGE else ""
    said = f"{len(others)}{many} 件在办" if others else ""
    return {"others": shown, "others_said": said, "others_more": len(others) > len(shown)}
