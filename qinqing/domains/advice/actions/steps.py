"""Taking a step: the only way in which the state of a question changes for a person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from qinqing.domains.advice import queries
from qinqing.domains.advice.actions.asking import open_exchange
from qinqing.domains.advice.actions.told import tell
from qinqing.domains.advice.events import QuestionToCall
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.domains.advice.terms import QuestionState, Verdict, Wait
from qinqing.domains.advice.workflow import QUESTION_FLOW, after_unclear
from qinqing.domains.officers.models import ThemeGroup
from qinqing.kernel import clock, idempotency, search
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, NotFound, Refused

Given = Mapping[str, Any]
Effect = Callable[[Question, Exchange, Author, Given, datetime], None]
INSIDE = frozenset({"give_back", "pass_on"})
"""What the experts do among themselves."""


def take_step(
    *, author: Author, question: Question, step: str, given: Given, now: datetime, version: int | None = None
) -> Question:
    """Take one step of a question; the same request once more changes nothing.

    Raises Refused for a step that is not open to the author or lacks something, Conflict where somebody was
    quicker, NotFound out of sight.
    """
    kept = _locked(author, question)
    if idempotency.first_result(author) is not None:
        return kept
    if step == "take" and kept.state == QuestionState.TAKEN:
        raise Conflict("刚刚被组里另一位领走了，请领别的")
    if version is not None and version != kept.version:
        raise Conflict("这一件刚刚有了变化，请看最新的再办")
    relations = PERMISSIONS.relations(author.actor, kept)
    row = QUESTION_FLOW.check(step, kept.state, relations, given, kept)
    last = Exchange.objects.filter(question=kept).latest("number")
    if not isinstance(row.target, frozenset):
        kept.state = str(row.target)
    EFFECTS[step](kept, last, author, given, now)
    kept.version += 1
    kept.save()
    search.file(queries.QUESTION, queries.question_entry(kept))
    event = QuestionToCall if kept.state == QuestionState.TO_CALL else row.event
    assert event is not None
    reason = {"reason": given["reason"]} if "reason" in given else {}
    tell(event, kept, author, now, layer="H" if step in INSIDE else "E", more=reason)
    return kept


def _locked(author: Author, question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).filter(PERMISSIONS.scope(author.actor))
    kept = rows.filter(pk=question.pk).first()
    if kept is None:
        raise NotFound
    return kept


def _take(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    kept.holder_id = author.actor.person_id


def _give_back(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    kept.holder = None


def _pass_on(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    group = ThemeGroup.objects.filter(pk=given["group_id"], is_active=True).first()
    if group is None:
        raise Refused("unknown_group", "没有这个专题组，请重新选", "group_id")
    kept.group, kept.holder, kept.passed_by_id = group, None, author.actor.person_id


def _answer(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    last.answer, last.basis = given.get("answer") or given["said"], given.get("basis", "")
    last.answered_by_id, last.answered_at = author.actor.person_id, now
    last.save()
    kept.answers += 1
    until = queries.promised(kept.area_id, Wait.WORD, now)
    kept.due_at = kept.look_at = until.due_at


def _understood(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    _say(last, Verdict.CLEAR, now)
    end(kept, now)


def _unclear(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    _say(last, Verdict.UNCLEAR, now)
    kept.state = after_unclear(kept.answers, _is_there(kept, now))
    if kept.state == QuestionState.ASKED:
        kept.holder = None
    calls = kept.state == QuestionState.TO_CALL
    until = queries.promised(kept.area_id, Wait.CALL if calls else Wait.ANSWER, now)
    open_exchange(kept, last.number + 1, given["words"], until, now, by_call=calls)
    kept.due_at = kept.look_at = until.due_at


def _is_there(kept: Question, now: datetime) -> bool:
    """Whether who answered is still one of the group."""
    if kept.group_id is None or kept.holder_id is None:
        return False
    return kept.holder_id in queries.experts_of(kept.group_id, clock.local(now).date())


def _withdraw(kept: Question, last: Exchange, author: Author, given: Given, now: datetime) -> None:
    end(kept, now)


def _say(last: Exchange, verdict: Verdict, now: datetime) -> None:
    last.verdict, last.said_at = verdict, now
    last.save()


def end(kept: Question, now: datetime) -> None:
    """Nobody has anything to do with it any more."""
    kept.due_at = kept.look_at = None
    kept.closed_at = now


EFFECTS: Mapping[str, Effect] = {
    "take": _take,
    "give_back": _give_back,
    "pass_on": _pass_on,
    "answer": _answer,
    "record_call": _answer,
    "understood": _understood,
    "unclear": _unclear,
    "withdraw": _withdraw,
}
