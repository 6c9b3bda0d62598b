"""Whichever door a service ends by, the sheet says truly what was open, and what nobody wrote about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from qinqing.config import wiring
from qinqing.domains.enterprises.models import ProposedEdit
from qinqing.domains.officers import actions
from qinqing.domains.officers.events import AssignmentEnded
from qinqing.domains.officers.models import Assignment, Handover, HandoverLine, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock, door, events, jobs
from qinqing.kernel.models import Event
from tests.builders import officers
from tests.builders.accounts import SYSTEM
from tests.builders.problems import Road
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
KEY = "6f1c8a52-0a3e-4f0e-9a57-1d7f4c1b2a92"
NOTE = "约好周五去看现场，答应先接临时灯"
DESK = "qinqing.desks.handover"
NOTHING = "交接的时候没有在办"


def visit(road: Road, who: str, after: timedelta = timedelta()) -> Visit:
    return Visit(road.town.people[who], road.now + after)


@contextmanager
def reading() -> Iterator[None]:
    with door.as_system("tests.read"):
        yield


def held(road: Road, who: str = "officer") -> Assignment:
    with reading():
        rows = Assignment.objects.select_related("officer__person", "enterprise")
        return rows.get(officer__person=road.town.people[who])


def an_officer(road: Road, who: str) -> Officer:
    with reading():
        return Officer.objects.select_related("person").get(person=road.town.people[who])


def lines(road: Road) -> list[tuple[str, str, str]]:
    with reading():
        return list(HandoverLine.objects.order_by("pk").values_list("title", "words", "note"))


def ends(road: Road, days: int = 0) -> Assignment:
    """The service ends by no page of the desk: today, or so many days from now."""
    row = held(road)
    officers.an_end(row, clock.local(road.now).date() + timedelta(days=days), road.now)
    return row


def told(road: Road, after: timedelta = timedelta()) -> None:
    """The desk hears of every end, as the worker delivers it."""
    hearers = [one for one in wiring.collect()[AssignmentEnded] if one.__module__.startswith(DESK)]
    with reading():
        for row in Event.objects.filter(name=AssignmentEnded.__name__):
            for hear in hearers:
                hear(events.revive(AssignmentEnded, row), road.now + after)


def at_midnight(road: Road, days: int) -> timedelta:
    """The time from now until a few minutes past midnight, so many days on."""
    day = clock.local(road.now).replace(hour=0, minute=2) + timedelta(days=days)
    return day - road.now


def swept(road: Road, after: timedelta) -> None:
    """The worker's nightly look."""
    with reading(), clock.set_to(road.now + after):
        jobs.run("handover.list_ended")


def test_an_end_by_whichever_way_lists_what_was_open_and_that_nobody_wrote_a_word(road: Road) -> None:
    row = ends(road)
    told(road)
    page = visit(road, "coordinator").text(f"/handovers/{row.pk}/")
    assert "路灯不亮" in page
    assert "没有写交接说明" in page
    assert NOTHING not in page
    assert "1 件没有写" in visit(road, "coordinator").text("/handovers/")
    assert lines(road) == [("路灯不亮", "", "")]


def test_until_it_is_listed_the_sheet_says_so_and_nobody_confirms_or_takes_it(road: Road) -> None:
    row = ends(road)
    today = clock.local(road.now).date()
    officers.an_assignment(an_officer(road, "successor"), road.town.enterprise, from_on=today, now=road.now)
    address = f"/handovers/{row.pk}/"
    page = visit(road, "officer").text(address)
    assert "还没有列到这份交接单上" in page
    assert NOTHING not in page
    assert "确认，就是这些" not in page
    assert visit(road, "officer").post(f"{address}confirm/").status_code == 422
    assert visit(road, "successor").post(f"{address}take/").status_code == 302
    with reading():
        assert Handover.objects.get().confirmed_at is None
        assert Handover.objects.get().taken_at is None
    told(road)
    sent = {f"problem_{road.problem_id}": NOTE}
    assert visit(road, "officer").post(f"{address}confirm/", **sent).status_code == 302
    assert lines(road) == [("路灯不亮", NOTE, "")]


def test_where_nothing_was_open_the_sheet_says_that(road: Road) -> None:
    with reading():
        Problem.objects.filter(pk=road.problem_id).update(submitted_at=road.now + timedelta(hours=1))
    row = ends(road)
    told(road, timedelta(hours=2))
    assert NOTHING in visit(road, "coordinator", timedelta(hours=2)).text(f"/handovers/{row.pk}/")


def test_a_planned_end_lists_at_midnight_what_was_open_then(road: Road) -> None:
    row, midnight = ends(road, days=2), at_midnight(road, 2)
    told(road)
    Road(road.town, road.now + timedelta(days=1)).submitted("前一天提的")
    Road(road.town, road.now + midnight + timedelta(hours=9)).submitted("那天上午提的")
    address = f"/handovers/{row.pk}/"
    later = midnight + timedelta(hours=10)
    assert NOTHING not in visit(road, "coordinator", later).text(address)
    swept(road, later)
    swept(road, later)
    assert sorted(lines(road)) == [("前一天提的", "", ""), ("路灯不亮", "", "")]
    assert "2 件没有写" in visit(road, "coordinator", later).text("/handovers/")


