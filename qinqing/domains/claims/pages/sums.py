"""The money of a year, added up by item, by officer, by area; every number opens its rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import figures
from qinqing.domains.claims.figures import Line
from qinqing.domains.claims.permissions import OVERSEES
from qinqing.kernel import clock, door
from qinqing.kernel.figures import Period
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats
from qinqing.ui.cells import Column, link, own, table_head, table_rows

YEARS = 3
_COLUMNS = (
    Column("收到", "num", labelled=True),
    Column("申请金额", "num", labelled=True),
    Column("核定", "num", labelled=True),
    Column("核定金额", "num", labelled=True),
    Column("拨付", "num", labelled=True),
    Column("拨付金额", "num", labelled=True),
)
_NAMED = {"item": "事项", "officer": "服务官", "area": "区域"}
_NOBODY = "当时没有服务官"
_NOBODY_NOW = "现在没有服务官"
MOST_ROWS = 10
"""So many rows of a table are shown; the others when asked."""
LEAST = 5
"""A rate of fewer says more of one enterprise than of an item."""


@page("claim.sum")
def sums(request: HttpRequest) -> HttpResponse:
    """A year's claims by item, officer and area for who reads them; by item alone for who writes policies."""
    actor, today = actor_of(request), clock.today()
    years = [today.year - back for back in range(YEARS)]
    asked = whole_number(request.GET.get("year", ""))
    year = asked if asked in years else today.year
    period = Period(date(year, 1, 1), min(today, date(year, 12, 31)))
    reads = bool(actor.roles & {Role.OFFICER, *OVERSEES})
    items = figures.sums_by("item", actor, period) if reads else _of_own_items(actor, period)
    cuts = [_cut("item", "按政策事项", items, figures.SPLITS[0].names(), period if reads else None)]
    if actor.roles & set(OVERSEES):
        found = figures.sums_by("officer", actor, period)
        cuts.append(_cut("officer", "按服务官", found, figures.officers_of(found), period, in_order=True))
    if reads:
        places = _with_those_above(figures.sums_by("area", actor, period), actor)
        cuts.append(_cut("area", "按企业所在区域", places, _places(places), period, in_order=True))
    taken = _take_up(actor, period)
    context: dict[str, Any] = {
        "take_up": taken,
        "never_brought": formats.counted(sum(cut["never_brought"] for cut in taken[:1]), "家次"),
        "opens_fit": allows(actor, figures.TAKE_UP),
        "cuts": [cut for cut in cuts if cut["count"]],
        "totals": _totals(figures.added(list(items.values())), period if reads else None),
        "years": [{"label": f"{one} 年", "href": f"?year={one}", "current": one == year} for one in years],
        "reads": reads,
    }
    return render(request, "claims/sums.html", context)


_FIT_COLUMNS = (
    *(Column(one.label, "num", labelled=True) for one in figures.OF_FIT),
    Column("申领率", "num", labelled=True),
)


def _take_up(actor: Actor, period: Period) -> list[dict[str, Any]]:
    """Of those whom items fit how many applied and were paid: an officer opens the rows; who answers for an
    area or writes its policies reads counts alone, for whom an item fits tells a figure of the enterprise."""
    titles = dict(sorted(figures.SPLITS[0].names().items(), key=lambda one: one[1]))
    areas = [area for role in (*OVERSEES, Role.POLICY_EDITOR) for area in actor.ids(role)]
    if not areas:
        found = figures.take_up_by("item", actor, period)
        return [_fit_cut("item", "按政策事项", found, titles, period)] if found else []
    among = Q(enterprise__area__in=areas)
    with door.as_system("claims.take_up") as system:
        by = {split: figures.take_up_by(split, system, period, among) for split in _NAMED}
        names = {
            "item": titles,
            "officer": figures.officers_of(by["officer"]),
            "area": _places(by["area"]),
        }
    splits = _NAMED if actor.roles & set(OVERSEES) else ("item", "area")
    return [
        _fit_cut(split, f"按{_NAMED[split]}", by[split], names[split], None) for split in splits if by[split]
    ]


def _fit_cut(
    split: str, title: str, found: Mapping[int | None, tuple[int, ...]], names: Mapping[int, str],
    period: Period | None,
) -> dict[str, Any]:  # fmt: skip
    """One table of take-up, in the order of the names, who has no officer last; a place alone."""
    columns = (Column(_NAMED[split], "title"), *_FIT_COLUMNS)
    order: Sequence[int | None] = [*names, None]
    lines = [one for one in order if one in found]
    return {
        "title": title,
        "head": table_head(columns),
        "rows": table_rows(columns, [_fit_row(split, one, names, found[one], period) for one in lines]),
        "says": f"{len(lines)} 行",
        "never_brought": sum(fit - brought for fit, brought, *_ in found.values()),
    }


