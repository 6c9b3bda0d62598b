"""How long each wait of a question may take, as rows: defaults that an area overrides by dated settings."""

from dataclasses import dataclass
from typing import Final

from qinqing.domains.advice import rules
from qinqing.domains.advice.terms import Wait


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One default: what is waited for, how long that may take and where the number comes from."""

    clock: Wait
    limit: str
    source: str = rules.PROPOSED
    applies_to: str = ""

    @property
    def key(self) -> str:
        """The name of the dated setting that overrides this row."""
        return rules.setting_of(self.clock)

    @property
    def name(self) -> str:
        """What is limited."""
        return f"政策咨询：{self.clock.label}"

    @property
    def unit(self) -> str:
        """What it is counted in: working days."""
        return self.limit.lstrip("0123456789")


LIMITS: Final = tuple(LimitRow(wait, limit) for wait, limit in rules.DEFAULTS.items())
