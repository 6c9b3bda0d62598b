"""Programs read the items in force, and what fits an enterprise as far as the token's person may know it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock
from tests.builders import accounts, enterprises, policies
from tests.builders.programs import Program, forged

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """An enterprise 3 % short of an item in force, its contact, and an editor."""

    enterprise: Enterprise
    edition: Edition
    contact: Person
    editor: Person
    now: datetime

    def program(self, person: Person) -> Program:
        return Program(forged(person, self.now, ["policy.read", "policy.match"]), self.now)


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Place]:
    area = accounts.an_area()
    firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
    enterprises.a_statement(firm, year=2025, rnd=Decimal(970_000))
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    draft = policies.a_draft(policies.a_policy(area, editors[0], monday), editors[0], monday)
    edition = policies.published(draft, *editors, monday)
    with clock.set_to(monday):
        yield Place(firm, edition, enterprises.a_member(firm, is_main=True), editors[0], monday)


def test_a_program_reads_items_as_the_page_shows_them(place: Place) -> None:
    found = place.program(place.editor).send("list_policies", words="研发").json()
    assert [one["title"] for one in found["items"]] == ["研发费用后补助"]
    assert found["next"] is None
    assert place.program(place.editor).send("list_policies", mode="instant").json()["items"] == []


def test_one_item_comes_with_its_conditions_as_sentences_and_as_stored(place: Place) -> None:
    read = place.program(place.editor).send("show_policy", public_id=place.edition.item.public_id).json()
    assert read["conditions"] == ["独立法人：是", "上年度研发费用不低于 100 万元"]
    assert read["rule"] == policies.RULE


def test_what_an_enterprise_is_short_of_is_told_to_its_own_program_alone(place: Place) -> None:
    address = place.enterprise.public_id
    found = place.program(place.contact).send("match_policies", public_id=address).json()
    assert [(one["title"], one["standing"]) for one in found["items"]] == [("研发费用后补助", "nearly")]
    assert "还差 3 万元（3%）" in found["items"][0]["failing"][0]["says"]
    assert place.program(place.editor).send("match_policies", public_id=address).status_code == 403
