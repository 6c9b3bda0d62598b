"""The room's numbers of a year: every number opens its rows, for who may know them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import figures, queries
from qinqing.kernel import clock
from qinqing.kernel.figures import SMALL, Figure, Period
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui import formats

YEARS = 3


@page("policy.count")
def counted(request: HttpRequest) -> HttpResponse:
    """What a year brought: items and their papers; whom they fit; what was brought and read; titles.

    A leader reads how many an item fits and not who: those numbers open nothing.
    """
    actor, today = actor_of(request), clock.today()
    years = [today.year - back for back in range(YEARS)]
    asked = whole_number(request.GET.get("year", ""))
    year = asked if asked in years else today.year
    period = Period(date(year, 1, 1), min(today, date(year, 12, 31)))
    knows = Role.POLICY_EDITOR in actor.roles
    context = {
        "year": year,
        "years": [{"label": f"{one} 年", "href": f"?year={one}", "current": one == year} for one in years],
        "knows": knows,
        "groups": [
            ("政策事项", [_open(one, actor, period) for one in _ITEMS]),
            ("关系到谁", _of_matches(actor, period) if knows else _sums(actor, period)),
            ("称号", [_open(figures.WON, actor, period)]),
        ],
    }
    return render(request, "policies/figures.html", context)


_ITEMS = (figures.IN_FORCE, figures.PUBLISHED, figures.BROKEN)


def _open(figure: Figure, actor: Actor, period: Period) -> dict[str, Any]:
    count = formats.thousands(figure.value(actor, period))
    return {"label": figure.label, "value": count, "href": figure.href(period), "says": figure.meaning}


def _of_matches(actor: Actor, period: Period) -> list[dict[str, Any]]:
    shown = [
        _open(one, actor, period) for one in (figures.FITTING, figures.GAINED, figures.LOST, figures.PUSHED)
    ]
    part, whole = figures.READ_SHARE.value(actor, period)
    read = {**_open(figures.READ, actor, period), "says": _share(part, whole)}
    return [*shown, read]


def _sums(actor: Actor, period: Period) -> list[dict[str, Any]]:
    found = queries.reach_of(actor, period.first, period.last)
    rows = (
        (figures.FITTING, found.fits), (figures.GAINED, found.gained), (figures.PUSHED, found.pushed),
        (figures.READ, found.read),
    )  # fmt: skip
    return [
        {"label": one.label, "value": formats.thousands(count), "href": "", "says": one.meaning}
        for one, count in rows
    ]


def _share(part: int, whole: int) -> str:
    """A share in words; below five it would say more about one case than about the work."""
    return (
        f"推送 {whole} 次，读到 {formats.percent(part, whole)}" if whole >= SMALL else "不到 5 次，不算比例"
    )
