"""The list of enterprises, and the lines of an enterprise's file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from qinqing.desks.enterprise_file.queries import EnterpriseFile
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import Currency, EnterpriseType, division_label
from qinqing.domains.officers.queries import ServingShown
from qinqing.domains.problems.queries import ProblemRow, Today, holder_said
from qinqing.kernel.timeline import Entry
from qinqing.ui.cells import Column, light, table_rows, title, with_note
from qinqing.ui.formats import EMPTY, amount, full_day, local_date, moment

LIST = (
    Column("企业", "title"),
    Column("服务官", labelled=True),
    Column("区域", labelled=True),
    Column("企业类型", labelled=True),
    Column("注册资本", "num", labelled=True),
    Column("成立", "date", labelled=True),
)


def list_rows(rows: Iterable[Enterprise], serving: Mapping[int, Sequence[ServingShown]]) -> Markup:
    """The rows of the list."""
    return table_rows(LIST, [_row(row, serving[row.pk]) for row in rows])


def _row(row: Enterprise, serving: Sequence[ServingShown]) -> tuple[object, ...]:
    note = "·".join(word for word in ("重点企业" if row.is_key else "", division_label(row.industry)) if word)
    return (
        title(reverse("enterprise_file:detail", args=[row.public_id]), row.name, note),
        _served_by(serving),
        row.area.name,
        EnterpriseType.label_of(row.type),
        capital(row),
        full_day(row.registered_on),
    )


def _served_by(serving: Sequence[ServingShown]) -> Markup:
    if not serving:
        return light("yellow", "没有服务官")
    words = "、".join(one.name for one in serving[1:])
    return with_note(serving[0].name, f"和 {words}" if words else serving[0].unit)


def capital(row: Enterprise) -> str:
    """`1,137.73 万元`; where it could not be read, as it was registered."""
    if row.capital_amount is None:
        return row.capital_text or EMPTY
    return amount(row.capital_amount, Currency.of(row.currency).label)


def facts(file: EnterpriseFile) -> list[tuple[object, ...]]:
    """The basic facts by name, each with what stands beside it."""
    row = file.enterprise
    code = (
        Markup('<span class="qq-num">{}</span>').format(grouped(row.credit_code))
        if row.credit_code
        else "没有"
    )
    found: list[tuple[object, ...]] = [
        ("信用代码", code, row.code_missing_reason),
        ("企业类型", EnterpriseType.label_of(row.type), row.type_text),
        ("成立日期", full_day(row.registered_on)),
        ("注册资本", capital(row), row.capital_text if row.capital_amount is not None else ""),
        ("行业", division_label(row.industry) or EMPTY),
        ("区域", row.area.name),
        ("地址", row.address or EMPTY),
    ]
    if file.former_names:
        found.append(("曾用名", "、".join(file.former_names)))
    return found


def grouped(code: str) -> str:
    """The credit code in groups that can be read aloud: `91 441300 195973805 P`."""
    return " ".join((code[:2], code[2:8], code[8:17], code[17:]))


def story(
    entries: Sequence[Entry], names: Mapping[int, str], founded_at: datetime, now: datetime
) -> list[dict[str, object]]:
    """The timeline, newest first, under a heading for each month, down to the day of the first entry."""
    items: list[dict[str, object]] = []
    heading = ""
    for entry in entries:
        day = local_date(entry.at)
        if (month := f"{day.year}年{day.month}月") != heading:
            heading = month
            items.append({"heading": month})
        items.append(_item(entry, names, now))
    if not any(entry.name == "EnterpriseRegistered" for entry in entries):
        items.append({"title": "建档", "when": moment(founded_at, now), "icon": "folder-plus"})
    return items


def _item(entry: Entry, names: Mapping[int, str], now: datetime) -> dict[str, object]:
    by = names.get(entry.actor_id, "") if entry.actor_id is not None else "系统"
    return {"title": entry.text, "when": moment(entry.at, now), "text": by, "icon": entry.drawing}


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A line about a problem that is still open: its light, who has it, until when."""

    public_id: str
    number: str
    title: str
    light: Markup
    who: str
    until: str


def open_problems(rows: Sequence[ProblemRow], today: Today) -> list[OpenProblem]:
    """The open problems of an enterprise, the most urgent first."""
    return [
        OpenProblem(
            public_id=row.public_id,
            number=row.number or "",
            title=row.title,
            light=light(today.tone(row.due_at), today.light(row.due_at)),
            who=holder_said(row.holder, row.holder_unit),
            until=today.until(row.due_at) if row.due_at else "",
        )
        for row in rows
    ]
