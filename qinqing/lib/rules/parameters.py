"""Dated numbers that a law sets: what holds on a day, and by which paper."""

from dataclasses import dataclass
from datetime import date

from .facts import Unit


@dataclass(frozen=True, slots=True)
class Setting:
    """From this day on the value is this, by this source."""

    starts: date
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """`settings` in the order of their days; each holds until the next."""

    name: str
    label: str
    unit: Unit
    settings: tuple[Setting, ...]

    def on(self, day: date | None) -> float | None:
        """The value on a day, the newest if no day is asked for; None before the first."""
        held = [one for one in self.settings if day is None or one.starts <= day]
        return held[-1].value if held else None
