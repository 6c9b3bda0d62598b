"""What the room counts, each with its denominator; a rate is never shown without it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from qinqing.domains.problems.models import Problem, Rating
from qinqing.domains.problems.queries import problems_visible_to
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel.figures import Figure, Period, Ratio, Shown
from qinqing.kernel.permissions import Actor

RIGHT = "figure.open"


def _show(rows: QuerySet[Problem]) -> Sequence[Shown]:
    columns = rows.values_list("number", "title", "state", "public_id")
    return [
        Shown(title, f"{number} · {CaseState.label_of(state)}", reverse("problems:detail", args=[public_id]))
        for number, title, state, public_id in columns
    ]


def _received(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(submitted_at__gte=period.since, submitted_at__lt=period.until)


def _ended(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(
        state=CaseState.CLOSED, closed_at__gte=period.since, closed_at__lt=period.until
    )


def _at_once(actor: Actor, period: Period) -> QuerySet[Problem]:
    return _received(actor, period).filter(round=0, result__isnull=False)


def _open(actor: Actor, period: Period) -> QuerySet[Problem]:
    return problems_visible_to(actor).filter(is_open=True)


def _raised_levels(actor: Actor, period: Period) -> QuerySet[Problem]:
    return _open(actor, period).filter(level__gt=0)


def _words(solved: tuple[str, ...]) -> Exists:
    own = Rating.objects.filter(problem=OuterRef("pk"), by_callback=False)
    return Exists(own.filter(solved__in=solved) if solved else own.exclude(solved=""))


def _asked(actor: Actor, period: Period) -> QuerySet[Problem]:
    return _ended(actor, period).filter(_words(()))


def _said_solved(actor: Actor, period: Period) -> QuerySet[Problem]:
    return _ended(actor, period).filter(_words(("yes",)))


def _redone(actor: Actor, period: Period) -> QuerySet[Problem]:
    return _ended(actor, period).filter(redo_count__gt=0)


def _figure(key: str, label: str, meaning: str, rows: "object") -> Figure:
    return Figure(f"problems.{key}", label, meaning, RIGHT, rows, _show)  # type: ignore[arg-type]


RECEIVED = _figure("received", "收到诉求", "期内提交的诉求，草稿和热线原始时间不算", _received)
ENDED = _figure("closed", "办结诉求", "期内办结的诉求；不予受理和撤回不算", _ended)
OPEN = _figure("open", "在办诉求", "现在还没有结束的诉求", _open)
AT_ONCE = _figure("at_once", "当场答复", "期内提交、由服务官答复而没有派给单位的诉求", _at_once)
RAISED = _figure("raised", "上浮中", "在办诉求里上浮到 1 级以上的", _raised_levels)
ANSWERED = _figure("answered", "企业本人答了“解决没有”", "期内办结、企业自己回答过的；电话代录不算", _asked)
SOLVED = _figure("solved", "企业本人说解决了", "其中企业自己说“解决了”的", _said_solved)
REDONE = _figure("redone", "重办过", "期内办结里企业说过“没有解决”的", _redone)

FIGURES = (
    RECEIVED,
    ENDED,
    OPEN,
    RAISED,
    Ratio("problems.at_once_share", "当场答复率", "当场答复 ÷ 收到诉求", AT_ONCE, RECEIVED),
    Ratio("problems.solved_rate", "解决率", "企业本人说解决了 ÷ 企业本人答了的", SOLVED, ANSWERED),
    Ratio("problems.redo_rate", "重办率", "重办过 ÷ 办结诉求", REDONE, ENDED),
)
