"""Questions, answers for everybody and talks, as the search files and reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from qinqing.domains.advice.models import Exchange, PublicAnswer, Question, Talk, TalkItem
from qinqing.domains.advice.queries.questions import names_asker, questions_visible_to, titles_of
from qinqing.domains.advice.queries.talks import talks_visible_to
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Entry, Key


def question_entry(question: Question) -> Entry:
    """A question is found by all that was asked and answered: by its enterprise and whoever serves it, its
    area, the group that has it, and by the expert who has it or passed it on. Not by who asks."""
    rows = Exchange.objects.filter(question=question).order_by("number")
    return _question_entry(question, rows.values_list("asked", "answer", "basis"))


def _question_entry(question: Question, said: Iterable[Sequence[str]]) -> Entry:
    groups = [("g", question.group_id)]
    experts = [("m", question.holder_id), ("m", question.passed_by_id)]
    keys: list[Key] = [("e", question.enterprise_id), ("a", question.area_id)]
    keys += [(prefix, number) for prefix, number in (*groups, *experts) if number is not None]
    words = [question.number, *(part for exchange in said for part in exchange if part)]
    return Entry(question.pk, " ".join(words), tuple(keys))


def question_entries(after: int, most: int, now: datetime) -> list[Entry]:
    """The entries of questions in the order of their ids; the questions are locked."""
    rows = list(Question.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:most])
    said: dict[int, list[Sequence[str]]] = {row.pk: [] for row in rows}
    exchanges = Exchange.objects.filter(question__in=said).order_by("number")
    for number, *parts in exchanges.values_list("question", "asked", "answer", "basis"):
        said[number].append(parts)
    return [_question_entry(row, said[row.pk]) for row in rows]


def answer_entry(answer: PublicAnswer) -> Entry:
    """An answer for everybody is found by everybody who reads policies."""
    words = " ".join(filter(None, (answer.question, answer.answer, answer.basis)))
    return Entry(answer.pk, words, (policies.FOR_READERS,))


def answer_entries(after: int, most: int, now: datetime) -> list[Entry]:
    """The entries of published answers in the order of their ids; the answers are locked."""
    rows = PublicAnswer.objects.published().select_for_update(of=("self",)).filter(pk__gt=after)
    return [answer_entry(row) for row in rows.order_by("pk")[:most]]


def talk_entry(talk: Talk, items: Iterable[str], speakers: Iterable[int], listed: Iterable[int]) -> Entry:
    """A talk is found by where it was, what it was about and what was asked most: by those who gave it, the
    enterprises that were there and whoever serves them, and its area."""
    words = " ".join(filter(None, (talk.place, talk.asked, *items)))
    people = {talk.recorded_by_id, *speakers}
    firms = [("e", number) for number in sorted(set(listed))]
    return Entry(talk.pk, words, (("a", talk.area_id), *(("m", one) for one in sorted(people)), *firms))


def talk_entries(after: int, most: int, now: datetime) -> list[Entry]:
    """The entries of talks that stand in the order of their ids; the talks are locked."""
    standing = Talk.objects.standing().select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    rows = standing.prefetch_related("items", "speakers", "listings")[:most]
    known = last_titles({item.item_id for row in rows for item in row.items.all()})
    return [
        talk_entry(
            row,
            [known[item.item_id] for item in row.items.all() if item.item_id in known],
            [one.person_id for one in row.speakers.all()],
            [one.enterprise_id for one in row.listings.all()],
        )
        for row in rows
    ]


def last_titles(items: Iterable[int]) -> dict[int, str]:
    """The titles of items by the last edition that was published."""
    rows = Edition.objects.published().filter(item__in=set(items)).order_by("number")
    return dict(rows.values_list("item_id", "title"))


# --- what was found ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question with what was first asked, all that was said, and who asks for whoever is told."""

    question: Question
    asked: str
    said: str
    enterprise: str


def questions_found(actor: Actor, ids: Sequence[int]) -> list[FoundQuestion]:
    """Of these questions those that the actor reads; one statement."""
    exchanges = Exchange.objects.filter(question=OuterRef("pk")).order_by("number")
    spoken = Concat("asked", Value(" "), "answer", Value(" "), "basis", output_field=TextField())
    names = Enterprise.objects.filter(pk=OuterRef("enterprise")).values("name")
    rows: QuerySet[Any] = questions_visible_to(actor).filter(pk__in=ids).annotate(
        first_asked=Subquery(exchanges.values("asked")[:1]),
        said=ArraySubquery(exchanges.values(spoken=spoken)),
        enterprise_name=Subquery(names),
    )  # fmt: skip
    return [
        FoundQuestion(
            row,
            row.first_asked or "",
            " ".join(row.said),
            (row.enterprise_name or "") if names_asker(actor, row) else "",
        )
        for row in rows
    ]


def talks_found(actor: Actor, ids: Sequence[int]) -> list[tuple[Talk, str]]:
    """Of these talks those that stand and the actor reads, each with what it was about."""
    talks = list(talks_visible_to(actor).standing().filter(pk__in=ids))
    rows = list(TalkItem.objects.filter(talk__in=talks).values_list("talk", "item").order_by("pk"))
    titles = titles_of(actor, (item for _, item in rows))
    return [
        (one, "、".join(titles[item] for talk, item in rows if talk == one.pk and item in titles))
        for one in talks
    ]
