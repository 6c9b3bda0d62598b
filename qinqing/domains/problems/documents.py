"""What leaves the house as a file: the list of problems narrowed as on its page, and an enterprise's own."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case, CharField, F, QuerySet, Value, When

from qinqing.domains.accounts.models import Area
from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Category, Problem
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries.narrowing import LATE, OVERDUE, Narrowing
from qinqing.domains.problems.queries.standing import LIGHTS, today_for
from qinqing.domains.problems.terms import (
    SHOWN_TO_ENTERPRISE,
    CaseState,
    Channel,
    Holder,
    LaneClass,
    Result,
)
from qinqing.kernel.exports import Extract, Leaving, moment, said
from qinqing.kernel.permissions import Actor


def _rows(actor: Actor, given: Mapping[str, str], now: datetime) -> QuerySet[Problem]:
    """What the page of the same address lists: the most urgent first, with ended ones the newest first."""
    narrowed = Narrowing.read(given)
    found = queries.problems_visible_to(actor).filter(
        narrowed.condition(today_for(actor, now)), number__isnull=False
    )
    if narrowed.shows_ended:
        return found.order_by("-id")
    return found.filter(is_open=True).order_by("sort_due", "id")


_WORDS = {"state": CaseState, "lane": LaneClass, "holder": Holder, "channel": Channel}


def _says(given: Mapping[str, str]) -> str:
    """What the list is narrowed to, in words."""
    narrowed = Narrowing.read(given)
    parts = [terms.label_of(value) for name, terms in _WORDS.items() if (value := getattr(narrowed, name))]
    if narrowed.light:
        parts.insert(0, OVERDUE if narrowed.light == LATE else LIGHTS[narrowed.light])  # type: ignore[index]
    for name, kind in (("category", Category), ("area", Area)):
        if number := getattr(narrowed, name):
            row = kind.objects.filter(pk=number).first()
            parts.append(row.name if row else number)
    if narrowed.level:
        parts.append(f"上浮到 {narrowed.level} 级")
    parts += [f"{day} {word}" for day, word in ((narrowed.since, "起提出"), (narrowed.until, "止")) if day]
    if narrowed.enterprise:
        parts.append("一家企业")
    parts.append("连同结束的" if narrowed.shows_ended else "在办的")
    return "，".join(parts)


def _back(actor: Actor) -> str:
    """The list that this actor comes from."""
    return "problems:list" if PERMISSIONS.allows(actor, "problem.list") else "problems:tasks"


# --- of an enterprise --------------------------------------------------


def _own_rows(actor: Actor, given: Mapping[str, str], now: datetime) -> QuerySet[Problem]:
    """What its page lists. By nothing else can it be narrowed: that a list of those that wait for a review is
    not empty would say what the page does not."""
    found = queries.problems_visible_to(actor).filter(number__isnull=False)
    return found.order_by("-id") if given.get("whole") else found.filter(is_open=True).order_by("-id")


def _own_says(given: Mapping[str, str]) -> str:
    return "连同结束的" if given.get("whole") else "在办的"


_SHOWN = said("state", SHOWN_TO_ENTERPRISE.items())
_HOLDING = Case(
    When(holder__in=(Holder.UNIT, Holder.UNIT_HEAD), holder_unit__isnull=False, then=F("holder_unit__short")),
    default=said("holder", [(one, queries.holder_said(one, None, to_enterprise=True)) for one in Holder]),
)
_TOLD = Case(
    When(state__in=(CaseState.CONFIRM, CaseState.CLOSED), then=said("result", Result.choices())),
    default=Value(""),
)
"""It learns the result when it is told of it."""
_UNTIL = Case(
    When(state=CaseState.HANDLING, then=moment("promised_at")),
    default=moment("due_at"),
    output_field=CharField(),
)


EXTRACTS = (
    Extract(
        kind="own_problems",
        label="本企业的诉求",
        right="problem.export_own",
        area="area_id",
        columns=(
            Leaving("编号", F("number")),
            Leaving("标题", F("title"), typed=True),
            Leaving("企业", F("enterprise__name"), typed=True),
            Leaving("类别", F("category__name"), typed=True),
            Leaving("来源", said("channel", Channel.choices())),
            Leaving("状态", _SHOWN),
            Leaving("在谁手里", _HOLDING, typed=True),
            Leaving("结果", _TOLD),
            Leaving("提出", moment("submitted_at")),
            Leaving("到什么时候", _UNTIL),
            Leaving("结束", moment("closed_at")),
        ),
        rows=_own_rows,
        says=_own_says,
        back=lambda actor: "problems:mine",
    ),
    Extract(
        kind="problems",
        label="诉求",
        right="problem.export",
        area="area_id",
        columns=(
            Leaving("编号", F("number")),
            Leaving("标题", F("title"), typed=True),
            Leaving("企业", F("enterprise__name"), typed=True),
            Leaving("统一社会信用代码", F("enterprise__credit_code")),
            Leaving("区域", F("area__name"), typed=True),
            Leaving("类别", F("category__name"), typed=True),
            Leaving("办理类型", said("lane", LaneClass.choices())),
            Leaving("来源", said("channel", Channel.choices())),
            Leaving("状态", said("state", CaseState.choices())),
            Leaving("在谁手里", said("holder", Holder.choices())),
            Leaving("单位", F("holder_unit__short"), typed=True),
            Leaving("上浮级别", F("level"), number=True),
            Leaving("重办次数", F("redo_count"), number=True),
            Leaving("结果", said("result", Result.choices())),
            Leaving("提出", moment("submitted_at")),
            Leaving("到什么时候", moment("due_at")),
            Leaving("结束", moment("closed_at")),
        ),
        rows=_rows,
        says=_says,
        back=_back,
    ),
)
