"""What programs are told of questions, answers and talks, and how they narrow a list."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

_Cursor = Annotated[str, Field(pattern=r"^\d{0,18}$")]


class AdviceCode(Schema):
    """A value with its label."""

    code: str
    label: str


class AdviceAfter(Schema):
    """Where a page begins."""

    after: _Cursor = Field("", description="上一页给的 next")


class QuestionsNarrowed(AdviceAfter):
    """Which part of the desk; nothing narrows nothing."""

    desk: Literal["free", "mine", "calls", "late"] | None = Field(
        None, description="free 等人领，mine 在我手里，calls 等您打电话，late 超期的"
    )


class AnswersNarrowed(AdviceAfter):
    """What answers for everybody are narrowed to, as on the page."""

    words: Annotated[str, Field(max_length=40)] = Field("", description="问和答里的词")
    item: Annotated[str, Field(max_length=12)] = Field("", description="政策事项的 public_id")


class QuestionLine(Schema):
    """One question of a list; `enterprise_name` is empty for whoever is not told who asks."""

    public_id: str
    number: str
    state: AdviceCode
    asked: str
    about: str
    enterprise_name: str
    group: str
    holder: str
    asked_at: datetime
    due_at: datetime | None


class QuestionPageRead(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[QuestionLine]
    next: str | None


class ExchangeRead(Schema):
    """What was asked once, by when an answer was promised, the answer and what its asker said of it."""

    number: int
    by_call: bool
    asked: str
    asked_at: datetime
    due_at: datetime
    answer: str
    basis: str
    answered_at: datetime | None
    verdict: AdviceCode


class AdviceStepOffered(Schema):
    """A step that this person can take now."""

    step: str
    label: str


class QuestionShown(Schema):
    """One question with all that was said and what can be done with it."""

    public_id: str
    number: str
    state: AdviceCode
    about: str
    item: str | None = Field(description="政策事项的 public_id")
    enterprise_name: str
    group: str
    asked_at: datetime
    due_at: datetime | None
    exchanges: list[ExchangeRead]
    steps: list[AdviceStepOffered]


class AnswerRead(Schema):
    """An answer for everybody; `outdated_at`: since then the item says something new."""

    public_id: str
    state: AdviceCode
    item: str | None = Field(description="政策事项的 public_id")
    question: str
    answer: str
    basis: str
    published_at: datetime | None
    outdated_at: datetime | None


class AnswerPageRead(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[AnswerRead]
    next: str | None


class TalkLine(Schema):
    """A talk; how many enterprises were there is not said to whoever sees only some of them."""

    public_id: str
    about: str
    speakers: str
    way: AdviceCode
    unit: str
    place: str
    begins_at: datetime
    ends_at: datetime
    came: int
    enterprises: int | None
    is_late: bool


class TalkPageRead(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[TalkLine]
    next: str | None


class TalkMade(Schema):
    """A talk that was recorded."""

    public_id: str
    begins_at: datetime
    ends_at: datetime
    enterprises: int
