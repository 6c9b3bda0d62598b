"""What waits for this very person: questions he must act upon next, answers that want a second person."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from qinqing.domains.advice.models import Exchange, PublicAnswer
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
from qinqing.domains.policies.models import Edition
from qinqing.kernel.permissions import Actor


def waiting_for(actor: Actor, now: datetime, most: int) -> list[QuestionRow]:
    """The questions that this person must act upon next, in any of his roles, by date; one statement."""
    found = questions_visible_to(actor).filter(_his_turn(actor, now)).annotate(
        first_asked=Subquery(_first(Exchange.objects.filter(number=1), "question", "asked")),
        enterprise_name=Subquery(_first(Enterprise.objects.all(), "pk", "name", outer="enterprise")),
        title=Subquery(
            _first(Edition.objects.published().order_by("-number"), "item", "title", outer="item")
        ),
    )  # fmt: skip
    rows = found.order_by(F("due_at").asc(nulls_last=True), "pk")[:most]
    return [_row(actor, one) for one in rows]


def _first(rows: QuerySet[Any], by: str, value: str, outer: str = "pk") -> QuerySet[Any]:
    return rows.filter(**{by: OuterRef(outer)}).values(value)[:1]


def _row(actor: Actor, one: Any) -> QuestionRow:
    titles = {one.item_id: one.title} if one.item_id and one.title else {}
    asks = one.enterprise_name if names_asker(actor, one) else ""
    return QuestionRow(one, one.first_asked or "", about(one, titles), asks or "", "")


def _his_turn(actor: Actor, now: datetime) -> Q:
    found = to_be_given(actor) | in_hands_of(actor)
    found |= own_questions(actor) & Q(state=QuestionState.ANSWERED)
    found |= Q(state=QuestionState.TO_CALL, enterprise__in=actor.ids("served"))
    if actor.ids("coordinator"):
        alone = Enterprise.objects.filter(officers.without_officer(now)).values("pk")
        found |= Q(state=QuestionState.TO_CALL, area__in=actor.ids("coordinator"), enterprise__in=alone)
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
