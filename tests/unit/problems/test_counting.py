"""Days drawn, from a real ledger of a problem in memory."""

from datetime import datetime

from qinqing.domains.problems.queries.clocks import ClockView, clocks_of, segments_of
from qinqing.domains.problems.queries.counting import MOST_CELLS, limit_ruler, spent, wait_of, weeks_of
from qinqing.domains.problems.queries.standing import Today
from tests.builders.problems import at
from tests.builders.problems_in_memory import CALENDAR, Story

UNITS = {1: "城管局", 2: "供电所"}


def handled(now: datetime) -> Story:
    story = Story(now).take("submit", "author", title="路灯", facts="不亮").wait(hours=2)
    story.take("pass_on", "officer", summary="派单").wait(hours=4)
    return story.take("dispatch", "coordinator", lead=1, lane="ordinary")


def finish_clock(story: Story) -> ClockView:
    return next(c for c in clocks_of(story.case, UNITS, CALENDAR, story.now) if c.kind == "B")


def test_the_ruler_of_a_limit_has_a_cell_for_each_working_day() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=4)
    ruler = limit_ruler(finish_clock(story), Today.of(CALENDAR, story.now))
    assert ruler is not None
    assert list(ruler.kinds) == ["used", "used", "used", "today", "left", "left", "left"]
    assert list(ruler.ticks) == ["3/3", "4", "5", "6", "9", "10", "11"]
    assert ruler.says == "7 个工作日，已用 4 个"


def test_days_over_the_limit_are_drawn_as_over() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=11)
    ruler = limit_ruler(finish_clock(story), Today.of(CALENDAR, story.now))
    assert ruler is not None
    assert list(ruler.kinds)[-2:] == ["over", "over"]
    assert ruler.says == "7 个工作日，已过 2 个"


def test_a_limit_of_hours_has_no_ruler() -> None:
    story = Story(at("2026-03-02 10:00")).take("submit", "author", title="路灯", facts="不亮")
    accept = next(c for c in clocks_of(story.case, UNITS, CALENDAR, story.now) if c.kind == "A")
    assert limit_ruler(accept, Today.of(CALENDAR, story.now)) is None


def test_the_calendar_shows_whole_weeks_with_holidays_named() -> None:
    weeks = weeks_of(CALENDAR.explain(at("2026-02-12 10:00"), 3))
    assert len(weeks) % 7 == 0
    named = {day["text"]: (day["kind"], day["note"]) for day in weeks}
    assert named["2/12"] == ("start", "起")
    assert named["14"] == ("counted", "班")
    assert named["16"][0] == "off"
    assert named["24"] == ("due", "到期")


def test_the_shares_of_a_wait_are_those_of_the_ledger() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=4)
    segments = segments_of(story.case, UNITS, CALENDAR, story.now)
    wait = wait_of(segments, CALENDAR)
    assert wait is not None
    assert [(s.label, s.says) for s in wait.shares] == [
        ("服务官", "2 小时"),
        ("协调办", "2 小时"),
        ("城管局", "4 天"),
    ]
    assert wait.whole == spent(CALENDAR.work_minutes_between(at("2026-03-02 10:00"), story.now), CALENDAR)
    assert list(wait.ruler.kinds) == ["5", "1", "1", "1", "1"]
    assert wait.ruler.says == "3月2日服务官；3月3日至3月6日城管局"


def test_a_long_wait_is_drawn_in_fewer_cells() -> None:
    story = handled(at("2026-03-02 10:00")).wait(days=200)
    wait = wait_of(segments_of(story.case, UNITS, CALENDAR, story.now), CALENDAR)
    assert wait is not None
    assert len(wait.ruler.kinds) <= MOST_CELLS
    assert len(wait.ruler.ticks) == len(wait.ruler.kinds)


def test_nobody_waited_before_it_was_said() -> None:
    assert wait_of([], CALENDAR) is None


def test_time_spent_is_said_in_days_of_work() -> None:
    assert [spent(n, CALENDAR) for n in (0, 40, 120, 420, 900)] == [
        "0 分",
        "40 分",
        "2 小时",
        "1 天",
        "2 天 1 小时",
    ]
