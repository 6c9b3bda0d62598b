"""What tables of titles and of lists share: of which enterprise, from when to when, beside what stands."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Model

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.queries import CODED, NAMED, Known, said_by
from qinqing.kernel import bulk, door
from qinqing.kernel.imports import CHUNK, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Row, Sheet, Unreadable

OF_WHOM = (replace(NAMED, required=False), CODED)
"""Either is enough: a code without a name, a name that only one enterprise bears."""
PAPER_MOST = 80
_EARLIEST, _FARTHEST = date(1990, 1, 1), timedelta(days=366)
_YES = frozenset({"是", "Y", "YES", "√", "1", "牵头", "链主", "核心企业"})


Standing = Mapping[int, Sequence[Any]]
"""By enterprise the rows of it that stand, the latest first."""
Beside = Callable[[Row, Enterprise, Sequence[Any]], Planned]
"""What would become of a row about an enterprise beside what stands of it; raises Unreadable."""


def plan_beside(
    sheet: Sheet, actor: Actor, model: type[Model], rule: str, named: str, beside: Beside
) -> Iterator[list[Planned]]:
    """What would become of every row, by parts; `named` is the column that is said beside the enterprise."""
    for rows in bulk.chunks(sheet.rows, CHUNK):
        known = Known(said_by(row) for row in rows)
        found = [known.kept_by(actor, said_by(row)) for row in rows]
        with door.as_system(rule):
            standing = _standing(model, {one.pk for one, _ in found if one is not None})
        yield [
            _planned(row, one, why, standing, named, beside)
            for row, (one, why) in zip(rows, found, strict=True)
        ]


def _planned(
    row: Row, enterprise: Enterprise | None, why: str, standing: Standing, named: str, beside: Beside
) -> Planned:
    said = row.said()
    label = f"{said.get('name') or said.get('code', '')} {said.get(named, '')}"
    try:
        if not (row.fault or said.get("name") or said.get("code")):
            raise Unreadable("没有写企业名称，也没有信用代码")
        if row.fault or enterprise is None:
            raise Unreadable(row.fault or why)
        return replace(beside(row, enterprise, standing.get(enterprise.pk, ())), label=label)
    except Unreadable as fault:
        return Planned(row.line, Outcome.REFUSED, str(fault), label=label)


def _standing(model: type[Model], enterprise_ids: Collection[int]) -> Standing:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model._default_manager.filter(enterprise__in=enterprise_ids).order_by("-from_on"):
        found[row.enterprise_id].append(row)  # type: ignore[attr-defined]
    return found


def corrected(row: Row, whole: Any, stands: Any, names: Mapping[str, str]) -> Planned:
    """The same, or what of a row that stands is put right; `names` are what can be, in words."""
    differing = [name for name in names if getattr(whole, name) != getattr(stands, name)]
    if not differing:
        return Planned(row.line, Outcome.SAME, object_id=stands.pk)
    words = f"更正：{'、'.join(names[name] for name in differing)}"
    return Planned(row.line, Outcome.CHANGED, words, "", stands.pk, whole)


def written(
    model: type[Model], rows: Sequence[Planned], names: Collection[str], put: Callable[[list[Any]], list[int]]
) -> list[Written]:
    """Put what is new and what corrects; one Written a row, in order, with what stood before."""
    news = [row.values for row in rows]
    stood = model._default_manager.in_bulk([one.corrects for one in news if one.corrects is not None])
    before = [_before(stood.get(one.corrects), one, names) for one in news]
    return [Written(number, was) for number, was in zip(put(news), before, strict=True)]


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


def _before(was: Any, now: Any, names: Collection[str]) -> dict[str, Any] | None:
    """What stood and what is written in its place, to be told apart when that is taken back."""
    return None if was is None else {"was": _kept(was, names), "written": _kept(now, names)}


def stands_as_written(row: Any, said: Mapping[str, Any]) -> bool:
    """Whether nobody has changed since what is kept before a correction says was written."""
    return bool(_kept(row, said["written"]) == said["written"])


def _kept(row: Any, names: Collection[str]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in found.items()}
