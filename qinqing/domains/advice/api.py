"""Doors for programs: questions asked, read and led to their end; answers for everybody; talks."""

from typing import Any, Final

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from qinqing.domains.advice import actions, events, queries
from qinqing.domains.advice.forms import STEP_FORMS, TalkForm
from qinqing.domains.advice.models import PublicAnswer
from qinqing.domains.advice.queries import QuestionPage, TalkRow
from qinqing.domains.advice.schemas import (
    AdviceAfter,
    AdviceCode,
    AdviceStepOffered,
    AnswerPageRead,
    AnswerRead,
    AnswersNarrowed,
    ExchangeRead,
    QuestionLine,
    QuestionPageRead,
    QuestionShown,
    QuestionsNarrowed,
    TalkLine,
    TalkMade,
    TalkPageRead,
)
from qinqing.domains.advice.terms import PublicAnswerState, QuestionState, TalkWay, Verdict
from qinqing.domains.advice.workflow import QUESTION_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel import clock
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import author_of, expected_version, reads, tag_of, writes
from qinqing.kernel.forms import ChoiceField, ChoicesField, Form, TextField
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Outdated, Refused
from qinqing.kernel.webhooks import Told
from qinqing.lib.terms import Term
from qinqing.lib.text import whole_number

RIGHTS: Final = {
    "question.list": "查政策咨询",
    "question.own": "查本企业的政策咨询",
    "question.see": "看一件政策咨询",
    "question.ask": "问政策",
    "question.step": "办政策咨询",
    "public_answer.read": "看公开的政策问答",
    "talk.see": "查政策宣讲",
    "talk.record": "记政策宣讲",
}
"""What a token can be given here."""
TOLD: Final = (
    Told(
        "question",
        "question.see",
        {
            events.QuestionAsked: "有人问政策",
            events.QuestionTaken: "政策咨询领走了",
            events.QuestionPassedOn: "政策咨询转给了别的组",
            events.QuestionAnswered: "政策咨询答了",
            events.QuestionUnclear: "政策咨询没有答明白",
            events.QuestionToCall: "政策咨询要打电话讲",
            events.QuestionUnderstood: "政策咨询答明白了",
            events.QuestionWithdrawn: "政策咨询不问了",
            events.QuestionLapsed: "政策咨询没有等到回话",
            events.QuestionOverdue: "政策咨询超过了期限",
            events.QuestionDateMoved: "政策咨询的日期因日历变动",
        },
        queries.addresses_of,
    ),
    Told(
        "public_answer",
        "public_answer.read",
        {
            events.PublicAnswerPublished: "公开了政策问答",
            events.PublicAnswerOutdated: "政策问答可能过时了",
            events.PublicAnswerWithdrawn: "撤下了政策问答",
        },
        queries.answer_addresses_of,
    ),
    Told(
        "talk",
        "talk.see",
        {
            events.TalkRecorded: "记了政策宣讲",
            events.TalkDenied: "企业说没有参加宣讲",
            events.TalkWithdrawn: "撤回了政策宣讲",
        },
        queries.talk_addresses_of,
    ),
)
router = Router(tags=["政策咨询和宣讲"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _code(kind: type[Term], value: str) -> AdviceCode:
    return AdviceCode(code=value, label=kind.label_of(value))


# --- questions ---------------------------------------------------------


@reads(router, "/questions", right="question.list", answers=QuestionPageRead, name="list_questions")
def questions(request: HttpRequest, narrowed: Query[QuestionsNarrowed]) -> QuestionPageRead:
    """查政策咨询。全部的新的在前，一类的日子近的在前。"""
    actor, after = _actor(request), whole_number(narrowed.after)
    found = queries.at_desk(actor, narrowed.desk or "all", clock.now())
    if narrowed.desk is None:
        return _listed(queries.questions_page(actor, found, after))
    return _listed(queries.by_date(actor, found, after or 0))


@reads(
    router, "/own-questions", right="question.own", answers=QuestionPageRead, name="list_own_questions"
)  # fmt: skip
def own_questions(request: HttpRequest, page: Query[AdviceAfter]) -> QuestionPageRead:
    """查本企业问过的，新的在前。"""
    actor = _actor(request)
    found = queries.questions_visible_to(actor)
    return _listed(queries.questions_page(actor, found, whole_number(page.after)))


@reads(router, "/questions/{public_id}", right="question.see", answers=QuestionShown, name="show_question")
def question(request: HttpRequest, response: HttpResponse, public_id: str) -> QuestionShown:
    """看一件政策咨询，连同每一次问和答。

    响应头 ETag 是它现在的版本，办下一步时放进 If-Match。
    """
    return _answered(_actor(request), public_id, response)


def _listed(found: QuestionPage) -> QuestionPageRead:
    lines = [
        QuestionLine(
            public_id=row.question.public_id, number=row.question.number,
            state=_code(QuestionState, row.question.state), asked=row.asked, about=row.item,
            enterprise_name=row.enterprise, group=row.question.group.name if row.question.group else "",
            holder=row.holder, asked_at=row.question.asked_at, due_at=row.question.due_at,
        )
        for row in found.rows
    ]  # fmt: skip
    return QuestionPageRead(items=lines, next=found.after or None)


def _answered(actor: Actor, public_id: str, response: HttpResponse) -> QuestionShown:
    read = queries.question_read(actor, public_id, clock.today())
    one = read.question
    response["ETag"] = tag_of(one.version)
    said = ("number", "by_call", "asked", "asked_at", "due_at", "answer", "basis", "answered_at")
    return QuestionShown(
        public_id=one.public_id, number=one.number, state=_code(QuestionState, one.state), about=read.about,
        item=read.item.item.public_id if read.item else None,
        enterprise_name=read.enterprise.name if read.enterprise else "",
        group=one.group.name if one.group else "", asked_at=one.asked_at, due_at=one.due_at,
        exchanges=[
            ExchangeRead(
                **{name: getattr(turn, name) for name in said}, verdict=_code(Verdict, turn.verdict)
            )
            for turn in read.exchanges
        ],
        steps=[AdviceStepOffered(step=step.name, label=step.label) for step in read.steps],
    )  # fmt: skip


class _AskForm(Form):
    """For which enterprise, about what, in which words."""

    enterprise = TextField("企业的 public_id", most=12)
    item = TextField("政策事项的 public_id", most=12, required=False)
    benefit_class = ChoiceField("说不上哪一项，是哪一类", BenefitClass.choices(), required=False)
    text = TextField("想问什么", most=1000)


@writes(
    router, "/questions", right="question.ask", takes=_AskForm, answers={201: QuestionShown},
    name="ask_question", versioned=False,
)  # fmt: skip
def ask(request: HttpRequest, response: HttpResponse, sent: Sent) -> QuestionShown:
    """替企业问一件政策。"""
    actor = _actor(request)
    given = sent.filled(_AskForm).cleaned_data
    asked = actions.Asked(
        enterprise_id=enterprises.enterprise_for(actor, given["enterprise"]).pk, text=given["text"],
        item_id=_item(actor, given["item"]), benefit_class=given["benefit_class"],
    )  # fmt: skip
    made = actions.ask(author=author_of(request, sent), asked=asked, now=clock.now())
    response["Location"] = f"{request.path}/{made.public_id}"
    return _answered(actor, made.public_id, response)


def _item(actor: Actor, address: str) -> int | None:
    """The item at an address. Refuses one out of sight."""
    found = queries.item_named(actor, address) if address else None
    if address and found is None:
        raise Refused("unknown_item", "没有这一项政策", "item")
    return found


def _hang(step: str, label: str, takes: type[Form]) -> None:
    def take(request: HttpRequest, response: HttpResponse, public_id: str, sent: Sent) -> QuestionShown:
        actor, expected = _actor(request), expected_version(request)
        found = queries.question_for(actor, public_id)
        form = sent.filled(takes)
        if expected is not None and found.version != expected:
            raise Outdated
        actions.take_step(
            author=author_of(request, sent), question=found, step=step, given=form.cleaned_data,
            now=clock.now(), version=expected,
        )  # fmt: skip
        return _answered(actor, public_id, response)

    take.__doc__ = f"{label}。"
    writes(
        router, f"/questions/{{public_id}}/steps/{step}", right="question.step", takes=takes,
        answers=QuestionShown, name=f"question_{step}",
    )(take)  # fmt: skip


for _name, _takes in STEP_FORMS.items():
    _hang(_name, QUESTION_FLOW.step(_name).label, _takes)

# --- answers for everybody ---------------------------------------------


@reads(
    router, "/public-answers", right="public_answer.read", answers=AnswerPageRead, name="list_public_answers"
)  # fmt: skip
def public_answers(request: HttpRequest, narrowed: Query[AnswersNarrowed]) -> AnswerPageRead:
    """查公开的政策问答，新的在前。"""
    actor = _actor(request)
    item = queries.item_named(actor, narrowed.item) if narrowed.item else None
    found = queries.answers_page(actor, narrowed.words, item, whole_number(narrowed.after))
    return AnswerPageRead(items=[_answer(row.answer) for row in found.rows], next=found.after or None)


@reads(
    router, "/public-answers/{public_id}", right="public_answer.read", answers=AnswerRead,
    name="show_public_answer",
)  # fmt: skip
def public_answer(request: HttpRequest, public_id: str) -> AnswerRead:
    """看一条政策问答。"""
    return _answer(queries.answer_for(_actor(request), public_id))


def _answer(one: PublicAnswer) -> AnswerRead:
    said = ("public_id", "question", "answer", "basis", "published_at", "outdated_at")
    return AnswerRead(
        **{name: getattr(one, name) for name in said},
        state=_code(PublicAnswerState, one.state),
        item=one.item.public_id if one.item else None,
    )


# --- talks -------------------------------------------------------------


@reads(router, "/talks", right="talk.see", answers=TalkPageRead, name="list_talks")
def talks(request: HttpRequest, page: Query[AdviceAfter]) -> TalkPageRead:
    """查政策宣讲，后记的在前。"""
    found = queries.talks_page(_actor(request), whole_number(page.after))
    return TalkPageRead(items=[TalkLine(**_talk(row)) for row in found.rows], next=found.after or None)


def _talk(row: TalkRow) -> dict[str, Any]:
    one = row.talk
    said = ("public_id", "place", "begins_at", "ends_at", "came", "is_late")
    return {name: getattr(one, name) for name in said} | {
        "about": row.items,
        "speakers": row.speakers,
        "way": _code(TalkWay, one.way),
        "unit": one.unit.short,
        "enterprises": row.enterprises,
    }


class _RecordForm(Form):
    """A talk: when, how long, about what, to whom, how many came."""

    begins_at = TalkForm.base_fields["begins_at"]
    minutes = django_forms.IntegerField(
        label="讲了多少分钟", min_value=5, max_value=600,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "写 5 到 600 的数"),
    )  # fmt: skip
    way = TalkForm.base_fields["way"]
    place = TalkForm.base_fields["place"]
    items = ChoicesField("讲了哪几项，写政策事项的 public_id", ())
    listed = TextField("到场的企业", most=20_000, help_text="一行一家，写全称或信用代码")
    came = TalkForm.base_fields["came"]
    asked = TalkForm.base_fields["asked"]


@writes(
    router, "/talks", right="talk.record", takes=_RecordForm, answers={201: TalkMade}, name="record_talk",
    versioned=False,
)  # fmt: skip
def record(request: HttpRequest, sent: Sent) -> TalkMade:
    """记一场政策宣讲。有一行没有找到企业，就一场都不记。"""
    actor = _actor(request)
    named = {one: queries.item_named(actor, one) for one in sent.fields.getlist("items")}
    choices = [(one, one) for one, item in named.items() if item is not None]
    given = sent.filled(_RecordForm, {"items": choices}).cleaned_data
    there = queries.pasted(given["listed"])
    if there.missing:
        raise Refused("unknown_enterprise", f"有 {len(there.missing)} 行没有找到企业", "listed")
    made = actions.record_talk(
        author=author_of(request, sent), now=clock.now(),
        given=actions.Given(
            way=TalkWay.of(given["way"]), begins_at=given["begins_at"], minutes=given["minutes"],
            came=given["came"], items=[named[one] or 0 for one in given["items"]],
            enterprises=set(there.found), place=given["place"], asked=given["asked"],
        ),
    )  # fmt: skip
    return TalkMade(
        public_id=made.public_id, begins_at=made.begins_at, ends_at=made.ends_at,
        enterprises=len(there.found),
    )  # fmt: skip
