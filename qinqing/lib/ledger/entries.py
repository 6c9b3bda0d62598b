"""What is written down about a clock: limits, and the entries of its ledger."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from qinqing.lib.workdays import MAX_WORKDAYS, Calendar, Due


class LedgerFault(ValueError):
    """Entries that tell no story, or a limit that is none; the message says in Chinese what is wrong."""


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKDAYS = "wd"
    WORK_MINUTES = "wm"
    WALL_MINUTES = "m"


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time to do something in. Written "7wd", "240wm" or "120m"."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        most = MAX_WORKDAYS if self.unit is Unit.WORKDAYS else MAX_WORKDAYS * 24 * 60
        if not 0 <= self.amount <= most:
            raise LedgerFault(f"时限须在0至{most}之间")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The limit written so; refuses anything else with LedgerFault."""
        written = re.fullmatch(r"([0-9]{1,9})(wd|wm|m)", text)
        if not written:
            raise LedgerFault(f"“{text}”不是时限；写法如 7wd（工作日）、240wm（工作分钟）、120m（分钟）")
        return cls(int(written[1]), Unit(written[2]))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def label(self) -> str:
        """The limit in Chinese."""
        if self.unit is Unit.WORKDAYS:
            return f"{self.amount}个工作日"
        working = "个工作" if self.unit is Unit.WORK_MINUTES else ""
        hours, minutes = divmod(self.amount, 60)
        return f"{self.amount}{working}分钟" if minutes or not hours else f"{hours}{working}小时"

    def due(self, start: datetime, calendar: Calendar) -> Due:
        """When it falls due, counted from the start. A wall clock asks no calendar."""
        if self.unit is Unit.WORKDAYS:
            return calendar.add_workdays(start, self.amount)
        if self.unit is Unit.WORK_MINUTES:
            return calendar.add_work_minutes(start, self.amount)
        at = calendar.local(start) + timedelta(minutes=self.amount)
        return Due(at, provisional=False, calendar_version=calendar.version)


class Kind(StrEnum):
    """What an entry does to its clock. One that finds nothing to do changes nothing."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECALC = "recalc"
    TRANSFER = "transfer"
    STOP = "stop"
    REOPEN = "reopen"
    BREACH = "breach"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger. `seq` decides the order, not `at`: a wall clock may step back.

    START: `limit` the whole; `due_at` only where a person promised a date. Starts anew what runs already.
    RESUME after PAUSE, REOPEN after STOP: go on with what was left; `limit` the least that must be left.
    `unbroken` (REOPEN): as though never stopped, the time between is this entry's.
    EXTEND: `due_at` the new date, or `limit` what is added to the old one.
    RECALC: `old_due_at` and `due_at` both values, `applied` which of them holds; `limit` if it changed.
    BREACH: `minutes` the amount recorded. TRANSFER, START, REOPEN: `bucket` and `party` who has it from `at`.
    `calendar_version` names the calendar the entry was counted by.
    """

    seq: int
    clock: str
    kind: Kind
    at: datetime
    due_at: datetime | None = None
    limit: Limit | None = None
    bucket: str | None = None
    party: str | None = None
    old_due_at: datetime | None = None
    applied: bool | None = None
    unbroken: bool = False
    minutes: int | None = None
    calendar_version: str = ""
    note: str = ""
