"""What the room counts: questions and how they ended, answers found without asking, talks and their reach.

Nobody has a quota: the numbers open their rows, and an enterprise that was not there leaves them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from qinqing.domains.advice.models import (
    Exchange,
    FoundAnswer,
    Question,
    Talk,
    TalkItem,
    TalkListing,
)
from qinqing.domains.advice.permissions import FOUND, LISTINGS
from qinqing.domains.advice.queries import questions_visible_to, talks_visible_to
from qinqing.domains.advice.terms import QuestionState, TalkWay
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers.models import Officer, ThemeGroup
from qinqing.domains.policies.models import Edition
from qinqing.kernel.figures import Figure, Period, Ratio, Shown, Split
from qinqing.kernel.gathered import Column
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats

RIGHT = "figure.open"
Rows = Callable[[Actor, Period], QuerySet[Any]]


def _among(rows: Rows, condition: Q | Exists) -> Rows:
    return lambda actor, period: rows(actor, period).filter(condition)


# --- questions ---------------------------------------------------------


def _show(rows: QuerySet[Question]) -> Sequence[Shown]:
    columns = rows.values_list("number", "group__name", "state", "public_id")
    return [
        Shown(
            number,
            f"{group or '还没有分组'} · {QuestionState.label_of(state)}",
            reverse("advice:one", args=[key]),
        )
        for number, group, state, key in columns
    ]


def _asked(actor: Actor, period: Period) -> QuerySet[Question]:
    return questions_visible_to(actor).filter(asked_at__gte=period.since, asked_at__lt=period.until)


def _understood(actor: Actor, period: Period) -> QuerySet[Question]:
    closed = questions_visible_to(actor).filter(state=QuestionState.CLOSED)
    return closed.filter(closed_at__gte=period.since, closed_at__lt=period.until)


_OF_QUESTIONS: Mapping[str, Column] = {"area": "area_id", "group": "group_id", "item": "item_id"}


def _of_questions(key: str, label: str, meaning: str, rows: Rows) -> Figure:
    return Figure(f"advice.{key}", label, meaning, RIGHT, rows, _show, _OF_QUESTIONS)


ASKED = _of_questions("asked", "政策咨询", "期内提出的政策咨询，服务官代问的也算", _asked)
UNDERSTOOD = _of_questions(
    "understood", "企业说明白了", "期内结束、企业自己说“明白了”的；没有等到回话和不问了的不算", _understood
)
AT_ONCE = _of_questions(
    "understood_at_once",
    "一次就答明白",
    "其中第一次答复企业就说“明白了”的",
    _among(_understood, Q(answers=1)),
)
AT_ONCE_SHARE = Ratio(
    "advice.at_once_share", "一次答明白率", "一次就答明白 ÷ 企业说明白了", AT_ONCE, UNDERSTOOD
)


def _show_exchanges(rows: QuerySet[Exchange]) -> Sequence[Shown]:
    columns = rows.values_list("question__number", "number", "question__group__name", "question__public_id")
    return [
        Shown(number, f"第 {turn} 次问 · {group or '还没有分组'}", reverse("advice:one", args=[key]))
        for number, turn, group, key in columns
    ]


def _due(actor: Actor, period: Period) -> QuerySet[Exchange]:
    """What was to be answered in writing by a day of the period, and was, or still is to be."""
    rows = Exchange.objects.filter(question__in=questions_visible_to(actor), by_call=False)
    ours = Q(answered_at__isnull=False) | ~Q(question__state=QuestionState.WITHDRAWN)
    return rows.filter(ours, due_at__gte=period.since, due_at__lt=period.until)


_OF_EXCHANGES: Mapping[str, Column] = {
    "area": "question__area_id", "group": "question__group_id", "item": "question__item_id",
}  # fmt: skip
DUE = Figure(
    "advice.due", "到期的答复", "答复期限在期内的每一次提问；企业先不问了的不算，电话讲的另算", RIGHT, _due,
    _show_exchanges, _OF_EXCHANGES,
)  # fmt: skip
ON_TIME = Figure(
    "advice.on_time", "按时答复", "其中不晚于期限答复的", RIGHT,
    _among(_due, Q(answered_at__lte=F("due_at"))), _show_exchanges, _OF_EXCHANGES,
)  # fmt: skip
ON_TIME_SHARE = Ratio(
    "advice.on_time_share", "按时答复率", "按时答复 ÷ 到期的答复；没有答的算没有按时", ON_TIME, DUE
)

# --- found without asking ----------------------------------------------


def _found(actor: Actor, period: Period) -> QuerySet[FoundAnswer]:
    rows = FoundAnswer.objects.filter(FOUND.scope(actor))
    return rows.filter(at__gte=period.since, at__lt=period.until)


def _show_found(rows: QuerySet[FoundAnswer]) -> Sequence[Shown]:
    columns = rows.values_list("answer__question", "area__name", "answer__public_id")
    return [Shown(text, area, reverse("advice:answer", args=[key])) for text, area, key in columns]


FOUND_ALONE = Figure(
    "advice.found", "自己找到答案", "期内企业对一条公开问答说“这条就是我要问的”，一个人一条算一次", RIGHT,
    _found, _show_found, {"area": "area_id", "item": "answer__item_id"},
)  # fmt: skip

# --- talks -------------------------------------------------------------


def _given(actor: Actor, period: Period) -> QuerySet[Talk]:
    standing = talks_visible_to(actor).standing()
    return standing.filter(begins_at__gte=period.since, begins_at__lt=period.until)


def _show_talks(rows: QuerySet[Talk]) -> Sequence[Shown]:
    columns = rows.values_list("begins_at", "place", "way", "unit__short", "is_late", "public_id")
    return [
        Shown(
            f"{formats.full_day(formats.local_date(begun))} {place or TalkWay.label_of(way)}",
            f"{unit} · {TalkWay.label_of(way)}{' · 补记' if late else ''}",
            reverse("advice:talk", args=[key]),
        )
        for begun, place, way, unit, late, key in columns
    ]


_OF_TALKS: Mapping[str, Column] = {"area": "area_id", "unit": "unit_id", "officer": "lead_id"}


def _of_talks(key: str, label: str, meaning: str, rows: Rows) -> Figure:
    return Figure(f"advice.{key}", label, meaning, RIGHT, rows, _show_talks, _OF_TALKS)


GIVEN = _of_talks("talks", "政策宣讲", "期内讲的场次；撤回的不算，几个人一起讲算一场", _given)
LATE = _of_talks("talks_late", "补记的宣讲", "其中讲完三十天以后才记的", _among(_given, Q(is_late=True)))
LATE_SHARE = Ratio("advice.talks_late_share", "补记占比", "补记的宣讲 ÷ 政策宣讲", LATE, GIVEN)


def _reached(actor: Actor, period: Period) -> QuerySet[TalkListing]:
    """For each enterprise that was at a talk, the first time in the period."""
    there = TalkListing.objects.filter(
        LISTINGS.scope(actor), denied_at=None, talk__withdrawn_at=None,
        talk__begins_at__gte=period.since, talk__begins_at__lt=period.until,
    )  # fmt: skip
    first = there.filter(enterprise=OuterRef("enterprise")).order_by("pk").values("pk")[:1]
    in_sight = enterprises.enterprises_visible_to(actor).filter(pk=OuterRef("enterprise"))
    return there.filter(pk=Subquery(first)).annotate(is_named=Exists(in_sight.order_by()))


def _show_listings(rows: QuerySet[TalkListing]) -> Sequence[Shown]:
    """Whoever gave a talk counts for good whom it reached, and is told by name whom he has to do with now."""
    return [
        Shown(
            one.name if getattr(one, "is_named", False) else UNNAMED,
            one.area.name,
            reverse("advice:talk", args=[one.talk.public_id]),
        )
        for one in rows.select_related("area", "talk")
    ]


UNNAMED: Final = "一家现在不由您服务的企业"
REACHED = Figure(
    "advice.reached", "宣讲到的企业", "期内至少到场一次的企业，一家算一次；说没有参加的不算", RIGHT, _reached,
    _show_listings, {"area": "area_id"},
)  # fmt: skip


def _spoken_of(actor: Actor, period: Period) -> QuerySet[TalkItem]:
    return TalkItem.objects.filter(talk__in=_given(actor, period))


def _show_spoken_of(rows: QuerySet[TalkItem]) -> Sequence[Shown]:
    title = Edition.objects.published().filter(item=OuterRef("item")).order_by("-number").values("title")[:1]
    columns = rows.annotate(title=Subquery(title)).values_list("title", "talk__begins_at", "talk__public_id")
    return [
        Shown(text or "", formats.full_day(formats.local_date(begun)), reverse("advice:talk", args=[key]))
        for text, begun, key in columns
    ]


SPOKEN_OF = Figure(
    "advice.items_spoken_of", "讲到的政策", "期内的宣讲里，一场讲一项算一次", RIGHT, _spoken_of,
    _show_spoken_of, {"area": "talk__area_id", "unit": "talk__unit_id", "item": "item_id"},
)  # fmt: skip


def _groups() -> Mapping[int, str]:
    return dict(ThemeGroup.objects.values_list("pk", "name"))


def _officers() -> Mapping[int, str]:
    return dict(Officer.objects.values_list("pk", "person__name"))


def _items() -> Mapping[int, str]:
    return dict(Edition.objects.published().order_by("number").values_list("item", "title"))


SPLITS = (
    Split("group", "专题组", _groups),
    Split("officer", "服务官", _officers),
    Split("item", "政策事项", _items),
)
FIGURES = (ASKED, ON_TIME_SHARE, AT_ONCE_SHARE, FOUND_ALONE, GIVEN, REACHED, LATE_SHARE, SPOKEN_OF)
