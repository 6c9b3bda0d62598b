"""What an enterprise reads of itself: what it can claim, what it is short of, what it would have to tell."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from docx import Document

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies.models import Policy
from tests.builders import accounts, enterprises, officers, policies
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """An enterprise with an item in force, and who comes to the door."""

    enterprise: Enterprise
    contact: Visit
    officer: Visit
    coordinator: Visit
    policy: Policy

    @property
    def path(self) -> str:
        return f"/policies/for/{self.enterprise.public_id}/"


@pytest.fixture
def place(db: None, monday: datetime) -> Place:
    area = accounts.an_area()
    firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
    enterprises.a_statement(firm, year=2025, revenue=Decimal(84_200_000), rnd=Decimal(970_000))
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    policy = policies.a_policy(area, editors[0], monday)
    for content in ({}, {"title": "人才公寓", "rule": {}, "rule_note": "由安居公司核对"}):
        policies.published(policies.a_draft(policy, editors[0], monday, **content), *editors, monday)
    officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
    officers.an_assignment(officer, firm, from_on=date(2026, 1, 1))
    people = (
        enterprises.a_member(firm, "陈若溪", is_main=True),
        officer.person,
        accounts.a_person("协调员", Role.COORDINATOR, area=area),
    )
    contact, officer_, coordinator = (Visit(person, monday) for person in people)
    return Place(firm, contact, officer_, coordinator, policy)


def test_an_enterprise_reads_what_it_is_short_of_in_the_unit_it_can_change(place: Place) -> None:
    page = place.contact.text(place.path)
    assert "1 条差一点" in page
    assert "上年度研发费用为 97 万元，要求不低于 100 万元，还差 3 万元（3%）" in page
    assert "人才公寓" in page


def test_an_item_whose_conditions_read_no_more_is_one_for_its_unit(place: Place, monday: datetime) -> None:
    old = policies.an_unread_edition(place.policy, monday)
    page = place.contact.text(place.path)
    assert "1 条差一点" in page
    assert "由单位核对的" in page
    assert page.count("旧办法") == 1
    assert "条件读不出来" in place.contact.text(f"/policies/{old.item.public_id}/")


def test_whoever_speaks_for_one_enterprise_is_led_to_it(place: Place) -> None:
    assert place.contact.get("/policies/ours/")["Location"] == place.path


def test_its_officer_reads_the_same_and_its_coordinator_does_not(place: Place) -> None:
    assert "还差 3 万元" in place.officer.text(place.path)
    assert place.coordinator.get(place.path).status_code == 403


def test_the_page_asks_the_database_little(place: Place) -> None:
    with place.contact.at_most(4, place.path) as page:
        assert "差一点" in page


def test_why_the_others_do_not_fit_is_said_when_somebody_opens_them(place: Place, monday: datetime) -> None:
    """Closed they are only counted; opened, by script or by link, each says what is lacking."""
    area = place.enterprise.area
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (3, 4)]
    far = {"conditions": {"fact": "revenue_y1", "op": ">=", "value": 90_000}}
    draft = policies.a_draft(place.policy, editors[0], monday, title="大企业奖励", rule=far)
    policies.published(draft, *editors, monday)
    closed, opened = place.contact.text(place.path), place.contact.text(f"{place.path}?others=1")
    assert "1 条，各差在哪里" in closed
    assert "大企业奖励" not in closed
    assert "大企业奖励" in opened
    assert "还差 81,580 万元" in opened
    assert f'hx-get="{place.path}?others=1"' in place.contact.get(place.path).content.decode()


def test_a_page_shown_again_after_a_wrong_value_leads_to_itself(place: Place, monday: datetime) -> None:
    """Its address is then the one that the form was sent to, which nobody can open."""
    area = place.enterprise.area
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (3, 4)]
    asks = [{"fact": name, "op": ">=", "value": 1} for name in ("ip_class1", "taxable_income")]
    draft = policies.a_draft(
        place.policy, editors[0], monday, title="要补数", rule={"conditions": {"all": asks}}
    )
    policies.published(draft, *editors, monday)
    again = place.contact.post(f"{place.path}state/ip_class1/", value="很多")
    assert again.status_code == 422
    assert f'href="{place.path}?ask=taxable_income#tell"' in again.content.decode()


def test_the_file_of_an_enterprise_leads_to_what_it_can_claim(place: Place) -> None:
    file = f"/enterprises/{place.enterprise.public_id}/"
    for visit in (place.contact, place.officer):
        assert place.path in visit.get(file).content.decode()
    assert place.path not in place.coordinator.get(file).content.decode()


def test_what_fits_is_taken_along_as_a_paper_that_says_the_same(place: Place) -> None:
    """As Word, read again here, and as a PDF; neither leaves for who may not read the page."""
    answer = place.officer.get(f"{place.path}package.docx")
    said = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert "岚芯微电子 能享受的政策" in said
    assert "差一点的 1 项：做到了就能申请" in said
    assert "上年度研发费用为 97 万元，要求不低于 100 万元，还差 3 万元（3%）" in said
    assert place.contact.get(f"{place.path}package.pdf").content.startswith(b"%PDF-")
    assert place.coordinator.get(f"{place.path}package.pdf").status_code == 403
    assert place.officer.get(f"{place.path}package.exe").status_code == 404
