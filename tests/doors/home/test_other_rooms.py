"""What waits in the rooms of policies stands on a first page as well: with its date, once, for whom it is."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, advice, claims, policies, problems
from tests.builders.advice import Place
from tests.builders.claims import Office
from tests.builders.problems import Road, at
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return claims.an_office(problems.town(), at("2026-03-02 10:00"))


@pytest.fixture
def place(db: None) -> Place:
    return advice.a_place(at("2026-03-02 10:00"))


def main_of(person: Person, now: datetime) -> str:
    body = Visit(person, now).get("/").content.decode()
    return body.partition("<main")[2].partition("</main>")[0].partition("有变化")[0]


def text_of(person: Person, now: datetime) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(person, now)))


# --- claims ------------------------------------------------------------

CLAIM_WAITS_FOR = {
    "intended": {"officer"},
    "applied": {"handler1"},
    "supplement": {"enterprise"},
    "accepted": {"handler1"},
    "notice": set(),
    "objected": {"unit_head1"},
    "account": {"enterprise"},
    "to_pay": {"handler1"},
    "paid": set(),
}
PEOPLE = ("enterprise", "officer", "handler1", "handler2", "unit_head1", "coordinator", "leader")


@pytest.mark.parametrize("state", CLAIM_WAITS_FOR)
def test_a_claim_waits_on_the_page_of_whoever_must_act_and_on_no_other(office: Office, state: str) -> None:
    claim = office.at(state)
    href = f'href="/claims/{claim.public_id}/"'
    found = {who for who in PEOPLE if href in main_of(office.people[who], office.now)}
    assert found == CLAIM_WAITS_FOR[state]


def test_a_claim_says_who_does_what_until_when(office: Office) -> None:
    office.at("applied")
    page = text_of(office.people["handler1"], office.now)
    assert "今天轮到您的，1 件" in page
    assert "研发费用后补助 澜川微澜电子有限公司 · 30 万元" in page
    assert "还剩 1 个工作日" in page
    assert "明天 18:00" in page
    assert "受理" in page


def test_an_enterprise_reads_by_when_it_brings_what(office: Office) -> None:
    office.at("account")
    page = text_of(office.people["enterprise"], office.now)
    assert "1 件等您办" in page
    assert "前确认收款账户" in page
    assert "没有在办的诉求" not in page
    office.wait(days=30)
    assert "就到期了，请尽快确认收款账户" in text_of(office.people["enterprise"], office.now)


def test_what_a_unit_is_late_with_waits_for_its_head_too(office: Office) -> None:
    claim = office.at("applied")
    assert claim.public_id not in main_of(office.people["unit_head1"], office.now)
    office.wait(days=3)
    assert claim.public_id in main_of(office.people["unit_head1"], office.now)


def test_no_head_is_asked_about_an_objection_to_what_he_approved(office: Office) -> None:
    claim = office.at("accepted")
    office.take("unit_head1", claim, "approve")
    office.take("handler1", claim, "object")
    assert claim.public_id not in main_of(office.people["unit_head1"], office.now)


def test_a_list_waits_for_a_head_who_did_not_make_it_and_goes_back_to_its_maker(office: Office) -> None:
    made = office.listing("handler1", office.town.enterprise)
    office.list_step("handler1", made, "send")
    assert "确认名单" in main_of(office.people["unit_head1"], office.now)
    assert made.public_id not in main_of(office.people["handler1"], office.now)
    office.list_step("unit_head1", made, "return", reason="少了一家")
    assert "退回：少了一家" in main_of(office.people["handler1"], office.now)
    assert made.public_id not in main_of(office.people["unit_head1"], office.now)


def test_a_head_who_made_a_list_himself_waits_for_another(office: Office) -> None:
    made = office.listing("unit_head1", office.town.enterprise)
    office.list_step("unit_head1", made, "send")
    assert made.public_id not in main_of(office.people["unit_head1"], office.now)


def test_all_that_waits_is_one_list_by_date_and_each_stands_in_it_once(office: Office) -> None:
    now = office.now
    road = Road(office.town, now).submitted("等单位的路灯").passed_on().dispatched()
    claim = office.at("accepted")
    page = main_of(office.people["handler1"], office.now)
    task = page.index("等单位的路灯")
    later = page.index("研发费用后补助")
    assert task < later, "a task is due in hours, an examination in weeks"
    assert page.count(f"/claims/{claim.public_id}/") == 2, "its title and its one button"
    assert road.problem is not None


def test_what_does_not_fit_any_more_is_counted_by_kind_and_opens(office: Office) -> None:
    for number in range(10):
        firm = problems.an_enterprise(office.town.area, f"澜川第{number}有限公司")
        problems.an_officer(firm, office.town.units[1], f"服务官{number}")
        office.people[f"firm{number}"] = problems.a_contact(firm, f"联系人{number}", is_main=True)
        office.applied(f"firm{number}", firm=firm)
    page = text_of(office.people["handler1"], office.now)
    assert "今天轮到您的，10 件" in page
    assert "申领还有 2 件" in page
    assert 'href="/claims/desk/"' in main_of(office.people["handler1"], office.now)


# --- questions ---------------------------------------------------------


def test_a_question_waits_for_every_expert_of_its_group_then_for_who_took_it(place: Place) -> None:
    asked = place.ask()
    href = f"/advice/questions/{asked.public_id}/"

    def has() -> set[str]:
        return {who for who, person in place.people.items() if href in main_of(person, place.now)}

    assert has() == {"expert", "colleague"}
    place.take(asked, "expert", "take")
    assert has() == {"expert"}
    place.take(asked, "expert", "answer", answer="不用申请。", basis="")
    assert has() == {"asker"}
    place.take(asked, "asker", "understood")
    assert has() == set()


def test_an_expert_is_not_told_who_asks_and_the_officer_who_calls_is(place: Place) -> None:
    asked = place.ask()
    assert "澜川微澜电子有限公司" not in main_of(place.people["expert"], place.now)
    place.to_call(asked)
    page = text_of(place.people["officer"], place.now)
    assert "打电话讲清楚" in page
    assert "澜川微澜电子有限公司" in page


def test_whom_nobody_serves_a_coordinator_calls(place: Place) -> None:
    asked = place.ask("rival")
    for _ in range(3):
        place.answered(asked)
        asked = place.take(asked, "rival", "unclear", words="还是不懂")
    assert asked.public_id in main_of(place.people["coordinator"], place.now)
    assert asked.public_id not in main_of(place.people["coordinator elsewhere"], place.now)


def test_an_asker_reads_that_there_is_an_answer_and_until_when_he_says(place: Place) -> None:
    place.answered(place.ask())
    page = text_of(place.people["asker"], place.now)
    assert "1 件等您说一句" in page
    assert "有答复了" in page
    assert "看答复" in page


def test_an_answer_for_everybody_waits_for_a_second_person(place: Place) -> None:
    draft = advice.a_draft_answer(place.people["editor"], place.now)
    advice.answer_stepped(draft, place.people["editor"], "send", place.now)
    href = f"/advice/answers/{draft.public_id}/"
    assert href in main_of(place.people["second editor"], place.now)
    assert href not in main_of(place.people["editor"], place.now)
    advice.answer_stepped(draft, place.people["second editor"], "return", place.now, reason="说清楚哪一年")
    assert "退回：说清楚哪一年" in main_of(place.people["editor"], place.now)
    assert href not in main_of(place.people["second editor"], place.now)


# --- policies ----------------------------------------------------------


def test_an_edition_waits_for_its_checker_and_when_returned_for_its_drafter(office: Office) -> None:
    first, second = office.people["policy_editor"], office.people["policy_checker"]
    policy = policies.a_policy(office.town.area, first, office.now)
    draft = policies.a_draft(policy, first, office.now, title="要复核的一项")
    assert "要复核的一项" not in main_of(first, office.now), "what one writes is no task"
    policies.stepped(draft, first, "send", office.now)
    assert "复核" in text_of(second, office.now)
    assert "要复核的一项" in main_of(second, office.now)
    assert "要复核的一项" not in main_of(first, office.now)
    policies.stepped(draft, second, "return", office.now, reason="金额写错了")
    assert "退回：金额写错了" in main_of(first, office.now)
    assert "要复核的一项" not in main_of(second, office.now)
    elsewhere = accounts.a_person("外区专员", Role.POLICY_EDITOR, area=accounts.an_area("外市"))
    assert "要复核的一项" not in main_of(elsewhere, office.now)


def test_an_editor_keeps_his_pages_below_what_waits(office: Office) -> None:
    page = text_of(office.people["policy_editor"], office.now)
    assert "从这里开始" in page
    assert "您管的" in page or "政策事项" in page


# --- how dear it is ----------------------------------------------------


def _statements(who: Person, now: datetime) -> list[str]:
    visit = Visit(who, now)
    visit.get("/")
    with CaptureQueriesContext(connection) as taken:
        visit.get("/")
    door.step_in(Actor())
    return [one["sql"] for one in taken.captured_queries]


@pytest.mark.parametrize("who", ["handler1", "officer"])
def test_many_claims_cost_no_more_statements_than_one(office: Office, who: str) -> None:
    state = "applied" if who == "handler1" else "intended"
    office.at(state)
    once = _statements(office.people[who], office.now)
    for number in range(3):
        begun = office.edition(title=f"另一项{number}")
        office.intended(edition=begun) if state == "intended" else office.applied(edition=begun)
    assert len(_statements(office.people[who], office.now)) == len(once)


def test_many_questions_cost_no_more_statements_than_one(place: Place) -> None:
    place.ask()
    once = _statements(place.people["expert"], place.now)
    for number in range(3):
        place.ask(text=f"第{number}个问题是什么？")
    assert len(_statements(place.people["expert"], place.now)) == len(once)
