"""The list of enterprises, and the lines of an enterprise's file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from markupsafe import Markup

from qinqing.desks.enterprise_file.queries import EnterpriseFile
from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry
from qinqing.domains.enterprises.queries import (
    FiguresShown,
    GrantedFigures,
    GrantShown,
    range_of,
    struck_said,
)
from qinqing.domains.enterprises.terms import (
    COUNTED,
    Currency,
    EnterpriseType,
    FactSource,
    Measure,
    RollKind,
    division_label,
)
from qinqing.domains.officers.queries import ServingShown
from qinqing.domains.problems.queries import ProblemRow, Today, holder_said
from qinqing.kernel.permissions import Shown
from qinqing.kernel.timeline import Entry
from qinqing.lib.size_class import SOURCE, SizeClass
from qinqing.ui.cells import Column, light, own, table_head, table_rows, title, with_note
from qinqing.ui.formats import EMPTY, amount, counted, full_day, local_date, moment

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
    words = (
        struck(row),
        "重点企业" if row.is_key else "",
        SizeClass.label_of(row.size_class) if row.size_class else "",
        division_label(row.industry),
    )
    note = "·".join(filter(None, words))
    return (
        title(reverse("enterprise_file:detail", args=[row.public_id]), row.name, note),
        _served_by(serving),
        row.area.name,
        EnterpriseType.label_of(row.type),
        capital(row),
        full_day(row.registered_on),
    )


def struck(row: Enterprise) -> str:
    """`已于 2026年3月1日 注销`; empty for one that is in the register."""
    return struck_said(row.struck_as, row.struck_on)


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
        ("法定代表人", own(row.legal_representative) or EMPTY),
        ("成立日期", full_day(row.registered_on)),
        ("注册资本", capital(row), row.capital_text if row.capital_amount is not None else ""),
        (
            "行业",
            division_label(row.industry) or EMPTY,
            row.industry_code and f"行业代码 {row.industry_code}",
        ),
        ("企业规模", *size(row)),
        ("区域", row.area.name),
        ("地址", own(row.address) or EMPTY),
    ]
    if file.former_names:
        found.append(("曾用名", "、".join(file.former_names)))
    return found


def size(row: Enterprise) -> tuple[str, str]:
    """The size class and on which year it rests."""
    if not row.size_class:
        return EMPTY, ""
    return SizeClass.label_of(row.size_class), f"按 {row.size_year} 年度数据，依据{SOURCE}"


def figure_table(figures: FiguresShown, most: int = 3) -> tuple[Markup, Markup] | None:
    """Head and rows of the figures: a measure a row, a year a column; None where there is none to be seen."""
    years = list(figures.years)[:most]
    if not years:
        return None
    columns = (Column("指标", "title"), *(Column(f"{year} 年", "num", labelled=True) for year in years))
    rows = [
        (measure.label, *(_figure(figures, measure, year) for year in years))
        for measure in Measure
        if any(measure in figures.years[year] for year in years)
    ]
    return table_head(columns), table_rows(columns, rows)


def _figure(figures: FiguresShown, measure: Measure, year: int) -> str:
    stated = figures.years[year].get(measure)
    if stated is None:
        return EMPTY
    if figures.shown is Shown.MASKED:
        return range_of(measure, stated.value)
    return counted(int(stated.value), "人") if measure in COUNTED else amount(Decimal(stated.value))


def figure_sources(figures: FiguresShown, most: int = 3) -> list[str]:
    """`2025 年：统计部门（2026年3月1日）`: who says it, as of when; of the years that are shown."""
    return sources_said({year: figures.sources[year] for year in list(figures.years)[:most]})


def sources_said(sources: Mapping[int, Sequence[tuple[FactSource, date]]], most: int = 3) -> list[str]:
    """The same of these years."""
    return [
        f"{year} 年：" + "、".join(f"{source.label}（{full_day(day)}）" for source, day in said)
        for year, said in list(sources.items())[:most]
    ]


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A list an enterprise is on, in words, and where its other members are listed."""

    pk: int
    kind: str
    name: str
    since: str
    leads: str
    href: str
    retired: str


_LEADS = {RollKind.CHAIN: "链主", RollKind.GROUP: "核心企业", RollKind.TIER: "牵头"}


def rolls(entries: Sequence[RollEntry], today: date) -> list[OnRoll]:
    """The lists an enterprise is on; of a retired one since when it is, and no way to its members of now."""
    address = reverse("enterprise_file:list")
    return [
        OnRoll(
            pk=one.pk,
            kind=RollKind.label_of(one.roll.kind),
            name=one.roll.name,
            since=full_day(one.from_on),
            leads=_LEADS[RollKind.of(one.roll.kind)] if one.leads else "",
            href="" if one.roll.is_retired(today) else f"{address}?roll={one.roll_id}",
            retired=_retired(one.roll, today),
        )
        for one in entries
    ]


def _retired(roll: Roll, today: date) -> str:
    """`2026年3月1日 起停用`; empty for a list in use."""
    return f"{full_day(roll.retired_on)} 起停用" if roll.retired_on and roll.is_retired(today) else ""


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
    by = "系统"
    if entry.actor_id is not None:
        by = accounts.name_shown(names, entry.actor_id, entry.acting_for_id, "")
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


def open_problems(rows: Sequence[ProblemRow], today: Today, *, own: bool) -> list[OpenProblem]:
    """The open problems of an enterprise, the most urgent first; said to itself on its `own` page."""
    return [
        OpenProblem(
            public_id=row.public_id,
            number=row.number or "",
            title=row.title,
            light=light(today.tone(row.due_at), today.light(row.due_at)),
            who=holder_said(row.holder, row.holder_unit, to_enterprise=own),
            until=_until(row, today),
        )
        for row in rows
    ]


def _until(row: ProblemRow, today: Today) -> str:
    if row.due_at is None:
        return ""
    return f"{today.until(row.due_at)} {'起电话回访' if row.waits_for_word else '前'}"


# --- figures by a grant ------------------------------------------------


def measure_cards() -> list[dict[str, str]]:
    """The figures that can be named in a grant."""
    return [{"value": one.value, "label": one.label} for one in Measure]


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant in words: to whom, what, what for, until when, and whether it was used."""

    pk: int
    firm: str
    person: str
    held_as: str
    measures: str
    purpose: str
    until: str
    given: str
    looked: str
    light: Markup
    holds: bool


def grant_lines(rows: Iterable[GrantShown], now: datetime) -> list[GrantLine]:
    """Grants, each with how often it was used."""
    return [
        GrantLine(
            pk=one.pk,
            firm=one.enterprise.name,
            person=one.person,
            held_as=one.held_as.label,
            measures="、".join(measure.label for measure in one.measures),
            purpose=one.purpose,
            until=full_day(one.until_on),
            given=f"{one.granted_by} {moment(one.from_at, now)} 授权",
            looked=_looked(one, now),
            light=light("green", "有效") if one.holds else light("calm", "已结束"),
            holds=one.holds,
        )
        for one in rows
    ]


def _looked(one: GrantShown, now: datetime) -> str:
    if one.last_at is None:
        return "还没看过"
    return f"看过 {one.looks} 次，最近一次 {moment(one.last_at, now)}"


def granted_table(found: GrantedFigures, most: int = 3) -> tuple[Markup, Markup] | None:
    """Head and rows of what a grant lets read; None where nothing is known."""
    return figure_table(FiguresShown(Shown.CLEAR, found.years, found.sources, "", None), most)
