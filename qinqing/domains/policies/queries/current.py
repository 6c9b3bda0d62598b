"""Reads of the editions that hold now, as often as a page asks: their SQL is made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Coalesce

from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """Of an edition that holds what a card shows, and its rule as the text that it is stored as.

    `item` and `address` are its item's; `unit` is the short name of whoever pays it, if anybody is named.
    """

    pk: int
    item: int
    title: str
    benefit_class: str
    mode: str
    title_kind: str
    summary: str
    amount: str
    papers: Sequence[str]
    season: str
    closes_on: date | None
    telephone: str
    evidence: str
    from_on: date
    until_on: date | None
    address: str
    unit: str
    rule: str


_FIELDS = (
    "pk", "item", "title", "benefit_class", "mode", "title_kind", "summary", "amount", "papers", "season",
    "closes_on", "telephone", "evidence", "from_on", "until_on", "item__public_id",
)  # fmt: skip
_UNIT = Coalesce("unit__short", Value(""))
_read: dict[int, tuple[tuple[Any, ...], Held]] = {}
"""What was last read of each edition, beside what it was made from: nothing is made of the same row again."""


def editions_held(actor: Actor, areas: Sequence[int], day: date) -> list[Held]:
    """The editions that hold on a day in these areas."""
    return [_held(row) for row in _HELD.rows(actor, day, (list(areas),))]


def _rows(actor: Actor, day: date, areas: Sequence[int]) -> Any:
    rows = Edition.objects.filter(PERMISSIONS.scope(actor), item__policy__area__among=areas).current(day)
    return rows.order_by("pk").values_list(*_FIELDS, _UNIT, Cast("rule", TextField()))


_HELD = Compiled(_rows)


def _held(row: tuple[Any, ...]) -> Held:
    read = _read.get(row[0])
    if read is None or read[0] != row:
        read = _read[row[0]] = (row, Held(*row))
    return read[1]
