"""Questions: what somebody may read, in lists by date, and one with all that was said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice.models import Exchange, Question, QuestionQuerySet
from qinqing.domains.advice.permissions import NAMES_ASKER, PERMISSIONS
from qinqing.domains.advice.terms import QuestionState
from qinqing.domains.advice.workflow import QUESTION_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.compiled import Asked, counted
from qinqing.kernel.numbering import ADDRESS_LENGTH
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.workflow import Step

QUESTION: Final = "question"
"""The kind of a question, as events name it."""
PAGE: Final = 50
IN_GENERAL: Final = "不针对某一项"


def questions_visible_to(actor: Actor) -> QuestionQuerySet:
    """Every question the actor may read. Its enterprise is not joined: an expert may not read that row."""
    return Question.objects.filter(PERMISSIONS.scope(actor)).select_related("group")


def addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these questions that the actor reads, by their ids."""
    return dict(questions_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


def question_for(actor: Actor, public_id: str) -> Question:
    """One question. Raises NotFound for absent and unseen alike."""
    found = questions_visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def is_in_sight(actor: Actor, question: Question) -> bool:
    """Whether the actor still reads a question that he had."""
    return questions_visible_to(actor).filter(pk=question.pk).exists()


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as a list shows it; `enterprise` is empty for whoever is not told who asks."""

    question: Question
    asked: str
    item: str
    enterprise: str
    holder: str


@dataclass(frozen=True)
class QuestionPage:
    """One page of a list, and what the next one starts after; '' on the last."""

    rows: list[QuestionRow]
    after: str


DESKS: Final = {
    "free": "等人领",
    "mine": "在我手里",
    "calls": "等您打电话",
    "late": "超期的",
    "all": "全部",
}


def to_be_given(actor: Actor) -> Q:
    """Questions that nobody has: of the actor's groups, and those the table sends to no group, which are
    for the coordinators to give to one."""
    ours = Q(group__among=actor.ids("expert")) | Q(group=None, area__among=actor.ids("coordinator"))
    return ours & Q(state=QuestionState.ASKED)


def in_hands_of(actor: Actor) -> Q:
    """Questions that the actor has taken."""
    return Q(state=QuestionState.TAKEN, holder=actor.person_id)


def at_desk(actor: Actor, desk: str, now: datetime) -> QuestionQuerySet:
    """The questions of a part of the desk; an unknown part is all of them."""
    return questions_visible_to(actor).filter(_part(actor, desk, now))


def _part(actor: Actor, desk: str, now: datetime) -> Q:
    if desk == "free":
        return to_be_given(actor)
    if desk == "mine":
        return in_hands_of(actor)
    if desk == "calls":
        served = Q(enterprise__in=actor.ids("served")) | Q(area__in=actor.ids("coordinator"))
        return served & Q(state=QuestionState.TO_CALL)
    return _WAIT & Q(due_at__lte=now) if desk == "late" else Q()


_WAIT: Final = Q(state__in=(QuestionState.ASKED, QuestionState.TAKEN, QuestionState.TO_CALL))
"""Somebody has to answer or to call: whatever has a part of the desk to itself."""


def desk_counts(actor: Actor, desks: Iterable[str], now: datetime) -> Asked[dict[str, int]]:
    """How many questions stand in parts of the desk, all but the whole of it, to be asked."""
    counts = {desk: Count("pk", filter=_part(actor, desk, now)) for desk in desks}
    return counted(questions_visible_to(actor).filter(_WAIT), counts)


def questions_page(actor: Actor, found: QuestionQuerySet, after: int | None = None) -> QuestionPage:
    """The newest first."""
    newest = found.order_by("-pk")
    rows = list((newest.filter(pk__lt=after) if after is not None else newest)[: PAGE + 1])
    return QuestionPage(rows_of(actor, rows[:PAGE]), str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def by_date(actor: Actor, found: QuestionQuerySet, offset: int = 0) -> QuestionPage:
    """What is due first comes first; the next page starts after so many."""
    rows = list(found.order_by(F("due_at").asc(nulls_last=True), "pk")[offset : offset + PAGE + 1])
    return QuestionPage(rows_of(actor, rows[:PAGE]), str(offset + PAGE) if len(rows) > PAGE else "")


def rows_of(actor: Actor, questions: list[Question]) -> list[QuestionRow]:
    """Questions with what was asked first, what about, by whom and who has them."""
    numbers = [one.pk for one in questions]
    first = Exchange.objects.filter(question__in=numbers, number=1)
    asked = dict(first.values_list("question", "asked"))
    firms = enterprises.named({one.enterprise_id for one in questions if names_asker(actor, one)})
    people = accounts.names_of(one.holder_id for one in questions)
    titles = titles_of(actor, (one.item_id for one in questions))
    return [
        QuestionRow(
            one,
            asked.get(one.pk, ""),
            about(one, titles),
            firms[one.enterprise_id].name if one.enterprise_id in firms and names_asker(actor, one) else "",
            people.get(one.holder_id or 0, ""),
        )
        for one in questions
    ]


def names_asker(actor: Actor, question: Question) -> bool:
    """Whether the actor is told who asks."""
    return bool(PERMISSIONS.relations(actor, question) & NAMES_ASKER) or bool(actor.system)


def about(question: Question, titles: dict[int, str]) -> str:
    """What a question is about, in words."""
    if question.item_id is not None:
        return titles.get(question.item_id, IN_GENERAL)
    return BenefitClass.label_of(question.benefit_class) if question.benefit_class else IN_GENERAL


def titles_of(actor: Actor, items: Iterable[int | None]) -> dict[int, str]:
    """The titles of items by the newest edition that is published."""
    wanted = {item for item in items if item is not None}
    rows = policies.editions_visible_to(actor).published().filter(item__in=wanted).order_by("number")
    return dict(rows.values_list("item_id", "title"))


# --- one question ------------------------------------------------------


@dataclass(frozen=True)
class QuestionRead:
    """A question with all that was said, in order, and with what this actor may do."""

    question: Question
    exchanges: list[Exchange]
    item: Edition | None
    about: str
    enterprise: Enterprise | None
    asked_by: str
    names: dict[int, str]
    relations: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]


def question_read(actor: Actor, public_id: str, day: date) -> QuestionRead:
    """One question with its story. Raises NotFound for absent and unseen alike."""
    question = question_for(actor, public_id)
    exchanges = list(Exchange.objects.filter(question=question).order_by("number"))
    relations = PERMISSIONS.relations(actor, question)
    told = names_asker(actor, question)
    item = item_shown(actor, question.item_id, day)
    spoken_for = (
        enterprises.enterprises_visible_to(actor).filter(pk=question.enterprise_id).first() if told else None
    )
    people = {one.answered_by_id for one in exchanges} | {question.holder_id, question.asked_by_id}
    names = accounts.names_of(people)
    return QuestionRead(
        question=question,
        exchanges=exchanges,
        item=item,
        about=item.title if item else about(question, {}),
        enterprise=spoken_for,
        asked_by=names.get(question.asked_by_id, "") if told else "",
        names=names,
        relations=relations,
        steps=steps_of(actor, question),
    )


def steps_of(actor: Actor, question: Question) -> tuple[Step, ...]:
    """What the actor may do with a question now."""
    if not PERMISSIONS.allows(actor, "question.step"):
        return ()
    return QUESTION_FLOW.open_steps(question.state, PERMISSIONS.relations(actor, question), question)


def item_shown(actor: Actor, item_id: int | None, day: date) -> Edition | None:
    """The edition that says what an item is: the one in force, else the last one published."""
    if item_id is None:
        return None
    rows = policies.editions_visible_to(actor).published().filter(item=item_id)
    return rows.filter(from_on__lte=day).order_by("-from_on").first() or rows.order_by("-number").first()


# --- asking ------------------------------------------------------------


def may_ask_for(actor: Actor) -> list[Enterprise]:
    """The enterprises for which the actor may ask: his own, or those he serves."""
    own = [one for one in enterprises.own_enterprises(actor) if one.struck_on is None]
    return own or list(officers.served_enterprises(actor))


def items_to_ask_about(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The items in force, by their titles."""
    rows = policies.editions_visible_to(actor).current(day).order_by("title", "pk")
    return list(rows.values_list("item_id", "title"))


def item_named(actor: Actor, public_id: str) -> int | None:
    """The item at an address, if the actor may read it."""
    rows = policies.editions_visible_to(actor).filter(item__public_id=public_id[:ADDRESS_LENGTH])
    return rows.values_list("item_id", flat=True).first()


def is_item_in_sight(actor: Actor, item_id: int) -> bool:
    """Whether there is such an item that the actor may read."""
    return policies.editions_visible_to(actor).filter(item=item_id).exists()
