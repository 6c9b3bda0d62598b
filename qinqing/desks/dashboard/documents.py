"""The report as a workbook and as a printed page, of the same words as the screen."""

import io
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from qinqing.desks.dashboard.queries import Report
from qinqing.desks.dashboard.tables import said_in_words
from qinqing.kernel.figures import JUDGED, SMALL
from qinqing.kernel.printing import PDF, XLSX, printed
from qinqing.ui.formats import EMPTY, full_moment

TEMPLATE: Final = Path(__file__).parent / "report.typ"
WIDTHS: Final = (34, 24, 24, 24, 24, 60)


def title_of(report: Report) -> str:
    """`青岚区 2026年10月 首席服务官月报`."""
    return f"{report.area} {report.month.first.year}年{report.month.first.month}月 首席服务官月报"


def file_name(report: Report, ending: str) -> str:
    """The name under which it is saved."""
    return f"{title_of(report).replace(' ', '-')}.{ending}"


def as_workbook(report: Report, now: datetime) -> bytes:
    """The report as .xlsx: a sheet of statistics, and one for each table. Every cell is text or a number,
    never a formula, whatever a unit is called."""
    written = io.BytesIO()
    book = import_module("xlsxwriter").Workbook(written, {"in_memory": True})
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for name, heads, rows in _sheets(report):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, title_of(report), bold)
        sheet.write_string(1, 0, _printed(report, now))
        for column, text in enumerate(heads):
            sheet.set_column(column, column, WIDTHS[min(column, len(WIDTHS) - 1)])
            sheet.write_string(3, column, text, head)
        for number, row in enumerate(rows, start=4):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, plain)
        sheet.freeze_panes(4, 1)
    book.close()
    return written.getvalue()


def as_print(report: Report, now: datetime) -> bytes:
    """The report as a PDF on A4, its fonts embedded."""
    content = {
        "title": title_of(report),
        "printed": _printed(report, now),
        "tables": [{"title": name, **_said(heads, rows)} for name, heads, rows in _sheets(report) if rows],
    }
    return printed(TEMPLATE, content)


def _said(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Without the columns that say nothing."""
    kept = [at for at in range(len(heads)) if at == 0 or any(row[at] != EMPTY for row in rows)]
    return {"heads": [heads[at] for at in kept], "rows": [[row[at] for at in kept] for row in rows]}


def _sheets(report: Report) -> list[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """Name, heads and rows of each table, in words."""
    heads = ["指标", "本月", "今年", "定稿", "上月", "含义"]
    lines = [
        [
            line.statistic.label,
            said_in_words(line.statistic, line.now),
            said_in_words(line.statistic, line.year),
            said_in_words(line.statistic, line.kept),
            said_in_words(line.statistic, line.before),
            line.statistic.meaning,
        ]
        for some in report.sections.values()
        for line in some
    ]
    sheets: list[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = [("指标", heads, lines)]
    for table in report.tables:
        smallest = JUDGED if table.judges else SMALL
        rows = [
            [
                row.name,
                *(
                    said_in_words(m, said, smallest)
                    for m, said in zip(table.statistics, row.said, strict=True)
                ),
            ]
            for row in table.rows
        ]
        heads = [table.title.removeprefix("按"), *(statistic.label for statistic in table.statistics)]
        sheets.append((table.title, heads, rows))
    return sheets


def _printed(report: Report, now: datetime) -> str:
    state = "已定稿" if report.is_kept else "月份已经过去，还没有定稿" if report.is_over else "本月还没有过完"
    return f"{state}；{full_moment(now)} 生成。不到 {SMALL} 件的不算比率，单个单位不到 {JUDGED} 件的不算。"


KINDS: Final = {"xlsx": (as_workbook, XLSX), "pdf": (as_print, PDF)}
"""The kinds of file: what makes one, and its content type."""
