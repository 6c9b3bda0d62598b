"""Reads of yearly figures, as plainly as the reader may know them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, Opening, YearlyFacts
from qinqing.domains.enterprises.permissions import figures_shown
from qinqing.domains.enterprises.queries.standing import TitleShown, title_shown
from qinqing.domains.enterprises.rules import Stated, Statement
from qinqing.domains.enterprises.terms import COUNTED, FactSource, Measure
from qinqing.kernel import door
from qinqing.kernel.compiled import Asked
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
    """The figures of an enterprise and of those merged into it, for whoever may see the enterprise.

    `family` names it first: where the same source speaks of several, its own statement counts.
    """
    shown = figures_shown(actor, enterprise)
    if shown is Shown.HIDDEN:
        return FiguresShown(shown, {}, {}, "", None)
    family = list(family)
    if shown is Shown.MASKED:
        # A leader's rows stay closed to him: what leaves this function are ranges.
        with door.as_system("figures.ranges"):
            statements = statements_of(family)
    else:
        statements = statements_of(family)
    said = [one for number in family for one in statements.get(number, ())]
    verdict, _ = rules.size_of(enterprise.industry_code or enterprise.industry, said)
    sources: dict[int, list[tuple[FactSource, date]]] = defaultdict(list)
    for one in sorted(said, key=lambda one: list(FactSource).index(one.source)):
        sources[one.year].append((one.source, one.stated_on))
    return FiguresShown(shown, rules.by_year(said), sources, verdict.why, _open_until(actor, enterprise, now))


def _open_until(actor: Actor, enterprise: Enterprise, now: datetime) -> datetime | None:
    """Until when the actor has the figures opened; whoever has not is not asked about."""
    if enterprise.pk not in actor.ids("opened"):
        return None
    rows = Opening.objects.filter(enterprise=enterprise, person=actor.person_id, until_at__gt=now)
    return rows.order_by("-until_at").values_list("until_at", flat=True).first()


def titles_and_figures(
    actor: Actor, enterprise: Enterprise, day: date
) -> Asked[tuple[list[TitleShown], dict[int, dict[Measure, Stated]]]]:
    """The titles of an enterprise the caller may see, the latest first, and what is known of it by year;
    nothing of the latter to whoever may not read it. To be asked.

    Where the same source speaks of it and of an entry that was merged into it, its own statement counts.
    """
    reads = figures_shown(actor, enterprise) is Shown.CLEAR

    def read(
        rows: Sequence[Sequence[Any]],
    ) -> tuple[list[TitleShown], dict[int, dict[Measure, Stated]]]:
        ((titles, said),) = rows
        shown = [
            title_shown(pk, kind, level, paper, _day(from_on), until_on and _day(until_on), day)
            for pk, kind, level, paper, from_on, until_on in titles or ()
        ]
        return shown, rules.by_year(_stated(*one) for one in said or ()) if reads else {}

    return Asked(_STANDS, [enterprise.pk] * 4, 2, read)


_day = date.fromisoformat
_MEASURES = ", ".join(f"f.{measure}::text" for measure in Measure)
_STANDS = f"""
select
  (select json_agg(json_build_array(t.id, t.kind, t.level, t.paper, t.from_on, t.until_on)
                   order by t.from_on desc, t.id)
     from enterprises_title t where t.enterprise_id = %s::bigint),
  (select json_agg(json_build_array(f.year, f.source, f.stated_on, {_MEASURES})
                   order by f.enterprise_id <> %s::bigint, f.enterprise_id)
     from enterprises_yearlyfacts f
    where f.replaced_at is null and f.enterprise_id = any (%s::bigint
       || array(select e.id from enterprises_enterprise e where e.merged_into_id = %s::bigint)))
"""  # noqa: S608 (our own columns)


def _stated(year: int, source: str, stated_on: str, *said: str | None) -> Statement:
    values = {
        measure: int(value) if measure in COUNTED else Decimal(value)
        for measure, value in zip(Measure, said, strict=True)
        if value is not None
    }
    return Statement(year, FactSource.of(source), _day(stated_on), values)


def standing_rows(enterprise_ids: Iterable[int], years: Iterable[int]) -> list[YearlyFacts]:
    """What stands for these enterprises and years, to compare a table with; the caller opens the view."""
    return list(
        YearlyFacts.objects.standing().filter(enterprise__in=list(enterprise_ids), year__in=list(years))
    )


def values_of(row: YearlyFacts) -> Statement:
    """What a row says, as a plain value."""
    return _statement(row)
