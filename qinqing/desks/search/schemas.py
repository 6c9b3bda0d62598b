"""What programs are told of what was found, and how they ask."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field


class Sought(Schema):
    """The words that are looked for, perhaps among one kind, perhaps from a row on."""

    words: Annotated[str, Field(max_length=80)] = Field("", description="找什么；几个词用空格隔开，都要有")
    kind: Annotated[str, Field(max_length=40)] = Field("", description="只找一类；写上一次回答里的 kind")
    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = Field(
        "", description="这一类上一页给的 next；要和 kind 一起写"
    )


class HitLine(Schema):
    """One thing that was found."""

    title: str
    snippet: str = Field(description="找到的词在哪里")
    number: str
    whose: str = Field(description="企业或单位")
    state: str
    at: datetime | date | None
    href: str = Field(description="它在哪一页；有 public_id 的，写在里面")


class KindFound(Schema):
    """What was found of one kind, the newest first; `next` opens the page after it, null on the last."""

    kind: str
    label: str
    items: list[HitLine]
    next: str | None


class FoundRead(Schema):
    """What was found, by kind; a kind of which nothing was found is left out."""

    kinds: list[KindFound]
