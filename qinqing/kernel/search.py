"""Search in what one may see: exact for words of any length, scope keys in the same index entry as the words.

Rooms declare in `search.py` what can be found (`Found`); the entry is written with the change itself. A kind
whose rows were there before it could be found has them filed by the worker (`fill`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from qinqing.kernel import bulk, declared, jobs
from qinqing.kernel.models import SearchDocument
from qinqing.kernel.permissions import Actor
from qinqing.kernel.row_security import search_key
from qinqing.kernel.writing import Drawn, Writing
from qinqing.lib import text

SETTLE = "kernel.settle_search"
FILL = "kernel.fill_search"
NEWEST = 2**62
_BETWEEN = "\x02"
"""Stands between the terms of one entry on their way to the database; no term has a control character."""
MOST_WORDS = 8


Key = tuple[str, int]
"""A scope key: the letter of a scope and an id in it. Whoever has the id in his scope may find the entry."""


class Entry(NamedTuple):
    """What is filed of one row: its id, the words it is found by, who may find it."""

    number: int
    content: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found row as its room shows it: where it opens, what it is called, what else holds the words.

    `title` and `words` are somebody's own, `state` is a word of ours; `number` is what people know it by.
    """

    id: int
    href: str
    title: str
    words: str = ""
    number: str = ""
    whose: str = ""
    state: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True)
