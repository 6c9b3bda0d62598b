"""Answers for everybody: written by one, published by another; marked when the item changes; found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Area
from qinqing.domains.advice import events, queries, rules
from qinqing.domains.advice.models import Exchange, FoundAnswer, PublicAnswer, Question
from qinqing.domains.advice.permissions import ANSWERS, PERMISSIONS
from qinqing.domains.advice.terms import PublicAnswerState
from qinqing.domains.advice.workflow import PUBLIC_ANSWER_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import door, idempotency, numbering, search
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Conflict, NotFound, Refused

ANSWER = "public_answer"
_MARKER = Author(system("advice.outdated"))


@dataclass(frozen=True, slots=True)
class Edited:
    """What is written for everybody: a question, its answer, on what it rests, about which item."""

    question: str
    answer: str
    basis: str = ""
    item_id: int | None = None


def draft_answer(*, author: Author, edited: Edited, source: Question | None, now: datetime) -> PublicAnswer:
    """Begin an answer for everybody, from an answered question of one's group or of one's own.

    Refuses what would show who asked, an item of an area out of reach and a question without an answer.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return PublicAnswer.objects.get(pk=first.subject_id)
    area_id, group_id = _place_of(author, edited, source)
    _refuse_traces(edited, source)
    made = PublicAnswer.objects.create(
        public_id=numbering.new_address(), area_id=area_id, group_id=group_id, source=source,
        item_id=edited.item_id, state=PublicAnswerState.DRAFT, question=edited.question, answer=edited.answer,
        basis=edited.basis, drafted_by_id=author.actor.person_id or 0, drafted_at=now,
    )  # fmt: skip
    _tell(events.PublicAnswerDrafted, made, author, now)
    return made


def _place_of(author: Author, edited: Edited, source: Question | None) -> tuple[int, int | None]:
    """Where it belongs and which group it is of. Refuses whoever has neither."""
    actor = author.actor
    if source is not None:
        if not PERMISSIONS.relations(actor, source) & {"expert", "holder"} or not source.answers:
            raise Refused("not_yours", "答复过的咨询，由答复它的专题组整理成公开问答")
        of_item = PolicyItem.objects.filter(pk=source.item_id or 0).values_list("policy__area_id", flat=True)
        return of_item.first() or source.area_id, source.group_id
    if edited.item_id is not None:
        items = PolicyItem.objects.filter(pk=edited.item_id, policy__area__in=actor.ids("policy_editor"))
        area_id = items.values_list("policy__area_id", flat=True).first()
        if area_id is None:
            raise Refused("no_right", "请选您负责的区域的政策事项", "item")
        return area_id, None
    if not actor.ids("policy_editor"):
        raise Refused("no_right", "从一件答复过的咨询开始写")
    return min(actor.ids("policy_editor")), None


def _refuse_traces(edited: Edited, source: Question | None) -> None:
    """Whoever edits is not told who asked, so it is looked up for him."""
    if source is None:
        return
    with door.as_system("advice.traces"):
        asked = Enterprise.objects.get(pk=source.enterprise_id)
        names = [asked.name, *enterprises.former_names(asked)]
        areas = Area.objects.filter(pk__in=accounts.areas_upward(source.area_id))
        called = list(areas.values_list("name", flat=True))
        said = list(Exchange.objects.filter(question=source).values_list("asked", flat=True))
    places = [*called, *(name.rstrip("省市区县") for name in called)]
    for field, reason in rules.faults_of(edited.question, edited.answer, names, places, said):
        raise Refused("traces", reason, field)


