"""One problem as those who handle it see it."""

from datetime import datetime

import pytest
from django.utils.html import escape

from qinqing.domains.enterprises.models import Contact
from qinqing.domains.problems import actions
from qinqing.domains.problems.terms import CaseState, Holder
from qinqing.kernel import crypto, door
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday)


def page_of(road: Road, who: str, query: str = "") -> str:
    return Visit(road.town.people[who], road.now).text(f"/problems/{road.problem.public_id}/{query}")


def test_the_head_says_who_has_it_until_when_and_what_comes_next(road: Road) -> None:
    page = page_of(road.submitted().passed_on().dispatched().signed(), "coordinator")
    assert "现在在谁手里 城管局 承办1" in page
    assert "到什么时候 3月11日 周三 18:00" in page
    assert "还剩 7 个工作日" in page
    assert "下一件必须发生的事 首次联系企业 明天 18:00" in page


def test_whose_the_days_were_adds_up_on_the_page(road: Road) -> None:
    road.submitted().wait(hours=1).passed_on().wait(hours=1).dispatched().signed().wait(days=1)
    page = page_of(road, "coordinator")
    assert "服务官 1 小时" in page
    assert "协调办 1 小时" in page
    assert "企业一共等了 1 天 2 小时" in page


@pytest.mark.parametrize(
    "who", ["officer", "handler1", "unit_head1", "coordinator", "head", "leader", "supervisor"]
)
def test_everybody_who_handles_it_may_open_it(road: Road, who: str) -> None:
    page = page_of(road.submitted().passed_on().dispatched(), who)
    assert "路灯不亮" in page
    assert "经过与讨论" in page


def test_the_enterprise_reads_its_own_page(road: Road) -> None:
    page = page_of(road.submitted().passed_on().dispatched(), "enterprise")
    assert "内部记录" not in page
    assert "单位与协调办" not in page


@pytest.mark.parametrize("who", ["handler2", "callback"])
def test_who_has_nothing_to_do_with_it_finds_nothing(road: Road, who: str) -> None:
    road.submitted().passed_on().dispatched()
    visit = Visit(road.town.people[who], road.now)
    unseen = visit.get(f"/problems/{road.problem.public_id}/")
    absent = visit.get("/problems/nothinghere/")
    assert (unseen.status_code, absent.status_code) == (404, 404)


def test_a_draft_opens_where_it_is_written(road: Road) -> None:
    words = actions.Raised("标题", "内容", road.town.enterprise.pk, road.town.area.pk)
    draft = actions.save_draft(author=road.author("officer"), raised=words, now=road.now)
    door.step_in(Actor())
    answer = Visit(road.town.people["officer"], road.now).get(f"/problems/{draft}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/raise/?draft={draft}")
    assert Visit(road.town.people["coordinator"], road.now).get(f"/problems/{draft}/").status_code == 404


def test_layers_are_told_apart_and_narrowed_by_the_address(road: Road) -> None:
    road.submitted().passed_on().take("coordinator", "write_note", text="先问问供电所", layer="H")
    road.take("coordinator", "write_note", text="分管领导已知", layer="R")
    assert "先问问供电所" in page_of(road, "officer")
    assert "分管领导已知" not in page_of(road, "officer")
    assert "分管领导已知" in page_of(road, "coordinator")
    only = page_of(road, "coordinator", "?layer=H")
    assert "先问问供电所" in only
    assert "分管领导已知" not in only
    assert "先问问供电所" in page_of(road, "coordinator", "?layer=nonsense")


def test_a_step_whose_words_the_enterprise_does_not_read_says_so(road: Road) -> None:
    page = page_of(road.submitted().passed_on(), "coordinator")
    assert "企业看得到 不带内容 林晓岚·首席服务官 转给了协调办" in page


def test_the_officer_has_his_three_ways_and_takes_one_without_script(road: Road) -> None:
    road.submitted()
    page = page_of(road, "officer")
    assert "轮到您 当场答复" in page
    assert "我来办 " in page
    assert "转协调办 " in page
    visit = Visit(road.town.people["officer"], road.now)
    answer = visit.step(road.problem.public_id, "pass_on", view="staff", summary="问过了，要派单")
    assert answer.status_code == 302
    assert road.problem.state == CaseState.TRIAGE


