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


class GroupRead(Schema):
    """A theme group that an officer works in."""

    member_id: int
    name: str


class AssignmentRead(Schema):
    """An officer serves an enterprise from a day on, and from `until_on` on no longer."""

    assignment_id: int
    officer: int
    public_id: str = Field(description="企业的 public_id")
    enterprise: str
    part: str
    from_on: date
    until_on: date | None


class PairingRead(Schema):
    """A leader answers for an enterprise beside its officer."""

    public_id: str = Field(description="企业的 public_id")
    enterprise: str
    leader: str
    from_on: date
    until_on: date | None


class AbsenceRead(Schema):
    """An officer is away; why is stored nowhere."""

    absence_id: int
    officer: int
    from_at: datetime
    until_at: datetime
    substitute: str = Field(description="代管人；空的是没有")


class OfficerRead(Schema):
    """One officer from all sides; of his enterprises those that whoever reads may see."""

    officer: int
    name: str
    unit: str
    post: str
    rank: str
    specialities: list[str]
    ten_roles: list[str]
    groups: list[GroupRead]
    from_on: date
    until_on: date | None
    assignments: list[AssignmentRead]
    absences: list[AbsenceRead]


class OfficerChoice(Schema):
    """Somebody or something that can be chosen, by the number that a form takes."""

    number: int
    name: str


class OfficerCandidates(Schema):
    """Who can be appointed, by which units, into which theme groups; who can be paired as a leader."""

    people: list[OfficerChoice]
    units: list[OfficerChoice]
    groups: list[OfficerChoice]
    leaders: list[OfficerChoice]
