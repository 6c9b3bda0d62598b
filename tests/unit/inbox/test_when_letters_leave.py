"""Letters wait for the hour somebody chose and for his night to end; what is urgent waits for nothing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.inbox.rules import AT_ONCE, Reaching, leaves_at
from qinqing.domains.inbox.terms import Level
from tests.builders.problems import at

DAILY = Reaching(daily=True, daily_at=8)
NIGHT = Reaching(quiet=True, quiet_from=20, quiet_until=8)
NOON = Reaching(quiet=True, quiet_from=12, quiet_until=14)
BOTH = Reaching(daily=True, daily_at=6, quiet=True, quiet_from=20, quiet_until=8)


@pytest.mark.parametrize(
    ("wanted", "now", "leaves"),
    [
        (AT_ONCE, "2026-03-02 23:30", None),
        (DAILY, "2026-03-02 07:59", "2026-03-02 08:00"),
        (DAILY, "2026-03-02 08:00", "2026-03-03 08:00"),
        (DAILY, "2026-12-31 09:00", "2027-01-01 08:00"),
        (NIGHT, "2026-03-02 19:59", None),
        (NIGHT, "2026-03-02 20:00", "2026-03-03 08:00"),
        (NIGHT, "2026-03-03 00:10", "2026-03-03 08:00"),
        (NIGHT, "2026-03-03 08:00", None),
        (NOON, "2026-03-02 13:59", "2026-03-02 14:00"),
        (NOON, "2026-03-02 14:00", None),
        (BOTH, "2026-03-02 10:00", "2026-03-03 08:00"),
    ],
)
def test_a_letter_leaves_at_the_hour_that_was_chosen(wanted: Reaching, now: str, leaves: str | None) -> None:
    assert leaves_at(Level.ACT, wanted, at(now)) == (at(leaves) if leaves else None)


HOURS = st.integers(0, 23)
WANTED = st.builds(Reaching, st.booleans(), HOURS, st.booleans(), HOURS, HOURS)
MOMENTS = st.integers(0, 60 * 24 * 30).map(
    lambda minutes: at("2026-03-02 00:00") + timedelta(minutes=minutes)
)


@given(WANTED, MOMENTS)
def test_what_is_urgent_waits_for_nothing(wanted: Reaching, now: datetime) -> None:
    assert leaves_at(Level.ALARM, wanted, now) is None


@given(WANTED, MOMENTS)
def test_nothing_waits_longer_than_two_days(wanted: Reaching, now: datetime) -> None:
    leaves = leaves_at(Level.ACT, wanted, now)
    assert leaves is None or now < leaves <= now + timedelta(days=2)
