"""What waits for this very person: questions he must act upon next, answers that want a second person."""

from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from qinqing.domains.advice.models import Exchange, PublicAnswer, Question
from qinqing.domains.advice.permissions import own_questions
from qinqing.domains.advice.queries.answers import answers_visible_to
from qinqing.domains.advice.queries.questions import (
    QuestionRow,
    about,
    in_hands_of,
    names_asker,
    questions_visible_to,
    to_be_given,
)
from qinqing.domains.advice.terms import PublicAnswerState, QuestionState
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.models import ThemeGroup
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor


def waiting_for(actor: Actor, now: datetime, most: int) -> list[QuestionRow]:
    """The questions that this person must act upon next, in any of his roles, by date; one statement."""
    day = clock.local(now).date() if actor.ids("coordinator") else None
    return [_row(actor, *row) for row in _WAITING.rows(actor, most, (day,))]


def _first(rows: QuerySet[Any], by: str, value: str, outer: str = "pk") -> QuerySet[Any]:
    return rows.filter(**{by: OuterRef(outer)}).values(value)[:1]


def _waiting(actor: Actor, most: int, day: date | None) -> QuerySet[Question, tuple[Any, ...]]:
    found = questions_visible_to(actor).filter(_his_turn(actor, day)).order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )  # fmt: skip
    return found.values_list(
        "group__name",
        Subquery(_first(Exchange.objects.filter(number=1), "question", "asked")),
        Subquery(_first(Enterprise.objects.all(), "pk", "name", outer="enterprise")),
        Subquery(_first(Edition.objects.published().order_by("-number"), "item", "title", outer="item")),
        *_FIELDS,
    )[:most]


_FIELDS: Final = [field.attname for field in Question._meta.concrete_fields]
_WAITING: Final = Compiled(_waiting)


def _row(
    actor: Actor, group: str | None, asked: str, enterprise: str, title: str, *fields: Any
) -> QuestionRow:
    one = Question.from_db(None, _FIELDS, fields)
    if group is not None:
        one.group = ThemeGroup.from_db(None, ["id", "name"], (one.group_id, group))
    titles = {one.item_id: title} if one.item_id and title else {}
    asks = enterprise if names_asker(actor, one) else ""
    return QuestionRow(one, asked or "", about(one, titles), asks or "", "")


def _his_turn(actor: Actor, day: date | None) -> Q:
    found = to_be_given(actor) | in_hands_of(actor)
    found |= own_questions(actor) & Q(state=QuestionState.ANSWERED)
    found |= Q(state=QuestionState.TO_CALL, enterprise__among=actor.ids("served"))
    if day is not None:
        alone = Enterprise.objects.filter(officers.without_officer_on(day)).values("pk")
        found |= Q(state=QuestionState.TO_CALL, area__among=actor.ids("coordinator"), enterprise__in=alone)
    return found


def answers_waiting_for(actor: Actor, most: int) -> list[PublicAnswer]:
    """The answers for everybody that another wrote and this person looks at, those that may be outdated,
    and his own that came back; one statement."""
    edits = Q(area__in=actor.ids("policy_editor")) | Q(group__in=actor.ids("expert"))
    checks = Q(state=PublicAnswerState.TO_CHECK) & ~Q(drafted_by=actor.person_id)
    outdated = Q(state=PublicAnswerState.PUBLISHED, outdated_at__isnull=False)
    came_back = Q(state=PublicAnswerState.DRAFT, drafted_by=actor.person_id) & ~Q(refusal="")
    found = answers_visible_to(actor).filter(edits, checks | outdated | came_back)
    return list(found.order_by("drafted_at", "pk")[:most])
