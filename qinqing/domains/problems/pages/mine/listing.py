"""An enterprise's problems: what waits for it, what is under way, what has ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.domains.problems import queries
from qinqing.domains.problems.queries.lists import ProblemRow
from qinqing.domains.problems.queries.standing import Today, holder_said, standing_of, today_for
from qinqing.domains.problems.terms import SHOWN_TO_ENTERPRISE, CaseState, Holder, Result
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.ui import cells, formats
from qinqing.ui.cells import Column

CHIPS: Final = (("", "全部"), ("turn", "轮到您"), ("open", "在办"), ("ended", "已结束"))
OPEN_COLUMNS: Final = (
    Column("还剩"),
    Column("事", "title"),
    Column("在谁手里", labelled=True),
    Column("到什么时候", "date", labelled=True),
    Column("做", "act"),
)
ENDED_COLUMNS: Final = (Column("结果"), Column("事", "title"), Column("结束", "date", labelled=True))


@page("problem.own", lists=True)
def my_problems(request: HttpRequest) -> HttpResponse:
    """The enterprise's own problems, narrowed and paged."""
    actor = actor_of(request)
    now = clock.now()
    shown, after = request.GET.get("show", ""), request.GET.get("after", "")
    if shown not in dict(CHIPS):
        shown = ""
    today, several = today_for(actor, now), len(actor.ids("member")) > 1
    waits = Q(holder=Holder.ENTERPRISE) if shown == "turn" else None
    running = queries.open_page(actor, waits, after) if shown != "ended" else queries.Page((), "")
    ended = _ended(actor, shown, after, running)
    rows = sorted(running.rows, key=lambda row: row.holder != Holder.ENTERPRISE)
    context = {
        "chips": [{"label": label, "href": _address(key), "current": key == shown} for key, label in CHIPS],
        "shown": shown,
        "drafts": queries.drafts_of(actor) if not shown and not after else [],
        "open": _rows(OPEN_COLUMNS, [open_row(row, today, several) for row in rows]),
        "ended": _rows(ENDED_COLUMNS, [_ended_row(row, now, several) for row in ended.rows]),
        "open_more": _address(shown or "open", running.after) if running.after else "",
        "ended_more": _address("ended", ended.after) if ended.after else "",
        "turns": sum(row.holder == Holder.ENTERPRISE for row in rows),
        "count": len(rows),
    }
    return render(request, "problems/mine.html", context)


def _ended(actor: Actor, shown: str, after: str, running: queries.Page) -> queries.Page:
    """What has ended, below the last of what is under way."""
    if shown in {"turn", "open"} or running.after or (not shown and after):
        return queries.Page((), "")
    return queries.newest_page(actor, Q(is_open=False), after if shown == "ended" else "")


def _address(shown: str, after: str = "") -> str:
    query = "&".join(
        part for part in (f"show={shown}" if shown else "", f"after={after}" if after else "") if part
    )
    return reverse("problems:mine") + (f"?{query.replace('+', '%2B')}" if query else "")


def _rows(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> dict[str, Any] | None:
    return {"head": cells.table_head(columns), "rows": cells.table_rows(columns, rows)} if rows else None


def promised(row: ProblemRow) -> datetime | None:
    """What the enterprise was promised: while units handle it the date of the whole, not of a step."""
    return row.promised_at if row.state == CaseState.HANDLING else row.due_at


def open_row(row: ProblemRow, today: Today, several: bool) -> list[object]:
    """One problem under way, as its enterprise reads it."""
    href = reverse("problems:detail", args=[row.public_id])
    stands = standing_of(holder_said(row.holder, row.holder_unit, to_enterprise=True), promised(row), today)
    title = cells.title(href, row.title, _note(row, today.now, several))
    if row.state == CaseState.SUPPLEMENT:
        return [
            cells.tag("轮到您", "act"),
            title,
            "您",
            stands.until,
            cells.act(href, "补充材料", primary=True),
        ]
    if row.holder == Holder.ENTERPRISE:
        call = f"{today.until(row.due_at)} 后会打电话问您" if row.due_at else formats.EMPTY
        return [cells.tag("轮到您", "act"), title, "您", call, cells.act(href, "说说解决没有", primary=True)]
    return [cells.light(stands.tone, stands.left), title, stands.who, stands.until, cells.act(href, "看看")]


def _ended_row(row: ProblemRow, now: datetime, several: bool) -> list[object]:
    href = reverse("problems:detail", args=[row.public_id])
    ended = row.state == CaseState.CLOSED and row.result
    word = Result.label_of(row.result or "") if ended else SHOWN_TO_ENTERPRISE[CaseState(row.state)]
    day = (
        formats.short_day(formats.local_date(row.closed_at), formats.local_date(now))
        if row.closed_at
        else formats.EMPTY
    )
    return [cells.tag(word), cells.title(href, row.title, _note(row, now, several)), day]


def _note(row: ProblemRow, now: datetime, several: bool) -> str:
    said = f"{formats.moment(row.submitted_at, now)} 提交" if row.submitted_at else ""
    parts = (row.number, SHOWN_TO_ENTERPRISE[CaseState(row.state)] if row.closed_at is None else "", said)
    return " · ".join(filter(None, (*parts, row.enterprise if several else "")))
