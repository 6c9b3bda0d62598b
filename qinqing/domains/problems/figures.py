"""What the room counts, each with its denominator; a rate is never shown without it.

The definitions are those of docs/generated/figures.md, which an official may be held to: the enterprise's own
word counts, a spoken one that callback wrote down stands apart, and who was asked is always beside.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import (
    DateField,
    DateTimeField,
    DecimalField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Assignment
from qinqing.domains.officers.terms import Part as AssignmentPart
from qinqing.domains.problems.limits import LEVELS
from qinqing.domains.problems.models import Category, Problem, Task
from qinqing.domains.problems.permissions import STAFF
from qinqing.domains.problems.queries import problems_visible_to
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.terms import (
    LAST_WORDS,
    LEAD_CLOCKS,
    SHOWN_TO_ENTERPRISE,
    CaseState,
    Part,
    Result,
    TaskState,
)
from qinqing.kernel import clock
from qinqing.kernel.calendar import calendar_of
from qinqing.kernel.figures import Figure, Ratio, Show, Shown, Split, Spread
from qinqing.kernel.gathered import Beside, Column, Counted, Fact, Numbers, Source
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats

RIGHT = "figure.open"


def _seconds(of: str | Combinable) -> Func:
    """A moment or a span as seconds."""
    return Func(of, template="extract(epoch from %(expressions)s)", output_field=DecimalField())


def _minutes(of: str) -> Func:
    """A moment as whole minutes of our clocks."""
    zone = Value(str(clock.LOCAL))
    template = "floor(extract(epoch from timezone(%(expressions)s)) / 60)"
    return Func(zone, of, template=template, output_field=DecimalField())


# --- problems ----------------------------------------------------------


INSIDE = frozenset(STAFF)
"""Whom the house tells how it works: how high a problem was raised and which date a unit kept is not told to
the enterprise, on no page of its own either."""


def _show_as(said: Callable[[str], str]) -> Show:
    """The rows, each with its state as `said` puts it."""

    def show(rows: QuerySet[Problem]) -> Sequence[Shown]:
        return _rows(rows, said)

    return show


def _rows(rows: QuerySet[Problem], said: Callable[[str], str]) -> Sequence[Shown]:
    columns = rows.values_list("number", "title", "enterprise__name", "state", "submitted_at", "public_id")
    return [
        Shown(
            title,
            " · ".join(filter(None, (number, enterprise, said(state), _sent_on(sent)))),
            reverse("problems:detail", args=[public_id]),
        )
        for number, title, enterprise, state, sent, public_id in columns
    ]


def _sent_on(moment: datetime | None) -> str:
    return f"{formats.full_day(formats.local_date(moment))}提出" if moment else ""


def _known(day: date) -> Mapping[str, Fact]:
    """What figures ask of a problem."""
    return {
        "submitted_at": "submitted_at",
        "closed_at": "closed_at",
        "is_open": "is_open",
        "is_closed": Q(state=CaseState.CLOSED) & ~Q(result=Result.UNREACHED),
        "is_unreached": Q(state=CaseState.CLOSED, result=Result.UNREACHED),
        "is_at_once": Q(round=0, result__isnull=False),
        "is_tracked": Q(round__gt=0),
        "is_raised": Q(level__gt=0),
        **{f"is_level{level}": Q(level=level) for level in range(1, max(LEVELS) + 1)},
        "is_redone": Q(redo_count__gt=0),
        "waited": _seconds(F("closed_at") - Coalesce("original_at", "submitted_at")),
    }


def _serving(what: str) -> Subquery:
    """Of whoever was the enterprise's officer on the day it spoke."""
    local = Func(
        Value(str(clock.LOCAL)), OuterRef("submitted_at"), function="timezone", output_field=DateTimeField()
    )
    day = Cast(local, DateField())
    serving = Assignment.objects.filter(enterprise=OuterRef("enterprise"), part=AssignmentPart.A)
    then = serving.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)
    return Subquery(then.values(what)[:1])


_OF_PROBLEMS: Mapping[str, Column] = {
    "area": "area_id",
    "class": Coalesce("category__parent_id", "category_id"),
    "serving": _serving("officer__unit"),
    "officer": _serving("officer"),
}


