"""What the register knows of an enterprise, in the facts and units of rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType, TitleKind
from qinqing.domains.policies import facts
from qinqing.domains.policies.facts import Matched
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from tests.builders import accounts, enterprises, policies
from tests.builders.problems import at

pytestmark = pytest.mark.django_db
NOW = at("2026-06-30 10:00")


@dataclass
class Place:
    """An area with one enterprise, its figures of last year and its contact."""

    area: Area
    enterprise: Enterprise
    contact: Person

    def known(self) -> dict[str, Any]:
        actor = door.become(self.contact.pk, NOW)
        try:
            return dict(facts.stands(actor, self.enterprise, NOW).known)
        finally:
            door.step_in(Actor())

    def matches(self, who: Person) -> list[Matched]:
        actor = door.become(who.pk, NOW)
        try:
            return facts.matches_for(actor, self.enterprise, NOW)
        finally:
            door.step_in(Actor())


@pytest.fixture
def place(db: None) -> Place:
    area = accounts.an_area()
    made = enterprises.an_enterprise(
        area, "澜川岚芯微电子有限公司", type=EnterpriseType.COMPANY, industry="39",
        registered_on=date(2020, 7, 1),
    )  # fmt: skip
    enterprises.a_statement(made, year=2025, revenue=Decimal(84_200_000), rnd=Decimal(970_000), staff=126)
    return Place(area, made, enterprises.a_member(made, "陈若溪", is_main=True))


def test_figures_come_in_the_units_of_rules_and_years_count_back_from_the_last_full_one(place: Place) -> None:
    found = place.known()
    assert (found["revenue_y1"], found["rd_expense_y1"], found["employees"]) == (8420.0, 97.0, 126.0)
    assert "revenue_y2" not in found
    assert (found["years_since_registration"], found["industry_division"]) == (5.0, "C39")
    assert (found["stat_industry"], found["size_industry"]) == ("industry", "industry")


def test_a_title_that_the_register_does_not_hold_is_not_borne(place: Place) -> None:
    assert place.known()["hnte_valid"] is False
    enterprises.a_title(place.enterprise, "GR2025", TitleKind.HIGH_TECH)
    assert place.known()["hnte_valid"] is True


def test_an_enterprise_reads_what_it_is_short_of_and_nobody_else_does(place: Place) -> None:
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=place.area) for n in (1, 2))
    policy = policies.a_policy(place.area, first, NOW)
    policies.published(policies.a_draft(policy, first, NOW), first, second, NOW)
    (found,) = place.matches(place.contact)
    assert found.match is not None
    assert found.match.standing is Standing.NEARLY
    assert "还差 3 万元（3%）" in found.match.failing[0].sentence
    for other in (first, accounts.a_person("协调员", Role.COORDINATOR, area=place.area)):
        with pytest.raises(NotFound):
            place.matches(other)


def test_an_enterprise_that_is_no_longer_short_fits(place: Place) -> None:
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=place.area) for n in (1, 2))
    policy = policies.a_policy(place.area, first, NOW)
    policies.published(policies.a_draft(policy, first, NOW), first, second, NOW)
    enterprises.a_statement(place.enterprise, year=2025, rnd=Decimal(1_010_000), revenue=Decimal(84_200_000))
    (found,) = place.matches(place.contact)
    assert found.match is not None
    assert (found.match.standing, found.match.gain) == (Standing.FITS, 20)
