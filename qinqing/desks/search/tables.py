"""What was found as rows: by kind, the words marked where they stand."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from qinqing.kernel.search import Hit, Results
from qinqing.lib import text
from qinqing.ui import formats
from qinqing.ui.cells import Column, Group, link, table_rows, title, with_marks
from qinqing.ui.cells import own as kept

FOUND = (
    Column("找到的", "title"),
    Column("企业或单位"),
    Column("怎样了"),
    Column("日期", "date", labelled=True),
)
BEFORE_HIT: Final = 18
SNIPPET: Final = 64
MOST_TITLE: Final = 80


def address(words: str, kind: str = "", after: int = 0) -> str:
    """The search for these words, among one kind, from a row on."""
    asked = {"q": words, "kind": kind, "after": after or ""}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def found_rows(results: Iterable[Results], words: str, now: datetime, most: int) -> Markup:
    """So many rows of each kind, each kind under its name and how many there are."""
    rows: list[Group | Sequence[object]] = []
    for one in results:
        shown = one.hits[:most]
        rows.append(Group(f"{one.of.label} {counted(one)}", _rest(one, words, len(shown))))
        rows += [_row(hit, words, now) for hit in shown]
    return table_rows(FOUND, rows)


def kind_rows(one: Results, words: str, now: datetime) -> Markup:
    """A page of one kind."""
    return table_rows(FOUND, [_row(hit, words, now) for hit in one.hits])


def counted(one: Results) -> str:
    """How many were found: beyond a page nobody counts."""
    return f"{len(one.hits)}{'+' if one.after else ''}"


def _rest(one: Results, words: str, shown: int) -> str:
    if shown == len(one.hits):
        return ""
    return link(address(words, one.of.kind), f"还有 {len(one.hits) - shown} 个，都看看")


def _row(hit: Hit, words: str, now: datetime) -> Sequence[object]:
    number = marked(hit.number, words) if hit.number else ""
    note = Markup(" ").join(filter(None, (number, marked(snippet(hit.words, words), words))))
    return (
        title(hit.href, marked(_short(hit.title), words), kept(note)),
        kept(hit.whose),
        hit.state,
        _day(hit, now),
    )


def _day(hit: Hit, now: datetime) -> str:
    day = formats.local_date(hit.at) if isinstance(hit.at, datetime) else hit.at
    return formats.day(day, formats.local_date(now)) if day else ""


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= MOST_TITLE else f"{line[:MOST_TITLE]}…"


def marked(said: str, words: str) -> Markup:
    """The text with the words of a search marked."""
    return with_marks(said, text.highlight(said, words))


def snippet(said: str, words: str) -> str:
    """The stretch of a text around the first hit; its beginning where there is none."""
    plain = " ".join(said.split())
    spans = text.highlight(plain, words)
    start = max(0, spans[0][0] - BEFORE_HIT) if spans else 0
    cut = plain[start : start + SNIPPET]
    return f"{'…' if start else ''}{cut}{'…' if start + SNIPPET < len(plain) else ''}"