class Found:
    """A kind of thing that can be found by whoever has the right.

    `show(actor, ids, now)` shows those of these rows that the actor sees, in any order.
    `find(actor, words, before, most)` is for a kind with an index of its own; `entries(after, most, now)`
    gives the entries of rows that were there before the kind was, the rows locked. Kinds stand on a page by
    `order`.
    """

    kind: str
    label: str
    right: str
    order: int
    show: Callable[[Actor, Sequence[int], datetime], Iterable[Hit]]
    find: Callable[[Actor, str, int, int], list[int]] | None = None
    entries: Callable[[int, int, datetime], list[Entry]] | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What was found of one kind, the newest first; the next page starts after `after`, 0 on the last."""

    of: Found
    hits: list[Hit]
    after: int


def kinds() -> tuple[Found, ...]:
    """Every kind that the rooms declare, in their order on a page."""
    found = [one for one in declared.declarations("search", "FOUND") if isinstance(one, Found)]
    return tuple(sorted(found, key=lambda one: one.order))


def look(
    actor: Actor, words: str, among: Sequence[Found], now: datetime, *, before: int = NEWEST, most: int = 50
) -> list[Results]:
    """What holds every word, by kind, the newest first; a kind of which nothing is found is left out.

    The index is asked once for all kinds. What it knows is read through the actor's own scope, which decides.
    """
    indexed = [one.kind for one in among if one.find is None]
    known = find_each(indexed, words, before=before, most=most + 1)
    found = []
    for one in among:
        numbers = known.get(one.kind, []) if one.find is None else one.find(actor, words, before, most + 1)
        found.append(_results(one, actor, words, numbers, now, most))
    return [one for one in found if one.hits]


def _results(of: Found, actor: Actor, words: str, numbers: list[int], now: datetime, most: int) -> Results:
    """One page; where the actor does not see what the index knows, it is asked for more."""
    hits: list[Hit] = []
    while numbers:
        seen = {hit.id: hit for hit in of.show(actor, numbers, now)}
        hits += [seen[number] for number in numbers if number in seen]
        if len(numbers) <= most or len(hits) > most:
            break
        numbers = _further(of, actor, words, numbers[-1], most + 1)
    return Results(of, hits[:most], hits[most - 1].id if len(hits) > most else 0)


def _further(of: Found, actor: Actor, words: str, before: int, most: int) -> list[int]:
    if of.find is not None:
        return of.find(actor, words, before, most)
    return find(of.kind, words, before=before, most=most)


def put(
    writing: Writing, kind: str, number: "int | Drawn", content: str, keys: Iterable[tuple[str, int]]
) -> None:
    """File a text under its scope keys (`prefix`, id); a second time replaces the first."""
    writing.call(
        "search_put(%s::text, %s::bigint, %s::text, %s::text[], %s::text[])",
        kind, number, text.normalise(content), text.index_terms(content), [search_key(p, n) for p, n in keys],
    )  # fmt: skip


def file(kind: str, *entries: Entry) -> None:
    """File a few texts in the running transaction, as `put` does; for changes that are no `Writing`."""
    writing = Writing()
    for entry in entries:
        put(writing, kind, *entry)
    if entries:
        writing.run()


def put_many(kind: str, entries: Sequence[tuple[int, str, Iterable[tuple[str, int]]]]) -> None:
    """File thousands of texts, each with its number and scope keys; `settle_soon` when all are filed.

    They are found at once, by reading through all that is not worked into the index yet.
    """
    rows = []
    for number, content, keys in entries:
        folded = text.normalise(content)
        terms = [*text.index_terms(folded), *(search_key(prefix, of) for prefix, of in keys)]
        rows.append((number, folded, _BETWEEN.join(terms)))
    with connection.cursor() as cursor:
        for some in bulk.chunks(rows):
            # Binary: as text, every character of a long array is looked at for quoting.
            sql = "select search_put_many(%s::text, %b::bigint[], %b::text[], %b::text[])"
            cursor.execute(sql, [kind, *map(list, zip(*some, strict=True))])


def settle_soon() -> None:
    """Have the worker work what `put_many` filed into the index as soon as this transaction has committed.

    Longer than writing everything else; whoever files the next single text before that has to wait for it.
    """
    jobs.start(SETTLE)


def settle() -> None:
    """Work what waits into the index, so that neither a search nor the next text has to."""
    with connection.cursor() as cursor:
        cursor.execute("select search_settle()")


def forget(kind: str, numbers: Iterable[int]) -> None:
    """Let nobody find these any more: the things themselves are gone."""
    with connection.cursor() as cursor:
        cursor.execute("select search_forget(%s::text, %s::bigint[])", [kind, list(numbers)])


def file_under(writing: Writing, kind: str, number: int, keys: Iterable[tuple[str, int]]) -> None:
    """File an entry under further scope keys, for instance of a unit that was given the matter."""
    writing.call(
        "search_file_under(%s::text, %s::bigint, %s::text[])",
        kind,
        number,
        [search_key(p, n) for p, n in keys],
    )


AT_ONCE = 1_000


def fill(kind: str, after: int, now: datetime) -> int:
    """File rows that were there before their kind could be found, a thousand at a time; gives how many.

    Runs as the worker, which goes on with the next thousand in another transaction. What has an entry keeps
    it, and a row that is being changed is waited for: a second time it files nothing. A kind that is gone
    fills nothing.
    """
    entries = next((one.entries for one in kinds() if one.kind == kind), None)
    if entries is None:
        return 0
    some = entries(after, AT_ONCE, now)
    rows = SearchDocument.objects.filter(kind=kind, object_id__in=[entry.number for entry in some])
    there = set(rows.values_list("object_id", flat=True))
    missing = [entry for entry in some if entry.number not in there]
    put_many(kind, missing)
    if len(some) == AT_ONCE:
        jobs.start(FILL, kind=kind, after=some[-1].number)
    else:
        settle_soon()
    return len(missing)


def find(kind: str, query: str, *, before: int = NEWEST, most: int = 51) -> list[int]:
    """Ids of entries that hold every word of the query, newest first, within the actor's scope keys.

    The caller reads the rows through its own scope, which decides; a blank query finds nothing.
    """
    return find_each([kind], query, before=before, most=most).get(kind, [])


def find_each(
    among: Sequence[str], query: str, *, before: int = NEWEST, most: int = 51
) -> dict[str, list[int]]:
    """As `find`, by kind, in one statement; a kind of which nothing is found is missing."""
    words = text.search_words(query)[:MOST_WORDS]
    asked = text.tsquery(" ".join(words))
    if not asked or not among:
        return {}
    patterns = [f"%{text.like_escape(word)}%" for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.kind, array(select search_ids(k.kind, %s::text, %s::text[], %s::bigint, %s::integer))"
            " from unnest(%s::text[]) k(kind)",
            [asked, patterns, before, most, list(among)],
        )
        return {kind: ids for kind, ids in cursor.fetchall() if ids}
