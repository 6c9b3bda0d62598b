"""Whom items fit is judged again: after a rule, a fact or a title changed, and every morning for the dates.

Rests on numpy: only the worker and the demo's builder import this.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import date, datetime

from django.db import connection, transaction

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import events
from qinqing.domains.policies.actions.editions import ITEM
from qinqing.domains.policies.actions.keeping import Change, Concerned, Keeping
from qinqing.domains.policies.actions.stale import RULE
from qinqing.domains.policies.facts import matches_for, rule_of
from qinqing.domains.policies.facts.many import subjects
from qinqing.domains.policies.models import Edition, KeptMatch, Stale
from qinqing.domains.policies.rules.partition import needed, parted, planned
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import bulk, clock, door
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.permissions import system
from qinqing.lib.rules import Rule

AT_ONCE = 2_000
FEW = 6
"""So many enterprises are read and judged one by one, as their own pages are: columns are for more."""
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('policies.matches', 0))"


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
    editions = Edition.objects.current(day).select_related("item__policy").order_by("pk")
    stored = KeptMatch.objects.all()
    if items is not None:
        editions, stored = editions.filter(item__in=items), stored.filter(edition__item__in=items)
    if only is not None:
        stored = stored.filter(enterprise__in=only)
    keeping = Keeping(day)
    if only is not None and len(only) <= FEW:
        concerned = _concerned_of_few(only, now)
    else:
        concerned = list(_concerned(list(editions), day, only))
    if only is None:
        # Of all enterprises one item after another: what is kept of one is as much as is held at once.
        for one in concerned:
            keeping.compare([one], stored.filter(edition__item=one.item))
        stored = stored.exclude(edition__item__in=[one.item for one in concerned])
        concerned = []
    keeping.compare(concerned, stored)
    keeping.write()
    _tell(keeping.changes, items or (), now)
    return len(keeping.changes)


def _concerned_of_few(some: Set[int], now: datetime) -> list[Concerned]:
    """By item whom of these enterprises it fits or nearly fits now."""
    found: dict[tuple[int, int], dict[int, Sequence[int]]] = {}
    for enterprise in enterprises.doing_business(some):
        for one in matches_for(system(RULE), enterprise, now):
            if one.match is not None and not one.is_borne and one.match.standing in _KEPT:
                edition = (one.edition.item, one.edition.pk)
                found.setdefault(edition, {})[enterprise.pk] = one.match.open
    return [Concerned.one_by_one(*edition, failing) for edition, failing in found.items()]


_KEPT = (Standing.FITS, Standing.NEARLY)


def _concerned(editions: Sequence[Edition], day: date, only: Set[int] | None) -> Iterator[Concerned]:
    """By item whom it fits or nearly fits now, and by which edition."""
    by_area: dict[int, list[tuple[Edition, Rule]]] = {}
    for one in editions:
        if (rule := rule_of(one)) is not None:
            by_area.setdefault(one.item.policy.area_id, []).append((one, rule))
    plans = {area: planned([rule for _, rule in some], day) for area, some in by_area.items()}
    below = {area: frozenset(accounts.area_and_below(area).values_list("pk", flat=True)) for area in plans}
    names = frozenset().union(*map(needed, plans.values()))
    kinds = {one.title_kind for one in editions} - {""}
    found = subjects(frozenset().union(*below.values()), day, names, only, kinds)
    for area, some in by_area.items():
        here = found.places(below[area])
        given = {name: column[here] for name, column in found.columns(plans[area]).items()}
        for (edition, _), part in zip(some, parted(plans[area], given, len(here)), strict=True):
            # A title that is borne already is nothing to be claimed, nor to be told of.
            open_ = ~found.bearing([edition.title_kind])[here]
            yield Concerned.of(edition.item_id, edition.pk, found.ids[here], open_, part)


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
