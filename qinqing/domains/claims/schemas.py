"""What programs are told of claims, and how they narrow a list; what they send is said by the forms."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

_Cursor = Annotated[str, Field(pattern=r"^\d{0,18}$")]


class ClaimCode(Schema):
    """A value with its label."""

    code: str
    label: str


class ClaimsNarrowed(Schema):
    """What a list of claims is narrowed to, as on the page; nothing narrows nothing but to what is open."""

    stock: Literal["late", "accept", "examine", "objected", "pay", "waiting", "ended"] | None = Field(
        None,
        description="late 超期，accept 等受理，examine 在审核，objected 有异议，pay 等拨付，ended 已结束",
    )
    words: Annotated[str, Field(max_length=40)] = Field("", description="编号、企业或事项")
    after: _Cursor = Field("", description="上一页给的 next")


class ClaimsAfter(Schema):
    """Where a page begins."""

    after: _Cursor = Field("", description="上一页给的 next")


class ClaimLine(Schema):
    """One claim of a list; amounts in yuan."""

    public_id: str
    number: str
    origin: ClaimCode
    state: ClaimCode
    holder: ClaimCode
    item: str = Field(description="政策事项的 public_id")
    title: str
    enterprise: str = Field(description="企业的 public_id")
    enterprise_name: str
    unit: str
    asked: Decimal | None
    approved: Decimal | None
    paid: Decimal | None
    due_at: datetime | None


class ClaimPageRead(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[ClaimLine]
    next: str | None


class ClaimStepOffered(Schema):
    """A step that this person can take now."""

    step: str
    label: str


class ClaimPaperFile(Schema):
    """A file of a claim's papers; its content is at `/claims/papers/{public_id}`."""

    public_id: str
    paper: str = Field(description="它是哪一样材料")
    name: str
    size: int


class ClaimShown(ClaimLine):
    """One claim with why its date is that day and what can be done with it; no account leaves this way."""

    words: str
    papers: list[str]
    files: list[ClaimPaperFile]
    reason: str
    citation: str
    approval_note: str
    ruling: str
    notice_until_at: datetime | None
    paid_on: date | None
    voucher: str
    why: list[str]
    steps: list[ClaimStepOffered]
