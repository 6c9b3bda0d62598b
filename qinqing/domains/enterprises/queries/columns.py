"""Very many enterprises, column by column, for jobs that judge them all; the caller opens the view."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, IntegerField, Value, When
from django.db.models.functions import Cast

from qinqing.domains.enterprises.models import Enterprise, EnterpriseQuerySet, Title, YearlyFacts
from qinqing.domains.enterprises.terms import COUNTED, FactSource, Measure
from qinqing.kernel import bulk


def in_business(areas: Collection[int], only: Collection[int] | None = None) -> EnterpriseQuerySet:
    """The enterprises of these areas that do business; of a merger the one that stayed. Only some of them
    where `only` names these."""
    rows = Enterprise.objects.active().filter(area__among=list(areas))
    return rows if only is None else rows.filter(pk__among=list(only))


def doing_business(ids: Collection[int]) -> list[Enterprise]:
    """Those of these enterprises that do business, each with its area."""
    rows = Enterprise.objects.active().filter(pk__among=list(ids)).select_related("area")
    return list(rows.order_by("pk"))


def in_columns(rows: EnterpriseQuerySet, fields: Sequence[str]) -> dict[str, list[Any]]:
    """Some fields of these enterprises, in the order of their ids."""
    return dict(zip(fields, bulk.columns(rows.order_by("pk"), *fields), strict=True))


@dataclass(frozen=True)
class FiguresInColumns:
    """Standing statements: of which enterprise, by how reliable a source (0 the most), of which year, and of
    each measure the value, None where it says nothing. Money in fen, so that every value is a whole number.

    `entry` is 0, or the entry that was merged into the enterprise and of which this was stated.
    """

    enterprise: list[int]
    entry: list[int]
    rank: list[int]
    year: list[int]
    values: Mapping[Measure, list[int | None]]


def figures_in_columns(
    rows: EnterpriseQuerySet, measures: Sequence[Measure], years: Collection[int]
) -> FiguresInColumns:
    """What every source says of these enterprises, and of those merged into them, for some years."""
    said = YearlyFacts.objects.standing().filter(year__in=sorted(years)).annotate(
        rank=_RANK, nobody=Value(0, BigIntegerField()), **{f"value_{one}": _whole(one) for one in measures}
    )  # fmt: skip
    values = ("rank", "year", *(f"value_{one}" for one in measures))
    ids = rows.order_by().values("pk")
    own = bulk.columns(said.filter(enterprise__in=ids), "enterprise", "nobody", *values)
    merged = said.filter(enterprise__merged_into__isnull=False, enterprise__merged_into__in=ids)
    entries = bulk.columns(merged, "enterprise__merged_into", "enterprise", *values)
    enterprise, entry, rank, year, *found = (a + b for a, b in zip(own, entries, strict=True))
    return FiguresInColumns(enterprise, entry, rank, year, dict(zip(measures, found, strict=True)))


_RANK = Case(
    *(When(source=source, then=Value(rank)) for rank, source in enumerate(FactSource)),
    output_field=IntegerField(),
)


def _whole(measure: Measure) -> Any:
    return F(measure.value) if measure in COUNTED else Cast(F(measure.value) * 100, BigIntegerField())


def bearers(rows: EnterpriseQuerySet, kinds: Collection[str], day: date) -> dict[str, list[int]]:
    """By kind of title those of these enterprises who bear it on a day."""
    held = Title.objects.current(day).filter(
        kind__in=sorted(kinds), enterprise__in=rows.order_by().values("pk")
    )
    found: dict[str, list[int]] = {}
    for number, kind in held.values_list("enterprise", "kind"):
        found.setdefault(kind, []).append(number)
    return found
