"""Columns and rows of the room's lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.officers.models import Absence, Assignment
from qinqing.domains.officers.queries import Covered, RosterRow
from qinqing.domains.officers.terms import CoverageClass, Part, TenRole
from qinqing.kernel.figures import SMALL
from qinqing.ui.cells import Column, act, light, link, table_rows, title, with_note
from qinqing.ui.formats import EMPTY, full_day, full_moment, moment, percent, thousands

ROSTER = (
    Column("姓名", "title"),
    Column("单位", labelled=True),
    Column("职级", labelled=True),
    Column("专长", labelled=True),
    Column("A 角", "num", labelled=True),
    Column("B 角", "num", labelled=True),
    Column("状态"),
)
SERVED = (
    Column("企业", "title"),
    Column("角色", labelled=True),
    Column("区域", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("做", "act"),
)
FORMER = (*SERVED[:4], Column("到哪天止", "date", labelled=True))
ABSENCES = (
    Column("从", "date", labelled=True),
    Column("到", "date", labelled=True),
    Column("代管人", "title"),
)


def roster_rows(rows: Iterable[RosterRow], now: datetime) -> Markup:
    """The roster."""
    return table_rows(ROSTER, [_officer(row, now) for row in rows])


def _officer(row: RosterRow, now: datetime) -> tuple[object, ...]:
    officer = row.officer
    state = light("green", "在岗")
    if row.away_until is not None:
        stands_in = f"，{row.substitute} 代管" if row.substitute else "，没有代管人"
        state = light(
            "blue" if row.substitute else "yellow", f"离岗到 {moment(row.away_until, now)}{stands_in}"
        )
    elif officer.active_until_on is not None:
        state = light("calm", f"{full_day(officer.active_until_on)} 起不再担任")
    duties = "、".join(TenRole.label_of(role) for role in officer.ten_roles)
    return (
        title(reverse("officers:detail", args=[officer.pk]), officer.person.name, duties),
        with_note(officer.unit.short, officer.person.post),
        row.rank.label,
        "、".join(officer.specialities) or EMPTY,
        row.as_a or EMPTY,
        row.as_b or EMPTY,
        state,
    )


def served_rows(rows: Iterable[Assignment], *, keeps: bool) -> Markup:
    """Whom an officer serves now."""
    return table_rows(
        SERVED,
        [
            (
                *_assignment(row),
                act(reverse("handover:end", args=[row.pk]), "结束") if keeps else "",
            )
            for row in rows
        ],
    )


def former_rows(rows: Iterable[Assignment]) -> Markup:
    """Whom he served before, or will serve."""
    return table_rows(FORMER, [(*_assignment(row), full_day(row.until_on)) for row in rows])


def _assignment(row: Assignment) -> tuple[object, ...]:
    return (
        title(reverse("enterprise_file:detail", args=[row.enterprise.public_id]), row.enterprise.name),
        Part.of(row.part).label,
        row.enterprise.area.name,
        full_day(row.from_on),
    )


COVERAGE = (
    Column("企业", "title"),
    Column("共有", "num", labelled=True),
    Column("有服务官", "num", labelled=True),
    Column("还没有", "num", labelled=True),
    Column("占比", "num", labelled=True),
)


def coverage_rows(rows: Iterable[Covered], addresses: Mapping[CoverageClass, tuple[str, str]]) -> Markup:
    """Every class with its numbers; `addresses` says where those of the whole and of the part open."""
    return table_rows(COVERAGE, [_covered(row, *addresses[row.cls]) for row in rows])


def _covered(row: Covered, whole: str, served: str) -> tuple[object, ...]:
    without = row.whole - row.served
    return (
        row.cls.label,
        link(whole, thousands(row.whole)),
        link(served, thousands(row.served)),
        light("yellow", thousands(without)) if without else "0",
        percent(row.served, row.whole) if row.whole >= SMALL else EMPTY,
    )


def absence_rows(rows: Iterable[Absence]) -> Markup:
    """When he was or will be away."""
    return table_rows(
        ABSENCES,
        [
            (
                full_moment(row.from_at),
                full_moment(row.until_at),
                row.substitute.person.name if row.substitute else "没有代管人",
            )
            for row in rows
        ],
    )
