"""The report of an import and the list of former ones."""

from collections.abc import Iterable
from typing import cast

from django.urls import reverse
from markupsafe import Markup

from qinqing.kernel.imports import WARNED, Import, Outcome, State
from qinqing.kernel.models import ImportRow, ImportRun
from qinqing.ui.cells import Column, Tone, light, table_rows, title
from qinqing.ui.formats import full_moment, thousands

REPORT = (
    Column("行", "num", labelled=True),
    Column("名称", "title"),
    Column("结果"),
    Column("说明"),
)
RUNS = (
    Column("文件", "title"),
    Column("时间", "date", labelled=True),
    Column("结果", labelled=True),
    Column("状态"),
)
LISTS = {
    **dict.fromkeys(
        ("enterprises", "contacts", "figures", "titles", "rolls"), ("企业", "enterprise_file:list")
    ),
    **dict.fromkeys(("officers", "assignments"), ("服务官", "officers:list")),
    "problems": ("诉求", "problems:list"),
    "units": ("单位", "accounts:units"),
    "people": ("人员", "accounts:people"),
}
"""By kind of table the list that its rows become part of, as it is called and where it is."""
_TONES: dict[str, Tone] = {"new": "green", "changed": "blue", "refused": "red", "kept": "yellow"}


def wanted(given: Import) -> str:
    """The columns that are understood, the required ones marked."""
    return "、".join(f"{one.label}（必须有）" if one.required else one.label for one in given.columns)


def report_rows(rows: Iterable[ImportRow]) -> Markup:
    """What became of each row."""
    return table_rows(
        REPORT,
        [
            (
                thousands(row.line),
                row.label or "—",
                light(_TONES.get(row.outcome, "calm"), _word(row)),
                row.message,
            )
            for row in rows
        ],
    )


def _word(row: ImportRow) -> str:
    return Outcome.label_of(row.outcome)


def run_rows(kind: str, runs: Iterable[ImportRun]) -> Markup:
    """The latest imports."""
    return table_rows(
        RUNS,
        [
            (
                title(reverse(f"imports:{kind}_report", args=[run.pk]), run.file_name),
                full_moment(run.at),
                said(run),
                _state(run),
            )
            for run in runs
        ],
    )


def _state(run: ImportRun) -> Markup:
    state = State.of(run.state)
    return light(cast(Tone, state.tone), state.label)


def said(run: ImportRun) -> str:
    """`新增 2,879，没有变化 3`: the counts that are not nought."""
    counted = [(one.label, run.summary.get(one.value, 0)) for one in Outcome]
    return "，".join(f"{label} {thousands(count)}" for label, count in counted if count)


def outcome_tabs(run: ImportRun, chosen: str) -> list[dict[str, object]]:
    """One tab for each outcome that occurs."""
    total = sum(run.summary.get(one, 0) for one in ("new", "changed", "same", "refused"))
    found: list[dict[str, object]] = [
        {"label": "全部", "href": "?", "current": not chosen, "count": thousands(total)}
    ]
    named = [(one.value, one.label) for one in Outcome]
    order = named[4:] if run.state == State.UNDONE else []
    for value, label in (*order, *named[:4], (WARNED, "有提醒")):
        if count := run.summary.get(value, 0):
            found.append(
                {
                    "label": label,
                    "href": f"?show={value}",
                    "current": chosen == value,
                    "count": thousands(count),
                }
            )
    return found
