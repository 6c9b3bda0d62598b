"""How long each holder has, as rows: defaults that an area overrides by dated settings, never in code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from qinqing.domains.claims.terms import ClaimState
from qinqing.domains.policies.terms import ClaimMode
from qinqing.lib.ledger import Limit

PROPOSED: Final = "本平台建议值"
BY_EDITION: Final = "政策写明的办理时限"
C, M = ClaimState, ClaimMode


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One default: a state, the mode it is for (None: any), the limit and where the number comes from."""

    clock: ClaimState
    lane: ClaimMode | None
    limit: str
    source: str = PROPOSED

    @property
    def key(self) -> str:
        """The name of the dated setting that overrides this row."""
        return f"limit.claim.{self.clock}" + (f".{self.lane}" if self.lane else "")

    @property
    def applies_to(self) -> str:
        """The mode it is for; empty for any."""
        return self.lane.label if self.lane else ""

    @property
    def name(self) -> str:
        """What is limited, and the mode it is for."""
        return f"申领：{_DOES[self.clock]}" + (f"·{self.applies_to}" if self.lane else "")

    @property
    def unit(self) -> str:
        """What it is counted in: working days."""
        return self.limit.lstrip("0123456789")


_DOES: Final[Mapping[ClaimState, str]] = {
    C.INTENDED: "服务官联系帮办",
    C.APPLIED: "决定受不受理",
    C.SUPPLEMENT: "企业补材料",
    C.ACCEPTED: "审核",
    C.NOTICE: "公示",
    C.OBJECTED: "裁定异议",
    C.ACCOUNT: "企业确认账户",
    C.TO_PAY: "拨付",
}


LIMITS: Final = (
    LimitRow(C.INTENDED, None, "3wd"),
    LimitRow(C.APPLIED, None, "1wd"),
    LimitRow(C.SUPPLEMENT, None, "10wd"),
    # Where the edition names none of its own.
    LimitRow(C.ACCEPTED, M.INSTANT, "5wd"),
    LimitRow(C.ACCEPTED, M.FAST, "10wd"),
    LimitRow(C.ACCEPTED, M.COMMITMENT, "20wd"),
    LimitRow(C.ACCEPTED, None, "10wd"),
    LimitRow(C.NOTICE, None, "5wd"),
    LimitRow(C.OBJECTED, None, "5wd"),
    LimitRow(C.ACCOUNT, None, "10wd"),
    LimitRow(C.TO_PAY, None, "10wd"),
)


@dataclass(frozen=True, slots=True)
class DayLimit:
    """So many working days, and where the number comes from."""

    days: int
    source: str


class SettingsLike(Protocol):
    """What this module asks of dated settings."""

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = ...) -> Any: ...


@dataclass(frozen=True, slots=True)
class ClaimLimits:
    """The limits as they hold for a chain of area nodes on a day."""

    settings: SettingsLike
    nodes: Sequence[int]
    on: date

    def of(self, state: ClaimState, mode: ClaimMode, edition_days: int | None) -> DayLimit:
        """How long a state may last; the examination as long as its edition says, if it says so."""
        if state is C.ACCEPTED and edition_days:
            return DayLimit(edition_days, BY_EDITION)
        row = next(one for one in LIMITS if one.clock is state and one.lane in (mode, None))
        found = self.settings.value(row.key, self.nodes, self.on, row.limit, row.source)
        return DayLimit(Limit.parse(found.value).amount, found.source)
