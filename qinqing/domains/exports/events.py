"""What leaves the house, and who let it go.

`says` is the line of the log, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class DataExported:
    """A list left the house as a file; the record says which, how much of it and what for."""

    export_id: int
    actor_id: int
    label: str
    rows: int
    reason: str
    says: ClassVar[str] = "导出{label} {rows} 行：{reason}"
    drawing: ClassVar[str] = "download"


@dataclass(frozen=True)
class ExportRequested:
    """A list of more rows than go at once was asked for."""

    export_id: int
    actor_id: int
    event_id: int
    label: str
    rows: int
    reason: str
    says: ClassVar[str] = "申请导出{label} {rows} 行：{reason}"
    drawing: ClassVar[str] = "file-text"


@dataclass(frozen=True)
class ExportAgreed:
    """A second person let the list go; it may be fetched once."""

    export_id: int
    actor_id: int
    event_id: int
    label: str
    rows: int
    says: ClassVar[str] = "同意导出{label} {rows} 行"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class ExportRefused:
    """A second person did not let the list go, and said why."""

    export_id: int
    actor_id: int
    event_id: int
    label: str
    reason: str
    says: ClassVar[str] = "没有同意导出{label}：{reason}"
    drawing: ClassVar[str] = "ban"
