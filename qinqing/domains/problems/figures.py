"""What the room counts, each with its denominator; a rate is never shown without it.

The definitions are those of docs/generated/figures.md, which an official may be held to: the enterprise's own
word counts, a spoken one that callback wrote down stands apart, and who was asked is always beside.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Exists, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from qinqing.domains.accounts.models import Unit
from qinqing.domains.officers.models import Assignment
from qinqing.domains.officers.terms import Part as AssignmentPart
from qinqing.domains.problems.limits import LEVELS
from qinqing.domains.problems.models import Category, LedgerEntry, Problem, Rating, Task
from qinqing.domains.problems.queries import problems_visible_to
from qinqing.domains.problems.queries.surroundings import place
from qinqing.domains.problems.terms import CaseState, ClockKind, Part, Solved, TaskState
from qinqing.kernel import clock
from qinqing.kernel.figures import Column, Figure, Period, Ratio, Shown, Split, Spread
from qinqing.kernel.permissions import Actor
from qinqing.lib.ledger import Kind
from qinqing.ui import formats

RIGHT = "figure.open"
Rows = Callable[[Actor, Period], QuerySet[Any]]


# --- problems ----------------------------------------------------------


def _show(rows: QuerySet[Problem]) -> Sequence[Shown]:
    columns = rows.values_list("number", "title", "enterprise__name", "state", "submitted_at", "public_id")
    return [
        Shown(
            title,
            " · ".join(filter(None, (number, firm, CaseState.label_of(state), _sent_on(sent)))),
            reverse("problems:detail", args=[public_id]),
        )
        for number, title, firm, state, sent, public_id in columns
    ]


def _sent_on(moment: datetime | None) -> str:
    return f"{formats.full_day(formats.local_date(moment))}提出" if moment else ""


def _received(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(submitted_at__gte=period.since, submitted_at__lt=period.until)


def _ended(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(
        state=CaseState.CLOSED, closed_at__gte=period.since, closed_at__lt=period.until
    )


def _open(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(is_open=True)


def _among(rows: Rows, condition: Q | Exists) -> Rows:
    return lambda actor, period: rows(actor, period).filter(condition)


def _last_word(**said: object) -> Exists:
    """Whether the last word of that kind that stands in the enterprise's own name is so."""
    own = Rating.objects.filter(problem=OuterRef("problem"), by_callback=False)
    asked = {name.partition("__")[0] for name in said}
    last = own.exclude(solved="") if "solved" in asked else own.filter(grade__isnull=False)
    found = Rating.objects.filter(problem=OuterRef("pk"), **said)
    return Exists(found.filter(pk=Subquery(last.order_by("-pk").values("pk")[:1])))


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


def _figure(key: str, label: str, meaning: str, rows: Rows) -> Figure:
    return Figure(f"problems.{key}", label, meaning, RIGHT, rows, _show, _OF_PROBLEMS)


RECEIVED = _figure("received", "收到诉求", "期内提交的诉求，草稿和热线原始时间不算", _received)
ENDED = _figure("closed", "办结诉求", "期内办结的诉求；不予受理和撤回不算", _ended)
OPEN = _figure("open", "在办诉求", "现在还没有结束的诉求", _open)
AT_ONCE = _figure(
    "at_once",
    "当场答复",
    "期内提交、由服务官答复而没有派给单位的诉求",
    _among(_received, Q(round=0, result__isnull=False)),
)
TRACKED = _figure(
    "tracked", "派给单位", "期内提交、已经派给单位办理的诉求", _among(_received, Q(round__gt=0))
)
RAISED = _figure("raised", "上浮中", "在办诉求里上浮到 1 级以上的", _among(_open, Q(level__gt=0)))
LEVELLED = tuple(
    _figure(
        f"level{level}",
        f"上浮到 {level} 级（{LEVELS[level]}）",
        f"期内提交的诉求里，现在是 {level} 级的",
        _among(_received, Q(level=level)),
    )
    for level in range(1, max(LEVELS) + 1)
)
ANSWERED = _figure(
    "answered",
    "企业本人答了“解决没有”",
    "期内办结、企业自己回答过的；电话代录不算",
    _among(_ended, _last_word(solved__gt="")),
)
SOLVED = _figure(
    "solved",
    "企业本人说解决了",
    "其中企业自己最后说“解决了”的；“解决了一部分”不算",
    _among(_ended, _last_word(solved=Solved.YES)),
)
RATED = _figure(
    "rated",
    "企业本人打了分",
    "期内办结、企业自己打过分的；电话代录不算",
    _among(_ended, _last_word(grade__gte=1)),
)
SATISFIED = _figure(
    "satisfied",
    "打了 4 分、5 分",
    "其中企业自己最后打 4 分或 5 分的",
    _among(_ended, _last_word(grade__gte=4)),
)
SPOKEN = _figure(
    "spoken",
    "由回访代录",
    "期内办结、只有回访电话里的话，没有企业自己的话",
    _among(
        _ended,
        Exists(Rating.objects.filter(problem=OuterRef("pk"), by_callback=True)) & ~_last_word(solved__gt=""),
    ),
)
REDONE = _figure("redone", "重办过", "期内办结里企业说过“没有解决”的", _among(_ended, Q(redo_count__gt=0)))


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


