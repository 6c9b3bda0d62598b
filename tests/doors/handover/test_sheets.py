"""The sheet of whoever leaves: listed, confirmed by himself, taken by the next one, and closed in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import override_settings

from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.officers import actions
from qinqing.domains.officers.models import Assignment, Handover, HandoverLine, Officer
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.accounts import SYSTEM
from tests.builders.problems import Road
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
KEY = "6f1c8a52-0a3e-4f0e-9a57-1d7f4c1b2a91"
WORD = "约好周五去看现场，答应先接临时灯"
LIST = "/handovers/"


def visit(road: Road, who: str, after: timedelta = timedelta()) -> Visit:
    return Visit(road.town.people[who], road.now + after)


@contextmanager
def reading() -> Iterator[None]:
    with door.as_system("tests.read"):
        yield


def held(road: Road) -> Assignment:
    with reading():
        return Assignment.objects.get(officer__person=road.town.people["officer"], part="A")


def sheet(road: Road) -> str:
    return f"{LIST}{held(road).pk}/"


def sheet_row(road: Road) -> Handover:
    with reading():
        return Handover.objects.get(assignment=held(road))


def words_on(road: Road) -> list[tuple[str, str]]:
    with reading():
        return list(HandoverLine.objects.order_by("pk").values_list("title", "words"))


def leaves(road: Road) -> None:
    """It is known from which day on the officer is nobody here."""
    with reading():
        account_actions.plan_leaving(
            author=SYSTEM, person_id=road.town.people["officer"].pk,
            on=clock.local(road.now).date() + timedelta(days=10), now=road.now,
        )  # fmt: skip


def changed(road: Road) -> None:
    """The coordinator lets another officer follow."""
    with reading():
        successor = Officer.objects.get(person=road.town.people["successor"]).pk
    address = f"/enterprises/{road.town.enterprise.public_id}/handover/"
    sent = visit(road, "coordinator").post(address, officer_id=successor, for_all="看经过")
    assert sent.status_code == 302, sent.content.decode()


def field(road: Road) -> str:
    return f"problem_{road.problem_id}"


def events(name: str) -> int:
    with reading():
        return Event.objects.filter(name=name).count()


def test_who_is_to_leave_sees_what_he_hands_over_and_nothing_that_ended(road: Road) -> None:
    leaves(road)
    assert road.town.enterprise.name in visit(road, "officer").text(LIST)
    page = visit(road, "officer").text(sheet(road))
    assert "路灯不亮" in page
    assert "结束了的" not in page
    assert "确认，就是这些" in page


def test_he_confirms_once_with_a_word_beside_a_line(road: Road) -> None:
    leaves(road)
    officer, sent = visit(road, "officer"), {field(road): WORD, "client_key": KEY}
    assert officer.post(f"{sheet(road)}confirm/", **sent).status_code == 302
    assert officer.post(f"{sheet(road)}confirm/", **sent).status_code == 302
    assert events("HandoverConfirmed") == 1
    assert words_on(road) == [("路灯不亮", WORD)]
    again = officer.post(f"{sheet(road)}confirm/", **{field(road): "改一改"})
    assert again.status_code == 422
    assert "已经确认过了" in again.content.decode()
    assert words_on(road) == [("路灯不亮", WORD)]


def test_what_is_too_long_is_kept_and_told_beside_its_field(road: Road) -> None:
    leaves(road)
    sent = visit(road, "officer").post(f"{sheet(road)}confirm/", **{field(road): "长" * 501})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "最多 500 个字" in page
    assert "长" * 501 in page
    with reading():
        assert not Handover.objects.exists()


def test_what_came_after_he_opened_the_sheet_is_shown_before_it_is_confirmed(road: Road) -> None:
    leaves(road)
    Road(road.town, road.now).submitted("刚刚提的").passed_on()
    sent = visit(road, "officer").post(f"{sheet(road)}confirm/", **{field(road): WORD})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "这一件刚刚才有，请看过再确认" in page
    assert "刚刚提的" in page
    assert WORD in page
    assert events("HandoverConfirmed") == 0


def test_nobody_confirms_for_him_nor_he_while_he_stays(road: Road) -> None:
    stays = visit(road, "officer").post(f"{sheet(road)}confirm/", **{field(road): ""})
    assert stays.status_code == 422
    assert "没有登记您要离开" in stays.content.decode()
    leaves(road)
    for who, status in (("coordinator", 403), ("enterprise", 403), ("handler1", 403), ("successor", 404)):
        assert visit(road, who).post(f"{sheet(road)}confirm/").status_code == status, who
    assert events("HandoverConfirmed") == 0


def test_the_word_goes_to_the_coordinator_and_to_the_next_one_who_takes_it_once(road: Road) -> None:
    leaves(road)
    visit(road, "officer").post(f"{sheet(road)}confirm/", **{field(road): WORD})
    assert WORD in visit(road, "coordinator").text(f"/enterprises/{road.town.enterprise.public_id}/handover/")
    address = sheet(road)
    early = visit(road, "officer").post(f"{address}take/")
    assert early.status_code == 302
    changed(road)
    assert words_on(road) == [("路灯不亮", WORD)]
    successor = visit(road, "successor")
    assert WORD in successor.text(address)
    assert successor.post(f"{address}take/", client_key=KEY).status_code == 302
    assert successor.post(f"{address}take/", client_key=KEY).status_code == 302
    assert events("HandoverTaken") == 1
    assert sheet_row(road).taken_by_id == road.town.people["successor"].pk


def test_the_coordinator_sees_who_has_not_confirmed_and_who_has_not_taken(road: Road) -> None:
    changed(road)
    coordinator, address = visit(road, "coordinator"), sheet(road)
    assert "还没有确认" in coordinator.text(LIST)
    visit(road, "officer").post(f"{address}confirm/", **{field(road): WORD})
    page = coordinator.text(LIST)
    assert "还没有确认" not in page
    assert "还没有接手" in page
    visit(road, "successor").post(f"{address}take/")
    assert road.town.enterprise.name not in coordinator.text(LIST)


def test_who_left_confirms_what_was_open_then_and_sees_nothing_else(road: Road) -> None:
    changed(road)
    address = sheet(road)
    later = Road(road.town, road.now + timedelta(hours=1)).submitted("后来才提的")
    officer = visit(road, "officer", timedelta(hours=2))
    page = officer.text(address)
    assert "路灯不亮" in page
    assert "后来才提的" not in page
    assert officer.get(f"/problems/{road.problem.public_id}/").status_code == 404
    assert officer.get(f"/problems/{later.problem.public_id}/").status_code == 404
    assert officer.get(f"/enterprises/{road.town.enterprise.public_id}/").status_code == 404
    sent = {field(road): WORD, f"problem_{later.problem_id}": "混进来"}
    assert officer.post(f"{address}confirm/", **sent).status_code == 302
    assert words_on(road) == [("路灯不亮", WORD)]


def test_thirty_days_after_he_left_he_reads_nothing(road: Road) -> None:
    changed(road)
    address = sheet(road)
    just = timedelta(days=30) - timedelta(seconds=1)
    assert "路灯不亮" in visit(road, "officer", just).text(address)
    gone = visit(road, "officer", timedelta(days=30))
    assert gone.get(address).status_code == 404
    assert gone.post(f"{address}confirm/", **{field(road): WORD}).status_code == 404
    assert road.town.enterprise.name not in gone.text(LIST)
    assert "路灯不亮" in visit(road, "coordinator", timedelta(days=30)).text(address)


@pytest.mark.parametrize(("days", "status"), [(0, 404), (7, 404), (60, 200)])
def test_the_twin_with_another_time_to_read_he_reads_no_longer_or_too_long(
    road: Road, days: int, status: int
) -> None:
    with override_settings(HANDOVER_READ_DAYS=days):
        changed(road)
    assert visit(road, "officer", timedelta(days=30)).get(sheet(road)).status_code == status


def test_by_row_security_alone_the_sheet_closes_as_well(road: Road) -> None:
    changed(road)
    officer = road.town.people["officer"]
    for after, seen in ((timedelta(days=29), 1), (timedelta(days=30), 0)):
        door.become(officer.pk, road.now + after)
        assert Handover.objects.count() == HandoverLine.objects.count() == seen
    for who, seen in (("enterprise", 0), ("handler1", 0), ("successor", 1), ("coordinator", 1)):
        door.become(road.town.people[who].pk, road.now)
        assert Handover.objects.count() == HandoverLine.objects.count() == seen, who


def test_an_end_that_is_planned_is_the_midnight_of_its_day(road: Road) -> None:
    on = clock.local(road.now).date() + timedelta(days=5)
    with reading():
        actions.end_assignment(author=SYSTEM, assignment=held(road), until_on=on, now=road.now)
    assert clock.local(sheet_row(road).ended_at or road.now).isoformat()[:16] == f"{on}T00:00"
    assert visit(road, "successor").get(sheet(road)).status_code == 404


def test_it_waits_on_the_first_page_of_whoever_is_next_to_act(road: Road) -> None:
    assert "确认交接单" not in visit(road, "officer").text("/")
    leaves(road)
    assert "确认交接单" in visit(road, "officer").text("/")
    visit(road, "officer").post(f"{sheet(road)}confirm/", **{field(road): WORD})
    assert "确认交接单" not in visit(road, "officer").text("/")
    waits = f"交接：{road.town.enterprise.name}"
    assert waits not in visit(road, "successor").text("/")
    changed(road)
    assert waits in visit(road, "successor").text("/")
    visit(road, "successor").post(f"{sheet(road)}take/")
    assert waits not in visit(road, "successor").text("/")


def test_of_an_enterprise_served_no_longer_the_first_page_says_no_name(road: Road) -> None:
    changed(road)
    page = visit(road, "officer").text("/")
    assert "确认交接单" in page
    assert road.town.enterprise.name not in page
