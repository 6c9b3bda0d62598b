"""What a place limits, as it is written: how long something may take, how late or how often be done."""

from dataclasses import dataclass
from typing import Final

from qinqing.lib.ledger import Limit

OFTEN: Final = "t"
"""The unit of what is counted in times, beside those of time."""
DAYS: Final = "d"
"""The unit of days of the calendar, rest days too."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often something may be done. Written "60t"."""

    amount: int

    @property
    def label(self) -> str:
        """The number of times in Chinese."""
        return f"{self.amount} 次"


@dataclass(frozen=True, slots=True)
class Days:
    """So many days of the calendar. Written "30d"."""

    amount: int

    @property
    def label(self) -> str:
        """The number of days in Chinese."""
        return f"{self.amount} 天"


def said(written: str) -> Limit | Times | Days:
    """What a limit says. Raises LedgerFault for what is neither a time, days nor a number of times."""
    for unit, kind in ((OFTEN, Times), (DAYS, Days)):
        amount = written.removesuffix(unit)
        if amount != written and amount.isdecimal():
            return kind(int(amount))
    return Limit.parse(written)
