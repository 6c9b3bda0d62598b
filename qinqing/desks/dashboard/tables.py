"""A report in words: what each number says, where it opens, and when it is too small to be a rate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qinqing.desks.dashboard.queries import Line, Report, Table, year_to
from qinqing.kernel.figures import JUDGED, SMALL, Figure, Period, Quantiles, Ratio, Said, Spread, Statistic
from qinqing.kernel.gathered import AREA
from qinqing.ui.cells import Column, Group, link, table_head, table_rows, with_note
from qinqing.ui.formats import EMPTY, month_said, percent, thousands


@dataclass(frozen=True, slots=True)
class Told:
    """A column of the report: its head, and what it says of a statistic."""

    label: str
    of: Callable[[Line], Said]


PERIODS = (
    Told("本月", lambda line: line.now),
    Told("今年", lambda line: line.year),
    Told("定稿", lambda line: line.kept),
    Told("上月", lambda line: line.before),
)
LINES = (Column("指标", "title"), *(Column(one.label, "num", labelled=True) for one in PERIODS))

MOST_ROWS = 10


def said_in_words(statistic: Statistic, said: Said, smallest: int = SMALL) -> str:
    """`68`, `88%（37 / 42）`, `3 / 4` where a rate would say too much, `16.3 天（九成 35.7 内）`."""
    match said:
        case None:
            return EMPTY
        case int():
            return thousands(said)
        case Quantiles():
            unit = statistic.unit if isinstance(statistic, Spread) else ""
            if said.count < smallest:
                return f"{said.count} 件，太少不算"
            return f"{said.median:.1f} {unit}（九成 {said.ninth_decile:.1f} 内）"
    part, whole = said
    counts = f"{thousands(part)} / {thousands(whole)}"
    return f"{percent(part, whole)}（{counts}）" if whole >= smallest else counts


def said_with_links(
    statistic: Statistic, said: Said, period: Period, smallest: int = SMALL, **within: int
) -> Markup | str:
    """The same, each number opening its rows."""
    match statistic:
        case Figure() if isinstance(said, int):
            return link(statistic.href(period, **within), thousands(said))
        case Ratio() if isinstance(said, tuple):
            part, whole = said
            counts = Markup("{} / {}").format(
                link(statistic.part.href(period, **within), thousands(part)),
                link(statistic.whole.href(period, **within), thousands(whole)),
            )
            return with_note(percent(part, whole), counts) if whole >= smallest else counts
        case Spread() if isinstance(said, Quantiles):
            return link(statistic.of.href(period, **within), said_in_words(statistic, said, smallest))
    return EMPTY


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the report, drawn; `more` are the `others` rows that it shows when asked."""

    title: str
    head: Markup
    rows: Markup
    says: str = ""
    more: Markup | None = None
    others: int = 0


def sections(report: Report) -> Shown:
    """All statistics under their heads: one table, so that columns stand below one another."""
    columns = LINES if report.is_kept else tuple(one for one in LINES if one.label != "定稿")
    rows: list[Group | Sequence[object]] = []
    for title, lines in report.sections.items():
        rows += [Group(title), *(_line(one, report) for one in lines)]
    return Shown("指标", table_head(columns), table_rows(columns, rows))


def trend_of(report: Report) -> dict[str, Any] | None:
    """The last months as a chart, from the first that was kept; None of fewer than two."""
    known = [
        at for at in range(len(report.months)) if all(some[at] is not None for some in report.trend.values())
    ]
    if len(known) < 2:
        return None
    return {
        "kind": "line",
        "labels": [month_said(report.months[at]) for at in known],
        "series": [
            {"name": name, "values": [some[at] for at in known]} for name, some in report.trend.items()
        ],
        "unit": "件",
    }


def _line(line: Line, report: Report) -> Sequence[object]:
    statistic = line.statistic
    cells: list[object] = [
        Markup("{}<small>{}</small>").format(statistic.label, statistic.meaning),
        said_with_links(statistic, line.now, report.month, area=report.area_id),
        said_with_links(statistic, line.year, year_to(report.month), area=report.area_id),
        said_in_words(statistic, line.before),
    ]
    if report.is_kept:
        kept, now = said_in_words(statistic, line.kept), said_in_words(statistic, line.now)
        cells.insert(3, kept if kept == now else with_note(kept, "后来有调整"))
    return cells


def cuts(report: Report) -> list[Shown]:
    """The statistics by unit, place and kind."""
    return [_cut(table, report) for table in report.tables if table.rows]


def _cut(table: Table, report: Report) -> Shown:
    smallest = JUDGED if table.judges else SMALL
    columns = (
        Column(table.title.removeprefix("按"), "title"),
        *(Column(one.label, "num", labelled=True) for one in table.statistics),
    )
    rows = [
        [
            row.name,
            *(
                said_with_links(
                    statistic, said, report.month, smallest, **{AREA: report.area_id, table.split: row.value}
                )
                if row.opens
                else said_in_words(statistic, said, smallest)
                for statistic, said in zip(table.statistics, row.said, strict=True)
            ),
        ]
        for row in table.rows
    ]
    rates = any(isinstance(one, Ratio) for one in table.statistics)
    says = f"不到 {smallest} 件的只写件数，不算比率。" if rates else ""
    first, more = rows[:MOST_ROWS], rows[MOST_ROWS:]
    return Shown(
        table.title,
        table_head(columns),
        table_rows(columns, first),
        says,
        table_rows(columns, more),
        len(more),
    )
