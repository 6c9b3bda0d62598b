"""What programs are told of enterprises, and how they narrow the register."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from qinqing.domains.enterprises.terms import EnterpriseType


class EnterprisesNarrowed(Schema):
    """What the register is narrowed to, as on the page; nothing narrows nothing."""

    words: Annotated[str, Field(max_length=60)] = Field("", description="名称、拼音、曾用名或信用代码")
    area: Annotated[str, Field(max_length=20)] = Field("", description="区域代码；含它下面的")
    industry: Annotated[str, Field(max_length=2)] = Field("", description="行业门类的字母，或大类的两位数字")
    type: EnterpriseType | None = None
    size: Annotated[str, Field(max_length=10)] = Field("", description="规模")
    key_only: bool = Field(False, description="只要重点企业")
    after: Annotated[str, Field(max_length=12)] = Field("", description="上一页给的 next")


class EnterpriseLine(Schema):
    """One enterprise of the register."""

    public_id: str
    name: str
    credit_code: str | None
    type: str
    industry: str
    size: str
    area: str
    is_key: bool
    registered_on: date | None


class EnterprisePage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[EnterpriseLine]
    total: int
    next: str | None


class ContactRead(Schema):
    """Somebody who speaks for an enterprise; `masked`: the number is not for whoever reads."""

    contact_id: int
    name: str
    post: str
    phone: str
    masked: bool
    email: str
    is_main: bool
    sees: str = Field(description="看得到哪些诉求：all 全部，own 自己提的，one 扫码来的，还没核实")


class TitleRead(Schema):
    """What an enterprise is or was recognised as; those of now stand first."""

    number: int
    kind: str
    label: str
    level: str = Field(
        description="级别：state 国家级，province 省级，city 市级，district 区县级；没写就是空的"
    )
    paper: str
    from_on: date
    until_on: date | None
    is_current: bool


class YearlyFigure(Schema):
    """What is known for a year: the value, or to whom it is not open the range it lies in."""

    year: int
    measure: str
    label: str
    value: Decimal | None
    range: str | None


class EnterpriseRead(EnterpriseLine):
    """One enterprise, as far as whoever reads may know it."""

    version: int = Field(description="每改一次加一；就是 ETag")
    former_names: list[str]
    legal_representative: str
    address: str
    capital_amount: Decimal | None
    currency: str
    capital_text: str
    business_scope: str
    dormant_on: date | None = Field(description="从哪天起休眠；没有就是在营")
    struck_on: date | None = Field(description="从哪天起不在册；没有就是在册")
    struck_as: str = Field(description="注销、吊销还是迁出本地；在册的是空的")
    struck_source: str = Field(description="不在册的依据")
    contacts: list[ContactRead]
    titles: list[TitleRead]
    figures: list[YearlyFigure]


class AreaChoice(Schema):
    """An area that an enterprise can be put into."""

    area_id: int
    name: str


class AreaChoices(Schema):
    """The areas that one keeps, each below the one it belongs to."""

    items: list[AreaChoice]
