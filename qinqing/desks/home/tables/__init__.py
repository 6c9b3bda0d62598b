"""A first page in words: what waits as lines, and what stands beside it."""

from qinqing.desks.home.tables.lines import Line, own_line, waiting_table
from qinqing.desks.home.tables.overview import (
    card,
    done_items,
    figures,
    lamps,
    late_href,
    late_table,
    news_items,
    roster_lines,
)
from qinqing.desks.home.tables.waiting import Waiting, due_of, is_late, line_of, rest_of

__all__ = [
    "Line",
    "Waiting",
    "card",
    "done_items",
    "due_of",
    "figures",
    "is_late",
    "lamps",
    "late_href",
    "late_table",
    "line_of",
    "news_items",
    "own_line",
    "rest_of",
    "roster_lines",
    "waiting_table",
]