def _fit_row(
    split: str, value: int | None, names: Mapping[int, str], counts: tuple[int, ...], period: Period | None
) -> list[object]:
    """One value of a split; of fewer than five no rate is said, and where nothing opens no number either."""
    fit, taken = counts[0], counts[3]
    few = fit < LEAST
    name = _NOBODY_NOW if value is None else names.get(value, "").strip()
    named = own(name) if split == "item" and value is not None else name
    if few and period is None:
        return [named, f"不到 {LEAST} 家", *[formats.EMPTY] * len(figures.OF_FIT)]
    cells: list[object] = [named]
    for figure, count in zip(figures.OF_FIT, counts, strict=True):
        opens = period is not None and value is not None and count
        cells.append(
            link(figure.href(period, **{split: value}), formats.thousands(count))  # type: ignore[arg-type]
            if opens
            else formats.thousands(count)
        )
    return [*cells, formats.EMPTY if few else formats.percent(taken, fit)]


def _of_own_items(actor: Actor, period: Period) -> dict[int | None, Line]:
    """By item of the actor's areas: counts and sums of claims that he does not read."""
    ours = Q(item__policy__area__in=actor.ids("policy_editor"))
    with door.as_system("claims.sums") as system:
        return figures.sums_by("item", system, period, ours)


def _with_those_above(found: Mapping[int | None, Line], actor: Actor) -> dict[int | None, Line]:
    """By area with all that lies below it, as its rows open; above what has claims only whom the actor
    answers for."""
    answers_for = {area for role in OVERSEES for area in actor.ids(role)}
    shown: dict[int | None, list[Line]] = {}
    parents = {node.id: node.parent_id for node in accounts.area_tree()}
    for area, line in found.items():
        above = area
        while above is not None:
            if above in found or above in answers_for:
                shown.setdefault(above, []).append(line)
            above = parents.get(above)
    return {area: figures.added(lines) for area, lines in shown.items()}


def _places(found: Iterable[int | None]) -> Mapping[int, str]:
    """The names of areas, each below its parent."""
    wanted = set(found)
    nodes = [node for node in accounts.area_tree() if node.id in wanted]
    first = min((node.depth for node in nodes), default=0)
    return {node.id: f"{'　' * (node.depth - first)}{node.name}" for node in nodes}


def _cut(
    split: str, title: str, found: Mapping[int | None, Line], names: Mapping[int, str],
    period: Period | None, *, in_order: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """One table: the dearest first, or as the names stand; without a period nothing opens."""
    order: Sequence[int | None] = [*names, None] if in_order else sorted(found, key=_dearest(found))
    lines = [value for value in order if value in found]
    columns = (Column(_NAMED[split], "title"), *_COLUMNS)
    rows = [_row(split, value, names, found[value], period) for value in lines]
    return {
        "title": title,
        "head": table_head(columns),
        "rows": table_rows(columns, rows[:MOST_ROWS]),
        "more": table_rows(columns, rows[MOST_ROWS:]),
        "others": len(rows[MOST_ROWS:]),
        "count": len(lines),
        "says": "上一级的数含下一级" if split == "area" else "",
    }


def _dearest(found: Mapping[int | None, Line]) -> Any:
    """A key that puts first what was paid most, then what was approved and received most."""
    return lambda value: tuple((-one.money, -one.count) for one in reversed(found[value]))


def _row(
    split: str, value: int | None, names: Mapping[int, str], line: Line, period: Period | None
) -> list[object]:
    """One value of a split, its numbers opening their rows where it has a name."""
    name = _NOBODY if value is None else names.get(value, "")
    cells: list[object] = [own(name) if split == "item" and value is not None else name]
    for (figure, _), one in zip(figures.SUMMED, line, strict=True):
        if not one.count:
            cells += [formats.EMPTY, formats.EMPTY]
            continue
        count, money = formats.counted(one.count, "笔"), formats.amount(one.money)
        if period is not None and value is not None:
            href = figure.href(period, **{split: value})
            cells += [link(href, count), link(href, money)]
        else:
            cells += [count, money]
    return cells


def _totals(line: Line, period: Period | None) -> list[dict[str, str]]:
    """The year in three figures."""
    return [
        {
            "label": figure.label,
            "value": formats.amount(one.money),
            "says": formats.counted(one.count, "笔"),
            "href": figure.href(period) if period else "",
        }
        for (figure, _), one in zip(figures.SUMMED, line, strict=True)
    ]
