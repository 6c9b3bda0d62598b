"""What goes at once, and how an export stands."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.exports.rules import FETCH_WITHIN, export_state, goes_at_once
from qinqing.domains.exports.terms import ExportState

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BEFORE = NOW - FETCH_WITHIN


def test_two_hundred_rows_go_at_once_and_one_more_does_not() -> None:
    assert (goes_at_once(200), goes_at_once(201)) == (True, False)


@pytest.mark.parametrize(
    ("decided_at", "agreed", "taken_at", "state"),
    [
        (None, False, None, ExportState.REQUESTED),
        (NOW, False, None, ExportState.REFUSED),
        (NOW, True, None, ExportState.AGREED),
        (BEFORE + timedelta(seconds=1), True, None, ExportState.AGREED),
        (BEFORE, True, None, ExportState.LAPSED),
        (BEFORE, True, NOW, ExportState.TAKEN),
        (None, False, NOW, ExportState.TAKEN),
    ],
)
def test_an_export_stands_as_was_decided_for_a_day(
    decided_at: datetime | None, agreed: bool, taken_at: datetime | None, state: ExportState
) -> None:
    assert export_state(decided_at, agreed, taken_at, NOW) == state
