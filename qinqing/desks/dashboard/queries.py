"""One place's month in figures: what they say now, what they said when it was over, and a month before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import REPORTED_TO
from qinqing.domains.problems.queries import areas_for_choice, areas_under
from qinqing.kernel import figures, frozen
from qinqing.kernel.figures import Figure, Period, Ratio, Said, Statistic, Together, counted_by
from qinqing.kernel.gathered import AREA
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

SECTIONS: Final[Mapping[str, Sequence[str]]] = {
    "收了多少": (
        "problems.received", "problems.at_once_share", "problems.tracked",
        "problems.level1", "problems.level2", "problems.level3", "problems.level4",
    ),
    "办得怎样": (
        "problems.closed", "problems.contact_rate", "problems.interim_rate", "problems.finish_rate",
        "problems.redo_rate", "problems.waited", "problems.worked",
    ),
    "企业怎么说": (
        "problems.answered_share", "problems.solved_rate", "problems.satisfied_rate", "problems.spoken_share",
        "problems.unreached",
    ),
    "谁在服务": (
        "officers.in_office", "officers.covered_all", "officers.covered_key", "officers.covered_above_scale",
    ),
}  # fmt: skip
"""Which statistics a report has, under which heads."""
TREND: Final = ("problems.received", "problems.closed")
TREND_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A statistic of the place: of the month and of the year up to its end, as it was kept when the month was
    over, and of the month before."""

    statistic: Statistic
    now: Said
    year: Said
    kept: Said
    before: Said


@dataclass(frozen=True, slots=True)
class Share:
    """One value of a split, with what each statistic of the table says of it; `opens` where its rows are one
    address, which what stands beside the parts of a place is not."""

    value: int
    name: str
    said: Sequence[Said]
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Statistics by the values of a split, the largest first; `judges` where it is of units or people."""

    title: str
    split: str
    statistics: Sequence[Statistic]
    rows: Sequence[Share]
    judges: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A place's month."""

    area_id: int
    area: str
    month: Period
    is_over: bool
    is_kept: bool
    sections: Mapping[str, Sequence[Line]]
    tables: Sequence[Table]
    trend: Mapping[str, Sequence[int | None]]
    months: Sequence[date]


@dataclass(frozen=True, slots=True)
class _Cut:
    title: str
    split: str
    statistics: Sequence[str]
    judges: bool = False
    ranks: bool = True
    """Whether the largest comes first; people stand in the order of their names and are not ranked."""


_CUTS: Final = (
    _Cut(
        "按主办单位",
        "unit",
        ("problems.finish_rate", "problems.contact_rate", "problems.interim_rate"),
        judges=True,
    ),
    _Cut(
        "按服务官单位",
        "serving",
        ("problems.received", "problems.closed", "problems.solved_rate"),
        judges=True,
    ),
    _Cut(
        "按服务官",
        "officer",
        ("problems.received", "problems.at_once_share", "problems.closed", "problems.open"),
        judges=True,
        ranks=False,
    ),
    _Cut("按区域", AREA, ("problems.received", "problems.at_once_share", "problems.closed")),
    _Cut("按类别", "class", ("problems.received", "problems.at_once_share", "problems.closed")),
)


def areas_reported_to(actor: Actor) -> list[tuple[int, str]]:
    """The places whose figures the actor reads whole, each below its parent."""
    reached = {number for role in REPORTED_TO for number in actor.ids(role)}
    return [(number, name) for number, name in areas_for_choice(actor) if number in reached]


def report_of(actor: Actor, area_id: int | None, month: Period, today: date) -> Report:
    """The month of a place, of the highest one where none is named; raises NotFound out of reach."""
    places = dict(areas_reported_to(actor))
    chosen = next(iter(places), None) if area_id is None else area_id
    if chosen is None or chosen not in places:
        raise NotFound
    areas = areas_under(chosen)
    months = _months_to(month.first)
    kept = frozen.frozen(chosen, months)
    known = {statistic.key: statistic for statistic in figures.statistics()}
    asked = [known[key] for keys in SECTIONS.values() for key in keys]
    year, cut = year_to(month), [(known[key], one.split) for one in _CUTS for key in one.statistics]
    counted = Together(actor, [(one, period) for one in asked for period in (month, year)], cut, month, areas)
    before = (month.first - timedelta(days=1)).replace(day=1)
    lines = {
        title: [
            Line(
                known[key],
                counted.said(known[key], month),
                counted.said(known[key], year),
                kept.get((month.first, key)),
                kept.get((before, key)),
            )
            for key in keys
        ]
        for title, keys in SECTIONS.items()
    }
    now = {line.statistic.key: line.now for some in lines.values() for line in some}
    return Report(
        area_id=chosen,
        area=places[chosen].strip(),
        month=month,
        is_over=month.last < today,
        is_kept=any(line.kept is not None for some in lines.values() for line in some),
        sections=lines,
        tables=[_table(one, known, counted, chosen) for one in _CUTS],
        trend={
            known[key].label: [_counted(kept, now, key, one, month.first) for one in months] for key in TREND
        },
        months=months,
    )


def year_to(month: Period) -> Period:
    """From New Year to the end of a month."""
    return Period(month.first.replace(month=1), month.last)


def _months_to(first: date) -> list[date]:
    """The last twelve months up to one, each by its first day."""
    months = [first]
    while len(months) < TREND_MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _counted(
    kept: Mapping[tuple[date, str], Said], now: Mapping[str, Said], key: str, month: date, shown: date
) -> int | None:
    said = now[key] if month == shown else kept.get((month, key))
    return said if isinstance(said, int) else None


def _table(cut: _Cut, known: Mapping[str, Statistic], counted: Together, area_id: int) -> Table:
    """Every value of the split that any of the statistics counts."""
    names = figures.splits()[cut.split].names()
    parts = _parts_of(area_id) if cut.split == AREA else {}
    statistics = [known[key] for key in cut.statistics]
    by = [_said_by(statistic, cut.split, counted, parts) for statistic in statistics]
    rows = [
        Share(
            value,
            _named(value, names, area_id, parts),
            [said.get(value, 0) for said in by],
            value != area_id or not parts,
        )
        for value in {value for said in by for value in said}
    ]
    rows.sort(key=lambda row: (-_weight(row.said[0]) if cut.ranks else 0, row.name))
    return Table(cut.title, cut.split, statistics, rows, cut.judges)


def _parts_of(area_id: int) -> dict[int, int]:
    """Of each place below one, in which of its parts it lies."""
    children = [node.id for node in accounts.area_tree() if node.parent_id == area_id]
    return {below: child for child in children for below in areas_under(child)}


def _named(value: int, names: Mapping[int, str], area_id: int, parts: Mapping[int, int]) -> str:
    return "本级" if parts and value == area_id else names.get(value, str(value))


def _said_by(
    statistic: Statistic, split: str, counted: Together, parts: Mapping[int, int]
) -> dict[int, Said]:
    """What a count or a ratio says of each value, those of a part's places together."""
    some = [_summed(counted.by(figure, split), parts) for figure in counted_by(statistic)]
    match statistic, some:
        case Figure(), [counts]:
            return dict(counts)
        case Ratio(), [part, whole]:
            return {value: (part[value], count) for value, count in whole.items()}
    raise TypeError(f"{statistic.key} is not counted by {split}")


def _summed(counts: Mapping[int | None, int], parts: Mapping[int, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for value, count in counts.items():
        if value is not None:
            found[parts.get(value, value)] += count
    return found


def _weight(said: Said) -> int:
    """By how many rows a line weighs."""
    return said[1] if isinstance(said, tuple) else said if isinstance(said, int) else 0
