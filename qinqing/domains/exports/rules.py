"""Judgements of the room: what goes at once, how long it may be fetched, how it stands."""

from datetime import datetime, timedelta

from qinqing.domains.exports.terms import ExportState

AT_ONCE = 200
"""So many rows go without a second person."""
PER_DAY = 5
"""So many exports a person makes in a day."""
FETCH_WITHIN = timedelta(hours=24)


def goes_at_once(rows: int) -> bool:
    """Whether a list of so many rows needs nobody's word."""
    return rows <= AT_ONCE


def export_state(
    decided_at: datetime | None, agreed: bool, taken_at: datetime | None, now: datetime
) -> ExportState:
    """How an export stands at a moment."""
    if taken_at is not None:
        return ExportState.TAKEN
    if decided_at is None:
        return ExportState.REQUESTED
    if not agreed:
        return ExportState.REFUSED
    return ExportState.AGREED if now < decided_at + FETCH_WITHIN else ExportState.LAPSED