def _entries(clock: ClockKind, **wanted: object) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(task=OuterRef("pk"), clock=clock, **wanted).order_by("-pk")


def _due(clock: ClockKind) -> Rows:
    """Leads whose clock ran out or was kept, by the date it had in the end."""

    def rows(actor: Actor, period: Period) -> QuerySet[Task]:
        leads = Task.objects.filter(problem__in=problems_visible_to(actor), part=Part.LEAD)
        dated = leads.exclude(state=TaskState.RECALLED).annotate(
            was_due_at=Subquery(_entries(clock, due_at__isnull=False).values("due_at")[:1])
        )
        return dated.filter(
            Exists(_entries(clock, kind__in=[Kind.STOP, Kind.BREACH])),
            was_due_at__gte=period.since,
            was_due_at__lt=period.until,
        )

    return rows


def _kept(clock: ClockKind) -> Rows:
    return _among(_due(clock), Exists(_entries(clock, kind=Kind.STOP, at__lte=OuterRef("was_due_at"))))


_OF_TASKS: Mapping[str, Column] = {
    "unit": "unit_id",
    "area": "area_id",
    "class": Coalesce("problem__category__parent_id", "problem__category_id"),
}


def _of_leads(key: str, label: str, meaning: str, clock: ClockKind) -> Ratio:
    """How many of the leads' dates of one clock were kept."""

    def figure(name: str, said: str, what: str, rows: Rows) -> Figure:
        return Figure(f"problems.{name}", said, what, RIGHT, rows, _show_tasks, _OF_TASKS)

    due = figure(
        f"{key}_due", f"{label}到期", f"主办单位的{meaning}期限在期内、已经办了或者到了期的", _due(clock)
    )
    kept = figure(f"{key}_kept", f"按期{label}", f"其中{meaning}不晚于期限的", _kept(clock))
    return Ratio(
        f"problems.{key}_rate", f"按期{label}率", f"按期{label} ÷ {label}到期；已撤销的不算", kept, due
    )


FINISHED = _of_leads("finish", "办结", "办结", ClockKind.FINISH)
CONTACTED = _of_leads("contact", "首联", "首次联系", ClockKind.FIRST_CONTACT)
INTERIM = _of_leads("interim", "阶段答复", "阶段答复（提前办结也算）", ClockKind.INTERIM)


# --- how long it took --------------------------------------------------


def _waited(rows: QuerySet[Problem]) -> list[float]:
    """Calendar days from the first word, hotline's time included, to the end."""
    spans = rows.values_list(Coalesce("original_at", "submitted_at"), "closed_at")
    return [(closed - first).total_seconds() / 86_400 for first, closed in spans]


def _worked(rows: QuerySet[Task]) -> list[float]:
    """Working hours from the dispatch to the reply, by the calendar of the place."""
    stop = Subquery(_entries(ClockKind.FINISH, kind=Kind.STOP).values("at")[:1])
    return [
        _work_minutes(area, opened, stopped) / 60
        for area, opened, stopped in rows.values_list("area_id", "opened_at", stop)
        if stopped is not None
    ]


def _work_minutes(area_id: int, since: datetime, until: datetime) -> int:
    calendar, *_ = place(area_id, until)
    return calendar.work_minutes_between(since, until)


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
    _waited,
)
WORKED = Spread(
    "problems.worked",
    "主办单位用了",
    "期内到期的主办，从派到单位到答复的工作小时；写中位数",
    FINISHED.whole,
    "工作小时",
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
    SOLVED_RATE,
    SATISFIED_RATE,
    WAITED,
    WORKED,
)
