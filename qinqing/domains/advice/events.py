"""What happens to a question: asked, taken, answered, understood or not; and to whom questions go.

`says` is the line of the story, `drawing` its icon; a word in braces comes from the record, which holds
numbers and names of groups, never what was asked or answered.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class QuestionAsked:
    """An enterprise asked about a policy, or its officer did so for it."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    group_id: int | None
    says: ClassVar[str] = "政策咨询 {number}：提问，交给{group}"
    drawing: ClassVar[str] = "help-circle"


@dataclass(frozen=True)
class QuestionTaken:
    """An expert took a question: he answers it."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：专家领走了"
    drawing: ClassVar[str] = "hand-finger"


@dataclass(frozen=True)
class QuestionGivenBack:
    """A question lies with its group again."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    group_id: int | None
    says: ClassVar[str] = "政策咨询 {number}：放回{group}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class QuestionPassedOn:
    """A question went to another group; the date stays."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    group_id: int
    reason: str
    says: ClassVar[str] = "政策咨询 {number}：转给{group}"
    drawing: ClassVar[str] = "arrows-left-right"


@dataclass(frozen=True)
class QuestionAnswered:
    """A question has an answer, in writing or by a call; its asker has the word."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：有了答复"
    drawing: ClassVar[str] = "message-report"


@dataclass(frozen=True)
class QuestionUnderstood:
    """The asker said that he understands: the question is closed."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    holder_id: int | None
    says: ClassVar[str] = "政策咨询 {number}：企业说明白了"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class QuestionUnclear:
    """The asker does not understand the answer yet, and asked again."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：企业还不明白，又问了"
    drawing: ClassVar[str] = "message-question"


@dataclass(frozen=True)
class QuestionToCall:
    """Answers in writing did not help: somebody calls."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：几次都没有讲明白，请服务官打电话"
    drawing: ClassVar[str] = "phone"


@dataclass(frozen=True)
class QuestionWithdrawn:
    """The asker does not need an answer any more."""

    question_id: int
    actor_id: int
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：企业不问了"
    drawing: ClassVar[str] = "x"


@dataclass(frozen=True)
class QuestionLapsed:
    """Nothing was heard of the asker for so long that the question rests; that counts as no content."""

    question_id: int
    actor_id: int | None
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：没有等到企业的话，先结束了"
    drawing: ClassVar[str] = "clock-hour-4"


@dataclass(frozen=True)
class QuestionOverdue:
    """The day by which an answer or a call was promised has passed."""

    question_id: int
    actor_id: int | None
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：超过了答复期限"
    drawing: ClassVar[str] = "alert-triangle"


@dataclass(frozen=True)
class QuestionStillOverdue:
    """A working day later it is still not there: the coordinators are told."""

    question_id: int
    actor_id: int | None
    event_id: int
    number: str
    says: ClassVar[str] = "政策咨询 {number}：超期一个工作日了，告诉协调员"
    drawing: ClassVar[str] = "alert-octagon"


@dataclass(frozen=True)
class QuestionDateMoved:
    """The calendar changed, and what was promised with it, or it stays though it would have."""

    question_id: int
    actor_id: int | None
    event_id: int
    number: str
    applied: bool
    says: ClassVar[str] = "政策咨询 {number}：{moved}"
    drawing: ClassVar[str] = "calendar-event"


@dataclass(frozen=True)
class RouteWritten:
    """From a day on questions of a kind go to a group."""

    advice_route_id: int
    actor_id: int
    group: str
    from_on: str
    says: ClassVar[str] = "{from_on} 起，这一类咨询交给{group}"
    drawing: ClassVar[str] = "route"


@dataclass(frozen=True)
class RouteEnded:
    """From a day on the line holds no longer."""

    advice_route_id: int
    actor_id: int
    group: str
    on: str
    says: ClassVar[str] = "{on} 起，这一类咨询不再交给{group}"
    drawing: ClassVar[str] = "route"


@dataclass(frozen=True)
class PublicAnswerDrafted:
    """Somebody began an answer for everybody, from a question or of his own."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "写了一条政策问答"
    drawing: ClassVar[str] = "pencil"


@dataclass(frozen=True)
class PublicAnswerRewritten:
    """Its drafter wrote a draft anew."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "改了政策问答的草稿"
    drawing: ClassVar[str] = "pencil"


@dataclass(frozen=True)
class PublicAnswerSent:
    """A draft was given to somebody else to look at."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "政策问答交给另一个人看"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class PublicAnswerTakenBack:
    """Its drafter took it back to go on writing."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "收回了政策问答"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class PublicAnswerReturned:
    """Whoever looked at it gave it back, and said why."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "退回了政策问答"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class PublicAnswerPublished:
    """A second person found it right: everybody reads it."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "公开了一条政策问答"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class PublicAnswerOutdated:
    """The item it is about says something new: it may not be right any more."""

    public_answer_id: int
    actor_id: int | None
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "政策问答可能过时了"
    drawing: ClassVar[str] = "clock-hour-4"


@dataclass(frozen=True)
class PublicAnswerConfirmed:
    """Somebody looked it through again: it is still right."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "看过了，政策问答还是对的"
    drawing: ClassVar[str] = "checklist"


@dataclass(frozen=True)
class PublicAnswerWithdrawn:
    """It is not shown any more."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "撤下了一条政策问答"
    drawing: ClassVar[str] = "ban"


@dataclass(frozen=True)
class PublicAnswerDropped:
    """Its drafter does not want a draft any more."""

    public_answer_id: int
    actor_id: int
    event_id: int
    drafted_by_id: int
    says: ClassVar[str] = "不要了一条政策问答的草稿"
    drawing: ClassVar[str] = "trash"


@dataclass(frozen=True)
class AnswerFound:
    """An enterprise said of a public answer that it is what it wanted to ask."""

    public_answer_id: int
    actor_id: int
    says: ClassVar[str] = "在政策问答里自己找到了答案"
    drawing: ClassVar[str] = "thumb-up"


@dataclass(frozen=True)
class TalkRecorded:
    """Officers gave a talk about policies, and one of them entered it."""

    talk_id: int
    actor_id: int
    event_id: int
    on: str
    says: ClassVar[str] = "{on} 参加了政策宣讲"
    drawing: ClassVar[str] = "speakerphone"


@dataclass(frozen=True)
class TalkDenied:
    """An enterprise said that it was not at a talk: it counts there no longer."""

    talk_id: int
    actor_id: int
    event_id: int
    on: str
    says: ClassVar[str] = "说没有参加 {on} 的政策宣讲"
    drawing: ClassVar[str] = "user-minus"


@dataclass(frozen=True)
class TalkWithdrawn:
    """A talk was entered by mistake; whoever entered it took it back and said why."""

    talk_id: int
    actor_id: int
    event_id: int
    on: str
    says: ClassVar[str] = "{on} 的政策宣讲记错了，撤回"
    drawing: ClassVar[str] = "arrow-back-up"
