"""The callback's desk: who is called, what is asked, and who may not ask."""

from datetime import datetime

import pytest

from qinqing.kernel import clock
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db


def test_the_desk_lists_whom_to_call_and_leaves_the_others_in_peace(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).to_confirm()
    with clock.set_to(road.now):
        page = signed_in(place.people["callback"], road.now).get("/calls/").content.decode()
    assert "先等企业自己评价 1" in page
    later = road.wait(days=3).swept().now
    with clock.set_to(later):
        page = signed_in(place.people["callback"], later).get("/calls/").content.decode()
    assert "今天要回访的，1 件" in page
    assert road.problem.title in page


def test_an_attempt_then_the_enterprises_words_close_it(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).to_confirm().wait(days=3).swept()
    where = f"/problems/{road.problem.public_id}/step"
    with clock.set_to(road.now):
        caller = signed_in(place.people["callback"], road.now)
        assert "还要在 3 个工作日各试一次" in caller.get(f"/calls/{road.problem.public_id}/").content.decode()
        form = {"view": "call", "contact_way": "phone", "reached": "yes", "said": "说修好了"}
        assert caller.post(f"{where}/record_attempt/", form).status_code == 302
        assert "已经联系上" in caller.get(f"/calls/{road.problem.public_id}/").content.decode()
        form = {"view": "call", "solved": "yes", "spoken_words": "修好了，谢谢"}
        assert caller.post(f"{where}/confirm_by_call/", form).status_code == 302
    assert (road.problem.state, road.problem.ended_by) == ("closed", "confirm_by_call")


def test_words_without_a_call_are_refused_and_kept(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).to_confirm()
    with clock.set_to(road.now):
        caller = signed_in(place.people["callback"], road.now)
        answer = caller.post(
            f"/problems/{road.problem.public_id}/step/confirm_by_call/",
            {"view": "call", "solved": "yes", "spoken_words": "听说修好了"},
        )
    assert answer.status_code == 422
    assert "要先登记一次联系上企业的回访" in answer.content.decode()


def test_who_had_a_hand_in_it_does_not_call(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).to_confirm()
    with clock.set_to(road.now):
        for who, status in (("handler1", 403), ("coordinator", 403), ("callback", 200)):
            page = signed_in(place.people[who], road.now).get(f"/calls/{road.problem.public_id}/")
            assert page.status_code == status, who
