"""Search in what one may see: exact for words of any length, scope keys in the same index entry as the words.

Rooms declare in `search.py` what can be found (`Found`); the entry is written with the change itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from qinqing.kernel import bulk, jobs
from qinqing.kernel.permissions import Actor
from qinqing.kernel.row_security import search_key
from qinqing.kernel.writing import Drawn, Writing
from qinqing.lib import text

SETTLE = "kernel.settle_search"
NEWEST = 2**62
_BETWEEN = "\x02"
"""Stands between the terms of one entry on their way to the database; no term has a control character."""
MOST_WORDS = 8


@dataclass(frozen=True)
class Found:
    """A kind of thing that can be found, and how that is shown: `show(actor, ids)` keeps the order."""

    kind: str
    label: str
    right: str
    show: Callable[[Actor, list[int]], list[Any]]


def put(
    writing: Writing, kind: str, number: "int | Drawn", content: str, keys: Iterable[tuple[str, int]]
) -> None:
    """File a text under its scope keys (`prefix`, id); a second time replaces the first."""
    writing.call(
        "search_put(%s::text, %s::bigint, %s::text, %s::text[], %s::text[])",
        kind, number, text.normalise(content), text.index_terms(content), [search_key(p, n) for p, n in keys],
    )  # fmt: skip


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


def find(kind: str, query: str, *, before: int = NEWEST, most: int = 51) -> list[int]:
    """Ids of entries that hold every word of the query, newest first, within the actor's scope keys.

    The caller reads the rows through its own scope, which decides; a blank query finds nothing.
    """
    words = text.search_words(query)[:MOST_WORDS]
    asked = text.tsquery(" ".join(words))
    if not asked:
        return []
    patterns = [f"%{text.like_escape(word)}%" for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            "select search_ids(%s::text, %s::text, %s::text[], %s::bigint, %s::integer)",
            [kind, asked, patterns, before, most],
        )
        return [row[0] for row in cursor.fetchall()]
