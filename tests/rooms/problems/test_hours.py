"""Office hours of an area change: running clocks are counted anew, as when its calendar changes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.advice.models import Exchange
from qinqing.domains.advice.tables.questions import why_of as why_of_question
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.queries.timing import why_of as why_of_claim
from qinqing.domains.claims.terms import ClaimState
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.models import LedgerEntry, Task
from qinqing.domains.problems.queries.timing import calendar_days
from qinqing.domains.problems.terms import ClockKind
from qinqing.kernel import door, kept
from qinqing.kernel.calendar import HOURS_KEY, calendar_of
from qinqing.kernel.models import DatedSetting, Event
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib.workdays import DEFAULT_SCHEDULE, Receipt
from tests.builders import accounts
from tests.builders.calendars import all_year, hours_changed
from tests.builders.problems import Road, at, town
from tests.unit.lib.calendars import calendar

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 09:30")
LONGER = all_year("09:00", "12:00", "14:00", "19:00")
SHORTER = all_year("08:30", "12:00", "13:30", "17:00")
LATER_IN_THE_DAY = all_year("08:30", "11:30", "14:30", "18:00")


def handled(now: datetime = MONDAY) -> Road:
    """A problem whose unit has seven working days, until Wednesday of the next week."""
    return Road(town(), now).submitted().passed_on().dispatched().signed()


def finish(road: Road) -> datetime:
    with door.as_system("tests.read"):
        found = Task.objects.get(pk=road.task().pk).finish_at
    assert found is not None
    return found


def changed(road: Road, hours: dict[str, Any] | None, on: str = "2026-03-04", area_id: int = 0) -> Event:
    """Hours from a day on, or without any their end, by two people."""
    area = area_id or road.town.area.pk
    facts = actions.HoursFacts(area, hours, "青府办〔2026〕12号") if hours else actions.EndHours(area)
    return hours_changed(road.author, facts, on, road.now)


def recounted(event: Event, now: datetime) -> int:
    kept.forget_all()
    with door.as_system("problems.recount"):
        return actions.recount_dates(event.pk, now)


def test_longer_hours_move_the_running_dates_at_once_and_say_why(db: None) -> None:
    road = handled()
    assert finish(road) == at("2026-03-11 18:00")
    event = changed(road, LONGER)
    assert recounted(event, MONDAY) == 1
    assert finish(road) == at("2026-03-11 19:00")
    with door.as_system("tests.read"):
        line = LedgerEntry.objects.get(problem=road.problem, kind="recalc", clock=ClockKind.FINISH)
        told = Event.objects.get(name="DatesMoved", subject_id=road.problem_id)
    assert (line.old_due_at, line.due_at, line.applied) == (finish_before(), at("2026-03-11 19:00"), True)
    assert told.record["because"] == "2026年3月4日起办公时间改了"
    assert event.record["said"] == (
        "2026年3月4日起的办公时间：全年 09:00–12:00、14:00–19:00（青府办〔2026〕12号）"
    )
    assert event.record["proposed_by"] == road.town.people["coordinator"].pk
    assert event.actor_id == road.town.people["head"].pk


def finish_before() -> datetime:
    return at("2026-03-11 18:00")


def test_why_this_date_says_the_hours_in_force(db: None) -> None:
    road = handled()
    recounted(changed(road, LONGER), MONDAY)
    detail = queries.detail_for(road.author("coordinator").actor, road.problem.public_id, MONDAY)
    why = next(clock.why for clock in detail.clocks if clock.kind == ClockKind.FINISH)
    assert "2026年3月4日起办公时间改了，重新推算，从3月11日18:00到3月11日19:00" in why
    assert "那天的办公时间 09:00–12:00、14:00–19:00（青府办〔2026〕12号）" in why


def test_a_clock_of_working_hours_says_by_which_it_counts(db: None) -> None:
    road = Road(town(), MONDAY).submitted()
    accept = road_clock(road)
    assert "只数办公时间（09:00–12:00、14:00–18:00），到3月2日15:30" in accept
    recounted(changed(road, LATER_IN_THE_DAY, "2026-03-02"), MONDAY)
    assert "从3月2日15:30到3月2日16:30" in road_clock(road)
    assert "只数办公时间（08:30–11:30、14:30–18:00）" in road_clock(road)


def road_clock(road: Road) -> str:
    detail = queries.detail_for(road.author("coordinator").actor, road.problem.public_id, MONDAY)
    return next(clock.why for clock in detail.clocks if clock.kind == ClockKind.ACCEPT)


def test_a_second_time_nothing_moves(db: None) -> None:
    road = handled()
    event = changed(road, LONGER)
    assert [recounted(event, MONDAY), recounted(event, MONDAY)] == [1, 0]


def test_shorter_hours_hold_only_with_three_working_days_to_go(db: None) -> None:
    early = handled()
    assert recounted(changed(early, SHORTER), MONDAY) == 1
    assert finish(early) == at("2026-03-11 17:00")
    late = handled()
    late.now = at("2026-03-10 10:00")
    recounted(changed(late, SHORTER, "2026-03-11"), late.now)
    assert finish(late) == at("2026-03-11 18:00")
    with door.as_system("tests.read"):
        line = LedgerEntry.objects.get(problem=late.problem_id, kind="recalc", clock=ClockKind.FINISH)
    assert (line.applied, line.due_at) == (False, at("2026-03-11 17:00"))


def test_dates_before_the_new_hours_stay(db: None) -> None:
    road = handled()
    assert recounted(changed(road, LONGER, "2026-03-12"), MONDAY) == 0
    assert finish(road) == at("2026-03-11 18:00")


def test_hours_of_a_park_move_nothing_of_the_city(db: None) -> None:
    road = handled()
    park = accounts.an_area("高新园", AreaKind.PARK, road.town.area)
    kept.forget_all()
    assert recounted(changed(road, LONGER, area_id=park.pk), MONDAY) == 0
    kept.forget_all()
    assert calendar_of((park.pk, road.town.area.pk)).closing(date(2026, 3, 4)) == at("2026-03-04 19:00")
    assert calendar_of((road.town.area.pk,)).closing(date(2026, 3, 4)) == at("2026-03-04 18:00")


def test_hours_of_its_own_keep_a_park_from_those_of_the_city(db: None) -> None:
    road = Road(town(), MONDAY)
    park = accounts.an_area("高新园", AreaKind.PARK, road.town.area)
    kept.forget_all()
    changed(road, SHORTER, area_id=park.pk)
    changed(road, LONGER, "2026-03-05")
    kept.forget_all()
    chain = (park.pk, road.town.area.pk)
    assert calendar_of(chain).closing(date(2026, 3, 5)) == at("2026-03-05 17:00")
    changed(road, None, "2026-03-06", area_id=park.pk)
    kept.forget_all()
    assert calendar_of(chain).closing(date(2026, 3, 5)) == at("2026-03-05 17:00")
    assert calendar_of(chain).closing(date(2026, 3, 6)) == at("2026-03-06 19:00")


def test_what_ended_moves_dates_back(db: None) -> None:
    road = handled()
    recounted(changed(road, LONGER), MONDAY)
    assert recounted(changed(road, None, "2026-03-05"), MONDAY) == 1
    assert finish(road) == at("2026-03-11 18:00")


def test_what_comes_after_closing_is_received_the_next_working_day_from_then_on(db: None) -> None:
    road = Road(town(), at("2026-03-02 10:00"))
    changed(road, all_year("09:00", "12:00", "14:00", "18:00", receipt="closed"))
    kept.forget_all()
    days = calendar_of((road.town.area.pk,))
    assert days.add_workdays(at("2026-03-03 20:00"), 1).at == at("2026-03-04 18:00")
    assert days.add_workdays(at("2026-03-04 20:00"), 1).at == at("2026-03-06 18:00")


def test_a_calendar_with_other_hours_has_another_version(db: None) -> None:
    road = Road(town(), MONDAY)
    before = calendar_of((road.town.area.pk,)).version
    changed(road, LONGER)
    kept.forget_all()
    assert calendar_of((road.town.area.pk,)).version == f"{before}+1"
    assert calendar_of().version == before


@pytest.mark.parametrize(
    ("hours", "on", "message"),
    [
        (LONGER, date(2026, 3, 1), "不能改已经过去的日子"),
        (all_year("09:00", "12:00", "14:00", "18:00"), date(2026, 3, 4), "本来就是这样"),
        (all_year("09:00", "12:00", "11:00", "18:00"), date(2026, 3, 4), "下午上班不能早于"),
        ({"seasons": LONGER["seasons"], "receipt": "never"}, date(2026, 3, 4), "读不懂"),
        (None, date(2026, 3, 4), "没有单独规定"),
    ],
)
def test_what_cannot_be_is_refused(db: None, hours: dict[str, Any] | None, on: date, message: str) -> None:
    road = Road(town(), MONDAY)
    area = road.town.area.pk
    facts = actions.HoursFacts(area, hours, "某号") if hours else actions.EndHours(area)
    with pytest.raises(Refused, match=message):
        actions.propose_rule(author=road.author("coordinator"), facts=facts, from_on=on, why="", now=MONDAY)


def test_nothing_else_of_the_calendar_is_proposed_as_a_limit(db: None) -> None:
    road = Road(town(), MONDAY)
    facts = actions.LimitFacts(HOURS_KEY, 5, road.town.area.pk, "某号")
    with pytest.raises(NotFound):
        actions.propose_rule(
            author=road.author("coordinator"), facts=facts, from_on=date(2026, 3, 4), why="", now=MONDAY
        )


def test_row_security_alone_lets_only_the_head_write_hours_and_nothing_else_of_the_calendar(db: None) -> None:
    road = Road(town(), MONDAY)
    here, there = road.town.area.pk, accounts.an_area("别的市").pk
    accounts.a_person("系统管理员", Role.SYSTEM_ADMIN)

    def write(key: str, area: int | None) -> None:
        with transaction.atomic():
            DatedSetting.objects.create(
                key=key, area_id=area, value=LONGER, effective_on=date(2026, 3, 4), source="某号"
            )

    for who, key, area in (
        ("coordinator", HOURS_KEY, here),
        ("leader", HOURS_KEY, here),
        ("head", HOURS_KEY, there),
        ("head", HOURS_KEY, None),
        ("head", "calendar.anything_else", here),
        ("head", f"{HOURS_KEY}.more", here),
    ):
        road.author(who)
        with pytest.raises(ProgrammingError, match="row-level security"):
            write(key, area)
    road.author("head")
    write(HOURS_KEY, here)
    # The twin: what keeps the others out is the policy, and nothing else.
    with door.as_system("tests.twin"):
        write(HOURS_KEY, there)
        write("calendar.anything_else", here)


def test_the_small_calendar_does_not_count_the_day_on_which_it_counts_as_received(db: None) -> None:
    evening = at("2026-03-02 20:00")
    road = Road(town(), at("2026-03-02 10:00"))
    changed(road, all_year("09:00", "12:00", "14:00", "18:00", receipt="closed"), "2026-03-02")
    kept.forget_all()
    late = Road(road.town, evening).submitted().passed_on().dispatched().signed()
    detail = queries.detail_for(late.author("coordinator").actor, late.problem.public_id, evening)
    view = next(clock for clock in detail.clocks if clock.kind == ClockKind.FINISH)
    assert "3月2日收到，下班后收到的按3月3日收到，当天不算" in view.why
    days = [(one["text"], one["kind"]) for one in calendar_days(view)]
    assert days[:3] == [("2", "start"), ("3", ""), ("4", "counted")]


def test_claims_and_questions_show_it_alike() -> None:
    late = replace(DEFAULT_SCHEDULE, receipt=Receipt.CLOSED)
    days, evening = calendar(schedules=(late,)), at("2026-03-02 20:00")
    due = days.add_workdays(evening, 2).at
    claim = Claim(state=ClaimState.APPLIED, since_at=evening, due_at=due, limit_days=2, limit_source="默认")
    question = Exchange(asked_at=evening, limit="2wd", limit_source="默认", calendar_version="1")
    of_claim, of_question = why_of_claim(claim, days), why_of_question(question, days)
    assert of_claim is not None
    assert any("下班后收到的按3月3日收到" in said for said in of_claim.reasons)
    assert any("下班后收到的按3月3日收到" in said for said in of_question["reasons"])
    assert [one["kind"] for one in of_claim.days[:4]] == ["start", "", "counted", "due"]
    assert of_question["days"] == of_claim.days
    part_way = Claim(
        state=ClaimState.APPLIED,
        since_at=evening,
        due_at=due,
        limit_days=2,
        limit_source="默认",
        left_minutes=60,
    )
    left = why_of_claim(part_way, days)
    assert left is not None
    assert left.days[1]["kind"] == "counted"
