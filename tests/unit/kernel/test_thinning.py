"""Which backups stay: seven days, four weeks and twelve months, each by its last one."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.kernel.database import backups, thinning
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.database.thinning import RULES, kept

FIRST = datetime(2025, 1, 1, 18, 30, tzinfo=UTC)
"""Half past two at night in China."""
NIGHTS = [FIRST + timedelta(days=night) for night in range(500)]


def nightly(nights: int) -> set[datetime]:
    """What is left when every night one is taken and old ones are thinned."""
    there: set[datetime] = set()
    for at in NIGHTS[:nights]:
        there = kept({*there, at})
    return there


def test_a_first_week_stays_whole() -> None:
    assert nightly(7) == set(NIGHTS[:7])


def test_after_a_year_days_weeks_and_months_are_left() -> None:
    left = sorted(nightly(400))
    assert set(NIGHTS[393:400]) <= set(left)
    assert len(left) <= sum(rule.spans for rule in RULES)
    gaps = [later - earlier for earlier, later in pairwise(left)]
    assert max(gaps) <= timedelta(days=32)
    assert NIGHTS[399] - left[0] >= timedelta(days=300)


def test_of_two_in_one_night_the_last_one_stays_once_the_day_is_past() -> None:
    twice = {FIRST, FIRST + timedelta(hours=1), FIRST + timedelta(days=1)}
    assert kept(twice) == {FIRST + timedelta(hours=1), FIRST + timedelta(days=1)}


@given(st.sets(st.sampled_from(NIGHTS), min_size=1))
def test_the_newest_always_stays_and_thinning_twice_is_thinning_once(moments: set[datetime]) -> None:
    left = kept(moments)
    assert max(moments) in left
    assert kept(left) == left


def test_a_machine_that_stood_still_for_a_month_loses_nothing_by_it() -> None:
    before = nightly(200)
    after = kept({*before, NIGHTS[230]})
    assert len(before - after) <= 2


# --- in a folder -------------------------------------------------------


def segment(night: int, timeline: int = 1) -> str:
    return f"{timeline:08X}{0:08X}{night:08X}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty nightly backups, each of which begins in a segment of the log of its own."""
    (tmp_path / "wal").mkdir()
    for night, at in enumerate(NIGHTS[:40]):
        cluster = tmp_path / "base" / f"{at:%Y%m%dT%H%M%S%fZ}" / "pgdata"
        cluster.mkdir(parents=True)
        label = f"START WAL LOCATION: 0/{night} (file {segment(night)})"
        (cluster / "backup_label").write_text(label)
        note = {"begun_at": at.isoformat(), "ended_at": at.isoformat()}
        (cluster.parent / "backup.json").write_text(json.dumps(note))
        (tmp_path / "wal" / segment(night, timeline=1 + night // 38)).touch()
    (tmp_path / "wal" / "00000002.history").touch()
    return tmp_path


def test_old_ones_go_and_the_log_before_the_near_ones_with_them(folder: Path) -> None:
    gone = thinning.thin(folder, NIGHTS[39])
    there = [one.ended_at for one in backups.all_in(folder)]
    assert (len(there), gone) == (40 - gone, 40 - len(there))
    assert set(there) == kept(NIGHTS[:40])
    assert {place.name for place in (folder / "wal").iterdir()} == {
        *(segment(night, 1 + night // 38) for night in range(33, 40)),
        "00000002.history",
    }
    assert thinning.thin(folder, NIGHTS[39]) == 0


def test_a_moment_whose_log_is_gone_is_refused_and_a_nearer_one_is_not(folder: Path) -> None:
    thinning.thin(folder, NIGHTS[39])
    near, far = NIGHTS[35] + timedelta(hours=1), NIGHTS[31] + timedelta(hours=1)
    thinning.refuse_unreachable(backups.fitting(folder, near), folder)
    with pytest.raises(CannotStart, match="连续日志已经清掉了"):
        thinning.refuse_unreachable(backups.fitting(folder, far), folder)


def test_a_backup_that_is_being_taken_stays_and_one_left_unfinished_goes(folder: Path) -> None:
    (folder / "base" / "20260101T000000Z.new").mkdir()
    thinning.thin(folder, datetime.now(UTC))
    assert (folder / "base" / "20260101T000000Z.new").exists()
    thinning.thin(folder, datetime.now(UTC) + timedelta(days=2))
    assert not (folder / "base" / "20260101T000000Z.new").exists()
