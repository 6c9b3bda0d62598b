"""Another officer follows: each open problem goes over with a word, and he says that he has read it."""

from datetime import datetime

import pytest

from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.events import ProblemHandedOver
from qinqing.domains.problems.notices import NOTICES
from qinqing.domains.problems.rules.handing_over import NOBODY_READS_IT
from qinqing.domains.problems.terms import Holder
from qinqing.kernel import door, events
from qinqing.kernel.models import Event
from tests.builders.problems import Road, Town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
KEY = "6f1c8a52-0a3e-4f0e-9a57-1d7f4c1b2a90"
NOTE = "约好周五去看现场，答应先接临时灯"


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def address(road: Road) -> str:
    return f"/enterprises/{road.town.enterprise.public_id}/handover/"


def successor_of(road: Road) -> int:
    with door.as_system("tests.read"):
        return Officer.objects.get(person=road.town.people["successor"]).pk


def serving(road: Road) -> set[str]:
    with door.as_system("tests.read"):
        held = Assignment.objects.current(road.now.date()).filter(enterprise=road.town.enterprise)
        return set(held.values_list("officer__person__name", flat=True))


def test_the_page_lists_what_is_open_and_nothing_that_ended(road: Road) -> None:
    page = visit(road, "coordinator").text(address(road))
    assert "路灯不亮" in page
    assert "结束了的" not in page
    assert "林晓岚" in page


def test_without_a_word_on_a_problem_nobody_is_changed(road: Road) -> None:
    sent = visit(road, "coordinator").post(address(road), officer_id=successor_of(road))
    assert sent.status_code == 422
    assert "写一句办到哪一步" in sent.content.decode()
    assert serving(road) == {"林晓岚"}


def test_the_next_one_reads_the_word_and_says_so(road: Road) -> None:
    changed = {"officer_id": successor_of(road), f"note_{road.problem_id}": NOTE, "client_key": KEY}
    coordinator = visit(road, "coordinator")
    assert coordinator.post(address(road), **changed).status_code == 302
    again = coordinator.post(address(road), **changed)
    assert again.status_code == 302, again.content.decode()
    assert serving(road) == {"周砚青"}
    next_one, page = visit(road, "successor"), f"/problems/{road.problem.public_id}/"
    assert "接手" in next_one.text("/")
    seen = next_one.text(page)
    assert "换服务官：林晓岚 交接给 周砚青" in seen
    assert seen.count(NOTE) == 2
    assert next_one.step(road.problem.public_id, "take_over", view="staff").status_code == 302
    assert "接手：" not in next_one.text("/")
    assert next_one.text(page).count(NOTE) == 1
    assert visit(road, "officer").get(page).status_code == 404
    assert NOTE not in visit(road, "enterprise").text(page)


def test_one_word_for_all_is_enough_and_nobody_may_follow(road: Road) -> None:
    sent = visit(road, "coordinator").post(address(road), for_all=NOTE)
    assert sent.status_code == 302
    assert serving(road) == set()
    assert not road.problem.handed_over
    assert "交接给 协调办" in visit(road, "coordinator").text(f"/problems/{road.problem.public_id}/")


def test_with_the_old_officer_gone_what_he_held_is_the_coordinators(place: Town, monday: datetime) -> None:
    road = Road(place, monday).submitted()
    visit(road, "coordinator").post(address(road), for_all=NOTE)
    with door.as_system("tests.work"):
        actions.reseat_waiting(road.now)
        assert queries.orphans(road.now) == []
    assert road.problem.holder == Holder.COORDINATOR


def test_where_nobody_serves_it_one_is_assigned(road: Road) -> None:
    coordinator = visit(road, "coordinator")
    coordinator.post(address(road), for_all=NOTE)
    assert coordinator.get(address(road)).headers["Location"].endswith("/officers/")


@pytest.mark.parametrize("who", ["officer", "enterprise", "handler1", "leader"])
def test_nobody_else_changes_an_officer(road: Road, who: str) -> None:
    assert visit(road, who).post(address(road), for_all=NOTE).status_code == 403
    assert serving(road) == {"林晓岚"}


# --- the word on the page, and who is told ------------------------------


def told(road: Road, key: str) -> set[int]:
    """Whom the last word of a problem is told to, by this notice."""
    notice = next(one for one in NOTICES if one.key == f"problems.{key}")
    with door.as_system("tests.read"):
        row = Event.objects.filter(name="ProblemHandedOver").latest("pk")
        return set(notice.to(events.revive(ProblemHandedOver, row), road.now))


def test_the_enterprise_is_told_of_another_officer_where_there_is_another(road: Road) -> None:
    changed = {"officer_id": successor_of(road), "for_all": NOTE}
    visit(road, "coordinator").post(address(road), **changed)
    assert told(road, "handed_over") == {road.town.people["successor"].pk}
    assert told(road, "handed_over.enterprise") == {road.town.people["enterprise"].pk}
    assert told(road, "handed_over.office") == set()


def test_a_word_to_the_same_officer_is_told_to_him_alone(road: Road) -> None:
    sent = visit(road, "coordinator").step(road.problem.public_id, "hand_over", view="staff", note=NOTE)
    assert sent.status_code == 302
    assert told(road, "handed_over") == {road.town.people["officer"].pk}
    assert told(road, "handed_over.enterprise") == told(road, "handed_over.office") == set()


def test_where_nobody_follows_the_enterprise_is_told_that_the_office_goes_on(road: Road) -> None:
    visit(road, "coordinator").post(address(road), for_all=NOTE)
    assert told(road, "handed_over") == told(road, "handed_over.enterprise") == set()
    assert told(road, "handed_over.office") == {road.town.people["enterprise"].pk}


def test_where_nobody_serves_it_no_word_is_left_on_the_page(road: Road) -> None:
    coordinator, page = visit(road, "coordinator"), f"/problems/{road.problem.public_id}/"
    assert NOBODY_READS_IT not in coordinator.text(page)
    coordinator.post(address(road), for_all=NOTE)
    assert NOBODY_READS_IT in coordinator.text(page)
    sent = coordinator.step(road.problem.public_id, "hand_over", view="staff", note="还有一句")
    assert sent.status_code == 422
    assert NOBODY_READS_IT in sent.content.decode()
