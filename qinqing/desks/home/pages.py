"""The page everybody begins at."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from qinqing.desks.home import tables
from qinqing.desks.home.queries import (
    MOST_LATE,
    MOST_MOVES,
    WORST,
    Home,
    Kept,
    home_of,
    is_administrator,
    served_of,
)
from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice.queries import QuestionRow
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.queries import ProblemRow, today_for
from qinqing.domains.problems.terms import Holder
from qinqing.kernel import clock, navigation
from qinqing.kernel.pages import page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.ui import formats
from qinqing.ui.gallery import gallery_context

MOST_LINES: Final = 8
RAISE: Final = frozenset({Role.ENTERPRISE_USER, Role.OFFICER, Role.COORDINATOR, Role.COORDINATION_HEAD})
DECIDE: Final = frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD, Role.LEADER})
"""Whose own decisions come before what is late elsewhere."""


@page("account.own")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what is late, what changed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    found = home_of(actor, now)
    is_own = Role.ENTERPRISE_USER in actor.roles
    waiting = _waiting(found, is_own)
    lines = [tables.line_of(row, actor, found.today) for row in waiting[:MOST_LINES]]
    in_lines = bool(actor.roles & {Role.ENTERPRISE_USER, Role.OFFICER})
    context: dict[str, Any] = {
        "over": formats.long_day(formats.local_date(now)),
        "title": _title(found, actor, waiting, is_own),
        "is_own": is_own,
        "is_new": is_own and not (waiting or found.drafts or (found.open and found.open.rows)),
        "may_raise": bool(actor.roles & RAISE),
        "lines": lines if in_lines else [],
        "waiting": tables.waiting_table(lines) if lines and not in_lines else None,
        "rest": tables.rest_of(waiting[MOST_LINES:], actor),
        "running": _running(found, actor) if is_own else [],
        "drafts": found.drafts,
        "lamps": tables.lamps(found.stocks) if found.stocks is not None else [],
        "figures": tables.figures(found.stocks, actor) if found.stocks is not None else [],
        "late": tables.late_table(
            found.late[: WORST if found.news is None or actor.roles & DECIDE else MOST_LATE], found.today
        )
        if found.late and not is_own
        else None,
        "late_href": tables.late_href(),
        "cards": [tables.card(one, found.today) for one in found.served]
        if found.served is not None
        else None,
        "news": tables.news_items(found.news or (), found.policy_news, found.today, is_own)
        if found.news is not None or found.policy_news
        else None,
        "missing_years": "、".join(f"{year} 年" for year in found.missing_years),
        "kept": found.kept,
        "roster": tables.roster_lines(found.roster[:MOST_MOVES], found.today)
        if found.roster is not None
        else None,
        "more_moves": max(0, len(found.roster or ()) - MOST_MOVES),
        "done": tables.done_items(found.kept.done, found.today) if found.kept is not None else [],
        "consoles": _consoles(request) if is_administrator(actor) or found.news is None else [],
        "deciding": "等您定" if Role.LEADER in actor.roles else "轮到您",
        "layout": "person" if in_lines or found.news is None else "staff",
    }
    return render(request, "home/home.html", context)


@page("officer.served")
def my_enterprises(request: HttpRequest) -> HttpResponse:
    """The enterprises an officer serves, and those he stands in for, each with what presses there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    today = today_for(actor, now)
    context = {
        "cards": [tables.card(one, today, whole=True) for one in served_of(actor, today)],
        "officer": officers.officer_of_person(actor.person_id),
        "absence": officers.absence_now(actor.person_id, now),
        "layout": "person",
    }
    return render(request, "home/my_enterprises.html", context)


@page("interface.see")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented content: for whoever builds or judges a page."""
    return render(request, "ui/gallery.html", gallery_context())


def _waiting(found: Home, is_own: bool) -> list[tables.Waiting]:
    """Everything that waits, from all rooms together, the most urgent first."""
    problems = (
        _own(found, waits=True) if is_own else [*found.waiting.rows, *found.objected, *found.tasks.rows]
    )
    return sorted([*problems, *found.others], key=tables.due_of)


def _own(found: Home, *, waits: bool) -> list[ProblemRow]:
    """What an enterprise has open: what waits for it, or the rest."""
    rows = found.open.rows if found.open else ()
    return [row for row in rows if (row.holder == Holder.ENTERPRISE) is waits]


def _running(found: Home, actor: Actor) -> list[tables.Line]:
    """What an enterprise has open in others' hands, as much of it as a first page shows."""
    several = len(actor.ids("member")) > 1
    return [tables.own_line(row, found.today, several) for row in _own(found, waits=False)[:MOST_LINES]]


def _title(found: Home, actor: Actor, waiting: Sequence[tables.Waiting], is_own: bool) -> str:
    """The state as a headline: what waits, else what is late, and of that the worst."""
    count, more = len(waiting), "多" if found.more_waits else ""
    over = sum(1 for row in waiting if tables.is_late(row, found.today.now, is_own))
    if is_own:
        return _own_title(found, waiting, over)
    if found.kept is not None and _presses(found.kept):
        return _kept_title(found.kept)
    mine = f"{count}{more}"
    turn = f"今天轮到您的，{mine} 件，{over} 件已超期" if over else f"今天轮到您的，{mine} 件"
    if found.news is None:
        return turn if count else _unturned_title(found)
    late = found.stocks["yellow"] + found.stocks["red"] if found.stocks is not None else 0
    worst = f"“{found.late[0].title}”拖得最久" if found.late else "没有超期的"
    if Role.LEADER in actor.roles:
        return f"{count}{more} 件等您定，{worst}" if count else f"没有等您定的，{worst}"
    if count:
        return turn
    return f"{late} 件超期，{worst}" if late else "没有轮到您的事"


def _unturned_title(found: Home) -> str:
    """To whom nothing can wait for: what changed in the roster he reads, else where to begin."""
    if found.roster is None:
        return "从这里开始"
    count = len(found.roster)
    days = officers.CHANGES_DAYS
    return f"名册 {days} 天里有 {count} 处变化" if count else f"名册 {days} 天里没有变化"


def _presses(kept: Kept) -> bool:
    return bool(kept.faults or kept.waiting)


def _kept_title(kept: Kept) -> str:
    """To an administrator: what is not well comes before what waits for him."""
    if kept.faults:
        return f"平台有 {len(kept.faults)} 项不正常"
    return f"{kept.waiting} 件等您办"


def _own_title(found: Home, waiting: Sequence[tables.Waiting], over: int) -> str:
    """The same to an enterprise: a word is asked of it, or more than a word."""
    if waiting:
        a_word = all(isinstance(row, (ProblemRow, QuestionRow)) for row in waiting)
        said = f"{len(waiting)} 件等您{'说一句' if a_word else '办'}"
        return f"{len(waiting)} 件等您办，{over} 件已超期" if over else said
    running = len(found.open.rows) if found.open else 0
    more = "多" if found.open and found.open.after else ""
    return f"{running} {more}件在办" if running else "有事就说一声"


def _consoles(request: HttpRequest) -> list[dict[str, str]]:
    """The pages of an office that has no queue: its menu, said in a sentence each."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    items = [item for item in navigation.menu_of(request, actor) if item.href != "/"]
    return [{"href": item.href, "label": item.label, "says": item.says, "icon": item.icon} for item in items]
