"""Whom items fit is judged again: after a rule, a fact or a title changed, and every morning for the dates.

Rests on numpy: only the worker and the demo's builder import this.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import events
from qinqing.domains.policies.actions.editions import ITEM
from qinqing.domains.policies.actions.stale import RULE
from qinqing.domains.policies.facts import rule_of, subjects
from qinqing.domains.policies.models import Edition, KeptMatch, Stale
from qinqing.domains.policies.rules.partition import Parted, parted
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import bulk, clock, door
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.permissions import system

AT_ONCE = 2_000
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('policies.matches', 0))"


@dataclass(frozen=True, slots=True)
class Result:
    """How one enterprise stands to one edition, where it is worth keeping."""

    standing: Standing
    failing: tuple[int, ...] = ()


@dataclass
class Change:
    """What became different for one enterprise: items by what they are to it now."""

    fits: list[int] = field(default_factory=list)
    nearly: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def judge_everything(now: datetime) -> int:
    """Judge all items that hold today for all enterprises; gives for how many something changed."""
    with transaction.atomic(), door.as_system(RULE):
        Stale.objects.all().delete()
        return _judged(None, None, now)


def judge_stale(now: datetime) -> int:
    """Judge again the items and the enterprises that wait for it; gives how many did.

    All or nothing: whoever is killed meanwhile has told nobody, and the next run finds the same. Two workers
    never take the same ones.
    """
    with transaction.atomic(), door.as_system(RULE):
        waiting = Stale.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE]
        rows = list(waiting)
        items = {row.item_id for row in rows if row.item_id is not None}
        enterprises_ = {row.enterprise_id for row in rows if row.enterprise_id is not None}
        if items:
            _judged(items, None, now)
        if enterprises_:
            _judged(None, enterprises_, now)
        Stale.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)


def _judged(items: Set[int] | None, only: Set[int] | None, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    day = clock.local(now).date()
    editions = Edition.objects.current(day).select_related("item__policy")
    stored = KeptMatch.objects.all()
    if items is not None:
        editions, stored = editions.filter(item__in=items), stored.filter(edition__item__in=items)
    if only is not None:
        stored = stored.filter(enterprise__in=only)
    wanted = _results(list(editions.order_by("pk")), day, only)
    changes = _kept(wanted, stored, day)
    _tell(changes, items or (), now)
    return len(changes)


def _results(
    editions: Sequence[Edition], day: date, only: Set[int] | None
) -> dict[tuple[int, int], tuple[int, Result]]:
    """By item and enterprise what holds now, and by which edition."""
    by_area: dict[int, list[Edition]] = {}
    for one in editions:
        if rule_of(one) is not None:
            by_area.setdefault(one.item.policy.area_id, []).append(one)
    below = {area: frozenset(accounts.area_and_below(area).values_list("pk", flat=True)) for area in by_area}
    found = subjects(frozenset().union(*below.values()), day, only)
    results: dict[tuple[int, int], tuple[int, Result]] = {}
    for area, some in by_area.items():
        here = found.places(below[area])
        rules = [rule for one in some if (rule := rule_of(one)) is not None]
        known = [found.known[place] for place in here]
        for edition, part in zip(some, parted(rules, known, day), strict=True):
            for place, result in _of_part(part, here).items():
                # A title that is borne already is nothing to be claimed, nor to be told of.
                if edition.title_kind not in found.titles[place]:
                    results[edition.item_id, found.ids[place]] = (edition.pk, result)
    return results


def _of_part(part: Parted, here: Sequence[int]) -> dict[int, Result]:
    fits = {here[place]: Result(Standing.FITS) for place in part.fits}
    return fits | {here[place]: Result(Standing.NEARLY, why) for place, why in part.nearly.items()}


class _Kept(NamedTuple):
    """A row as it is stored."""

    pk: int
    item: int
    enterprise: int
    edition: int
    standing: str
    failing: list[int]
    since_on: date


_COLUMNS = ("pk", "edition__item", "enterprise", "edition", "standing", "failing", "since_on")


def _kept(
    wanted: Mapping[tuple[int, int], tuple[int, Result]], stored: QuerySet[KeptMatch], day: date
) -> dict[int, Change]:
    """Write what differs from what is stored; gives by enterprise what became different of an item.

    A new edition of an item that says the same to an enterprise changes nothing for it: it keeps its day.
    """
    changes: dict[int, Change] = {}
    before = {(row.item, row.enterprise): row for row in map(_Kept._make, stored.values_list(*_COLUMNS))}
    gone, new = [], []
    for (item, number), row in before.items():
        if (item, number) not in wanted:
            gone.append(row.pk)
            changes.setdefault(number, Change()).lost.append(item)
    for (item, number), (edition, result) in wanted.items():
        known = before.get((item, number))
        said = (edition, result.standing, list(result.failing))
        if known is not None and (known.edition, known.standing, known.failing) == said:
            continue
        since = day
        if known is not None:
            gone.append(known.pk)
        if known is not None and known.standing == result.standing:
            since = known.since_on
        else:
            change = changes.setdefault(number, Change())
            (change.fits if result.standing is Standing.FITS else change.nearly).append(item)
        new.append(
            KeptMatch(
                edition_id=edition, enterprise_id=number, standing=result.standing, failing=said[2],
                since_on=since,
            )
        )  # fmt: skip
    for some in bulk.chunks(gone):
        KeptMatch.objects.filter(pk__in=some).delete()
    KeptMatch.objects.bulk_create(new, batch_size=bulk.CHUNK)
    return changes


def _tell(changes: Mapping[int, Change], items: Collection[int], now: datetime) -> None:
    """Tell of each enterprise that somebody answers for; of an item that many gained, its officers once."""
    author = Author(system(RULE))
    for some in bulk.chunks(sorted(changes)):
        speakers = enterprises.speakers(some)
        served = officers.present_officers(some, now)
        told = [
            Told(("enterprise", number), record=vars(changes[number]) | {"by_item": bool(items)})
            for number in some
            if speakers.get(number) or number in served
        ]
        kernel_events.tell_many(events.MatchesChanged, told, author=author, at=now)
    gaining = Counter(item for change in changes.values() for item in change.fits if item in items)
    matched = [Told((ITEM, item), record={"count": count}) for item, count in sorted(gaining.items())]
    kernel_events.tell_many(events.ItemMatched, matched, author=author, at=now)
