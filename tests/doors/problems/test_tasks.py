"""A unit's tasks: the list by clock, one task, the head's signature."""

from datetime import datetime

import pytest
from django.utils.html import escape

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.terms import CaseState, TaskState
from tests.builders.accounts import a_person, grant
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday).submitted().passed_on().dispatched(assist=(3,))


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def test_nothing_in_hand_says_where_it_will_come_from(place: Town, monday: datetime) -> None:
    assert "手上没有办理件" in Visit(place.people["handler1"], monday).text("/tasks/")


def test_the_list_names_the_next_step_and_its_verb(road: Road) -> None:
    assert "签收 任一承办人 今天 15:30" in visit(road, "handler1").text("/tasks/")
    road.signed()
    assert "首次联系 承办1 明天 18:00" in visit(road, "handler1").text("/tasks/")
    road.contacted()
    assert "阶段答复 承办1 3月5日 周四 18:00" in visit(road, "handler1").text("/tasks/")
    assert "签收 任一承办人" in visit(road, "handler3").text("/tasks/")
    road.signed(3)
    assert "给主办意见 承办3" in visit(road, "handler3").text("/tasks/")


def test_the_list_is_grouped_by_clock(road: Road, place: Town) -> None:
    road.signed().contacted().wait(days=14)
    fresh = Road(place, road.now).submitted("新的一件", "刚提的").passed_on().dispatched()
    page = Visit(place.people["handler1"], fresh.now).text("/tasks/")
    assert (
        page.index("已超期 1")
        < page.index("路灯不亮")
        < page.index("今明两天要动 1")
        < page.index("新的一件")
    )
    assert "在手 2 件：1 件已超期，1 件今明两天要动" in page


def test_a_choice_narrows_the_list_by_its_address(road: Road) -> None:
    road.signed()
    page = visit(road, "handler1").text("/tasks/?show=to_sign")
    assert "这一类没有" in page
    assert "路灯不亮" in visit(road, "handler1").text("/tasks/?show=to_contact")
    assert "路灯不亮" in visit(road, "handler1").text("/tasks/?show=nonsense")


def test_a_unit_that_reaches_nobody_may_write_its_reply_and_the_enterprise_knows_why(road: Road) -> None:
    where = f"/tasks/{road.task().pk}/"
    road.signed()
    form = {
        "view": "task",
        "task_ref": road.task().pk,
        "next": where,
        "contact_way": "phone",
        "said": "没人接",
    }
    assert visit(road, "handler1").step(road.problem.public_id, "miss_contact", **form)["Location"] == where
    assert "轮到您：联系企业" in visit(road, "handler1").text(where)
    road.wait(days=1).missed().wait(days=1).missed("site")
    page = visit(road, "handler1").text(where)
    assert "轮到您：写答复" in page
    assert "首次联系 （已完成） 试过，没联系上" in page
    told = visit(road, "enterprise").text(f"/problems/{road.problem.public_id}/")
    assert "给您打电话，没有打通" in told
    assert "没人接" in told


def test_one_task_walks_from_signing_to_the_reply_without_script(road: Road) -> None:
    handler, task = visit(road, "handler1"), road.task()
    here = f"/tasks/{task.pk}/"
    common = {"view": "task", "task_ref": task.pk, "next": here}
    assert "轮到您：签收" in handler.text(here)
    assert handler.step(road.problem.public_id, "sign", **common)["Location"] == here
    page = handler.text(here)
    assert "轮到您：联系企业" in page
    assert "写好答复，送审签 还没有联系过企业" in page
    contact = {**common, "contact_way": "phone", "contact_with": "陈若溪", "said": "约了明天"}
    assert handler.step(road.problem.public_id, "record_contact", **contact).status_code == 302
    assert "轮到您：写答复" in handler.text(here)
    reply = {**common, "result": "R1", "answer": "修好了", "evidence": "照片", "internal": "线缆老化"}
    assert handler.step(road.problem.public_id, "draft_reply", **reply).status_code == 302
    page = handler.text(here)
    assert "等负责人审签" in page
    assert "线缆老化 企业看不到" in page