def test_what_failed_is_shown_again_with_what_was_typed_and_why(road: Road) -> None:
    road.submitted()
    visit = Visit(road.town.people["officer"], road.now)
    answer = visit.step(
        road.problem.public_id, "answer_at_once",
        view="staff", result="R4", answer="<b>依据政策不能办</b>", contact_way="phone", contact_with="陈若溪",
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape("<b>依据政策不能办</b>") in page
    assert "这个结果要写明依据" in page
    assert road.problem.state == CaseState.SUBMITTED


@pytest.mark.parametrize(
    "sent",
    [
        {"promised_on": "2026-13-45", "plan": "x"},
        {"promised_on": "2026-03-03", "plan": "字" * 9000},
        {"promised_on": "9999-01-01", "plan": "\u202e"},
        {"promised_on": "", "plan": "", "client_key": "not a key", "next": "https://evil.example/"},
    ],
)
def test_nonsense_is_answered_beside_its_field(road: Road, sent: dict[str, str]) -> None:
    road.submitted()
    answer = Visit(road.town.people["officer"], road.now).step(
        road.problem.public_id, "take", view="staff", **sent
    )
    assert answer.status_code == 422
    assert "qq-error" in answer.content.decode()


def test_after_a_step_nobody_is_led_out_of_the_house(road: Road) -> None:
    road.submitted()
    answer = Visit(road.town.people["officer"], road.now).step(
        road.problem.public_id, "pass_on", summary="要派单", next="https://evil.example/"
    )
    assert answer["Location"] == f"/problems/{road.problem.public_id}/"


def test_a_step_that_somebody_else_took_meanwhile_says_that_it_is_over(road: Road) -> None:
    road.submitted()
    visit = Visit(road.town.people["officer"], road.now)
    road.passed_on()
    answer = visit.step(road.problem.public_id, "take", view="staff", plan="我来", promised_on="2026-03-03")
    assert answer.status_code == 422
    assert "没有做成" in answer.content.decode()


def test_a_reviewer_reads_the_reply_in_full_and_lets_it_through(road: Road) -> None:
    road.to_review()
    page = page_of(road, "coordinator")
    assert "答复全文" in page
    assert "线缆老化" in page
    assert "承办1 写，负责1 审签" in page
    visit = Visit(road.town.people["coordinator"], road.now)
    missing = visit.step(road.problem.public_id, "approve", view="staff", checks=["contacted"])
    assert missing.status_code == 422
    assert "还没有核对" in missing.content.decode()
    all_ticked = {
        "checks": ["contacted", "all_asks", "evidence", "readable"],
        "view": "staff",
        "next": "/reviews/",
    }
    done = visit.step(road.problem.public_id, "approve", **all_ticked)
    assert (done.status_code, done["Location"]) == (302, "/reviews/")
    assert road.problem.state == CaseState.CONFIRM


def test_what_cannot_be_done_now_keeps_its_place_with_the_reason(road: Road) -> None:
    page = page_of(road.to_review(), "coordinator")
    assert "要求重办 单位已经有新的答复，请审核这份答复" in page


def test_a_dispute_stands_above_the_decision(road: Road) -> None:
    page = page_of(road.to_confirm().wait(hours=2).disputed(), "coordinator")
    assert "没有解决 还是不亮" in page
    assert "定：重办、再次解释或最终结论" in page


def test_the_owner_of_the_level_is_asked_for_his_word(road: Road) -> None:
    road.submitted().take(
        "officer", "escalate", asked="修灯", tried="问过", blocked_by="没钱", wanted="定时间"
    )
    assert "轮到您 批示" in page_of(road, "head")
    assert "轮到您" not in page_of(road, "supervisor")


def test_the_end_says_how_and_how_long_it_took(road: Road) -> None:
    road.to_confirm().wait(hours=2).confirmed()
    page = page_of(road, "coordinator")
    assert "怎样结束的 已解决 企业自己确认" in page
    assert "非常满意" in page
    assert "非常满意" not in page_of(road, "officer")


def test_why_this_date_is_counted_day_by_day(road: Road) -> None:
    road.submitted().passed_on().dispatched()
    visit = Visit(road.town.people["coordinator"], road.now)
    lead = road.task()
    page = visit.text(f"/problems/{road.problem.public_id}/why/B-{lead.pk}/")
    assert "为什么是 3月11日 周三 18:00" in page
    assert "时限7个工作日" in page
    assert visit.get(f"/problems/{road.problem.public_id}/why/B-999999/").status_code == 404


def test_the_reason_alone_comes_without_the_frame(road: Road) -> None:
    road.submitted()
    visit = Visit(road.town.people["coordinator"], road.now)
    whole = visit.get(f"/problems/{road.problem.public_id}/why/A/").content.decode()
    visit.client.defaults["HTTP_HX_REQUEST"] = "true"
    part = visit.get(f"/problems/{road.problem.public_id}/why/A/").content.decode()
    assert ("<html" in whole, "<html" in part) == (True, False)
    assert "办公时间" in part


def test_the_enterprise_asks_why_of_its_own_promise_alone(road: Road) -> None:
    road.submitted().passed_on().dispatched(assist=(3,))
    visit = Visit(road.town.people["enterprise"], road.now)
    address = f"/problems/{road.problem.public_id}/why"
    assert visit.get(f"{address}/B-{road.task().pk}/").status_code == 200
    assert visit.get(f"{address}/P-{road.task(3).pk}/").status_code == 404


def test_one_problem_costs_five_statements_at_most(road: Road) -> None:
    road.submitted().passed_on().dispatched(parallel=(2,), assist=(3,)).signed().contacted()
    visit = Visit(road.town.people["coordinator"], road.now)
    with visit.at_most(5, f"/problems/{road.problem.public_id}/") as page:
        assert "路灯不亮" in page
    with visit.at_most(5, f"/problems/{road.problem.public_id}/why/X/") as page:
        assert "企业体验" in page


def test_a_problem_that_waits_for_its_officer_names_him(road: Road) -> None:
    road.submitted()
    assert road.problem.holder == Holder.OFFICER
    assert "现在在谁手里 首席服务官 林晓岚" in page_of(road, "coordinator")


def test_a_very_long_story_is_folded(road: Road) -> None:
    road.submitted()
    for number in range(35):
        road.take("coordinator", "write_note", text=f"第{number}条", layer="H")
    page = page_of(road, "coordinator")
    assert "更早的 6 条" in page
    assert "第0条" in page


def test_a_number_is_opened_by_a_press_that_is_recorded(road: Road) -> None:
    road.submitted().passed_on().dispatched()
    contact = with_phone(road)
    for who, view in (("coordinator", "staff"), ("handler1", "task")):
        visit = Visit(road.town.people[who], road.now)
        assert "13800132046" not in visit.get(f"/problems/{road.problem.public_id}/").content.decode()
        opened = visit.post(f"/problems/{road.problem.public_id}/phone/{contact}/", view=view)
        assert opened.status_code == 200
        assert "13800132046" in opened.content.decode()
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ContactPhoneRevealed").count() == 2


def test_who_may_not_open_numbers_is_refused_and_not_invited_to(road: Road) -> None:
    road.submitted()
    contact = with_phone(road)
    assert "138****2046 看号码" in page_of(road, "coordinator")
    assert "看号码" not in page_of(road, "supervisor")
    for who, status in (("supervisor", 403), ("handler2", 404)):
        answer = Visit(road.town.people[who], road.now).post(
            f"/problems/{road.problem.public_id}/phone/{contact}/", view="staff"
        )
        assert answer.status_code == status
        assert "13800132046" not in answer.content.decode()


def with_phone(road: Road) -> int:
    """The main contact's number registered; gives his id."""
    number = "13800132046"
    with door.as_system("tests.build"):
        rows = Contact.objects.filter(enterprise=road.town.enterprise)
        rows.update(phone=crypto.seal(number), phone_index=crypto.blind_index(number))
        return rows.get().pk
