"""A report in words: what each number says, where it opens, and when it is too small to be a rate."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qinqing.desks.dashboard.queries import Line, Report, Table, year_to
from qinqing.kernel.figures import JUDGED, SMALL, Figure, Period, Quantiles, Ratio, Spread, Statistic
from qinqing.kernel.frozen import AREA, Said
from qinqing.ui.cells import Column, link, table_head, table_rows, with_note
from qinqing.ui.formats import EMPTY, percent, thousands

LINES = (
    Column("指标", "title"),
    Column("本月", "num", labelled=True),
    Column("今年", "num", labelled=True),
    Column("定稿", "num", labelled=True),
    Column("上月", "num", labelled=True),
)

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


def sections(report: Report) -> list[Shown]:
    """The heads of the report with their statistics."""
    columns = LINES if report.is_kept else tuple(one for one in LINES if one.label != "定稿")
    return [
        Shown(title, table_head(columns), table_rows(columns, [_line(one, report) for one in lines]))
        for title, lines in report.sections.items()
    ]


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
