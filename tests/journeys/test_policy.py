"""A policy from its paper to the enterprise: written by one, sent back and published by another, read by whom
it concerns, who is three percent short and later no longer is."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from playwright.sync_api import Page, expect

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies import rules
from qinqing.kernel import clock, door
from tests.builders import accounts, enterprises
from tests.builders.policies import RULE
from tests.builders.problems import Town
from tests.journeys.conftest import DESK, PHONE, House


def _known(place: Town) -> None:
    """Two editors; and an enterprise that spent 97 of 100 万元 on research last year."""
    last = clock.local(clock.now()).year - 1
    with transaction.atomic():
        for who in ("first", "second"):
            place.people[who] = accounts.a_person(f"政策{who}", Role.POLICY_EDITOR, area=place.area)
        with door.as_system("tests.build"):
            type(place.enterprise).objects.filter(pk=place.enterprise.pk).update(
                type=EnterpriseType.COMPANY, industry="39"
            )
        enterprises.a_statement(place.enterprise, last, revenue=Decimal(84_200_000), rnd=Decimal(970_000))


def _write(page: Page) -> None:
    page.goto("/policies/")
    page.get_by_role("link", name="登记文件").click()
    page.get_by_label("文件名称").fill("青岚区支持科技创新若干措施")
    page.get_by_label("发文机关").fill("青岚区人民政府")
    page.get_by_role("button", name="登记，接着写事项").click()
    page.get_by_label("事项名称").fill("研发费用后补助")
    page.get_by_label("一句话说明").fill("上年研发费用满 100 万元的，一次补 20 万元")
    page.get_by_label("标准").fill("一次性 20 万元")
    for word in ("奖补", "快申快享"):
        page.get_by_role("radio", name=word).check()
    page.get_by_label("条件", exact=False).first.fill("conditions: {fact: nobody, op: '>=', value: 1}")
    page.get_by_label("起用日期").fill(date(clock.local(clock.now()).year, 1, 1).isoformat())
    page.get_by_role("button", name="存成草稿").click()
    expect(page.locator("body")).to_contain_text("nobody")
    page.get_by_label("条件", exact=False).first.fill(rules.written_text(RULE))
    page.get_by_role("button", name="存成草稿").click()
    page.get_by_role("button", name="交去复核").click()


def test_a_policy_reaches_whom_it_concerns_with_what_is_missing(house: House) -> None:
    place = house.town
    assert place is not None
    _known(place)
    first, second = house.enter("first", size=DESK), house.enter("second", size=DESK, javascript=False)
    _write(first)
    expect(first.locator("body")).to_contain_text("要另一位政策专员复核")

    second.goto("/policies/")
    second.get_by_role("link", name="研发费用后补助").click()
    expect(second.locator("body")).to_contain_text("上年度研发费用不低于 100 万元")
    second.get_by_role("button", name="复核通过，发布").click()
    expect(second.locator("body")).to_contain_text("现行")

    enterprise = house.enter("enterprise", size=PHONE)
    enterprise.goto("/policies/ours/")
    expect(enterprise.locator("body")).to_contain_text(
        "上年度研发费用为 97 万元，要求不低于 100 万元，还差 3 万元（3%）"
    )
    with transaction.atomic():
        last = clock.local(clock.now()).year - 1
        enterprises.a_statement(place.enterprise, last, revenue=Decimal(84_200_000), rnd=Decimal(1_030_000))
    enterprise.reload()
    expect(enterprise.locator("body")).to_contain_text("1 条能申请")
    expect(enterprise.locator("body")).to_contain_text("约 20 万元")
