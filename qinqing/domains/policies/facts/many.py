"""What rules ask of very many enterprises, as columns; read by the system for jobs, never for a page.

Only what is asked is read, and nothing is made of each enterprise by itself. Rests on numpy: only the worker
and the demo's builder import this, by its own name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import EnterpriseQuerySet
from qinqing.domains.enterprises.terms import COUNTED, Measure
from qinqing.domains.policies.facts.known import OF_ENTRY, OF_FIGURES, OF_TITLES
from qinqing.domains.policies.facts.stated import stated_among
from qinqing.lib.rules import Value
from qinqing.lib.rules.columns import Column, Truths, asked, column
from qinqing.lib.rules.plan import Plan

_FEN_IN_WAN = 1_000_000


@dataclass(frozen=True)
class Subjects:
    """Enterprises in the order of their ids: where each one stands, and what was asked of them.

    `entries` are fields of the register, `figures` and `stated` facts by name, `borne` titles by kind.
    """

    day: date
    ids: NDArray[np.int64]
    areas: NDArray[np.int64]
    entries: Mapping[str, list[Any]]
    figures: Mapping[str, Column]
    borne: Mapping[str, Truths]
    stated: Mapping[str, Mapping[int, Value]]

    def places(self, areas: Collection[int]) -> NDArray[np.intp]:
        """Who stands in one of these areas."""
        return np.flatnonzero(np.isin(self.areas, list(areas)))

    def bearing(self, kinds: Collection[str]) -> Truths:
        """Who bears one of these titles."""
        found = np.zeros(len(self.ids), dtype=np.bool_)
        for kind in kinds:
            found |= self.borne.get(kind, False)
        return found

    def columns(self, plan: Plan) -> dict[str, Column]:
        """What is known of everybody of the facts that a plan asks."""
        found = {name: self._column(plan, name) for name in asked(plan)}
        return {name: one for name, one in found.items() if one is not None}

    def _column(self, plan: Plan, name: str) -> Column | None:
        """The register's own word, else what was stated."""
        known = self._registered(plan, name)
        stated = self.stated.get(name)
        if not stated:
            return known
        places, said = np.array(list(stated)), column(plan, name, list(stated.values()))
        if known is None:
            known = column(plan, name, [None])[np.zeros(len(self.ids), dtype=np.intp)]
        open_ = known[places] < 0 if plan.is_word(name) else np.isnan(known[places])
        known[places[open_]] = said[open_]
        return known

    def _registered(self, plan: Plan, name: str) -> Column | None:
        if name in OF_TITLES:
            return self.bearing(OF_TITLES[name]).astype(np.int16)
        if name in OF_FIGURES:
            return self.figures[name].copy()
        if name not in OF_ENTRY:
            return None
        # There are far fewer values than enterprises: each is read once.
        entry = OF_ENTRY[name]
        distinct: dict[tuple[Any, ...], int] = {}
        rows = zip(*(self.entries[field] for field in entry.fields), strict=True)
        places = [distinct.setdefault(row, len(distinct)) for row in rows]
        return column(plan, name, [entry.read(*row, self.day) for row in distinct])[places]


def subjects(
    areas: Collection[int],
    day: date,
    names: Collection[str],
    only: Collection[int] | None = None,
    kinds: Collection[str] = (),
) -> Subjects:
    """The enterprises in business of these areas, or only some of them, with these facts and whether they
    bear these titles; the caller opens the view."""
    rows = enterprises.in_business(areas, only)
    fields = {field for name in names if name in OF_ENTRY for field in OF_ENTRY[name].fields}
    entries = enterprises.in_columns(rows, ["pk", "area", *sorted(fields)])
    ids = np.array(entries["pk"], dtype=np.int64)
    titles = {*kinds, *(kind for name in names for kind in OF_TITLES.get(name, ()))}
    bearers = enterprises.bearers(rows, titles, day) if titles else {}
    return Subjects(
        day,
        ids,
        np.array(entries["area"], dtype=np.int64),
        entries,
        _figures(rows, ids, day.year - 1, [name for name in names if name in OF_FIGURES]),
        {kind: np.isin(ids, some) for kind, some in bearers.items()},
        _stated(rows, ids, day, names),
    )


def _places_of(ids: NDArray[np.int64], numbers: Sequence[int]) -> tuple[NDArray[np.intp], Truths]:
    """Where each of some enterprises stands among `ids`, and whether it does: between two statements
    somebody may be registered, or go."""
    asked_for = np.array(numbers, dtype=np.int64)
    places = np.searchsorted(ids, asked_for)
    there = places < len(ids)
    there[there] = ids[places[there]] == asked_for[there]
    return places, there


def _stated(
    rows: EnterpriseQuerySet, ids: NDArray[np.int64], day: date, names: Collection[str]
) -> dict[str, dict[int, Value]]:
    said = stated_among(rows, names, day)
    places, there = _places_of(ids, list(said))
    found: dict[str, dict[int, Value]] = {}
    for place, known, some in zip(places.tolist(), there, said.values(), strict=True):
        for name, value in some.items() if known else ():
            found.setdefault(name, {})[place] = value
    return found


def _figures(
    rows: EnterpriseQuerySet, ids: NDArray[np.int64], last: int, names: Collection[str]
) -> dict[str, Column]:
    """Figures of years by the most reliable source that says them; of a merger its own before the others'."""
    if not names:
        return {}
    wanted = {name: OF_FIGURES[name] for name in names}
    measures = sorted({measure for measure, _ in wanted.values()})
    said = enterprises.figures_in_columns(rows, measures, {last - ago for _, ago in wanted.values()})
    places, there = _places_of(ids, said.enterprise)
    order = np.lexsort((said.entry, said.rank))
    order = order[there[order]]
    places = places[order]
    years = np.array(said.year, dtype=np.int64)[order]
    values = {measure: _counted(measure, said.values[measure])[order] for measure in measures}
    found = {}
    for name, (measure, ago) in wanted.items():
        says = np.flatnonzero((years == last - ago) & ~np.isnan(values[measure]))
        who, first = np.unique(places[says], return_index=True)
        found[name] = np.full(len(ids), np.nan)
        found[name][who] = values[measure][says[first]]
    return found


def _counted(measure: Measure, values: list[int | None]) -> Column:
    """As rules count: people, and money in 万元."""
    if measure not in COUNTED:
        values = [None if one is None else one / _FEN_IN_WAN for one in values]  # type: ignore[misc]
    return np.array(values, dtype=np.float64)