def test_a_reply_that_fails_keeps_every_word(road: Road) -> None:
    road.signed().contacted()
    sent = {
        "view": "task",
        "task_ref": road.task().pk,
        "result": "R4",
        "answer": "<i>政策不允许</i>",
        "internal": "只给内部",
    }
    answer = visit(road, "handler1").step(road.problem.public_id, "draft_reply", **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape("<i>政策不允许</i>") in page
    assert "只给内部" in page
    assert "佐证：请填写这一项" in words_of(answer)


def test_a_reply_that_came_back_is_mended_not_written_anew(road: Road) -> None:
    road.signed().contacted().replied(answer="第一稿", internal="内部的话")
    road.take("unit_head1", "refuse_sign_off", unit=1, comment="写清哪天修的")
    page = visit(road, "handler1").get(f"/tasks/{road.task().pk}/").content.decode()
    assert "写清哪天修的" in page
    assert all(words in page for words in ("第一稿", "内部的话", "照片"))


def test_the_interim_answer_and_the_named_handler(road: Road, place: Town) -> None:
    second = a_person("承办二号", Role.HANDLER, unit=place.units[0])
    head, here = visit(road, "unit_head1"), f"/tasks/{road.task().pk}/"
    assert "指定承办人" in head.text(here)
    common = {"view": "task", "task_ref": road.task().pk, "next": here}
    assert head.step(road.problem.public_id, "name_handler", handler=second.pk, **common).status_code == 302
    assert road.task().handler_id == second.pk
    foreign = head.step(road.problem.public_id, "name_handler", handler=place.people["handler2"].pk, **common)
    assert foreign.status_code == 422
    assert "请从本单位的承办人里选" in foreign.content.decode()
    road.signed()
    handler = visit(road, "handler1")
    assert handler.step(road.problem.public_id, "answer_interim", text="正在查", **common).status_code == 302
    assert "正在查" in visit(road, "enterprise").text(f"/problems/{road.problem.public_id}/")


def test_waiting_for_an_assist_unit_is_offered_once_it_is_late(road: Road) -> None:
    road.signed().contacted()
    here = f"/tasks/{road.task().pk}/"
    assert "等待协办" not in visit(road, "handler1").text(here)
    road.wait(days=7).swept()
    page = visit(road, "handler1").text(here)
    assert "等待协办" in page
    sent = {"view": "task", "task_ref": road.task().pk, "task": road.task(3).pk}
    assert visit(road, "handler1").step(road.problem.public_id, "wait_for_assist", **sent).status_code == 302
    assert road.problem.waits_for_task_id == road.task(3).pk


def test_an_assist_unit_gives_its_opinion_and_the_lead_reads_it(road: Road) -> None:
    road.signed(3)
    helper, here = visit(road, "handler3"), f"/tasks/{road.task(3).pk}/"
    page = helper.text(here)
    assert "轮到您：给主办单位意见" in page
    assert "写好答复" not in page
    sent = {"view": "task", "task_ref": road.task(3).pk, "opinion": "电源侧正常"}
    assert helper.step(road.problem.public_id, "reply_assist", **sent).status_code == 302
    assert "交通局 的意见 电源侧正常" in visit(road, "handler1").text(f"/tasks/{road.task().pk}/")


def test_another_units_task_is_not_found(road: Road) -> None:
    assert visit(road, "handler2").get(f"/tasks/{road.task().pk}/").status_code == 404
    assert visit(road, "handler1").get(f"/tasks/{road.task(3).pk}/").status_code == 404
    assert visit(road, "coordinator").get(f"/tasks/{road.task().pk}/").status_code == 403


def test_a_step_on_another_units_task_is_refused(road: Road) -> None:
    sent = {"view": "task", "task_ref": road.task(3).pk}
    answer = visit(road, "handler1").step(road.problem.public_id, "sign", **sent)
    assert answer.status_code in {404, 422}
    assert road.task(3).state == TaskState.PENDING


def test_the_head_reads_the_reply_in_full_and_signs(road: Road) -> None:
    road.signed().contacted().replied()
    head = visit(road, "unit_head1")
    page = head.text("/sign-off/")
    assert "等您审签的答复，1 件" in page
    assert all(words in page for words in ("路灯已经修好", "线缆老化", "厂东门口兴业路的路灯坏了三个月"))
    sent = {"view": "task", "task_ref": road.task().pk, "next": "/sign-off/"}
    refused = head.step(road.problem.public_id, "refuse_sign_off", comment="", **sent)
    assert refused.status_code == 422
    done = head.step(road.problem.public_id, "sign_off", **sent)
    assert done["Location"] == "/sign-off/"
    assert road.problem.state == CaseState.REVIEW
    assert "没有等您审签的答复" in head.text("/sign-off/")


def test_who_drafted_cannot_sign_and_reads_why(road: Road, place: Town) -> None:
    grant(place.people["handler1"], Role.UNIT_HEAD, unit=place.units[0])
    road.signed().contacted().replied()
    both = visit(road, "handler1")
    for path in ("/sign-off/", f"/tasks/{road.task().pk}/"):
        assert "审签通过 自己写的或自己承办的答复，要由另一位负责人审签" in both.text(path)
    sent = {"view": "task", "task_ref": road.task().pk}
    assert both.step(road.problem.public_id, "sign_off", **sent).status_code == 422
    assert road.task().state == TaskState.SIGN_OFF


def test_lists_and_a_task_stay_below_their_ceilings(road: Road) -> None:
    road.signed().contacted().replied()
    with visit(road, "unit_head1").at_most(3, "/tasks/") as page:
        assert "路灯不亮" in page
    with visit(road, "unit_head1").at_most(3, "/sign-off/") as page:
        assert "路灯已经修好" in page
    with visit(road, "unit_head1").at_most(5, f"/tasks/{road.task().pk}/") as page:
        assert "审签" in page


def test_a_contacts_number_opens_on_the_task(road: Road) -> None:
    page = visit(road, "handler1").text(f"/tasks/{road.task().pk}/")
    assert "陈若溪" in page


def test_a_head_takes_the_units_list_away_and_a_handler_does_not(road: Road) -> None:
    leads = '<a class="qq-btn" href="/exports/new/problems/"'
    assert leads in visit(road, "unit_head1").get("/tasks/").content.decode()
    assert leads not in visit(road, "handler1").get("/tasks/").content.decode()
    assert visit(road, "unit_head1").get("/exports/new/problems/").status_code == 200
