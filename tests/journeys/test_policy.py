"""A policy from its paper to the enterprise: built by one sentence by sentence, published by another, read by
whom it concerns, who is three percent short and later no longer is."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from playwright.sync_api import Page, expect

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.kernel import clock, door
from tests.builders import accounts, enterprises
from tests.builders.problems import Town
from tests.journeys.conftest import DESK, PHONE, House

PAPER = (
    "第五条 申请补助的企业应当具有独立法人资格。",
    "上年度研发费用不低于 100 万元。",
    "第六条 符合条件的，一次补助 20 万元。",
)


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
    page.get_by_label("原文里写条件的那几段").fill("\n".join(PAPER))
    page.get_by_label("由谁按什么核对").fill("由工信局核对")
    page.get_by_label("起用日期").fill(date(clock.local(clock.now()).year, 1, 1).isoformat())
    page.get_by_role("button", name="存成草稿").click()


def _build(page: Page) -> None:
    """A condition for each sentence, by forms alone."""
    page.get_by_role("link", name="建条件").first.click()
    page.get_by_role("link", name="独立法人").first.click()
    page.get_by_role("radio", name="是", exact=True).check()
    page.get_by_role("button", name="加上这一条").click()
    expect(page.locator("#conditions > ol")).to_contain_text("独立法人：是")

    page.get_by_role("link", name="建条件").first.click()
    page.get_by_label("看哪一项资料").fill("研发费用 上年度")
    page.get_by_role("button", name="找").click()
    page.get_by_role("link", name="上年度研发费用 万元", exact=True).click()
    page.get_by_label("怎样比").select_option(">=")
    page.get_by_role("textbox", name="多少").fill("100元")
    page.get_by_role("button", name="加上这一条").click()
    expect(page.locator("body")).to_contain_text("这里的单位是万元，不是元")
    page.get_by_role("textbox", name="多少").fill("100")
    page.get_by_role("button", name="加上这一条").click()
    expect(page.locator("#conditions > ol")).to_contain_text("上年度研发费用不低于 100 万元")

    page.get_by_role("link", name="不是条件").click()
    page.get_by_label("由谁核对").fill("写在“给多少”里")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("body")).not_to_contain_text("还没有对应条件")
    page.locator("#gives").get_by_role("link", name="改").click()
    page.get_by_role("radio", name="定额").check()
    page.get_by_label("一次给").fill("20")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#gives")).to_contain_text("20 万元")
    page.get_by_role("link", name="看整版，交去复核").click()
    page.get_by_role("button", name="交去复核").click()


def test_a_policy_reaches_whom_it_concerns_with_what_is_missing(house: House) -> None:
    place = house.town
    assert place is not None
    _known(place)
    first, second = house.enter("first", size=DESK), house.enter("second", size=DESK, javascript=False)
    _write(first)
    _build(first)
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
