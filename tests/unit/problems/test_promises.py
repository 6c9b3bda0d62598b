"""What an officer promises: within the limit of his place and class, and what another class makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from qinqing.domains.problems.life import recount
from qinqing.domains.problems.terms import CaseState, ClockKind
from qinqing.lib.ledger import Kind, due_of
from qinqing.lib.workdays import Calendar, DayEntry, Layer
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""2026-03-02 10:00 in China."""


@pytest.fixture
def story() -> Story:
    return Story(MONDAY).submitted()


def due_of_officer(story: Story) -> datetime | None:
    return due_of([e for e in story.case.ledger if e.clock == ClockKind.OFFICER], CALENDAR, story.now).due_at


def recalculations(story: Story) -> list[bool | None]:
    lines = [e for e in story.case.ledger if e.clock == ClockKind.OFFICER and e.kind is Kind.RECALC]
    return [line.applied for line in lines]


def test_a_promise_may_reach_to_the_last_day_of_the_limit_and_no_further(story: Story) -> None:
    with pytest.raises(Refused, match="最晚 3月9日"):
        story.taken(date(2026, 3, 10))
    assert story.taken(date(2026, 3, 9)).case.state == CaseState.OFFICER


@pytest.mark.parametrize(("limit", "last"), [("2wd", date(2026, 3, 4)), ("8wd", date(2026, 3, 12))])
def test_the_limit_that_the_place_has_set_binds_the_promise(story: Story, limit: str, last: date) -> None:
    story.decided("limit.R", limit)
    with pytest.raises(Refused, match=f"最晚 3月{last.day}日"):
        story.taken(last + timedelta(days=1))
    story.taken(last)
    assert due_of_officer(story) == story.case.promised_at == CALENDAR.closing(last)


def test_what_is_urgent_may_be_promised_for_the_next_working_day_and_is_due_with_its_limit() -> None:
    story = Story(datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    story.case.lane = story.case.lane.of("urgent_2h")
    story.submitted()
    with pytest.raises(Refused, match="最晚 3月9日"):
        story.taken(date(2026, 3, 10))
    assert due_of_officer(story.taken(date(2026, 3, 9))) == story.now + timedelta(hours=2)


def test_what_becomes_urgent_in_the_officers_hand_is_promised_anew(story: Story) -> None:
    story.taken(date(2026, 3, 6)).reclassified("urgent_24h")
    assert due_of_officer(story) == MONDAY + timedelta(days=1)
    assert story.case.promised_at == story.case.due_at == MONDAY + timedelta(days=1)
    assert recalculations(story) == [True]
    told = story.plays[-1].happenings[0].record["moved"]
    assert [(one["clock"], one["applied"]) for one in told] == [("R", True)]
    assert datetime.fromisoformat(told[0]["due_at"]) == MONDAY + timedelta(days=1)


def test_a_promise_that_is_sooner_than_the_new_limit_stands(story: Story) -> None:
    story.taken(date(2026, 3, 2)).reclassified("urgent_24h")
    assert due_of_officer(story) == CALENDAR.closing(date(2026, 3, 2))
    assert recalculations(story) == []
    assert "moved" not in story.plays[-1].happenings[0].record


def test_no_longer_urgent_it_is_due_again_as_it_was_promised_and_not_as_the_limit_allows(
    story: Story,
) -> None:
    story.taken(date(2026, 3, 6)).reclassified("urgent_24h").wait(hours=1).reclassified("complex")
    assert due_of_officer(story) == story.case.promised_at == CALENDAR.closing(date(2026, 3, 6))
    assert recalculations(story) == [True, True]


def test_what_was_urgent_from_the_start_has_the_limit_of_its_new_class(story: Story) -> None:
    story.case.lane = story.case.lane.of("urgent_2h")
    story.taken(date(2026, 3, 2)).wait(hours=1).reclassified("ordinary")
    assert due_of_officer(story) == CALENDAR.add_workdays(MONDAY, 5).at


def test_another_class_leaves_an_officer_who_has_passed_it_on_alone(story: Story) -> None:
    story.taken(date(2026, 3, 6)).passed_on().reclassified("urgent_24h")
    assert recalculations(story) == []


def test_a_promise_that_stands_again_is_not_moved_by_the_calendar(story: Story) -> None:
    story.taken(date(2026, 3, 6)).reclassified("urgent_24h").reclassified("complex")
    closed = Layer.of("area 3", [DayEntry(date(2026, 3, 5), works=False, source="通知", name="台风")])
    storm = Calendar("test-2", (closed, *CALENDAR.layers), CALENDAR.known_years)
    situation = replace(story.situation({"system"}, None), calendar=storm)
    assert recount(situation, story.limits, CALENDAR, "台风停工") is None
