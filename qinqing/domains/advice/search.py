"""What can be found of the room: questions and talks by whoever sees them, public answers by all who read."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import queries
from qinqing.domains.advice.terms import PublicAnswerState, QuestionState, TalkWay
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Found, Hit


def _questions(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    return [_question(actor, one) for one in queries.questions_found(actor, ids)]


def _question(actor: Actor, one: queries.FoundQuestion) -> Hit:
    state = QuestionState.of(one.question.state)
    return Hit(
        id=one.question.pk,
        href=path_to("advice:one", one.question.public_id),
        title=one.asked,
        words=one.said,
        number=one.question.number,
        whose=one.enterprise,
        state=state.to_asker if Role.ENTERPRISE_USER in actor.roles else state.label,
        at=one.question.asked_at,
    )


def _answers(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    rows = queries.answers_visible_to(actor).published().filter(pk__in=ids)
    return [
        Hit(
            id=row.pk,
            href=path_to("advice:answer", row.public_id),
            title=row.question,
            words=f"{row.answer} {row.basis}",
            state=PublicAnswerState.label_of(row.state),
            at=row.published_at,
        )
        for row in rows
    ]


def _talks(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    return [
        Hit(
            id=talk.pk,
            href=path_to("advice:talk", talk.public_id),
            title=items or talk.place,
            words=f"{talk.place} {talk.asked}",
            whose=talk.unit.short,
            state=TalkWay.label_of(talk.way),
            at=talk.begins_at,
        )
        for talk, items in queries.talks_found(actor, ids)
    ]


FOUND = (
    Found(
        "question", "政策咨询", "question.see", order=50, show=_questions, entries=queries.question_entries
    ),
    Found(
        "public_answer", "政策问答", "public_answer.read", order=60, show=_answers,
        entries=queries.answer_entries,
    ),
    Found("talk", "政策宣讲", "talk.see", order=70, show=_talks, entries=queries.talk_entries),
)  # fmt: skip
