"""What a place limits, as it is written: how long something may take, or how often it may be done."""

from dataclasses import dataclass
from typing import Final

from qinqing.lib.ledger import Limit

OFTEN: Final = "t"
"""The unit of what is counted in times, beside those of time."""


@dataclass(frozen=True, slots=True)
class Times:
    """How often something may be done. Written "60t"."""

    amount: int

    @property
    def label(self) -> str:
        """The number of times in Chinese."""
        return f"{self.amount} 次"


def said(written: str) -> Limit | Times:
    """What a limit says. Raises LedgerFault for what is neither a time nor a number of times."""
    times = written.removesuffix(OFTEN)
    return Times(int(times)) if times != written and times.isdecimal() else Limit.parse(written)
