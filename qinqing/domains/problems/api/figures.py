"""Figures for programs: the numbers of the pages, over the rows of whoever came with the token."""

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.domains.problems.api.lists import actor_of
from qinqing.domains.problems.schemas import FigureRead, FiguresRead, PeriodAsked
from qinqing.kernel import clock, figures
from qinqing.kernel.api.faults import Fault, Wrong
from qinqing.kernel.api.operations import reads
from qinqing.kernel.figures import Figure, Period, Ratio

router = Router(tags=["统计"])


@reads(router, "/figures", right="figure.open", answers=FiguresRead, name="show_figures")
def show(request: HttpRequest, asked: Query[PeriodAsked]) -> FiguresRead:
    """看统计。

    每个数只数这个人看得到的，口径写在 meaning 里。
    """
    actor, today = actor_of(request), clock.local(clock.now()).date()
    period = Period(asked.since or today.replace(day=1), asked.until or today)
    if period.last < period.first:
        raise Fault("invalid", errors=[Wrong("until", "要在 since 那天或以后")])
    counted = [
        _read(one, one.value(actor, period)) for one in figures.figures().values() if one.is_for(actor)
    ]
    for rate in figures.ratios():
        if rate.part.is_for(actor) and rate.whole.is_for(actor):
            counted.append(_read(rate, *rate.value(actor, period)))
    return FiguresRead(since=period.first, until=period.last, figures=counted)


def _read(one: Figure | Ratio, value: int, whole: int | None = None) -> FigureRead:
    return FigureRead(key=one.key, label=one.label, meaning=one.meaning, value=value, whole=whole)
