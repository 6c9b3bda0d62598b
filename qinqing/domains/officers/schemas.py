"""What programs are told of officers."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from qinqing.domains.officers.terms import TenRole


class RosterNarrowed(Schema):
    """What the roster is narrowed to, as on the page; nothing narrows nothing."""

    words: Annotated[str, Field(max_length=60)] = Field("", description="姓名、拼音、单位或专长")
    ten_role: TenRole | None = None
    state: Literal["away", "free", "former"] | None = Field(
        None, description="away 不在岗，free 还没挂点，former 已卸任；不写是现任"
    )
    after: Annotated[str, Field(pattern=r"^\d{1,18}$")] | None = Field(None, description="上一页给的 next")


class OfficerLine(Schema):
    """One officer of the roster."""

    officer: int
    name: str
    unit: str
    post: str
    rank: str
    as_a: int = Field(description="作 A 角的企业")
    as_b: int = Field(description="作 B 角的企业")
    away_until: datetime | None
    substitute: str


class RosterPage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[OfficerLine]
    total: int
    next: str | None


class ServedEnterprise(Schema):
    """An enterprise that one serves, or stands in for until somebody is back."""

    public_id: str
    name: str
    area: str
    part: str
    from_on: date
    stands_in_for: str
    until_at: datetime | None


class ServedEnterprises(Schema):
    """The enterprises of whoever asks."""

    items: list[ServedEnterprise]
