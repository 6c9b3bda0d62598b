"""How often drafts may be tried: by moving a bound to and fro a figure of an enterprise could be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from qinqing.domains.policies.terms import Probing
from qinqing.lib.ledger import LedgerFault
from qinqing.lib.limits import OFTEN, Times, said


class SettingsLike(Protocol):
    """What this module asks of dated settings."""

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = ...) -> Any: ...


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many trials a day, by one editor: of one item, and of all together."""

    of_item: int
    of_all: int


SETTINGS: Final = {
    Probing.ITEM: "limit.trials.item",
    Probing.ALL: "limit.trials.all",
}
"""The dated settings by what is counted."""
DEFAULTS: Final = {Probing.ITEM: 60, Probing.ALL: 200}
"""What holds where none is written. Ten times what building a rule takes."""
PROPOSED: Final = "本平台建议值"


def written(number: int) -> str:
    """So many times, as a dated setting says it."""
    return f"{number}{OFTEN}"


def allowance(settings: SettingsLike, nodes: Sequence[int], day: date) -> Allowance:
    """How many trials one editor may make on a day in a place; what is no number of times is the default."""
    return Allowance(*(_number(settings, one, nodes, day) for one in (Probing.ITEM, Probing.ALL)))


def _number(settings: SettingsLike, counted: Probing, nodes: Sequence[int], day: date) -> int:
    default = DEFAULTS[counted]
    return _times(settings.value(SETTINGS[counted], nodes, day, written(default)).value) or default


def _times(value: object) -> int:
    """So many times as are written; 0 of nonsense."""
    try:
        found = said(str(value))
    except LedgerFault:
        return 0
    return found.amount if isinstance(found, Times) else 0


def refusal(of_item: int, of_all: int, allowed: Allowance) -> str:
    """Why one more trial is not made after so many today; "" where it may be."""
    why = "反复改数试算，能猜出企业没有公开的数，所以有上限；明天可以接着算，今天可以先把条件写完交去复核"
    if of_item >= allowed.of_item:
        return f"这一项今天已经试算了 {of_item} 次，一天最多 {allowed.of_item} 次。{why}"
    if of_all >= allowed.of_all:
        return f"您今天已经试算了 {of_all} 次，一天最多 {allowed.of_all} 次。{why}"
    return ""