_PROBLEMS = Source(
    problems_visible_to, _known, _OF_PROBLEMS, Beside("last_words", "problem_id", frozenset(LAST_WORDS))
)
"""Whether it is solved, and how good it was, says the last word of that kind that stands in the enterprise's
own name: `last_words` tells it of the problems that ended."""
_received = _PROBLEMS.of(at="submitted_at")
_ended = _PROBLEMS.of("is_closed", at="closed_at")
_open = _PROBLEMS.of("is_open")


_show = _show_as(CaseState.label_of)
_SHOWS: Mapping[str, Show] = {
    Role.ENTERPRISE_USER: _show_as(lambda state: SHOWN_TO_ENTERPRISE[CaseState(state)])
}


def _figure(
    key: str, label: str, meaning: str, rows: Counted, readers: frozenset[str] = frozenset()
) -> Figure:
    return Figure(f"problems.{key}", label, meaning, RIGHT, rows, _show, _OF_PROBLEMS, _SHOWS, readers)


RECEIVED = _figure("received", "收到诉求", "期内提交的诉求，草稿和热线原始时间不算", _received)
ENDED = _figure("closed", "办结诉求", "期内办结的诉求；不予受理、撤回和始终联系不上的不算", _ended)
UNREACHED = _figure(
    "unreached",
    "联系不上",
    "期内结束、从头到尾没有联系上过企业的诉求；不在办结里，单独列出",
    _PROBLEMS.of("is_unreached", at="closed_at"),
)
OPEN = _figure("open", "在办诉求", "现在还没有结束的诉求", _open)
AT_ONCE = _figure(
    "at_once",
    "当场答复",
    "期内提交、由服务官答复而没有派给单位的诉求",
    _received.also("is_at_once"),
)
TRACKED = _figure("tracked", "派给单位", "期内提交、已经派给单位办理的诉求", _received.also("is_tracked"))
RAISED = _figure("raised", "上浮中", "在办诉求里上浮到 1 级以上的", _open.also("is_raised"), INSIDE)
LEVELLED = tuple(
    _figure(
        f"level{level}",
        f"上浮到 {level} 级（{LEVELS[level]}）",
        f"期内提交的诉求里，现在是 {level} 级的",
        _received.also(f"is_level{level}"),
        INSIDE,
    )
    for level in range(1, max(LEVELS) + 1)
)
ANSWERED = _figure(
    "answered",
    "企业本人答了“解决没有”",
    "期内办结、企业自己回答过的；电话代录不算",
    _ended.also("is_answered"),
)
SOLVED = _figure(
    "solved",
    "企业本人说解决了",
    "其中企业自己最后说“解决了”的；“解决了一部分”不算",
    _ended.also("is_solved"),
)
RATED = _figure(
    "rated", "企业本人打了分", "期内办结、企业自己打过分的；电话代录不算", _ended.also("is_rated")
)
SATISFIED = _figure(
    "satisfied", "打了 4 分、5 分", "其中企业自己最后打 4 分或 5 分的", _ended.also("is_satisfied")
)
SPOKEN = _figure(
    "spoken",
    "由回访代录",
    "期内办结、只有回访电话里的话，没有企业自己的话",
    _ended.also("is_spoken"),
)
REDONE = _figure("redone", "重办过", "期内办结里企业说过“没有解决”的", _ended.also("is_redone"))


# --- shares of units ---------------------------------------------------


def _show_tasks(rows: QuerySet[Task]) -> Sequence[Shown]:
    columns = rows.values_list(
        "problem__title", "problem__number", "unit__short", "state", "problem__public_id"
    )
    return [
        Shown(
            title, f"{number} · {unit} · {TaskState.label_of(state)}", reverse("problems:detail", args=[key])
        )
        for title, number, unit, state, key in columns
    ]


_OF_TASKS: Mapping[str, Column] = {
    "unit": "unit_id",
    "area": "area_id",
    "class": Coalesce("problem__category__parent_id", "problem__category_id"),
}


def _leads(actor: Actor) -> QuerySet[Task]:
    seen = Task.objects.filter(problem__in=problems_visible_to(actor).order_by(), part=Part.LEAD)
    return seen.exclude(state=TaskState.RECALLED)


