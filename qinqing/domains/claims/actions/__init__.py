"""Writes: claims and their steps, payout lists, and the work of the clock."""

from qinqing.domains.claims.actions.claims import Wish, apply, intend, refuse_outdated, take_step
from qinqing.domains.claims.actions.filing import file_again
from qinqing.domains.claims.actions.lists import (
    MOST_AT_ONCE,
    Compared,
    compare,
    compared_by_rule,
    make_list,
    put_on,
    take_list_step,
    take_out,
)
from qinqing.domains.claims.actions.papers import Files
from qinqing.domains.claims.actions.recounting import RECOUNT, recount_dates
from qinqing.domains.claims.actions.sweep import sweep

__all__ = [
    "MOST_AT_ONCE",
    "RECOUNT",
    "Compared",
    "Files",
    "Wish",
    "apply",
    "compare",
    "compared_by_rule",
    "file_again",
    "intend",
    "make_list",
    "put_on",
    "recount_dates",
    "refuse_outdated",
    "sweep",
    "take_list_step",
    "take_out",
    "take_step",
]
