"""Two lives on one page: a question to its asker's own word, an answer for everybody by two people."""

from typing import Any, Final

from qinqing.domains.advice import events
from qinqing.domains.advice.rules import MOST_ANSWERS
from qinqing.domains.advice.terms import OPEN_STATES, PublicAnswerState, QuestionState
from qinqing.lib.workflow import Given, State, Step, Workflow

Q = QuestionState

RELATIONS: Final = {
    "asker": "提问的企业",
    "proxy": "代企业提问的服务官",
    "expert": "这个专题组的专家",
    "holder": "领走它的专家",
    "officer": "这家企业的首席服务官",
    "coordinator": "本区域的协调员",
    "editor": "政策专员或专题组",
    "drafter": "写这一条的人",
    "checker": "另一位政策专员或专家",
    "system": "系统",
}


def _set(*members: str) -> frozenset[str]:
    return frozenset(members)


def another_group(subject: Any, given: Given) -> str | None:
    """A question is passed on to a group that does not have it."""
    return "它已经在这个组了，请选别的组" if given["group_id"] == subject.group_id else None


def has_a_group(subject: Any) -> str | None:
    """What lies with no group is nobody's to give back to."""
    return None if subject.group_id else "它还没有交给专题组"


QUESTION_FLOW = Workflow(
    start=Q.ASKED,
    states=(
        State(Q.ASKED, Q.ASKED.label, _set("expert"), ("answer",)),
        State(Q.TAKEN, Q.TAKEN.label, _set("holder"), ("answer",)),
        State(Q.ANSWERED, Q.ANSWERED.label, _set("asker"), ("word",)),
        State(Q.TO_CALL, Q.TO_CALL.label, _set("officer"), ("call",)),
        State(Q.CLOSED, Q.CLOSED.label, ends=True),
        State(Q.LAPSED, Q.LAPSED.label, ends=True),
        State(Q.WITHDRAWN, Q.WITHDRAWN.label, ends=True),
    ),
    steps=(
        # The first row is how a question comes into the world; nobody is offered it.
        Step(
            "ask", "A0", "提问", _set(Q.ASKED), Q.ASKED, clocks="+answer", event=events.QuestionAsked,
            system=True,
        ),
        Step("take", "A1", "我来答", _set(Q.ASKED), Q.TAKEN, _set("expert"), event=events.QuestionTaken),
        Step(
            "give_back", "A2", "放回组里", _set(Q.TAKEN), Q.ASKED, _set("holder", "coordinator"),
            when=(has_a_group,), event=events.QuestionGivenBack,
        ),
        Step(
            # The date stays: passing on must not be a way to win time.
            "pass_on", "A3", "转给别的组", _set(Q.ASKED, Q.TAKEN), Q.ASKED,
            _set("expert", "holder", "coordinator"), needs=("group_id", "reason"), guards=(another_group,),
            event=events.QuestionPassedOn,
        ),
        Step(
            "answer", "A4", "答复", _set(Q.TAKEN), Q.ANSWERED, _set("holder"), needs=("answer",),
            clocks="-answer +word", event=events.QuestionAnswered,
        ),
        Step(
            # The enterprise's own word, never its officer's.
            "understood", "A5", "明白了", _set(Q.ANSWERED), Q.CLOSED, _set("asker"),
            clocks="-all", event=events.QuestionUnderstood,
        ),
        Step(
            # Back to him who answered, at the third time to the officer for a call.
            "unclear", "A6", "还不明白", _set(Q.ANSWERED), _set(Q.ASKED, Q.TAKEN, Q.TO_CALL),
            _set("asker", "proxy"), needs=("words",), clocks="-word +answer +call",
            event=events.QuestionUnclear,
        ),
        Step(
            "record_call", "A7", "电话讲过了", _set(Q.TO_CALL), Q.ANSWERED, _set("officer", "coordinator"),
            needs=("said",), clocks="-call +word", event=events.QuestionAnswered,
        ),
        Step(
            "withdraw", "A8", "不问了", OPEN_STATES, Q.WITHDRAWN, _set("asker", "proxy"),
            clocks="-all", event=events.QuestionWithdrawn,
        ),
        Step(
            "lapse", "A9", "没有等到回话", _set(Q.ANSWERED), Q.LAPSED,
            clocks="-all", event=events.QuestionLapsed, system=True,
        ),
    ),
    relations=RELATIONS,
)  # fmt: skip


def is_outdated(subject: Any) -> str | None:
    """Only what may be outdated is looked through again."""
    return None if subject.outdated_at else "它没有标“可能过时”"


P = PublicAnswerState
PUBLIC_ANSWER_FLOW = Workflow(
    start=P.DRAFT,
    states=(
        State(P.DRAFT, P.DRAFT.label, _set("drafter")),
        State(P.TO_CHECK, P.TO_CHECK.label, _set("checker")),
        State(P.PUBLISHED, P.PUBLISHED.label, _set("editor")),
        State(P.WITHDRAWN, P.WITHDRAWN.label, ends=True),
    ),
    steps=(
        Step(
            "send", "F1", "交给另一个人看", _set(P.DRAFT), P.TO_CHECK, _set("drafter"),
            event=events.PublicAnswerSent,
        ),
        Step(
            "take_back", "F2", "收回来改", _set(P.TO_CHECK), P.DRAFT, _set("drafter"),
            event=events.PublicAnswerTakenBack,
        ),
        Step(
            "return", "F3", "退回", _set(P.TO_CHECK), P.DRAFT, _set("checker"), needs=("reason",),
            event=events.PublicAnswerReturned,
        ),
        Step(
            "publish", "F4", "没有问题，公开", _set(P.TO_CHECK), P.PUBLISHED, _set("checker"),
            event=events.PublicAnswerPublished,
        ),
        Step(
            "still_right", "F5", "看过了，还是对的", _set(P.PUBLISHED), P.PUBLISHED, _set("editor"),
            when=(is_outdated,), event=events.PublicAnswerConfirmed,
        ),
        Step(
            "withdraw", "F6", "撤下", _set(P.PUBLISHED), P.WITHDRAWN, _set("editor"), needs=("reason",),
            event=events.PublicAnswerWithdrawn,
        ),
        Step(
            "drop", "F7", "不要了", _set(P.DRAFT), P.WITHDRAWN, _set("drafter"),
            event=events.PublicAnswerDropped,
        ),
    ),
    relations=RELATIONS,
)  # fmt: skip


def after_unclear(answers: int, holder_is_there: bool) -> QuestionState:
    """Where a question goes that has had so many answers and is still not understood."""
    if answers >= MOST_ANSWERS:
        return Q.TO_CALL
    return Q.TAKEN if holder_is_there else Q.ASKED
