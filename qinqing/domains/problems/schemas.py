"""What programs are told of problems, and how they narrow a list; what they send is said by the forms."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from qinqing.domains.problems.terms import CaseState, Channel, Holder, LaneClass

_Id = Annotated[int, Field(ge=1, le=2**53)]
_Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
_Cursor = Annotated[str, Field(max_length=60)]


class Named(Schema):
    """Something with a page of its own."""

    public_id: str
    name: str


class Code(Schema):
    """A value with its label."""

    code: str
    label: str


class ProblemsNarrowed(Schema):
    """What a list of problems is narrowed to, as on the page; nothing narrows nothing."""

    light: Literal["green", "blue", "yellow", "red"] | None = Field(
        None, description="灯：green 按时，blue 将到期，yellow 已超期，red 严重超期"
    )
    late: bool = Field(False, description="只要已超期的")
    state: CaseState | None = None
    category: _Id | None = None
    lane: LaneClass | None = None
    area: _Id | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    holder: Holder | None = None
    channel: Channel | None = None
    enterprise: Annotated[str, Field(max_length=12)] | None = Field(None, description="企业的 public_id")
    since: _Day | None = Field(None, description="从这天起提交的")
    until: _Day | None = Field(None, description="到这天为止提交的")
    whole: bool = Field(False, description="连已结束的也要，新的在前；不然只列在办的，急的在前")
    after: _Cursor = Field("", description="上一页给的 next")


class OwnNarrowed(Schema):
    """An enterprise's own list: what is under way, or what has ended."""

    ended: bool = Field(False, description="只要已结束的，新的在前；不然是在办的，急的在前")
    after: _Cursor = Field("", description="上一页给的 next")


class TasksNarrowed(Schema):
    """What a unit's list is narrowed to, as on the page; nothing narrows nothing."""

    show: Literal["mine", "to_sign", "to_contact", "assist", "sign_off"] | None = Field(
        None, description="mine 我办的，to_sign 待签收，to_contact 待联系，assist 协办，sign_off 等审签"
    )
    after: _Cursor = Field("", description="上一页给的 next")


class After(Schema):
    """Where a page begins."""

    after: _Cursor = Field("", description="上一页给的 next")


class ProblemLine(Schema):
    """One problem of a list."""

    public_id: str
    number: str | None
    title: str
    state: Code
    lane: Code
    level: int
    result: Code | None
    channel: Code
    holder: Code
    unit: str | None
    enterprise: Named | None
    category: str | None
    area: str
    submitted_at: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None


class ProblemPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[ProblemLine]
    next: str | None


class OwnLine(Schema):
    """One problem of the enterprise's own, in its words."""

    public_id: str
    number: str | None
    title: str
    state: str
    yours: bool = Field(description="轮到企业做事")
    holder: str
    enterprise: Named | None
    result: str | None
    submitted_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None


class OwnPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[OwnLine]
    next: str | None


class TaskLine(Schema):
    """One task of one's own unit."""

    task_ref: int
    problem: Named
    number: str
    enterprise: str
    unit: str
    part: Code
    state: Code
    handler: str | None
    contacted: bool
    opened_at: datetime
    due_at: datetime | None
    finish_at: datetime | None


class TaskPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[TaskLine]
    next: str | None


class CallLine(Schema):
    """One problem whose enterprise is to be asked for its word."""

    public_id: str
    number: str
    title: str
    enterprise: str
    level: int
    result: Code | None
    call_at: datetime | None = Field(description="在这之前先等企业自己确认")
    due_at: datetime | None


class CallPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[CallLine]
    next: str | None


class ToSignLine(Schema):
    """One reply that waits for a head's signature, in full."""

    task_ref: int
    problem: Named
    number: str
    enterprise: str
    unit: str
    part: str
    facts: str
    result: str
    answer: str
    citation: str
    evidence: str
    internal: str = Field(description="企业看不到")
    planned_on: date | None
    drafted_by: str
    redo_count: int
    due_at: datetime | None
    refused: str = Field(description="为什么不能由您审签；空的就是能")


class ToSignPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[ToSignLine]
    next: str | None


class File(Schema):
    """An attachment; its content is at `/files/{public_id}`."""

    public_id: str
    name: str
    size: int


class Fact(Schema):
    """One more thing that an entry says."""

    name: str
    value: str


class EntryRead(Schema):
    """One entry of the story, as far as whoever reads may read it."""

    at: datetime
    title: str
    quote: str = Field(description="他的原话")
    text: str
    facts: list[Fact]
    files: list[File]
    layer: Code | None = Field(description="谁看得到；企业读的时候没有")


class TaskRead(Schema):
    """One unit's share."""

    task_ref: int
    unit: str
    part: Code
    state: Code
    handler: str
    round: int
    due_at: datetime | None
    finish_at: datetime | None


class StepOffered(Schema):
    """A step that one may take; where it is not open now, why."""

    name: str
    label: str
    task_ref: int | None
    open: bool
    reason: str


class RatingRead(Schema):
    """What the enterprise said of the outcome; `by_callback`: written down for it on the telephone."""

    solved: str
    grade: int | None
    words: str
    by_callback: bool
    at: datetime


class ProblemRead(Schema):
    """One problem from all sides, for whoever reads it: an enterprise reads its own words, staff theirs."""

    public_id: str
    number: str | None
    version: int = Field(description="每办一步加一；就是 ETag")
    title: str
    facts: str
    place: str
    contact_name: str
    state: str
    state_code: str | None = Field(description="只给办理的人")
    lane: Code | None = Field(description="只给办理的人")
    level: int | None = Field(description="只给办理的人")
    channel: Code
    enterprise: Named | None
    category: str | None
    area: str
    result: Code | None
    holder: str
    submitted_at: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None
    tasks: list[TaskRead] = Field(description="只给办理的人")
    steps: list[StepOffered]
    story: list[EntryRead]
    ratings: list[RatingRead]


class RaisedRead(Schema):
    """By what a problem that was raised is known."""

    public_id: str
    number: str


class StepTaken(Schema):
    """A step was taken; `problem` is null where it takes the problem out of one's sight."""

    public_id: str
    step: str
    problem: ProblemRead | None


class LinkGiven(Schema):
    """A link, shown this once, and whose it is."""

    address: str
    name: str


class LinksEnded(Schema):
    """No link to this problem opens anything any more."""

    public_id: str


class FigureRead(Schema):
    """A number and what it means; a rate is `value` of `whole`."""

    key: str
    label: str
    meaning: str
    value: int
    whole: int | None


class FiguresRead(Schema):
    """The figures of a period, both days included, over what one may see."""

    since: date
    until: date
    figures: list[FigureRead]


class PeriodAsked(Schema):
    """The days that are counted, both included; this month where none are named."""

    since: _Day | None = None
    until: _Day | None = None