def test_what_he_confirmed_before_a_planned_end_keeps_its_word_and_what_came_since_has_none(
    road: Road,
) -> None:
    row = ends(road, days=2)
    sent = {f"problem_{road.problem_id}": NOTE}
    assert visit(road, "officer").post(f"/handovers/{row.pk}/confirm/", **sent).status_code == 302
    Road(road.town, road.now + timedelta(days=1)).submitted("后来提的")
    swept(road, at_midnight(road, 2))
    assert sorted(lines(road)) == [("后来提的", "", ""), ("路灯不亮", NOTE, "")]


# --- the three doors ---------------------------------------------------


def test_ending_a_service_from_the_officers_page_asks_for_a_word_about_each_open_problem(
    road: Road,
) -> None:
    row, coordinator = held(road), visit(road, "coordinator")
    address = f"/officers/assignments/{row.pk}/end/"
    file = coordinator.get(f"/officers/{row.officer_id}/").content.decode()
    assert address in file
    silent = coordinator.post(address)
    assert silent.status_code == 422
    assert "写一句办到哪一步" in silent.content.decode()
    assert not lines(road)
    sent = {f"note_{road.problem_id}": NOTE, "client_key": KEY}
    assert coordinator.post(address, **sent).status_code == 302
    assert coordinator.post(address, **sent).status_code == 302
    assert lines(road) == [("路灯不亮", "", NOTE)]
    page = coordinator.text(f"/handovers/{row.pk}/")
    assert NOTE in page
    assert "没有写交接说明" not in page
    assert "交接给 协调办" in coordinator.text(f"/problems/{road.problem.public_id}/")


def test_an_officer_is_not_replaced_where_one_is_assigned(road: Road) -> None:
    coordinator, row = visit(road, "coordinator"), held(road)
    address = f"/enterprises/{road.town.enterprise.public_id}/officers/"
    today = clock.local(road.now).date().isoformat()
    sent = {"officer_id": an_officer(road, "successor").pk, "part": "A", "from_on": today, "replaces": "on"}
    refused = coordinator.post(address, **sent)
    assert refused.status_code == 422
    assert f"/officers/assignments/{row.pk}/end/" in refused.content.decode()
    assert held(road).until_on is None


def test_who_is_an_officer_no_longer_leaves_a_word_about_each_open_problem_of_each_enterprise(
    road: Road,
) -> None:
    row, coordinator = held(road), visit(road, "coordinator")
    today = clock.local(road.now).date()
    asked = coordinator.post(f"/officers/{row.officer_id}/release/", until_on=today.isoformat())
    address = asked.headers["Location"]
    assert address == f"/officers/{row.officer_id}/leave/?on={today}"
    assert held(road).until_on is None
    assert "路灯不亮" in coordinator.text(address)
    assert coordinator.post(address, on=today.isoformat()).status_code == 422
    assert held(road).until_on is None
    sent = {"on": today.isoformat(), "for_all": NOTE, "client_key": KEY}
    assert coordinator.post(address, **sent).status_code == 302
    assert coordinator.post(address, **sent).status_code == 302
    assert held(road).until_on == today
    assert lines(road) == [("路灯不亮", "", NOTE)]
    assert NOTE in coordinator.text(f"/problems/{road.problem.public_id}/")


def test_a_day_to_come_asks_for_no_word_yet_and_keeps_one_that_is_given(road: Road) -> None:
    row, coordinator = held(road), visit(road, "coordinator")
    on = clock.local(road.now).date() + timedelta(days=3)
    sent = {
        "on": on.isoformat(),
        "officer_id": an_officer(road, "successor").pk,
        f"note_{road.problem_id}": NOTE,
    }
    assert coordinator.post(f"/officers/assignments/{row.pk}/end/", **sent).status_code == 302
    assert held(road).until_on == held(road, "successor").from_on == on
    assert "交接给" not in coordinator.text(f"/problems/{road.problem.public_id}/")
    later = at_midnight(road, 3)
    swept(road, later)
    assert NOTE in visit(road, "successor", later).text(f"/handovers/{row.pk}/")


def test_while_the_a_officer_goes_on_the_b_officer_leaves_without_a_word(road: Road) -> None:
    officers.an_assignment(an_officer(road, "successor"), road.town.enterprise, Part.B, now=road.now)
    row, coordinator = held(road, "successor"), visit(road, "coordinator")
    assert coordinator.post(f"/officers/assignments/{row.pk}/end/").status_code == 302
    assert lines(road) == [("路灯不亮", "", "")]
    assert "交接给" not in coordinator.text(f"/problems/{road.problem.public_id}/")


def test_an_end_by_the_system_is_told_to_the_desk(road: Road) -> None:
    with reading():
        officer, on = an_officer(road, "officer"), clock.local(road.now).date()
        actions.release_officer(author=SYSTEM, officer=officer, until_on=on, now=road.now)
    told(road)
    assert lines(road) == [("路灯不亮", "", "")]


# --- the register ------------------------------------------------------


def test_a_correction_that_waits_goes_over_as_well(road: Road) -> None:
    with reading():
        ProposedEdit.objects.create(
            enterprise=road.town.enterprise, changes={"address": ["", "创业路 8 号"]}, why="搬了",
            proposed_by=road.town.people["officer"], proposed_at=road.now,
        )  # fmt: skip
    row = ends(road)
    told(road)
    assert lines(road) == [("路灯不亮", "", ""), ("更正地址", "", "")]
    shown = visit(road, "coordinator").get(f"/handovers/{row.pk}/").content.decode()
    assert f'href="/enterprises/{road.town.enterprise.public_id}/"' in shown
