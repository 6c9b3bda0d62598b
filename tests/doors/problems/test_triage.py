"""The triage desk: what waits, one case, units by the catalogue, and one press that gives it away."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.problems import actions
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door, kept
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit, words_of
from tests.doors.problems.catalogue import kinds_of_problems

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _kinds(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), kinds_of_problems(server):
        yield


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday)


@pytest.fixture
def desk(place: Town, monday: datetime) -> Visit:
    return Visit(place.people["coordinator"], monday)


def a_message(place: Town, now: datetime, facts: str = "园区门口路灯不亮，晚上下班看不清") -> Problem:
    """A hotline message that names no enterprise, said on the evening before."""
    one = actions.Arriving("12345-7", now - timedelta(hours=14), "路灯不亮", facts, place.area.pk, "李女士")
    with door.as_system("tests.build"):
        (number,) = actions.import_problems(
            author=Author(system("tests.build")), arriving=[one], run_id=1, now=now
        )
        return Problem.objects.get(pk=number)


def read(problem_id: int) -> Problem:
    with door.as_system("tests.read"):
        return Problem.objects.get(pk=problem_id)


def test_an_empty_desk_says_what_comes_next(desk: Visit) -> None:
    assert "都分完了" in desk.text("/triage/")


def test_the_most_urgent_lies_on_the_desk_with_the_officers_note(road: Road, desk: Visit) -> None:
    road.submitted().passed_on()
    page = desk.text("/triage/")
    assert "待分办 1" in page
    assert "厂东门口兴业路的路灯坏了三个月" in page
    assert "林晓岚·首席服务官 问过城管，要派单" in page
    assert "您来分办 今天 15:30 前" in page


def test_what_its_officer_still_holds_does_not_lie_there(road: Road, desk: Visit) -> None:
    road.submitted()
    assert "都分完了" in desk.text("/triage/")


def test_every_class_says_the_day_it_would_promise(road: Road, desk: Visit) -> None:
    road.submitted().passed_on()
    page = desk.text("/triage/")
    for words in (
        "咨询 2 天 3月4日 周三前",
        "一般 7 天 3月11日 周三前",
        "复杂 15 天 3月23日 周一前",
        "分阶段 30 天",
        "法定途径 5 天",
    ):
        assert words in page
    assert "3月2日收到，当天不算；按7个工作日数到3月11日18:00；周末不算" in page


def test_a_unit_is_found_by_two_characters_and_what_was_chosen_stays(
    road: Road, desk: Visit, place: Town
) -> None:
    road.submitted().passed_on()
    here = f"/triage/{road.problem.public_id}/"
    chosen = {"find": "供电", "lane": "complex", "message": "请先看现场", "assist": str(place.units[2].pk)}
    answer = desk.post(here, **chosen)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="lead" value="{place.units[1].pk}" checked' in page
    assert f'name="assist" value="{place.units[2].pk}" checked' in page
    assert 'value="complex" checked' in page
    assert "请先看现场" in page
    assert read(road.problem_id).state == CaseState.TRIAGE


def test_one_press_gives_it_to_its_units_and_goes_on_to_the_next(
    road: Road, desk: Visit, place: Town
) -> None:
    road.submitted().passed_on()
    second = Road(place, road.now).submitted("第二件", "还有一件").passed_on()
    page = desk.get(f"/triage/{road.problem.public_id}/").content.decode()
    following = f"/triage/{second.problem.public_id}/"
    assert f'name="next" value="{following}"' in page
    sent = {
        "view": "triage", "next": following, "lead": place.units[0].pk, "parallel": place.units[1].pk,
        "assist": place.units[2].pk, "lane": "ordinary", "message": "请合并考虑",
    }  # fmt: skip
    answer = desk.step(road.problem.public_id, "dispatch", **sent)
    assert (answer.status_code, answer["Location"]) == (302, following)
    assert read(road.problem_id).state == CaseState.HANDLING
    with door.as_system("tests.read"):
        parts = dict(Task.objects.filter(problem=road.problem_id).values_list("part", "unit__short"))
    assert parts == {"lead": "城管局", "parallel": "供电所", "assist": "交通局"}


def test_a_problem_given_away_meanwhile_leads_back_to_the_desk(road: Road, desk: Visit) -> None:
    road.submitted().passed_on().dispatched()
    answer = desk.get(f"/triage/{road.problem.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/triage/")


def test_the_same_unit_twice_is_refused_and_all_choices_stay(road: Road, desk: Visit, place: Town) -> None:
    road.submitted().passed_on()
    unit = place.units[0].pk
    answer = desk.step(
        road.problem.public_id,
        "dispatch",
        view="triage",
        lead=unit,
        assist=unit,
        lane="query",
        message="看一下",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "同一个单位只能有一种身份" in page
    assert f'name="lead" value="{unit}" checked' in page
    assert "看一下" in page


@pytest.mark.parametrize(
    "sent",
    [
        {"lead": "", "lane": "ordinary"},
        {"lead": "abc", "lane": "ordinary"},
        {"lead": "99999999999999999999", "lane": "ordinary"},
        {"lead": "987654", "lane": "ordinary"},
        {"lead": "1", "lane": "nothing"},
        {"lead": "1", "lane": "ordinary", "parallel": "x", "category": "77777", "duty": "88888"},
        {"lead": "1", "lane": "ordinary", "category": "77777"},
    ],
)
def test_nonsense_is_refused_in_words(road: Road, desk: Visit, place: Town, sent: dict[str, str]) -> None:
    road.submitted().passed_on()
    sent = {**sent, "lead": str(place.units[0].pk) if sent["lead"] == "1" else sent["lead"]}
    answer = desk.step(road.problem.public_id, "dispatch", view="triage", **sent)
    assert answer.status_code == 422
    assert "qq-error-summary" in answer.content.decode()
    assert read(road.problem_id).state == CaseState.TRIAGE


def test_a_message_of_the_hotline_shows_when_it_was_said_and_sounds_like_a_category(
    place: Town, desk: Visit, monday: datetime
) -> None:
    a_message(place, monday)
    page = desk.text("/triage/")
    assert "热线转来·原始时间 昨天 19:30·来源编号 12345-7" in page
    assert "还没有写明是哪家企业" in page
    assert "类别 按内容猜的" in page


def test_a_message_is_accepted_named_and_given_away_by_one_press(
    place: Town, desk: Visit, monday: datetime
) -> None:
    message = a_message(place, monday)
    refused = desk.step(message.public_id, "dispatch", view="triage", lead=place.units[0].pk, lane="ordinary")
    assert refused.status_code == 422
    assert "请先指明是哪家企业" in refused.content.decode()
    assert read(message.pk).state == CaseState.SUBMITTED
    found = desk.post(f"/triage/{message.public_id}/", enterprise_words="微澜", lead=place.units[0].pk)
    assert f'name="enterprise" value="{place.enterprise.pk}"' in found.content.decode()
    sent = {
        "view": "triage",
        "lead": place.units[0].pk,
        "lane": "ordinary",
        "enterprise": place.enterprise.pk,
    }
    assert desk.step(message.public_id, "dispatch", **sent).status_code == 302
    after = read(message.pk)
    assert (after.state, after.enterprise_id) == (CaseState.HANDLING, place.enterprise.pk)


def test_the_same_press_sent_twice_gives_it_away_once(place: Town, desk: Visit, monday: datetime) -> None:
    message, key = a_message(place, monday), str(uuid.uuid4())
    sent = {
        "view": "triage",
        "lead": place.units[0].pk,
        "lane": "ordinary",
        "enterprise": place.enterprise.pk,
    }
    for _ in range(2):
        assert desk.step(message.public_id, "dispatch", client_key=key, **sent).status_code == 302
    with door.as_system("tests.read"):
        assert Task.objects.filter(problem=message.pk).count() == 1


def test_an_enterprise_that_is_not_there_is_refused(place: Town, desk: Visit, monday: datetime) -> None:
    message = a_message(place, monday)
    sent = {"view": "triage", "lead": place.units[0].pk, "lane": "ordinary", "enterprise": 987654321}
    answer = desk.step(message.public_id, "dispatch", **sent)
    assert answer.status_code == 422
    assert "没有找到这家企业" in answer.content.decode()
    assert read(message.pk).state == CaseState.SUBMITTED


def test_a_message_may_be_accepted_alone_or_refused_with_its_reason(
    place: Town, desk: Visit, monday: datetime
) -> None:
    message = a_message(place, monday)
    assert (
        desk.step(message.public_id, "accept", view="triage", enterprise=place.enterprise.pk).status_code
        == 302
    )
    assert read(message.pk).state == CaseState.TRIAGE
    empty = desk.step(
        message.public_id, "refuse", view="triage", reason="out_of_area", other_route="", citation=""
    )
    assert empty.status_code == 422
    assert "可以走什么渠道" in words_of(empty)
    sent = {
        "view": "triage",
        "reason": "out_of_area",
        "other_route": "请向邻区提出",
        "citation": "属地管理规定",
    }
    assert desk.step(message.public_id, "refuse", **sent).status_code == 302
    assert read(message.pk).state == CaseState.REFUSED


def test_the_enterprises_other_problems_lie_beside(road: Road, desk: Visit, place: Town) -> None:
    Road(place, road.now).submitted("夜班公交没了", "下班回不去").passed_on().dispatched()
    road.submitted().passed_on()
    page = desk.text(f"/triage/{road.problem.public_id}/")
    assert "这家企业别的事 1 件在办" in page
    assert "夜班公交没了" in page


@pytest.mark.parametrize("who", ["officer", "handler1", "enterprise", "callback"])
def test_the_desk_is_the_coordination_offices_alone(place: Town, monday: datetime, who: str) -> None:
    assert Visit(place.people[who], monday).get("/triage/").status_code == 403


def test_the_head_works_at_the_desk_as_the_coordinator_does(place: Town, monday: datetime) -> None:
    road = Road(place, monday).submitted().passed_on()
    head = Visit(place.people["head"], monday)
    page = head.text(f"/problems/{road.problem.public_id}/")
    assert "协调员在办，您也可以办 去分办台" in page
    assert "派给谁" in head.text(f"/triage/{road.problem.public_id}/")
    sent = head.step(
        road.problem.public_id, "dispatch", view="triage", lead=place.units[0].pk, lane="ordinary"
    )
    assert sent.status_code == 302, words_of(sent)
    assert road.problem.state == "handling"


def test_the_desk_costs_a_list_and_a_problem(road: Road, desk: Visit) -> None:
    road.submitted().passed_on()
    kept.forget_all()
    with desk.at_most(5, "/triage/") as page:
        assert "派给谁" in page
