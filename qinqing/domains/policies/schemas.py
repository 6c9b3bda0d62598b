"""What programs are told of policies, and how they narrow them."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from qinqing.domains.policies.terms import BenefitClass, ClaimMode, PolicyLevel, Standing


class ItemsNarrowed(Schema):
    """What the items in force are narrowed to, as on the page; nothing narrows nothing."""

    words: Annotated[str, Field(max_length=60)] = Field(
        "", description="名称、说明、文件名称、文号或单位里的词"
    )
    benefit_class: BenefitClass | None = None
    mode: ClaimMode | None = None
    level: PolicyLevel | None = None
    after: Annotated[int | None, Field(ge=1)] = Field(None, description="上一页给的 next")


class ItemLine(Schema):
    """An item as it holds today. Money in yuan, days are working days."""

    public_id: str
    title: str
    summary: str
    amount: str
    benefit_class: BenefitClass
    mode: ClaimMode
    level: PolicyLevel
    unit: str
    season: str
    closes_on: date | None
    days: int | None


class ItemPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[ItemLine]
    next: int | None


class ItemRead(ItemLine):
    """Everything an item says, with its conditions as sentences and as they are stored."""

    edition: int
    policy: str
    number: str
    issuer: str
    link: str
    procedure: str
    papers: list[str]
    telephone: str
    budget: Decimal | None
    from_on: date
    until_on: date | None
    conditions: list[str]
    rule: dict[str, object]


class FailingRead(Schema):
    """A condition that fails or cannot be judged, and how near it is in hundredths of its bound."""

    says: str
    near: int | None


class MatchRead(Schema):
    """How one enterprise stands to an item; `gain` is about how much it gets, in yuan."""

    item: str
    title: str
    standing: Standing
    gain: Decimal | None
    failing: list[FailingRead]
    asks: list[str]


class MatchesRead(Schema):
    """Every item in force that can be judged, for one enterprise."""

    judged_on: date
    items: list[MatchRead]
