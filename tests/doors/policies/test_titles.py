"""How far an enterprise is from each title, what each one would bring; and the titles of an area."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise, Title
from qinqing.domains.enterprises.terms import EnterpriseType, TitleKind
from qinqing.domains.policies.actions import judging
from qinqing.domains.policies.models import KeptMatch, Policy
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel import clock, door
from qinqing.kernel.numbering import new_address
from tests.builders import accounts, enterprises, policies
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db

HIGH_TECH = {"conditions": {"id": "rnd", "fact": "rd_expense_y1", "op": ">=", "value": 100}}
NEEDS_IT = {
    "conditions": {
        "all": [
            {"id": "title", "fact": "hnte_valid", "op": "==", "value": True},
            {"id": "entity", "fact": "is_legal_entity", "op": "==", "value": True},
        ]
    }
}


@dataclass
class Place:
    """An enterprise 3 % short of a title that an item gives, and another item that asks for the title."""

    area: Area
    enterprise: Enterprise
    editors: list[Person]
    policy: Policy
    contact: Visit
    now: datetime

    def publishes(self, **given: Any) -> None:
        draft = policies.a_draft(self.policy, self.editors[0], self.now, **given)
        policies.published(draft, *self.editors, self.now)

    def visit(self, role: Role) -> Visit:
        return Visit(accounts.a_person(role.label, role, area=self.area), self.now)

    @property
    def path(self) -> str:
        return f"/policies/for/{self.enterprise.public_id}/titles/"


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Place]:
    area = accounts.an_area()
    firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
    enterprises.a_statement(firm, year=2025, rnd=Decimal(970_000))
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    policy = policies.a_policy(area, editors[0], monday)
    contact = Visit(enterprises.a_member(firm, "陈若溪", is_main=True), monday)
    found = Place(area, firm, editors, policy, contact, monday)
    found.publishes(
        title="高新技术企业申报", rule=HIGH_TECH, title_kind=TitleKind.HIGH_TECH,
        benefit_class=BenefitClass.QUALIFICATION,
    )  # fmt: skip
    found.publishes(title="高新技术企业认定奖励", rule=NEEDS_IT, amount="一次性 20 万元")
    with clock.set_to(monday):
        yield found


def test_a_rung_says_what_is_missing_and_what_it_would_bring(place: Place) -> None:
    page = place.contact.text(place.path)
    assert "高新技术企业 差一点" in page
    assert "还差 3 万元（3%）" in page
    assert "有了它，还能享受： 高新技术企业认定奖励 一次性 20 万元" in page


def test_a_title_that_is_borne_says_so_and_its_benefits_are_there_already(place: Place) -> None:
    enterprises.a_title(place.enterprise, "GR202544000001")
    page = place.contact.text(place.path)
    assert "高新技术企业 已经有了" in page
    assert "有了它，还能享受" not in page


def test_nobody_else_reads_how_far_an_enterprise_is(place: Place) -> None:
    for role in (Role.COORDINATOR, Role.LEADER, Role.POLICY_EDITOR):
        assert place.visit(role).get(place.path).status_code in (403, 404)


def test_an_item_that_gives_a_title_is_a_qualification(place: Place) -> None:
    draft = policies.a_draft(
        place.policy, place.editors[0], place.now, title="错的", rule=HIGH_TECH, title_kind=TitleKind.GAZELLE
    )
    page = Visit(place.editors[0], place.now).text(f"/policies/{draft.item.public_id}/1/")
    assert "认定称号的事项，类型要选“资质”" in page


def test_the_titles_of_an_area_open_the_enterprises_behind_them(place: Place) -> None:
    """Whoever bears a title and fits its rule again is not one who could still win it."""
    other = enterprises.an_enterprise(place.area, "砺川精密", type=EnterpriseType.COMPANY)
    enterprises.a_statement(other, year=2025, rnd=Decimal(2_000_000))
    enterprises.a_title(other, "GR202544000002")
    judging.judge_everything(place.now)
    leader = place.visit(Role.LEADER)
    assert "高新技术企业 高新技术企业申报 1 1 0 0 1" in leader.text("/policies/titles/")
    opened = set(
        re.findall(r"/policies/titles/high_tech/#(\w+)", leader.get("/policies/titles/").content.decode())
    )
    assert opened == {"borne", "won", "could"}
    for name in opened:
        assert f'id="{name}"' in leader.get("/policies/titles/high_tech/").content.decode()
    page = leader.text("/policies/titles/high_tech/")
    assert "砺川精密" in page
    assert "岚芯微电子" not in page


def test_ten_thousand_who_bear_a_title_are_paged(place: Place) -> None:
    with door.as_system("tests.build"):
        firms = Enterprise.objects.bulk_create(another(place.enterprise, number) for number in range(10_000))
        Title.objects.bulk_create(
            Title(enterprise=one, kind=TitleKind.HIGH_TECH, from_on=date(2024, 1, 1)) for one in firms
        )
    leader = place.visit(Role.LEADER)
    with leader.at_most(12, "/policies/titles/high_tech/") as page:
        assert "现有 10,000 家" in page
        assert "这一页 50 家" in page
        assert "这一家00049" in page
        assert "这一家00050" not in page
    assert "这一家00050" in leader.text("/policies/titles/high_tech/?borne=50")
    last = leader.get("/policies/titles/high_tech/?borne=9950").content.decode()
    assert "这一家09999" in last
    assert 'rel="next"' not in last
    assert leader.get(f"/policies/titles/high_tech/?borne={'9' * 18}").status_code == 200


def another(one: Enterprise, number: int) -> Enterprise:
    """The same enterprise under another name and code."""
    made = copy(one)
    made.pk, made.public_id = None, new_address()
    made.name, made.credit_code = f"这一家{number:05}", enterprises.a_code()
    return made


def test_a_title_of_another_area_is_not_counted(place: Place) -> None:
    there = accounts.an_area("白鹭区", parent=place.area)
    enterprises.a_title(enterprises.an_enterprise(there, "白鹭光学"), "GR202544000003")
    leader = Visit(accounts.a_person("领导", Role.LEADER, area=there), place.now)
    assert "白鹭光学" in leader.text("/policies/titles/high_tech/")
    elsewhere = accounts.an_area("别处")
    stranger = Visit(accounts.a_person("别处领导", Role.LEADER, area=elsewhere), place.now)
    assert "白鹭光学" not in stranger.text("/policies/titles/high_tech/")


def test_what_was_won_stands_in_its_month(place: Place) -> None:
    assert "每个月新得的称号" not in place.visit(Role.LEADER).text("/policies/titles/")
    enterprises.a_title(place.enterprise, "GR202544000001")
    assert "2026-01 1 2026-02 0" in place.visit(Role.SUPERVISOR).text("/policies/titles/")


def test_no_such_title_is_not_found(place: Place) -> None:
    assert place.visit(Role.LEADER).get("/policies/titles/nobel/").status_code == 404


def test_a_title_that_is_borne_is_not_offered_again(place: Place) -> None:
    """Neither on the enterprise's page nor among whom the item concerns."""
    enterprises.a_title(place.enterprise, "GR202544000001")
    judging.judge_everything(place.now)
    page = place.contact.text(f"/policies/for/{place.enterprise.public_id}/")
    assert "1 条能申请，0 条差一点" in page
    with door.as_system("tests.read"):
        assert set(KeptMatch.objects.values_list("edition__title", flat=True)) == {"高新技术企业认定奖励"}


def test_a_title_given_a_moment_ago_is_not_one_that_could_still_be_won(place: Place) -> None:
    """Before the worker has judged its enterprise again."""
    judging.judge_everything(place.now)
    leader = place.visit(Role.LEADER)
    assert "高新技术企业 高新技术企业申报 0 0 0 0 1" in leader.text("/policies/titles/")
    enterprises.a_title(place.enterprise, "GR202544000001")
    assert "高新技术企业 高新技术企业申报 1 1 0 0 0" in leader.text("/policies/titles/")
