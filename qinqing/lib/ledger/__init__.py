"""Sums over clock entries: when a clock is due, what is left of it, and who had the matter for how long.

Nothing is stored but entries; due dates, remainders and shares are derived from them by replay.
"""

from .entries import Entry, Kind, LedgerFault, Limit, Unit
from .replay import ClockState, Recalculation, Status, due_of, moved, recalculation
from .shares import Segment, buckets, joined

__all__ = [
    "ClockState",
    "Entry",
    "Kind",
    "LedgerFault",
    "Limit",
    "Recalculation",
    "Segment",
    "Status",
    "Unit",
    "buckets",
    "due_of",
    "joined",
    "moved",
    "recalculation",
]
