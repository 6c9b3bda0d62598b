"""The report as a workbook and as a printed page, of the same numbers as the screen."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from qinqing.desks.dashboard.queries import Report, Table
from qinqing.desks.dashboard.tables import PERIODS, said_in_words, trend_of
from qinqing.kernel.figures import JUDGED, SMALL, Quantiles, Ratio, Said, Spread, Statistic
from qinqing.kernel.printing import PDF, XLSX, printed
from qinqing.lib.spreadsheets.leaving import print_whole
from qinqing.ui.formats import full_moment, month_said, percent

TEMPLATE: Final = Path(__file__).parent / "report.typ"
MEANING: Final = "含义"
_PARTS: Final = ("", "·分子", "·分母（件数）", "·九成在多少以内")
_FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"bold": True, "font_size": 13},
    "head": {"bold": True, "bottom": 1, "text_wrap": True},
    "text": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "length": {"num_format": "0.0"},
    "rate": {"num_format": "0%"},
    "99%": {"num_format": '"99%"'},
    "1%": {"num_format": '"1%"'},
}
"""What is nearly all or hardly any keeps its number and shows what the page says of it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as a number, and how it is shown."""

    part: int
    whole: int

    @property
    def format(self) -> str:
        """The name of its format: 100 % is all, 0 % is none."""
        said = percent(self.part, self.whole)
        return said if 0 < self.part < self.whole and said in _FORMATS else "rate"


Cell = str | int | float | Rate | None


def title_of(report: Report) -> str:
    """`青岚区 2026年10月 首席服务官月报`."""
    return f"{report.area} {report.month.first.year}年{report.month.first.month}月 首席服务官月报"


def file_name(report: Report, ending: str) -> str:
    """The name under which it is saved."""
    return f"{title_of(report).replace(' ', '-')}.{ending}"


def as_workbook(report: Report, now: datetime) -> bytes:
    """The report as .xlsx: a sheet of statistics, one for each table, one of the months.

    A number is a number, so that it can be added up and drawn; of a rate part and whole have columns of their
    own. Whatever a unit is called, no cell is a formula.
    """
    written = io.BytesIO()
    book = import_module("xlsxwriter").Workbook(written, {"in_memory": True})
    formats = {kind: book.add_format({"valign": "top", **how}) for kind, how in _FORMATS.items()}
    for name, heads, rows in _sheets(report):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, title_of(report), formats["title"])
        sheet.write_string(1, 0, _printed(report, now))
        for column, text in enumerate(heads):
            sheet.set_column(column, column, _width(text, column))
            sheet.write_string(3, column, text, formats["head"])
        for number, row in enumerate(rows, start=4):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, formats)
        sheet.freeze_panes(4, 1)
        print_whole(sheet, heads=3, says=f"{title_of(report)}，{_printed(report, now)}")
    book.close()
    return written.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[str, Any]) -> None:
    match cell:
        case str():
            sheet.write_string(row, column, cell, formats["text"])
        case int():
            sheet.write_number(row, column, cell, formats["count"])
        case float():
            sheet.write_number(row, column, cell, formats["length"])
        case Rate():
            sheet.write_number(row, column, cell.part / cell.whole, formats[cell.format])


def _width(head: str, column: int) -> int:
    return 30 if column == 0 else 60 if head == MEANING else 14


def _sheets(report: Report) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]]:
    """Name, heads and rows of each sheet."""
    yield (
        "指标",
        ["指标", "分组", "单位", *(f"{one.label}{part}" for one in PERIODS for part in _PARTS), MEANING],
        [
            [
                line.statistic.label,
                title,
                _unit(line.statistic),
                *(cell for one in PERIODS for cell in _cells(one.of(line), SMALL)),
                line.statistic.meaning,
            ]
            for title, lines in report.sections.items()
            for line in lines
        ],
    )
    for table in report.tables:
        heads = [head for one in table.statistics for head in _heads(one)]
        yield (
            table.title,
            [table.title.removeprefix("按"), *heads],
            [[row.name, *_cells_of(table, row.said)] for row in table.rows],
        )
    months = zip(report.months, *report.trend.values(), strict=True)
    yield "各月", ["月份", *report.trend], [[month_said(month), *some] for month, *some in months]


def _unit(statistic: Statistic) -> str:
    match statistic:
        case Spread():
            return statistic.unit
        case Ratio():
            return "%"
    return ""


def _cells(said: Said, smallest: int) -> Sequence[Cell]:
    """What is said as numbers, in the order of `_PARTS`; no rate where it would say too much."""
    match said:
        case Quantiles() if said.count < smallest:
            return None, None, said.count, None
        case Quantiles():
            return said.median, None, said.count, said.ninth_decile
        case (part, whole):
            return Rate(part, whole) if whole >= smallest else None, part, whole, None
    return said, None, None, None


def _heads(statistic: Statistic) -> Sequence[str]:
    parts = _PARTS[:3] if isinstance(statistic, Ratio) else _PARTS[:1]
    return [f"{statistic.label}{part}" for part in parts]


def _cells_of(table: Table, said: Sequence[Said]) -> Iterator[Cell]:
    for statistic, one in zip(table.statistics, said, strict=True):
        if isinstance(statistic, Ratio):
            yield from _cells(one or None, _smallest(table))[:3]
        else:
            yield from _cells(one, _smallest(table))[:1]


def _smallest(table: Table) -> int:
    return JUDGED if table.judges else SMALL


# --- printed -----------------------------------------------------------


def as_print(report: Report, now: datetime) -> bytes:
    """The report as a PDF on A4, its fonts embedded: the words of the page, and the months drawn."""
    lines = [line for some in report.sections.values() for line in some]
    periods = [one for one in PERIODS if any(one.of(line) is not None for line in lines)]
    content = {
        "title": title_of(report),
        "printed": _printed(report, now),
        "heads": ["指标", *(one.label for one in periods)],
        "sections": [
            {
                "title": title,
                "rows": [
                    {
                        "label": line.statistic.label,
                        "meaning": line.statistic.meaning,
                        "said": [_said(line.statistic, one.of(line), SMALL) for one in periods],
                    }
                    for line in some
                ],
            }
            for title, some in report.sections.items()
        ],
        "trend": trend_of(report),
        "tables": [_printed_table(table) for table in report.tables if table.rows],
    }
    return printed(TEMPLATE, content)


def _printed_table(table: Table) -> dict[str, Any]:
    smallest = _smallest(table)
    return {
        "title": table.title,
        "heads": [table.title.removeprefix("按"), *(statistic.label for statistic in table.statistics)],
        "rows": [
            {
                "label": row.name,
                "meaning": "",
                "said": [_said(*one, smallest) for one in zip(table.statistics, row.said, strict=True)],
            }
            for row in table.rows
        ],
    }


def _said(statistic: Statistic, said: Said, smallest: int) -> dict[str, str]:
    """The words, and apart what stands in brackets: it has a line of its own and is never broken."""
    words, _, beside = said_in_words(statistic, said, smallest).partition("（")
    return {"words": words, "beside": beside.removesuffix("）")}


def _printed(report: Report, now: datetime) -> str:
    state = "已定稿" if report.is_kept else "月份已经过去，还没有定稿" if report.is_over else "本月还没有过完"
    return f"{state}；{full_moment(now)} 生成。不到 {SMALL} 件的不算比率，单个单位不到 {JUDGED} 件的不算。"


KINDS: Final = {"xlsx": (as_workbook, XLSX), "pdf": (as_print, PDF)}
"""The kinds of file: what makes one, and its content type."""
