"""The ruler of a limit, from a real ledger of a problem in memory."""

from datetime import datetime

from qinqing.domains.problems.queries.clocks import ClockView, clocks_of
from qinqing.domains.problems.queries.counting import limit_ruler
from qinqing.domains.problems.queries.standing import Today
from tests.builders.problems import at
from tests.builders.problems_in_memory import CALENDAR, Story

UNITS = {1: "城管局"}


def handled(now: datetime) -> Story:
    story = Story(now).take("submit", "author", title="路灯", facts="不亮").wait(hours=2)
    story.take("pass_on", "officer", summary="派单").wait(hours=4)
    return story.take("dispatch", "coordinator", lead=1, lane="ordinary")


def clock_of(story: Story, kind: str) -> ClockView:
    return next(clock for clock in clocks_of(story.case, UNITS, CALENDAR, story.now) if clock.kind == kind)


def test_the_ruler_of_a_limit_has_a_cell_for_each_working_day() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=4)
    ruler = limit_ruler(clock_of(story, "B"), Today.of(CALENDAR, story.now))
    assert ruler is not None
    assert list(ruler.kinds) == ["used", "used", "used", "today", "left", "left", "left"]
    assert list(ruler.ticks) == ["3/3", "4", "5", "6", "9", "10", "11"]
    assert ruler.says == "7 个工作日，已用 4 个"


def test_days_over_the_limit_are_drawn_as_over() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=11)
    ruler = limit_ruler(clock_of(story, "B"), Today.of(CALENDAR, story.now))
    assert ruler is not None
    assert list(ruler.kinds)[-2:] == ["over", "over"]
    assert ruler.says == "7 个工作日，过了 2 个"


def test_a_holiday_has_no_cell() -> None:
    story = handled(at("2026-02-12 09:00"))
    ruler = limit_ruler(clock_of(story, "B"), Today.of(CALENDAR, story.now))
    assert ruler is not None
    assert list(ruler.ticks) == ["2/13", "14", "24", "25", "26", "27", "28"]


def test_a_limit_of_hours_has_no_ruler() -> None:
    story = Story(at("2026-03-02 10:00")).take("submit", "author", title="路灯", facts="不亮")
    assert limit_ruler(clock_of(story, "A"), Today.of(CALENDAR, story.now)) is None


def test_a_ruler_too_long_to_draw_is_not_drawn() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=200)
    assert limit_ruler(clock_of(story, "B"), Today.of(CALENDAR, story.now)) is None
