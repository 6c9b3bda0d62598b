"""What a unit has to do for claims, by the clock; the claims of those whom somebody serves or answers for."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict

from qinqing.domains.claims import figures, queries, tables
from qinqing.kernel import clock, saved
from qinqing.kernel.compiled import together
from qinqing.kernel.figures import Period, values_of
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats
from qinqing.ui.cells import table_head


def _address(stock: str, words: str) -> str:
    """A narrowed list as its address, `?` for the whole."""
    return f"?{urlencode({name: said for name, said in (('stock', stock), ('q', words)) if said})}"


def _asked(query: QueryDict) -> tuple[str, str]:
    """What a list is narrowed to, as far as it is understood: a stock, and words."""
    stock = query.get("stock", "")
    return stock if stock in dict(_CHIPS) else "", " ".join(query.get("q", "").split())[:40]


_VIEWS = {
    place: saved.offer(place, lambda query: _address(*_asked(query)))
    for place in ("claims:desk", "claims:list")
}
_CHIPS = (
    ("", "全部在办"),
    ("late", "超期"),
    ("accept", "等受理"),
    ("examine", "在审核"),
    ("objected", "有异议"),
    ("pay", "等拨付"),
    ("waiting", "等企业或公示"),
    ("ended", "已结束"),
)


@page("claim.work")
def desk(request: HttpRequest) -> HttpResponse:
    """A unit's claims by date, narrowed to a stock."""
    return _listed(request, "claims/desk.html", is_desk=True)


@page("claim.list", lists=True)
def listing(request: HttpRequest) -> HttpResponse:
    """The claims of the enterprises one serves, or of the areas one answers for."""
    return _listed(request, "claims/list.html", is_desk=False)


def _figures(actor: Actor) -> list[dict[str, str]]:
    """This year's claims: how many, how much, how many of them in time."""
    today = clock.today()
    year = Period(today.replace(month=1, day=1), today)
    approved, paid = (
        queries.sums_of(figure.rows(actor, year)) for figure in (figures.APPROVED, figures.PAID)
    )
    rate = figures.DECIDE_RATE
    received, in_time, decided = values_of(actor, (figures.RECEIVED, rate.part, rate.whole), year)
    return [
        {
            "label": "今年收到申领", "value": formats.thousands(received),
            "unit": "笔", "href": figures.RECEIVED.href(year), "says": "免申即享的不用申请，不在里面",
        },
        {
            "label": "今年核定", "value": formats.amount(approved.approved), "unit": "",
            "href": figures.APPROVED.href(year), "says": "审核通过和确认过的名单",
        },
        {
            "label": "今年拨付", "value": formats.amount(paid.paid), "unit": "",
            "href": figures.PAID.href(year), "says": "登记了凭证的",
        },
        {
            "label": "按时审核", "value": f"{in_time}/{decided}", "unit": "笔",
            "href": figures.DECIDED.href(year), "says": "通过和不通过都算",
        },
    ]  # fmt: skip


def _listed(request: HttpRequest, template: str, *, is_desk: bool) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    stock, words = _asked(request.GET)
    here, place = _address(stock, words), "claims:desk" if is_desk else "claims:list"
    offset = whole_number(request.GET.get("after", "")) or 0
    found = queries.claims_page(actor, stock, now, offset=offset, words=words)
    counts, views = together(queries.stocks_of(actor, now), _VIEWS[place].asked(actor, here))
    rows, columns = (
        (tables.desk_rows(found, now), tables.DESK)
        if is_desk
        else (tables.read_rows(found, now), tables.READ)
    )
    context: dict[str, Any] = {
        "head": table_head(columns),
        "rows": rows,
        "count": len(found.rows),
        "counts": counts,
        "chips": [
            {
                "label": label,
                "href": f"?stock={name}" if name else "?",
                "count": counts[name],
                "current": name == stock,
            }
            for name, label in _CHIPS
            if counts[name] or name in ("", stock)
        ],
        "stock": stock,
        "asked_for": words,
        "views": views,
        "here": here,
        "older": f"?stock={stock}&q={words}&after={found.after}" if found.after else "",
        "lists": allows(actor, "payout_list.see"),
        "figures": [] if is_desk else _figures(actor),
    }
    return render(request, template, context)
