"""What the figures said when a month was over: written once; what comes later is an adjustment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from qinqing.kernel.figures import Figure, Period, Quantiles, Ratio, Said, Statistic, counted_by, statistics
from qinqing.kernel.gathered import AREA
from qinqing.kernel.models import FrozenFigure
from qinqing.kernel.permissions import Actor


def freezable() -> tuple[Statistic, ...]:
    """Everything that is counted and falls apart by area."""
    return tuple(one for one in statistics() if all(AREA in figure.splits for figure in counted_by(one)))


def said_within(statistic: Statistic, actor: Actor, month: Period, areas: Collection[int]) -> Said:
    """What a statistic says of these areas to this actor."""
    return statistic.within(AREA, areas).value(actor, month)


def freeze(actor: Actor, month: Period, places: Mapping[int, Collection[int]], now: datetime) -> None:
    """Keep what every statistic says of each place, given with all that lies in it; what is kept stays.

    Every figure is counted once for all places.
    """
    kept = set(FrozenFigure.objects.filter(month_on=month.first).values_list("area_id", flat=True))
    missing = {area_id: areas for area_id, areas in places.items() if area_id not in kept}
    if not missing:
        return
    found = freezable()
    counted = {figure.key: figure for statistic in found for figure in counted_by(statistic)}
    counts = {key: figure.by(AREA, actor, month) for key, figure in counted.items()}
    rows = [
        FrozenFigure(
            month_on=month.first,
            area_id=area_id,
            key=statistic.key,
            said=_written(_summed(statistic, counts, actor, month, areas)),
            frozen_at=now,
        )
        for area_id, areas in missing.items()
        for statistic in found
    ]
    FrozenFigure.objects.bulk_create(rows, ignore_conflicts=True)


def _summed(
    statistic: Statistic,
    counts: Mapping[str, Mapping[int | None, int]],
    actor: Actor,
    month: Period,
    areas: Collection[int],
) -> Said:
    """The same as `said_within`, from counts by area; only lengths are asked for, where there are rows."""
    sums = [sum(counts[figure.key].get(area, 0) for area in areas) for figure in counted_by(statistic)]
    match statistic:
        case Figure():
            return sums[0]
        case Ratio():
            return sums[0], sums[1]
    return said_within(statistic, actor, month, areas) if sums[0] else None


def frozen(area_id: int, months: Sequence[date]) -> Mapping[tuple[date, str], Said]:
    """What was kept of an area, by first day of the month and key of the statistic."""
    rows = FrozenFigure.objects.filter(area_id=area_id, month_on__in=months)
    return {(month, key): _read(said) for month, key, said in rows.values_list("month_on", "key", "said")}


def _written(said: Said) -> list[Decimal]:
    match said:
        case None:
            return []
        case int():
            return [Decimal(said)]
        case Quantiles():
            return [
                Decimal(said.count),
                *(round(Decimal(one), 4) for one in (said.median, said.ninth_decile)),
            ]
    return [Decimal(one) for one in said]


def _read(numbers: Sequence[Decimal]) -> Said:
    match numbers:
        case []:
            return None
        case [count]:
            return int(count)
        case [part, whole]:
            return int(part), int(whole)
        case [count, middle, ninth]:
            return Quantiles(int(count), float(middle), float(ninth))
    raise ValueError(f"no statistic says {numbers!r}")