def rewrite_answer(
    *, author: Author, answer: PublicAnswer, edited: Edited, version: int, now: datetime
) -> PublicAnswer:
    """Write a draft anew. Only who drafted it; Conflict where it was changed since it was read."""
    kept = _locked(author, answer)
    if idempotency.first_result(author) is not None:
        return kept
    if kept.version != version:
        raise Conflict("这一条刚刚在别的窗口改过，请看最新的再改")
    drafts = "drafter" in PERMISSIONS.relations(author.actor, kept)
    if kept.state != PublicAnswerState.DRAFT or not drafts:
        raise Refused("not_yours", "只有写这一条的人能改草稿；公开了的不改，撤下另写")
    _refuse_traces(edited, kept.source)
    kept.question, kept.answer, kept.basis = edited.question, edited.answer, edited.basis
    kept.version += 1
    kept.save()
    _tell(events.PublicAnswerRewritten, kept, author, now)
    return kept


def take_answer_step(
    *, author: Author, answer: PublicAnswer, step: str, given: Mapping[str, Any], now: datetime
) -> PublicAnswer:
    """Move an answer one step. Raises Refused for a step that is not open to the author."""
    kept = _locked(author, answer)
    if idempotency.first_result(author) is not None:
        return kept
    row = PUBLIC_ANSWER_FLOW.check(step, kept.state, PERMISSIONS.relations(author.actor, kept), given, kept)
    kept.state = str(row.target)
    kept.version += 1
    if step == "publish":
        kept.checked_by_id, kept.published_at, kept.refusal = author.actor.person_id, now, ""
    elif step == "return":
        kept.refusal = given["reason"]
    elif step == "withdraw":
        kept.withdrawal = given["reason"]
    elif step == "still_right":
        kept.outdated_at = None
    if kept.state == PublicAnswerState.WITHDRAWN:
        kept.withdrawn_at = now
    kept.save()
    _file(kept)
    assert row.event is not None
    _tell(row.event, kept, author, now)
    return kept


def _file(answer: PublicAnswer) -> None:
    """What is published is found, and what is withdrawn is not."""
    if answer.state == PublicAnswerState.PUBLISHED:
        search.file(ANSWER, queries.answer_entry(answer))
    elif answer.state == PublicAnswerState.WITHDRAWN:
        search.forget(ANSWER, [answer.pk])


def mark_outdated(item_id: int, now: datetime) -> int:
    """The item says something new: its answers for everybody are marked until somebody looks them through.

    Runs as the system; gives how many were marked.
    """
    rows = PublicAnswer.objects.published().filter(item=item_id, outdated_at=None, published_at__lt=now)
    found = list(rows.select_for_update().order_by("pk"))
    for one in found:
        one.outdated_at = now
        one.save(update_fields=["outdated_at"])
        _tell(events.PublicAnswerOutdated, one, _MARKER, now)
    return len(found)


def found_it(*, author: Author, answer: PublicAnswer, now: datetime) -> None:
    """An enterprise says that this is what it wanted to ask; to say it again changes nothing.

    Refuses whoever speaks for no enterprise.
    """
    actor = author.actor
    spoken_for = enterprises.own_enterprises(actor)
    if not spoken_for:
        raise Refused("no_right", "由企业的联系人来说")
    one = spoken_for[0]
    _, made = FoundAnswer.objects.get_or_create(
        answer=answer, person_id=actor.person_id or 0,
        defaults={"enterprise": one, "area_id": one.area_id, "at": now},
    )  # fmt: skip
    if made:
        kernel_events.tell(
            events.AnswerFound, subject=(ANSWER, answer.pk), about=[("enterprise", one.pk)],
            author=author.besides, at=now,
        )  # fmt: skip


def _locked(author: Author, answer: PublicAnswer) -> PublicAnswer:
    rows = PublicAnswer.objects.select_for_update(of=("self",)).filter(ANSWERS.scope(author.actor))
    kept = rows.filter(pk=answer.pk).first()
    if kept is None:
        raise NotFound
    return kept


def _tell(event: type, answer: PublicAnswer, author: Author, now: datetime) -> None:
    about = [] if answer.source_id is None else [(queries.QUESTION, answer.source_id)]
    kernel_events.tell(
        event, subject=(ANSWER, answer.pk), about=about, author=author, at=now, layer="H",
        record={"drafted_by_id": answer.drafted_by_id},
    )  # fmt: skip
