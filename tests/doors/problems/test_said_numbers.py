"""A page says no other number than the one the place has set; what is no more to be done is not spoken of."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.problems import events
from qinqing.domains.problems.notices import NOTICES
from qinqing.domains.problems.terms import Span
from qinqing.kernel import door, kept
from qinqing.kernel.database.launcher import Server
from tests.builders import rules
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of
from tests.doors.problems.catalogue import kinds_of_problems

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _kinds(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), kinds_of_problems(server):
        yield


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday)


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road, who: str) -> str:
    return visit(road, who).text(f"/problems/{road.problem.public_id}/")


def decide(road: Road, **numbers: int) -> list[Any]:
    """The place sets limits from today on: the keys with `__` for their dots."""
    given = {
        "area": road.town.area.pk,
        "from_on": road.now.date().isoformat(),
        "source": "青岚府办〔2026〕1 号",
    }
    answers = [
        rules.at_the_pages(
            visit(road, "coordinator"), visit(road, "head"),
            f"/limits/limit.{key.replace('__', '.')}/set/", amount=amount, **given,
        )
        for key, amount in numbers.items()
    ]  # fmt: skip
    kept.forget_all()
    return answers


def test_an_objection_is_answered_within_the_limit_of_the_place(road: Road) -> None:
    decide(road, N=3)
    road.submitted().passed_on().refused()
    assert "由另外的人 3 个工作日内答复您" in page(road, "enterprise")
    enterprise = visit(road, "enterprise")
    enterprise.step(road.problem.public_id, "object", view="mine", why="归本区管")
    assert "异议收到了，3 个工作日内答复您" in enterprise.text(f"/problems/{road.problem.public_id}/")


def test_what_follows_from_a_step_is_said_with_the_numbers_of_the_place(road: Road) -> None:
    decide(road, D=480, U=6, U__rest=2, R__pass_on=3)
    said = page(road.submitted(), "officer")
    assert "协调办 8 个工作小时内分办" in said
    assert "企业 6 个工作日内补充；这边的时限最多停 2 个工作日" in said
    assert "超期 3 个工作日没有动，系统转给协调办" in said


def test_how_late_an_officer_may_be_is_said_as_it_was_when_his_time_began(road: Road) -> None:
    road.submitted()
    decide(road.wait(days=1), R__pass_on=3)
    assert "超期 1 个工作日没有动，系统转给协调办" in page(road, "officer")


def test_the_same_of_what_comes_later(road: Road) -> None:
    decide(road, B__new_lead=5, D__lead_lost=60, W__least=5)
    road.submitted().passed_on().dispatched()
    assert "至少 5 个工作日；不选单位就回到分办" in page(road, "coordinator")
    road.take("coordinator", "change_lead", reason="不归它管")
    assert "没有主办单位，1 个工作小时内重新分办" in page(road, "coordinator")


def test_of_an_urgent_problem_other_things_are_said(road: Road) -> None:
    road.submitted().passed_on().dispatched()
    road.take("coordinator", "reclassify", category=901, lane="urgent_2h", reason="停产了")
    assert "紧急的从头算，新的主办有 2 小时" in page(road, "coordinator")


def test_how_long_it_may_be_opened_again_stands_where_the_enterprise_is_asked_and_where_it_ended(
    road: Road,
) -> None:
    decide(road, X__reopen_lapsed=60, U=8)
    road.submitted().asked()
    assert "这件事先结束，60 天内可以重新打开" in page(road, "enterprise")
    decide(road.wait(days=1), U=20)  # for what is asked from now on
    for _ in range(12):
        road.wait(days=1).swept()
    assert road.problem.ended_by == "lapse"
    assert "60 天内您可以重新打开" in page(road, "enterprise")
    assert "满 8 个工作日没有等到材料" in page(road, "coordinator")
    lapsed = next(one for one in NOTICES if one.event is events.SupplementLapsed)
    with door.as_system("tests.read"):
        assert lapsed.text(events.SupplementLapsed(road.problem_id, None, 1)).endswith("60 天内可以重新打开")


def test_what_another_class_does_to_a_promise_is_told_to_both(road: Road) -> None:
    road.submitted()
    promised = (road.now + timedelta(days=4)).date()
    road.take("officer", "take", plan="明天去看", promised_on=promised)
    road.take("coordinator", "reclassify", category=901, lane="urgent_24h", reason="停产了")
    assert "答复最晚到 " in page(road, "enterprise")
    staff = page(road, "officer")
    assert "期限重新推算" in staff
    assert "服务官办理：" in staff


def test_before_an_objection_there_is_nothing_to_decide_about_it(road: Road) -> None:
    road.submitted().passed_on().refused()
    assert "异议成立" not in page(road, "head")
    assert "异议不成立" not in page(road, "head")
    road.objected()
    assert "异议不成立" in page(road, "head")
    road.take("head", "deny_objection", decision="不归我们")
    assert "回到分办，不能再说不予受理" not in page(road, "head")


def test_the_wait_of_what_has_ended_is_not_among_what_runs(road: Road) -> None:
    road.submitted().passed_on()
    assert "，不停" in page(road, "coordinator")
    said = page(road.wait(days=1).refused(), "coordinator")
    assert "，不停" not in said
    assert "一共 1 个工作日，已停" in said


def test_every_number_stands_in_the_list_and_what_is_fixed_below(road: Road) -> None:
    said = visit(road, "coordinator").text("/limits/")
    for span in Span:
        assert f"·{span.label}" in said
    assert "结束以后·企业重新打开" in said
    assert "草稿 保留 90 天" in said
    assert "30 天" in said


def test_a_number_has_bounds_of_its_own_and_they_are_shown(road: Road) -> None:
    [answer] = decide(road, X__reopen=4)
    assert answer.status_code == 422
    assert "要在 5 到 60 之间" in words_of(answer)
    assert "可以定 5 到 60 个工作日" in visit(road, "coordinator").text("/limits/limit.X.reopen/")
    [days] = decide(road, X__reopen_lapsed=20)
    assert days.status_code == 302
    assert "20 天" in visit(road, "coordinator").text("/limits/limit.X.reopen_lapsed/")
