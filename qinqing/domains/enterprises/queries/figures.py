"""Reads of yearly figures, as plainly as the reader may know them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, Opening, YearlyFacts
from qinqing.domains.enterprises.permissions import figures_shown
from qinqing.domains.enterprises.rules import Stated, Statement
from qinqing.domains.enterprises.terms import FactSource, Measure
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor, Shown


def statements_of(enterprise_ids: Iterable[int]) -> dict[int, list[Statement]]:
    """What every source says of every year, by enterprise; the caller opens the view."""
    found: dict[int, list[Statement]] = defaultdict(list)
    rows = YearlyFacts.objects.standing().filter(enterprise__in=list(enterprise_ids))
    # A whole city has a hundred thousand: as plain values they are read in half the time.
    for number, year, source, stated_on, *said in rows.values_list(*_SAID):
        values = {measure: value for measure, value in zip(Measure, said, strict=True) if value is not None}
        found[number].append(Statement(year, FactSource.of(source), stated_on, values))
    return found


_SAID = ("enterprise", "year", "source", "stated_on", *Measure.values())


def _statement(row: YearlyFacts) -> Statement:
    values = {measure: value for measure in Measure if (value := getattr(row, measure)) is not None}
    return Statement(row.year, FactSource.of(row.source), row.stated_on, values)


@dataclass(frozen=True, slots=True)
class FiguresShown:
    """The figures of an enterprise as this reader may know them: plainly, in ranges, or not at all.

    `years` are the latest first. `why_no_size` says what a size class still lacks.
    """

    shown: Shown
    years: dict[int, dict[Measure, Stated]]
    sources: dict[int, list[tuple[FactSource, date]]]
    why_no_size: str
    open_until: datetime | None


def figures_of(actor: Actor, enterprise: Enterprise, family: Iterable[int], now: datetime) -> FiguresShown:
    """The figures of an enterprise and of those merged into it, for whoever may see the enterprise."""
    shown = figures_shown(actor, enterprise)
    if shown is Shown.HIDDEN:
        return FiguresShown(shown, {}, {}, "", None)
    if shown is Shown.MASKED:
        # A leader's rows stay closed to him: what leaves this function are ranges.
        with door.as_system("figures.ranges"):
            statements = statements_of(family)
    else:
        statements = statements_of(family)
    said = [one for some in statements.values() for one in some]
    verdict, _ = rules.size_of(enterprise.industry_code or enterprise.industry, said)
    sources: dict[int, list[tuple[FactSource, date]]] = defaultdict(list)
    for one in sorted(said, key=lambda one: list(FactSource).index(one.source)):
        sources[one.year].append((one.source, one.stated_on))
    opening = Opening.objects.filter(enterprise=enterprise, person=actor.person_id, until_at__gt=now)
    return FiguresShown(
        shown,
        rules.by_year(said),
        sources,
        verdict.why,
        opening.order_by("-until_at").values_list("until_at", flat=True).first(),
    )


def plain_figures(actor: Actor, enterprise: Enterprise) -> dict[int, dict[Measure, Stated]]:
    """What is known of an enterprise by year, the latest first; nothing to whoever may not read it.

    Where the same source speaks of it and of an entry that was merged into it, its own statement counts.
    """
    if figures_shown(actor, enterprise) is not Shown.CLEAR:
        return {}
    rows = YearlyFacts.objects.standing()
    said = rows.filter(Q(enterprise=enterprise) | Q(enterprise__merged_into=enterprise))
    own_first = sorted(said, key=lambda row: (row.enterprise_id != enterprise.pk, row.enterprise_id))
    return rules.by_year(map(_statement, own_first))


def standing_rows(enterprise_ids: Iterable[int], years: Iterable[int]) -> list[YearlyFacts]:
    """What stands for these enterprises and years, to compare a table with; the caller opens the view."""
    return list(
        YearlyFacts.objects.standing().filter(enterprise__in=list(enterprise_ids), year__in=list(years))
    )


def values_of(row: YearlyFacts) -> Statement:
    """What a row says, as a plain value."""
    return _statement(row)
