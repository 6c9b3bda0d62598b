"""Dated settings: a value holds from its day, at its area node and below, unless a lower node overrides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from qinqing.kernel.kept import Kept
from qinqing.kernel.models import DatedSetting

ENDED: Final = ""
"""The value of a node that does not override any more from its day on: what holds above it does."""


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it holds for one node and day, with where it comes from; `area_id` None is everywhere."""

    key: str
    value: Any
    source: str
    area_id: int | None
    effective_on: date | None


class Settings:
    """All dated settings at one reading."""

    def __init__(self, rows: Sequence[DatedSetting]) -> None:
        self._rows: dict[tuple[str, int | None], list[DatedSetting]] = {}
        for row in sorted(rows, key=lambda row: row.effective_on, reverse=True):
            self._rows.setdefault((row.key, row.area_id), []).append(row)

    def value(self, key: str, nodes: Sequence[int], on: date, default: Any, source: str = "默认") -> Value:
        """The value of `key` for the nearest of `nodes` (nearest first, then everywhere) on a day."""
        for node in (*nodes, None):
            row = next((one for one in self._rows.get((key, node), ()) if one.effective_on <= on), None)
            if row is not None and row.value != ENDED:
                return Value(key, row.value, row.source, node, row.effective_on)
        return Value(key, default, source, None, None)

    def days(self, key: str, nodes: Sequence[int]) -> list[date]:
        """The days on which one of `nodes`, or everywhere, begins to say something else, the first first."""
        rows = (row for node in (*nodes, None) for row in self._rows.get((key, node), ()))
        return sorted(row.effective_on for row in rows)

    def without(self, key: str, area_id: int | None, effective_on: date) -> "Settings":
        """As if one of them had not been said."""
        one = (key, area_id, effective_on)
        every = (row for rows in self._rows.values() for row in rows)
        return Settings([row for row in every if (row.key, row.area_id, row.effective_on) != one])


current: Kept[Settings] = Kept(lambda: Settings(list(DatedSetting.objects.all())))
"""The settings as this process read them a few seconds ago at most."""
