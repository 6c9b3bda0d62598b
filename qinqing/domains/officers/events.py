"""What happens to officers and their assignments. Ids only; names stand in the event's record.

`says` is the line of the timeline, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class OfficerAppointed:
    """Someone became an officer; the role to act as one is granted apart, by the security administrator."""

    officer_id: int
    actor_id: int
    says: ClassVar[str] = "{officer} 成为首席服务官"
    drawing: ClassVar[str] = "user-plus"


@dataclass(frozen=True)
class OfficerChanged:
    """Unit, rank, specialities or duties of an officer were corrected."""

    officer_id: int
    actor_id: int
    says: ClassVar[str] = "更正 {officer} 的资料"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class OfficerReleased:
    """An officer is one no longer; his assignments ended with this change."""

    officer_id: int
    actor_id: int
    says: ClassVar[str] = "{officer} 不再担任首席服务官"
    drawing: ClassVar[str] = "user-minus"


@dataclass(frozen=True)
class OfficerAssigned:
    """An officer serves an enterprise from a day on."""

    assignment_id: int
    actor_id: int
    officer_id: int
    enterprise_id: int
    says: ClassVar[str] = "{officer} 自 {day} 起服务这家企业（{part}）"
    drawing: ClassVar[str] = "user-check"


@dataclass(frozen=True)
class AssignmentEnded:
    """An officer serves an enterprise no longer; he sees nothing of it from that day on but his own sheet."""

    assignment_id: int
    event_id: int
    actor_id: int
    officer_id: int
    enterprise_id: int
    says: ClassVar[str] = "{officer}（{part}）自 {day} 起不再服务这家企业"
    drawing: ClassVar[str] = "user-minus"


@dataclass(frozen=True)
class HandoverConfirmed:
    """Whoever leaves an enterprise says himself that his list of what is open is whole."""

    assignment_id: int
    actor_id: int
    says: ClassVar[str] = "{officer} 确认了交接单，{lines} 件"
    drawing: ClassVar[str] = "checkbox"


@dataclass(frozen=True)
class HandoverTaken:
    """Whoever serves the enterprise now has read what was handed over, and goes on with it."""

    assignment_id: int
    actor_id: int
    says: ClassVar[str] = "{successor} 接手了 {officer} 的交接单"
    drawing: ClassVar[str] = "user-check"


@dataclass(frozen=True)
class AbsenceRecorded:
    """An officer is away for a time; his substitute, if one is named, stands in for him."""

    absence_id: int
    actor_id: int
    officer_id: int
    says: ClassVar[str] = "{officer} 离岗，{until} 回来；{substitute}"
    drawing: ClassVar[str] = "calendar-event"


@dataclass(frozen=True)
class AbsenceEnded:
    """An officer is back earlier than recorded."""

    absence_id: int
    actor_id: int
    officer_id: int
    says: ClassVar[str] = "{officer} 提前回岗"
    drawing: ClassVar[str] = "calendar-event"


@dataclass(frozen=True)
class ThemeGroupJoined:
    """An officer joined a theme group."""

    officer_id: int
    actor_id: int
    says: ClassVar[str] = "{officer} 加入{group}"
    drawing: ClassVar[str] = "users"


@dataclass(frozen=True)
class ThemeGroupLeft:
    """An officer left a theme group."""

    officer_id: int
    actor_id: int
    says: ClassVar[str] = "{officer} 离开{group}"
    drawing: ClassVar[str] = "users"


@dataclass(frozen=True)
class LeaderPaired:
    """A leader answers for an enterprise beside its officer from a day on."""

    enterprise_id: int
    actor_id: int
    leader_id: int
    says: ClassVar[str] = "{leader} 自 {day} 起包联这家企业"
    drawing: ClassVar[str] = "users"


@dataclass(frozen=True)
class PairingEnded:
    """A leader answers for an enterprise no longer."""

    enterprise_id: int
    actor_id: int
    leader_id: int
    says: ClassVar[str] = "{leader} 自 {day} 起不再包联这家企业"
    drawing: ClassVar[str] = "user-minus"


@dataclass(frozen=True)
class RosterTableImported:
    """One part of a table of officers or assignments was written; the record holds its digest."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "由表格导入：{file}"
    drawing: ClassVar[str] = "file-import"


@dataclass(frozen=True)
class RosterTableUndone:
    """An import of officers or assignments was taken back, except for rows that are in use."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "撤销导入：{file}"
    drawing: ClassVar[str] = "arrow-back-up"
