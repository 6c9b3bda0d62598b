"""Of whom items fit only what differs from what is kept is written.

Rests on numpy: only the worker and the demo's builder import this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from qinqing.domains.policies.models import KeptMatch
from qinqing.domains.policies.rules.partition import Parted
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import bulk

Numbers = NDArray[np.int64]
_SECOND = 1 << 15
"""What fails is one number: the first condition and, so many times itself, the second; 0 is who fits."""


@dataclass
class Change:
    """What became different for one enterprise: items by what they are to it now."""

    fits: list[int] = field(default_factory=list)
    nearly: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Concerned:
    """Whom an edition fits or nearly fits, in the order of their ids, and of each what fails."""

    item: int
    edition: int
    who: Numbers
    failing: Numbers

    @classmethod
    def of(cls, item: int, edition: int, ids: Numbers, among: NDArray[np.bool_], part: Parted) -> "Concerned":
        """What a partition of some enterprises found of those `among` them."""
        failing = np.full(len(ids), -1, dtype=np.int64)
        failing[part.fits] = 0
        failing[part.nearly.who] = part.nearly.first + part.nearly.second * _SECOND
        there = among & (failing >= 0)
        return cls(item, edition, ids[there], failing[there])

    @classmethod
    def one_by_one(cls, item: int, edition: int, failing: Mapping[int, Sequence[int]]) -> "Concerned":
        """The same of a few that were judged one by one: of each what fails, by number."""
        who = sorted(failing)
        said = [sum(number * _SECOND**n for n, number in enumerate(failing[one])) for one in who]
        return cls(item, edition, np.array(who, dtype=np.int64), np.array(said, dtype=np.int64))


class _Kept(NamedTuple):
    """Rows as they are stored; of one that says nothing readable `failing` is -1."""

    pk: Numbers
    item: Numbers
    enterprise: Numbers
    edition: Numbers
    failing: Numbers

    def only(self, which: NDArray[Any]) -> "_Kept":
        return _Kept(*(column[which] for column in self))


_FAILING = Case(
    When(standing=Standing.FITS, then=Value(0)),
    default=Coalesce(F("failing__0") + Coalesce(F("failing__1"), 0) * _SECOND, -1),
    output_field=IntegerField(),
)


class Keeping:
    """What is kept of matches, brought up to date on a day: compared item by item, then written at once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.changes: dict[int, Change] = {}
        self._gone: list[int] = []
        self._moved: list[tuple[int, int, int]] = []
        self._new: list[tuple[int, int, int]] = []

    def compare(self, concerned: Iterable[Concerned], stored: "QuerySet[KeptMatch]") -> None:
        """Find out what differs between whom some items concern and all that is stored of these and others.

        A new edition of an item that says the same to an enterprise changes nothing for it: it keeps its day.
        """
        columns = bulk.columns(
            stored.annotate(says=_FAILING), "pk", "edition__item", "enterprise", "edition", "says"
        )
        kept = _Kept(*(np.array(column, dtype=np.int64) for column in columns))
        others = np.ones(len(kept.pk), dtype=np.bool_)
        for one in concerned:
            of_item = kept.item == one.item
            others &= ~of_item
            self._compare(one, kept.only(of_item))
        self._take_away(kept.only(others))

    def _compare(self, one: Concerned, kept: _Kept) -> None:
        places = np.searchsorted(one.who, kept.enterprise)
        there = places < len(one.who)
        there[there] = one.who[places[there]] == kept.enterprise[there]
        self._take_away(kept.only(~there))
        kept, places = kept.only(there), places[there]
        says = one.failing[places]
        moved = (kept.edition != one.edition) | (kept.failing != says)
        for pk, failing in zip(kept.pk[moved].tolist(), says[moved].tolist(), strict=True):
            self._moved.append((pk, one.edition, failing))
        other = (kept.failing == 0) != (says == 0)
        self._changed(one.item, kept.enterprise[other], says[other])
        new = np.ones(len(one.who), dtype=np.bool_)
        new[places] = False
        who, failing = one.who[new], one.failing[new]
        self._changed(one.item, who, failing)
        self._new += [(one.edition, *both) for both in zip(who.tolist(), failing.tolist(), strict=True)]

    def _take_away(self, kept: _Kept) -> None:
        self._gone += kept.pk.tolist()
        for item, number in zip(kept.item.tolist(), kept.enterprise.tolist(), strict=True):
            self.changes.setdefault(number, Change()).lost.append(item)

    def _changed(self, item: int, who: Numbers, failing: Numbers) -> None:
        for number, fails in zip(who.tolist(), failing.tolist(), strict=True):
            change = self.changes.setdefault(number, Change())
            (change.nearly if fails else change.fits).append(item)

    def write(self) -> None:
        """Write what differs."""
        with connection.cursor() as cursor:
            for gone in bulk.chunks(self._gone):
                cursor.execute("delete from policies_keptmatch where id = any(%s::bigint[])", [list(gone)])
            for moved in bulk.chunks(self._moved):
                cursor.execute(_MOVE, [self.day, *_columns(moved)])
            for new in bulk.chunks(self._new):
                cursor.execute(_INSERT, [self.day, *_columns(new)])


def _columns(rows: Sequence[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int], list[int]]:
    one, other, failing = (list(column) for column in zip(*rows, strict=True))
    return one, other, [fails % _SECOND for fails in failing], [fails // _SECOND for fails in failing]


_SAID = f"""
  case when r.first = 0 then '{Standing.FITS}' else '{Standing.NEARLY}' end standing,
  array_remove(array[r.first, r.second], 0::smallint) failing
"""
_GIVEN = "unnest(%b::bigint[], %b::bigint[], %b::smallint[], %b::smallint[])"
_MOVE = f"""
update policies_keptmatch t set edition_id = said.edition, standing = said.standing, failing = said.failing,
    since_on = case when t.standing = said.standing then t.since_on else said.day end
  from (select %s::date as day, r.id, r.edition, {_SAID} from {_GIVEN} r(id, edition, first, second)) said
  where t.id = said.id
"""  # noqa: S608 (our own words)
_INSERT = f"""
insert into policies_keptmatch (since_on, edition_id, enterprise_id, standing, failing)
  select %s::date, r.edition, r.enterprise, {_SAID}
  from {_GIVEN} r(edition, enterprise, first, second)
"""  # noqa: S608 (our own words)
