"""Titles: how far one enterprise is from each, and how many of an area have, win and could win them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.queries import TitleHeld
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import facts, queries, tables
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head


@page("policy.match")
def ladder(request: HttpRequest, public_id: str) -> HttpResponse:
    """The titles an enterprise may climb to: what it has, what it lacks, when, and what each would bring."""
    actor, now = actor_of(request), clock.now()
    enterprise = enterprises.enterprise_for(actor, public_id)
    found, today = facts.ladder_of(actor, enterprise, now), clock.local(now).date()
    context = {
        "enterprise": enterprise,
        "own": enterprise.pk in actor.ids("member"),
        "rungs": tables.rungs(found, today),
        "lapsed": tables.lapsed_rungs(facts.lapsed_for(found, today)),
    }
    return render(request, "policies/ladder.html", context)


@page("title.pipeline")
def pipeline(request: HttpRequest) -> HttpResponse:
    """The titles of one's areas: how many have each, won it this year, lose it soon, and could have it."""
    actor, today = actor_of(request), clock.today()
    stocks = queries.title_stocks(actor, today)
    context = {
        "year": today.year,
        "won": sum(len(one.won) for one in stocks),
        "head": table_head(tables.STOCKS),
        "rows": tables.stock_rows(stocks),
        "count": len(stocks),
        "chart": tables.won_chart(queries.won_by_month(actor, today), today),
    }
    return render(request, "policies/titles.html", context)


@page("title.pipeline")
def title(request: HttpRequest, kind: str) -> HttpResponse:
    """One title in one's areas: the enterprises behind each number."""
    actor, today = actor_of(request), clock.today()
    if kind not in TitleKind.values():
        raise NotFound
    found = [one for one in queries.title_stocks(actor, today) if one.kind == kind]
    context = {
        "kind": TitleKind(kind),
        "year": today.year,
        "stock": found[0] if found else None,
        "head": table_head(tables.HELD),
        "lists": _lists(request, found[0], today) if found else [],
        "pushes": PERMISSIONS.allows(actor, "policy.push"),
    }
    return render(request, "policies/title.html", context)


def _lists(request: HttpRequest, stock: queries.TitleStock, today: date) -> list[dict[str, Any]]:
    """The enterprises behind each number, each list by its own pages."""
    lists = (
        ("won", f"{today.year} 年新得", stock.won),
        ("ending", "半年内到期", stock.ending),
        ("borne", "现有", stock.borne),
    )
    return [_page_of(request, *one) for one in lists]


def _page_of(request: HttpRequest, key: str, name: str, held: Sequence[TitleHeld]) -> dict[str, Any]:
    begun = min(whole_number(request.GET.get(key, "")) or 0, len(held))
    after = begun + queries.PAGE
    return {
        "key": key,
        "name": name,
        "count": len(held),
        "rows": tables.held_rows(held[begun:after]),
        "shown": len(held[begun:after]),
        "older": f"?{key}={after}" if after < len(held) else "",
        "newer": f"?{key}={max(begun - queries.PAGE, 0)}" if begun else "",
    }
