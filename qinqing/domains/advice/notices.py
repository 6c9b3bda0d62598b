"""Who is told that a question waits, in words that say no business: its number, and what there is to do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import events
from qinqing.domains.advice.models import PublicAnswer, Question, Talk, TalkListing, TalkSpeaker
from qinqing.domains.advice.queries import experts_of
from qinqing.domains.advice.terms import QuestionState
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.kernel import clock
from qinqing.kernel.notices import Notice

Recipients = Callable[[Any, datetime], Iterable[int]]


def _question(event: Any) -> Question:
    return Question.objects.get(pk=event.question_id)


def _url(event: Any) -> str:
    return reverse("advice:one", args=[_question(event).public_id])


def _number(event: Any) -> Mapping[str, object]:
    return {"number": event.number}


def _coordinators(event: Any, now: datetime) -> Iterable[int]:
    people = accounts.people_of_area(_question(event).area_id, Role.COORDINATOR, now)
    return sorted(person.pk for person in people)


def _group(event: Any, now: datetime) -> Iterable[int]:
    """The experts of its group; where it has none, the coordinators; never who did it."""
    group = _question(event).group_id
    people = experts_of(group, clock.local(now).date()) if group else _coordinators(event, now)
    return sorted(set(people) - {event.actor_id})


def _asker(event: Any, now: datetime) -> Iterable[int]:
    """Who asked, while he may; else those who speak for the enterprise."""
    question = _question(event)
    speak = enterprises.speakers(enterprises.family(question.enterprise_id))
    people = {person for found in speak.values() for person in found}
    if question.on_behalf or question.asked_by_id in people:
        return [question.asked_by_id]
    return sorted(people)


def _holder(event: Any, now: datetime) -> Iterable[int]:
    """Who has it in his hands; where nobody has, his group."""
    question = _question(event)
    if question.state == QuestionState.TO_CALL:
        return _officer(event, now)
    return [question.holder_id] if question.holder_id else _group(event, now)


def _officer(event: Any, now: datetime) -> Iterable[int]:
    found = officers.present_officer(_question(event).enterprise_id, now)
    return [found] if found else _coordinators(event, now)


def _of_moved(to: Recipients) -> Recipients:
    """Those whom a date concerns, where it is another one now."""
    return lambda event, now: to(event, now) if event.applied else ()


def _turn(event: Any, now: datetime) -> Iterable[int]:
    """Whose turn it is: with an answer the asker's, else whoever has it."""
    asks = _question(event).state == QuestionState.ANSWERED
    return _asker(event, now) if asks else _holder(event, now)


def _asker_beside(event: Any, now: datetime) -> Iterable[int]:
    """Who asked, where it is not his turn."""
    return sorted({*_asker(event, now)} - {*_turn(event, now)})


def _notice(word: str, event: type, to: Recipients, say: str, level: str = "act") -> Notice:
    return Notice(key=f"advice.{word}", event=event, to=to, say=say, url=_url, facts=_number, level=level)


def _answer(event: Any) -> PublicAnswer:
    return PublicAnswer.objects.get(pk=event.public_answer_id)


def _editors(event: Any, now: datetime) -> Iterable[int]:
    """Who may look at an answer: the policy editors of its place and its group, without who wrote it."""
    answer = _answer(event)
    people = {one.pk for one in accounts.people_of_area(answer.area_id, Role.POLICY_EDITOR, now)}
    if answer.group_id is not None:
        people |= set(experts_of(answer.group_id, clock.local(now).date()))
    return sorted(people - {event.drafted_by_id})


def _drafter(event: Any, now: datetime) -> Iterable[int]:
    return [event.drafted_by_id]


def _of_answer(word: str, event: type, to: Recipients, say: str, level: str = "act") -> Notice:
    def url(event: Any) -> str:
        return reverse("advice:answer", args=[_answer(event).public_id])

    return Notice(key=f"advice.{word}", event=event, to=to, say=say, url=url, level=level)


def _talk_url(event: Any) -> str:
    return reverse("advice:talk", args=[Talk.objects.get(pk=event.talk_id).public_id])


def _speakers(event: Any, now: datetime) -> Iterable[int]:
    rows = TalkSpeaker.objects.filter(talk=event.talk_id)
    return sorted(set(rows.values_list("person", flat=True)))


def _listed(event: Any, now: datetime) -> Iterable[int]:
    """Who speaks for the enterprises that were there: it is theirs to say that they were not."""
    rows = TalkListing.objects.filter(talk=event.talk_id).values_list("enterprise", flat=True)
    return sorted({person for found in enterprises.speakers(list(rows)).values() for person in found})


NOTICES = (
    _notice("asked", events.QuestionAsked, _group, "有新的政策咨询 {number}，请领走答复"),
    _notice("given_back", events.QuestionGivenBack, _group, "政策咨询 {number} 放回组里了，请领走答复"),
    _notice("passed_on", events.QuestionPassedOn, _group, "政策咨询 {number} 转到您组里，请领走答复"),
    _notice("answered", events.QuestionAnswered, _asker, "您的政策咨询 {number} 有答复了，请说说明白没有"),
    _notice("unclear", events.QuestionUnclear, _holder, "政策咨询 {number} 企业还不明白，请再讲讲"),
    _notice("to_call", events.QuestionToCall, _officer, "政策咨询 {number} 几次没有讲明白，请打电话"),
    _notice("lapsed", events.QuestionLapsed, _asker, "您的政策咨询 {number} 没有等到您的话，先结束", "calm"),
    _notice("overdue", events.QuestionOverdue, _holder, "政策咨询 {number} 超过期限了，请马上办", "warn"),
    _notice(
        "overdue.coordinator", events.QuestionStillOverdue, _coordinators,
        "政策咨询 {number} 超期一个工作日了，请过问", "warn",
    ),
    _notice(
        "moved", events.QuestionDateMoved, _of_moved(_turn),
        "政策咨询 {number} 的期限因日历变动重新推算了，请看新日期", "calm",
    ),
    _notice(
        "moved.asker", events.QuestionDateMoved, _of_moved(_asker_beside),
        "您的政策咨询 {number} 的日期因日历变动重新推算了，请看新日期", "calm",
    ),
    _of_answer("answer.sent", events.PublicAnswerSent, _editors, "有一条政策问答等您看过公开"),
    _of_answer("answer.returned", events.PublicAnswerReturned, _drafter, "您写的政策问答退回来了，请看原因"),
    _of_answer("answer.published", events.PublicAnswerPublished, _drafter, "您写的政策问答公开了", "calm"),
    _of_answer("answer.outdated", events.PublicAnswerOutdated, _editors, "有政策问答可能过时了，请看一遍"),
    Notice(
        key="advice.talk.recorded", event=events.TalkRecorded, to=_listed, url=_talk_url, level="calm",
        say="记了你们公司参加一场政策宣讲；没有参加的，请点开告诉我们",
    ),
    Notice(
        key="advice.talk.denied", event=events.TalkDenied, to=_speakers, url=_talk_url,
        say="有一家企业说没有参加您记的一场宣讲，请核对",
    ),
)  # fmt: skip
