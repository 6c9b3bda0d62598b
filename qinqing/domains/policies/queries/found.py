"""Items as the search files and shows them; editions in work, which are few and read where they stand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db.models import Exists, OuterRef, Q

from qinqing.domains.policies.models import Edition, EditionQuerySet, PolicyItem
from qinqing.domains.policies.queries.editions import ItemRead, editions_visible_to
from qinqing.domains.policies.terms import EditionState
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Entry, Key
from qinqing.lib.text import search_words

FOR_READERS: Final[Key] = ("p", 1)
"""The key of what is there for everybody who reads policies."""


def entry_on(editions: Iterable[Edition], day: date) -> Entry:
    """What a published item is found by, given its published editions: what it says on a day and what it will
    say, else what it said last; and the paper it stands in."""
    newest = sorted(editions, key=attrgetter("number"), reverse=True)
    last = [one for one in newest if one.until_on is None or one.until_on > day] or newest[:1]
    item, policy = newest[0].item, newest[0].item.policy
    said = [policy.title, policy.number, policy.issuer]
    for edition in last:
        said += [edition.title, edition.summary, edition.amount, edition.unit.short if edition.unit else ""]
    return Entry(item.pk, " ".join(dict.fromkeys(filter(None, said))), (FOR_READERS,))


def entry(item_id: int, day: date) -> Entry:
    """The entry of an item that was published."""
    return entry_on(_published([item_id]), day)


def entries(after: int, most: int, now: datetime) -> list[Entry]:
    """The entries of published items in the order of their ids; the items are locked."""
    published = Exists(Edition.objects.published().filter(item=OuterRef("pk")))
    items = PolicyItem.objects.select_for_update().filter(published, pk__gt=after).order_by("pk")
    rows = _published(list(items.values_list("pk", flat=True)[:most]))
    day = clock.local(now).date()
    return [entry_on(editions, day) for _, editions in groupby(rows, key=attrgetter("item_id"))]


def _published(items: Sequence[int]) -> EditionQuerySet:
    rows = Edition.objects.published().filter(item__in=items).select_related("item__policy", "unit")
    return rows.order_by("item", "-number")


def found(actor: Actor, ids: Sequence[int], day: date) -> list[ItemRead]:
    """Of these items those that were published and the actor reads."""
    rows = editions_visible_to(actor).published().filter(item__in=ids).order_by("item", "-number")
    by_item = groupby(rows, key=attrgetter("item_id"))
    return [ItemRead(some[0].item, some, day) for some in (list(editions) for _, editions in by_item)]


def drafts_found(actor: Actor, words: str, before: int, most: int) -> list[int]:
    """The editions in work that the actor sees and whose title, or the number of whose paper, holds every
    word; the newest first."""
    wanted, found = search_words(words), _drafts(actor).filter(pk__lt=before)
    if not wanted:
        return []
    for word in wanted:
        found = found.filter(Q(title__icontains=word) | Q(item__policy__number__icontains=word))
    return list(found.order_by("-pk").values_list("pk", flat=True)[:most])


def drafts_shown(actor: Actor, ids: Sequence[int]) -> list[Edition]:
    """Of these editions those in work that the actor sees."""
    return list(_drafts(actor).filter(pk__in=ids))


def _drafts(actor: Actor) -> EditionQuerySet:
    return editions_visible_to(actor).exclude(state=EditionState.PUBLISHED)
