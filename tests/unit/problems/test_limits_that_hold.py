"""Which limit binds: of the class and of the nearest area on the day, and of what began before its own."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from qinqing.domains.problems.limits import (
    LIMITS,
    LONGEST,
    LONGEST_FINISH,
    PROPOSED,
    LimitTable,
    bounds_of,
    refused_amount,
)
from qinqing.domains.problems.terms import URGENT_LANES, ClockKind, LaneClass
from qinqing.kernel.models import DatedSetting
from qinqing.kernel.settings import Settings
from qinqing.lib.ledger import due_of
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CITY, HERE = 1, 2


def table(said: Mapping[tuple[str, int], str], on: date = TODAY) -> LimitTable:
    """The limits of the district on a day, with what it and the city said from today on."""
    rows = [
        DatedSetting(key=key, area_id=area, value=value, effective_on=TODAY, source=f"{area} 的文件")
        for (key, area), value in said.items()
    ]
    return LimitTable(Settings(rows), (HERE, CITY), on)


def test_a_limit_of_one_class_leaves_the_others() -> None:
    found = table({("limit.B.ordinary", HERE): "5wd"})
    limits = {lane: str(found.of(ClockKind.FINISH, lane).limit) for lane in LaneClass}
    assert limits == {
        LaneClass.URGENT_2H: "120m",
        LaneClass.URGENT_24H: "1440m",
        LaneClass.QUERY: "2wd",
        LaneClass.ORDINARY: "5wd",
        LaneClass.COMPLEX: "15wd",
        LaneClass.STAGED: "30wd",
        LaneClass.STATUTORY: "5wd",
    }


def test_where_a_class_has_none_of_its_own_the_one_for_all_holds() -> None:
    found = table({("limit.F", HERE): "2wd"})
    for lane in LaneClass:
        own = lane in URGENT_LANES
        assert (str(found.of(ClockKind.FIRST_CONTACT, lane).limit) == "2wd") is not own


def test_the_nearest_area_binds_with_its_own_document() -> None:
    said = {("limit.B.ordinary", CITY): "6wd", ("limit.B.complex", CITY): "14wd"}
    found = table(said | {("limit.B.ordinary", HERE): "5wd"})
    bound = {
        lane: found.of(ClockKind.FINISH, lane)
        for lane in (LaneClass.ORDINARY, LaneClass.COMPLEX, LaneClass.QUERY)
    }
    assert {lane: (str(one.limit), one.source) for lane, one in bound.items()} == {
        LaneClass.ORDINARY: ("5wd", "2 的文件"),
        LaneClass.COMPLEX: ("14wd", "1 的文件"),
        LaneClass.QUERY: ("2wd", PROPOSED),
    }


def test_the_day_before_it_binds_nobody() -> None:
    found = table({("limit.B.ordinary", HERE): "5wd"}, TODAY - timedelta(days=1))
    assert str(found.of(ClockKind.FINISH, LaneClass.ORDINARY).limit) == "7wd"


@pytest.mark.parametrize(
    ("said", "days"), [({}, 3), ({"limit.B.ordinary": "3wd"}, 2), ({"limit.B.ordinary": "1wd"}, 1)]
)
def test_who_helps_is_done_before_who_leads(said: Mapping[str, str], days: int) -> None:
    found = table({(key, HERE): value for key, value in said.items()})
    assert found.of_assist(LaneClass.ORDINARY).limit.amount == days


def test_who_helps_has_what_his_area_gives_him_where_the_lead_has_longer() -> None:
    assert table({("limit.P", HERE): "5wd"}).of_assist(LaneClass.COMPLEX).limit.amount == 5


@pytest.mark.parametrize(("lane", "limit"), [(LaneClass.URGENT_2H, "60m"), (LaneClass.URGENT_24H, "720m")])
def test_what_is_urgent_is_helped_and_done_again_by_the_clock_on_the_wall(
    lane: LaneClass, limit: str
) -> None:
    assert str(table({}).of_assist(lane).limit) == limit
    assert str(table({}).of_rework(lane).limit) == limit


def test_a_lead_that_was_lost_is_found_anew_sooner_and_soonest_where_it_is_urgent() -> None:
    found = table({("limit.D.lead_lost", HERE): "60wm", ("limit.D", HERE): "480wm"})
    assert str(found.after_lost_lead(LaneClass.ORDINARY).limit) == "60wm"
    assert str(found.after_lost_lead(LaneClass.URGENT_2H).limit) == "15m"
    assert str(found.of(ClockKind.DISPATCH, LaneClass.ORDINARY).limit) == "480wm"


def test_each_level_has_its_own() -> None:
    found = table({("limit.L.2", HERE): "4wd"})
    assert [str(found.of_level(level).limit) for level in (1, 2, 3, 4)] == ["1wd", "4wd", "3wd", "5wd"]


def test_no_area_makes_a_limit_of_nothing_or_longer_than_any() -> None:
    for row in LIMITS:
        least, most = bounds_of(row)
        finish = row.clock == ClockKind.FINISH and row.unit == "wd" and not row.case
        longest = LONGEST_FINISH if finish else most
        assert refused_amount(row, least) is refused_amount(row, longest) is None
        assert refused_amount(row, least - 1)
        assert refused_amount(row, longest + 1)
        assert most <= LONGEST[row.unit]


def test_what_runs_keeps_the_limit_it_began_with_and_the_next_has_the_new_one() -> None:
    story = Story(MONDAY).submitted().passed_on().dispatched()
    first = story.case.lead
    story.decided("limit.B.ordinary", "5wd", TODAY + timedelta(days=1)).wait(days=1)
    story.signed().contacted().take("change_lead", "coordinator", actor=3, reason="不归它管", lead=2)
    begun = [entry for entry in story.case.ledger if entry.clock == f"B#{first.id}"]  # type: ignore[union-attr]
    assert {str(entry.limit) for entry in begun if entry.limit} == {"7wd"}
    due = due_of(begun[:1], CALENDAR, MONDAY).due_at
    assert due == CALENDAR.add_workdays(MONDAY, 7).at
    again = Story(story.now)
    again.settings = story.settings
    again.submitted().passed_on().dispatched()
    started = [entry for entry in again.case.ledger if entry.clock == f"B#{again.case.lead.id}"]  # type: ignore[union-attr]
    assert [str(entry.limit) for entry in started if entry.limit] == ["5wd"]
