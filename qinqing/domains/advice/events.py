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
class AdviceLimitSet:
    """From a day on a wait may take so many working days in a place."""

    advice_limit_id: int
    actor_id: int
    says: ClassVar[str] = "{from_on} 起，{limit}的时限是 {days} 个工作日"
    drawing: ClassVar[str] = "clock-hour-4"
