"""What programs are told of imports, and how they narrow a report."""

from datetime import datetime
from typing import Annotated, Final, Literal

from ninja import Schema
from pydantic import Field

SAID_OF: Final = {
    "import": "传一份表格导入：{}。\n\n后台读完（state 是 preview）再看逐行的报告；在确认以前什么都没写。",
    "show_import_of": "看一次导入逐行的报告：{}。",
    "confirm_import_of": "确认一次导入，由后台写入：{}。",
    "undo_import_of": "撤销写入了的一次导入，由后台撤回：{}。",
}
"""What the document says of each operation, of what is imported."""


class ReportNarrowed(Schema):
    """Which rows of a report; nothing narrows nothing."""

    show: Literal["new", "changed", "same", "refused", "removed", "restored", "kept", "warned"] | None = (
        Field(None, description="只要结果是这样的行；warned 是有提醒的")
    )
    after: Annotated[str, Field(pattern=r"^\d{0,9}$")] = Field("", description="上一页给的 next")


class ImportState(Schema):
    """How far an import is."""

    code: str
    label: str


class RowRead(Schema):
    """What becomes, or became, of one row of the file, in words."""

    line: int
    label: str
    outcome: str
    outcome_label: str
    message: str


class ImportRead(Schema):
    """One import: reading, to be looked at, written or taken back."""

    number: int
    file_name: str
    at: datetime
    state: ImportState
    said: str = Field(description="各种结果各多少行")
    remarks: list[str]
    lacks: list[str] = Field(description="没有认出来的必填列；在页面上认列，或者改好表头再传")
    fault: str = Field(description="没有读成或没有写成的原因")


class ImportReport(ImportRead):
    """An import with a page of its rows; `next` opens the page after it and is null on the last."""

    items: list[RowRead]
    next: str | None
