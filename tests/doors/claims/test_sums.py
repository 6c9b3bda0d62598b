"""A year's money by item, officer and area: added up by hand, opening its rows, nameless to an editor."""

import re
from datetime import date
from html import unescape

import pytest

from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.claims import figures
from qinqing.domains.policies.models import KeptMatch
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import door
from qinqing.kernel.figures import Period
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, enterprises, problems
from tests.builders.claims import Office
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db

SUMS = "/claims/sums/"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def visit(office: Office, who: str) -> Visit:
    return Visit(office.people[who], office.now)


def body(office: Office, who: str, query: str = "") -> str:
    answer = visit(office, who).get(SUMS + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def year(office: Office) -> Office:
    """One claim paid and one refused of the same item, one that waits of another enterprise's."""
    office.at("paid")
    office.at("refused")
    firm = problems.an_enterprise(office.town.area, "澜川另一家有限公司")
    problems.an_officer(firm, office.town.units[1], "周俊")
    office.people["other"] = problems.a_contact(firm, "王楠", is_main=True)
    office.applied("other", firm=firm)
    return office


def test_what_was_received_approved_and_paid_is_added_up(year: Office) -> None:
    page = visit(year, "coordinator").text(SUMS)
    assert "研发费用后补助 3 笔 90 万元 1 笔 30 万元 1 笔 30 万元" in page
    assert "林晓岚 2 笔 60 万元 1 笔 30 万元 1 笔 30 万元" in page
    assert "周俊 1 笔 30 万元 — — — —" in page
    assert "澜川市 3 笔 90 万元 1 笔 30 万元 1 笔 30 万元" in page


@pytest.mark.parametrize("who", ["coordinator", "leader", "supervisor", "officer"])
def test_every_number_opens_as_many_rows_as_it_says(year: Office, who: str) -> None:
    found = re.findall(r'<a href="(/figures/[^"]+)">(\d+) 笔</a>', body(year, who))
    assert len(found) >= 6
    for href, said in found:
        opened = visit(year, who).get(unescape(href)).content.decode().partition("<main")[2]
        assert len(set(re.findall(r'href="(/claims/[^/"]+/)"', opened))) == int(said), href


def test_an_officer_adds_up_his_own_alone_and_names_no_other(year: Office) -> None:
    page = visit(year, "officer").text(SUMS)
    assert "研发费用后补助 2 笔 60 万元" in page
    assert "按服务官" not in page
    assert "周俊" not in page


def test_an_editor_reads_sums_of_his_items_and_no_enterprise(year: Office) -> None:
    said = body(year, "policy_editor")
    page = visit(year, "policy_editor").text(SUMS)
    assert "研发费用后补助 3 笔 90 万元 1 笔 30 万元 1 笔 30 万元" in page
    assert 'href="/figures/' not in said
    for hidden in ("有限公司", "林晓岚", "按企业所在区域"):
        assert hidden not in said, hidden


def test_an_editor_of_another_area_reads_nothing_of_it(year: Office) -> None:
    elsewhere = accounts.an_area("外市")
    year.people["elsewhere"] = accounts.a_person("外市专员", Role.POLICY_EDITOR, area=elsewhere)
    page = visit(year, "elsewhere").text(SUMS)
    assert "研发费用后补助" not in page
    assert "这一年还没有申领" in page


def test_without_a_year_of_its_own_another_year_is_empty(year: Office) -> None:
    assert "这一年还没有申领" in visit(year, "coordinator").text(f"{SUMS}?year=2025")
    assert "研发费用后补助" in visit(year, "coordinator").text(f"{SUMS}?year=99999")


def test_a_place_counts_what_lies_below_it_once(office: Office) -> None:
    below = accounts.an_area("青岚区", AreaKind.DISTRICT, office.town.area)
    firm = problems.an_enterprise(below, "青岚一家有限公司")
    problems.an_officer(firm, office.town.units[1], "周俊")
    office.people["other"] = problems.a_contact(firm, "王楠", is_main=True)
    office.at("applied")
    office.applied("other", firm=firm)
    said = visit(office, "leader").text(SUMS)
    assert "澜川市 2 笔 60 万元" in said
    assert "青岚区 1 笔 30 万元" in said
    assert said.count("2 笔 60 万元") == 2, "the item and the city, each once"


@pytest.mark.parametrize("who", ["enterprise", "handler1", "callback"])
def test_nobody_else_has_the_page(office: Office, who: str) -> None:
    assert visit(office, who).get(SUMS).status_code == 403


def test_row_security_alone_hides_the_rows_from_an_editor(year: Office) -> None:
    actor = door.become(year.people["policy_editor"].pk, year.now)
    try:
        assert figures.sums_by("item", actor, YEAR) == {}
    finally:
        door.step_in(Actor())


# --- of those whom an item fits ----------------------------------------


def test_how_many_of_those_it_fits_applied_is_read_by_area_and_opened_by_the_officer(office: Office) -> None:
    others = (enterprises.an_enterprise(office.town.area, f"适合{name}公司") for name in "甲乙丙丁")
    firms = [office.town.enterprise, *others]
    with door.as_system("tests.build"):
        KeptMatch.objects.bulk_create(
            KeptMatch(edition=office.item, enterprise=firm, standing=Standing.FITS, since_on=office.day)
            for firm in firms
        )
    office.applied()
    for who in ("coordinator", "leader", "policy_editor"):
        page = Visit(office.people[who], office.now).text("/claims/sums/")
        assert f"{office.item.title} 5 0 1 1 0 20%" in page, who
        assert "5 家次没有人推送过" in page, who
        assert "适合甲公司" not in page
    page = Visit(office.people["officer"], office.now).text("/claims/sums/")
    assert f"{office.item.title} 1 0 1 1 0 —" in page
    shown = Visit(office.people["officer"], office.now).get("/claims/sums/").content.decode()
    assert "/figures/claims.fit/?" in shown


def test_of_fewer_than_five_no_number_is_said_to_who_may_not_know_whom_it_fits(office: Office) -> None:
    with door.as_system("tests.build"):
        KeptMatch.objects.create(
            edition=office.item,
            enterprise=office.town.enterprise,
            standing=Standing.FITS,
            since_on=office.day,
        )
    office.applied()
    page = Visit(office.people["coordinator"], office.now).text("/claims/sums/")
    assert f"{office.item.title} 不到 5 家" in page
