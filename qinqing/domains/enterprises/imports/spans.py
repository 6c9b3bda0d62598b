"""What tables of titles and of lists share: of which enterprise, from which day to which."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from qinqing.domains.enterprises.queries import CODED, NAMED
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Unreadable

OF_WHOM = (replace(NAMED, required=False), CODED)
"""Either is enough: a code without a name, a name that only one enterprise bears."""
PAPER_MOST = 80
_EARLIEST, _FARTHEST = date(1990, 1, 1), timedelta(days=366)
_YES = frozenset({"是", "Y", "YES", "√", "1", "牵头", "链主", "核心企业"})


def of_whom(said: Mapping[str, str]) -> str:
    """By what a person recognises whom a row speaks of; raises Unreadable where it names nobody."""
    found = said.get("name") or said.get("code")
    if not found:
        raise Unreadable("没有写企业名称，也没有信用代码")
    return found


def day_of(said: Mapping[str, str], key: str, what: str, today: date) -> date | None:
    """The day in a cell, None where it is empty; raises Unreadable for one out of all sense."""
    if key not in said:
        return None
    day = spreadsheets.date_of(said[key])
    if not day >= _EARLIEST:
        raise Unreadable(f"{what}“{said[key][:20]}”太早，要在 1990 年以后")
    if key == "from" and day > today + _FARTHEST:
        raise Unreadable(f"{what}“{said[key][:20]}”太晚，要在一年以内")
    return day


def refuse_backwards(from_on: date, until_on: date | None, what: str) -> None:
    """Refuse a span that ends before it begins."""
    if until_on is not None and until_on <= from_on:
        raise Unreadable(f"{what}要在开始之后")


def yes(text: str) -> bool:
    """Whether a cell says so."""
    return spreadsheets.folded(text) in _YES


class Span(Protocol):
    """Something that holds from a day on, until another or for ever."""

    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return (other.until_on is None or one.from_on < other.until_on) and (
        one.until_on is None or other.from_on < one.until_on
    )


def before(was: Any, written: Any, names: Collection[str]) -> dict[str, Any]:
    """What stood and what is written in its place, to be told apart when that is taken back."""
    return {"was": _kept(was, names), "written": _kept(written, names)}


def stands_as_written(row: Any, said: Mapping[str, Any]) -> bool:
    """Whether nobody has changed since what `before` said is written."""
    return bool(_kept(row, said["written"]) == said["written"])


def _kept(row: Any, names: Collection[str]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in found.items()}
