"""What programs are told of lists that leave the house."""

from datetime import datetime
from typing import Annotated, Final

from ninja import Schema
from pydantic import Field

HOW_A_LIST_LEAVES: Final = (
    "短的回答 200 和文件；长的要写用途，回答 202，等另一个人同意了再取。"
    "页面认不得的筛选不算数；says 里写着实际筛选成了什么。"
)


class ExportsAfter(Schema):
    """Where a page begins."""

    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = Field("", description="上一页给的 next")


class ExportState(Schema):
    """How it is about an export."""

    code: str
    label: str


class ExportRead(Schema):
    """A list that left as a file, or is to: of how many rows, narrowed to what, what for."""

    public_id: str
    label: str
    says: str = Field(description="筛选成什么，用话说")
    rows: int
    format: str
    reason: str
    person: str
    state: ExportState
    requested_at: datetime
    refusal: str


class ExportPageRead(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[ExportRead]
    next: str | None
