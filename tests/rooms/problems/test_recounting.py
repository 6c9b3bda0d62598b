"""The calendar changes: running clocks are counted anew, later at once, earlier with three days to go."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.models import LedgerEntry, ProposedDay, Task
from qinqing.domains.problems.terms import ClockKind, DayKind
from qinqing.kernel import door, kept
from qinqing.kernel.calendar import calendar_of
from qinqing.kernel.events import Author
from qinqing.kernel.models import CalendarDay, Event
from qinqing.kernel.refusals import Conflict, Refused
from tests.builders import accounts
from tests.builders.calendars import a_day_changed
from tests.builders.problems import Road, at, town
from tests.unit.lib.test_notices import OF_2026

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 09:30")
NOTICE = OF_2026.partition("一、")[2].replace("2026", "2027")


def handled(now: datetime = MONDAY) -> Road:
    """A problem whose unit has seven working days, until Wednesday of the next week."""
    return Road(town(), now).submitted().passed_on().dispatched().signed()


def finish(road: Road) -> datetime:
    with door.as_system("tests.read"):
        found = Task.objects.get(pk=road.task().pk).finish_at
    assert found is not None
    return found


def closed(road: Road, on: str, kind: DayKind = DayKind.REST, area_id: int = 0) -> Event:
    """A day made otherwise by two people."""
    return a_day_changed(road.author, area_id or road.town.area.pk, on, road.now, kind)


def recounted(event: Event, now: datetime) -> int:
    kept.forget_all()
    with door.as_system("problems.recount"):
        return actions.recount_dates(event.pk, now)


def test_a_closed_day_moves_the_running_dates_and_says_why(db: None) -> None:
    road = handled()
    assert finish(road) == at("2026-03-11 18:00")
    assert recounted(closed(road, "2026-03-05"), MONDAY) == 1
    assert finish(road) == at("2026-03-12 18:00")
    problem = road.problem
    assert (problem.promised_at, problem.due_at) == (at("2026-03-12 18:00"), at("2026-03-03 18:00"))
    with door.as_system("tests.read"):
        line = LedgerEntry.objects.get(problem=problem, kind="recalc", clock=ClockKind.FINISH)
        told = Event.objects.get(name="DatesMoved", subject_id=problem.pk)
    assert (line.old_due_at, line.due_at, line.applied) == (
        at("2026-03-11 18:00"),
        at("2026-03-12 18:00"),
        True,
    )
    assert told.record["because"] == "2026年3月5日不上班：台风停工"
    assert {one["clock"] for one in told.record["moved"]} == {"B", "I"}
    assert told.rule == "RECALC"


def test_why_this_date_tells_of_the_closed_day(db: None) -> None:
    road = handled()
    recounted(closed(road, "2026-03-05"), MONDAY)
    public_id = road.problem.public_id
    detail = queries.detail_for(road.author("coordinator").actor, public_id, MONDAY)
    why = next(clock.why for clock in detail.clocks if clock.kind == ClockKind.FINISH)
    assert "台风停工，重新推算，从3月11日18:00到3月12日18:00" in why


def test_a_second_time_nothing_moves(db: None) -> None:
    road = handled()
    event = closed(road, "2026-03-05")
    assert [recounted(event, MONDAY), recounted(event, MONDAY)] == [1, 0]
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="DatesMoved").count() == 1


def test_an_earlier_date_holds_only_with_three_working_days_to_go(db: None) -> None:
    early = handled()
    assert recounted(closed(early, "2026-03-07", DayKind.WORK), MONDAY) == 1
    assert finish(early) == at("2026-03-10 18:00")
    late = handled()
    late.now = at("2026-03-09 10:00")
    recounted(closed(late, "2026-03-08", DayKind.WORK), late.now)
    assert finish(late) == at("2026-03-11 18:00")
    with door.as_system("tests.read"):
        line = LedgerEntry.objects.get(problem=late.problem_id, kind="recalc", clock=ClockKind.FINISH)
    assert (line.applied, line.due_at) == (False, at("2026-03-10 18:00"))


def test_a_promised_date_stays_as_promised(db: None) -> None:
    road = Road(town(), MONDAY).submitted()
    road.take("officer", "take", plan="去看看", promised_on=date(2026, 3, 6))
    recounted(closed(road, "2026-03-05"), MONDAY)
    assert road.problem.due_at == at("2026-03-06 18:00")


def test_a_pause_that_was_left_goes_on_from_the_old_date(db: None) -> None:
    """What was counted by the former calendar is no secret to the new one: the old value is told rightly."""
    road = Road(town(), MONDAY).submitted().passed_on().asked("coordinator").wait(days=1).supplied()
    before = road.problem.due_at
    recounted(closed(road, "2026-03-03", DayKind.AFTERNOON), road.now)
    with door.as_system("tests.read"):
        lines = LedgerEntry.objects.filter(problem=road.problem_id, kind="recalc")
        assert [line.old_due_at for line in lines] == [before] * len(lines)


def test_elsewhere_nothing_moves(db: None) -> None:
    road = handled()
    park = accounts.an_area("高新园", AreaKind.PARK, road.town.area)
    kept.forget_all()
    assert recounted(closed(road, "2026-03-05", area_id=park.pk), MONDAY) == 0
    assert finish(road) == at("2026-03-11 18:00")


def test_what_was_taken_back_moves_dates_back(db: None) -> None:
    road = handled()
    recounted(closed(road, "2026-03-09"), MONDAY)
    assert finish(road) == at("2026-03-12 18:00")
    back = actions.DayFacts(road.town.area.pk, date(2026, 3, 9), None, "台风停工")
    proposed = actions.propose_day(author=road.author("coordinator"), facts=back, now=MONDAY)
    actions.confirm_day(author=road.author("head"), proposed_id=proposed, now=MONDAY)
    with pytest.raises(Conflict):
        actions.confirm_day(author=road.author("head"), proposed_id=proposed, now=MONDAY)
    with pytest.raises(Refused, match="刚才已经撤销了"):
        actions.propose_day(author=road.author("coordinator"), facts=back, now=MONDAY)
    with door.as_system("tests.read"):
        event = Event.objects.filter(name="CalendarChanged").latest("id")
    assert recounted(event, MONDAY) == 1
    assert finish(road) == at("2026-03-11 18:00")


def test_an_official_year_replaces_what_was_provisional(db: None) -> None:
    december = at("2026-12-28 10:00")
    road = handled(december)
    assert finish(road) == at("2027-01-07 18:00")
    keeper = accounts.actor_of(accounts.a_person("系统管理员", Role.SYSTEM_ADMIN), december)
    door.step_in(keeper)
    text = (
        "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
        "二、春节：2月5日至11日放假，共7天。1月9日（周六）上班。\n三、小年：1月4日（周一）放假1天。"
    )
    days = actions.arrange_year(
        author=Author(keeper), year=2027, notice=text, source="国办发明电〔2026〕9号", now=december
    )
    assert days == 261 - 1 - 5 + 1 - 1
    with door.as_system("tests.read"):
        event = Event.objects.get(name="CalendarChanged")
    assert recounted(event, december) == 1
    assert finish(road) == at("2027-01-08 18:00")
    assert 2027 in calendar_of().known_years
    with pytest.raises(Refused, match="已经有了"):
        actions.arrange_year(author=Author(keeper), year=2027, notice=text, source="再来", now=december)


@pytest.mark.parametrize(
    ("on", "kind", "message"),
    [("2026-01-05", DayKind.REST, "不能再改"), ("2026-03-07", DayKind.REST, "本来就是这样")],
)
def test_a_day_long_past_and_one_that_is_so_already_are_refused(
    db: None, on: str, kind: DayKind, message: str
) -> None:
    road = Road(town(), MONDAY)
    with pytest.raises(Refused, match=message):
        closed(road, on, kind)


@pytest.mark.parametrize("who", ["head", "leader", "supervisor", "officer", "handler1"])
def test_only_the_coordinator_of_an_area_proposes_its_days(db: None, who: str) -> None:
    road = Road(town(), MONDAY)
    facts = actions.DayFacts(road.town.area.pk, date(2026, 3, 5), DayKind.REST, "停工", "某令")
    with pytest.raises(Refused):
        actions.propose_day(author=road.author(who), facts=facts, now=MONDAY)


@pytest.mark.parametrize("who", ["coordinator", "leader", "supervisor", "officer"])
def test_only_the_head_confirms_and_nothing_moves_before(db: None, who: str) -> None:
    road = handled()
    proposed = proposed_by(road, "coordinator")
    with pytest.raises(Refused):
        actions.confirm_day(author=road.author(who), proposed_id=proposed, now=MONDAY)
    with door.as_system("tests.read"):
        assert not CalendarDay.objects.exclude(area_id=None).exists()
    assert finish(road) == at("2026-03-11 18:00")


def proposed_by(road: Road, who: str) -> int:
    facts = actions.DayFacts(road.town.area.pk, date(2026, 3, 5), DayKind.REST, "停工", "某令")
    return actions.propose_day(author=road.author(who), facts=facts, now=MONDAY)


def both_offices(road: Road) -> None:
    """The coordinator becomes head besides."""
    accounts.grant(road.town.people["coordinator"], Role.COORDINATION_HEAD, area=road.town.area)
    kept.forget_all()


def test_who_holds_both_offices_does_not_confirm_his_own(db: None) -> None:
    road = Road(town(), MONDAY)
    both_offices(road)
    proposed = proposed_by(road, "coordinator")
    with pytest.raises(Refused, match="另一位"):
        actions.confirm_day(author=road.author("coordinator"), proposed_id=proposed, now=MONDAY)
    actions.confirm_day(author=road.author("head"), proposed_id=proposed, now=MONDAY)


def test_the_database_alone_asks_for_two(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    road = Road(town(), MONDAY)
    proposed = proposed_by(road, "coordinator")
    road.author("head")
    row = ProposedDay.objects.get(pk=proposed)
    row.state, row.decided_by_id, row.decided_at = "confirmed", row.proposed_by_id, MONDAY
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        row.save()
    with (
        door.as_system("tests.twin"),
        pytest.raises(IntegrityError, match="proposed_day_by_two"),
        transaction.atomic(),
    ):
        row.save()


def test_row_security_alone_keeps_every_day_from_a_coordinator(db: None) -> None:
    road = Road(town(), MONDAY)
    other = accounts.an_area("别的市")
    road.author("coordinator")
    for area in (None, other.pk, road.town.area.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CalendarDay.objects.create(
                area_id=area, on=date(2026, 3, 5), works=False, source="某令", version="x"
            )


def test_row_security_alone_keeps_the_country_and_other_areas_from_a_head(db: None) -> None:
    road = Road(town(), MONDAY)
    other = accounts.an_area("别的市")
    road.author("head")
    values = {"on": date(2026, 3, 5), "works": False, "source": "某令", "version": "x"}
    for area in (None, other.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CalendarDay.objects.create(area_id=area, **values)
    CalendarDay.objects.create(area_id=road.town.area.pk, **values)
