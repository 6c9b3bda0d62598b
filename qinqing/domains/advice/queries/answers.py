"""Answers for everybody: found by words, offered to whoever is about to ask; what editors have in work."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice import rules
from qinqing.domains.advice.models import Exchange, FoundAnswer, PublicAnswer, PublicAnswerQuerySet, Question
from qinqing.domains.advice.permissions import ANSWERS, FOUND, PERMISSIONS
from qinqing.domains.advice.queries.questions import PAGE, titles_of
from qinqing.domains.advice.terms import PublicAnswerState
from qinqing.domains.advice.workflow import PUBLIC_ANSWER_FLOW
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.text import search_words
from qinqing.lib.workflow import Step

MOST_COMPARED: Final = 500


def answers_visible_to(actor: Actor) -> PublicAnswerQuerySet:
    """Every answer for everybody that the actor may read."""
    return PublicAnswer.objects.filter(ANSWERS.scope(actor)).select_related("item", "group")


def answer_addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these answers that the actor reads, by their ids."""
    return dict(answers_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


def answer_for(actor: Actor, public_id: str) -> PublicAnswer:
    """One answer. Raises NotFound for absent and unseen alike."""
    found = answers_visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as a list shows it, with the title of its item."""

    answer: PublicAnswer
    item: str


@dataclass(frozen=True)
class AnswerPage:
    """One page of answers, and what the next one starts after; '' on the last."""

    rows: list[AnswerRow]
    after: str


def answers_page(actor: Actor, words: str, item_id: int | None, after: int | None = None) -> AnswerPage:
    """What everybody reads, narrowed by words and by an item, the newest first."""
    found = answers_visible_to(actor).published()
    for word in search_words(words)[:5]:
        found = found.filter(Q(question__icontains=word) | Q(answer__icontains=word))
    if item_id is not None:
        found = found.filter(item=item_id)
    newest = found.order_by("-pk")
    rows = list((newest.filter(pk__lt=after) if after is not None else newest)[: PAGE + 1])
    return AnswerPage(_rows(actor, rows[:PAGE]), str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def _rows(actor: Actor, answers: list[PublicAnswer]) -> list[AnswerRow]:
    titles = titles_of(actor, (one.item_id for one in answers))
    return [AnswerRow(one, titles.get(one.item_id or 0, "")) for one in answers]


def answers_in_work(actor: Actor) -> list[AnswerRow]:
    """Drafts, what waits for a second person, and what may be outdated, the latter two first."""
    mine = Q(area__in=actor.ids("policy_editor")) | Q(group__in=actor.ids("expert"))
    work = Q(state__in=[PublicAnswerState.DRAFT, PublicAnswerState.TO_CHECK])
    outdated = Q(state=PublicAnswerState.PUBLISHED, outdated_at__isnull=False)
    found = answers_visible_to(actor).filter(mine, work | outdated)
    return _rows(actor, list(found.order_by("-state", "-drafted_at")[: PAGE * 2]))


def likely_answers(actor: Actor, text: str, item_id: int | None, area_id: int | None) -> list[AnswerRow]:
    """The answers that may be what somebody is about to ask in a place, the likeliest first."""
    found = answers_visible_to(actor).published()
    if area_id is not None:
        holds_here = Q(item__policy__area__in=accounts.areas_upward(area_id))
        found = found.filter(Q(item=None) | holds_here)
    return _rows(actor, rules.likely(text, item_id, found.order_by("-pk")[:MOST_COMPARED]))


def answer_steps(actor: Actor, answer: PublicAnswer) -> tuple[Step, ...]:
    """What the actor may do with an answer now."""
    if not PERMISSIONS.allows(actor, "public_answer.edit"):
        return ()
    relations = PERMISSIONS.relations(actor, answer)
    return PUBLIC_ANSWER_FLOW.open_steps(answer.state, relations, answer)


def found_by_me(actor: Actor, answer: PublicAnswer) -> bool:
    """Whether the actor has said that it is what he wanted to ask."""
    rows = FoundAnswer.objects.filter(FOUND.scope(actor), answer=answer, person=actor.person_id)
    return rows.exists()


def source_for(actor: Actor, question: Question) -> Exchange | None:
    """The last answer of a question that the actor may make an answer for everybody of."""
    if not PERMISSIONS.relations(actor, question) & {"expert", "holder"}:
        return None
    rows = Exchange.objects.filter(question=question, answered_at__isnull=False)
    return rows.order_by("-number").first()
