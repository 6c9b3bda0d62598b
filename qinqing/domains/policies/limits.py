"""How often an editor may try drafts in a day, as rows: defaults that an area overrides by dated settings."""

from dataclasses import dataclass
from typing import Final

from qinqing.domains.policies.rules import probing
from qinqing.domains.policies.terms import Probing


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One default: what is counted, how many times a day that may be and where the number comes from."""

    clock: Probing
    limit: str
    source: str = probing.PROPOSED
    applies_to: str = "每位政策专员"

    @property
    def key(self) -> str:
        """The name of the dated setting that overrides this row."""
        return probing.SETTINGS[self.clock]

    @property
    def name(self) -> str:
        """What is limited."""
        return f"政策：{self.clock.label}"

    @property
    def unit(self) -> str:
        """What it is counted in: times."""
        return self.limit.lstrip("0123456789")


LIMITS: Final = tuple(
    LimitRow(counted, probing.written(number)) for counted, number in probing.DEFAULTS.items()
)