_LEADS = Source(
    _leads,
    lambda day: {"area_id": "area_id", "opened": _minutes("opened_at")},
    _OF_TASKS,
    Beside(
        "lead_dates",
        "task_id",
        frozenset({"stopped", *(f"{clock}_{what}" for clock in LEAD_CLOCKS for what in ("at", "kept"))}),
    ),
)
"""Leads whose clock ran out or was kept, by the date it had in the end; `lead_dates` says both."""


def _of_leads(key: str, label: str, meaning: str) -> Ratio:
    """How many of the leads' dates of one clock were kept."""

    def figure(name: str, said: str, what: str, rows: Counted) -> Figure:
        return Figure(f"problems.{name}", said, what, RIGHT, rows, _show_tasks, _OF_TASKS, readers=INSIDE)

    rows = _LEADS.of(at=f"{key}_at")
    due = figure(f"{key}_due", f"{label}到期", f"主办单位的{meaning}期限在期内、已经办了或者到了期的", rows)
    kept = figure(f"{key}_kept", f"按期{label}", f"其中{meaning}不晚于期限的", rows.also(f"{key}_kept"))
    return Ratio(
        f"problems.{key}_rate", f"按期{label}率", f"按期{label} ÷ {label}到期；已撤销的不算", kept, due
    )


FINISHED = _of_leads("finish", "办结", "办结")
CONTACTED = _of_leads("contact", "首联", "首次联系")
INTERIM = _of_leads("interim", "阶段答复", "阶段答复（提前办结也算）")


# --- how long it took --------------------------------------------------


def _waited(rows: Numbers) -> list[float]:
    """Calendar days from the first word, hotline's time included, to the end."""
    return [seconds / 86_400 for (seconds,) in rows]


def _worked(rows: Numbers) -> list[float]:
    """Working hours from the dispatch to the reply, by the calendar of the place."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for area, opened, stopped in rows:
        if stopped is not None:
            spans.setdefault(int(area), []).append((int(opened), int(stopped)))
    return [
        minutes / 60
        for area, some in spans.items()
        for minutes in calendar_of(area_chain(area)).work_minutes_of_many(some)
    ]


def _classes() -> Mapping[int, str]:
    return dict(Category.objects.filter(parent=None).values_list("pk", "name"))


def _units() -> Mapping[int, str]:
    return dict(Unit.objects.values_list("pk", "short"))


SPLITS = (Split("class", "类别", _classes), Split("serving", "服务官所在单位", _units))
"""By officer they fall apart, too; that split is declared once, by the room of advice."""
WAITED = Spread(
    "problems.waited",
    "企业一共等了",
    "期内办结的诉求，从提出（热线从原始时间）到办结的自然日，从不停表；写中位数",
    ENDED,
    "天",
    ("waited",),
    _waited,
)
WORKED = Spread(
    "problems.worked",
    "主办单位用了",
    "期内到期的主办，从派到单位到答复的工作小时；写中位数",
    FINISHED.whole,
    "工作小时",
    ("area_id", "opened", "stopped"),
    _worked,
)
AT_ONCE_SHARE = Ratio("problems.at_once_share", "当场答复率", "当场答复 ÷ 收到诉求", AT_ONCE, RECEIVED)
ANSWERED_SHARE = Ratio(
    "problems.answered_share", "参评率", "企业本人答了“解决没有” ÷ 办结诉求", ANSWERED, ENDED
)
SPOKEN_SHARE = Ratio("problems.spoken_share", "代录占比", "由回访代录 ÷ 办结诉求", SPOKEN, ENDED)
SOLVED_RATE = Ratio("problems.solved_rate", "解决率", "企业本人说解决了 ÷ 企业本人答了的", SOLVED, ANSWERED)
SATISFIED_RATE = Ratio(
    "problems.satisfied_rate", "满意率", "打了 4 分、5 分 ÷ 企业本人打了分的", SATISFIED, RATED
)
REDO_RATE = Ratio("problems.redo_rate", "重办率", "重办过 ÷ 办结诉求", REDONE, ENDED)

FIGURES = (
    RECEIVED,
    ENDED,
    OPEN,
    TRACKED,
    RAISED,
    *LEVELLED,
    AT_ONCE_SHARE,
    FINISHED,
    CONTACTED,
    INTERIM,
    REDO_RATE,
    ANSWERED_SHARE,
    SPOKEN_SHARE,
    UNREACHED,
    SOLVED_RATE,
    SATISFIED_RATE,
    WAITED,
    WORKED,
)
