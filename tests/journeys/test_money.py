"""Money on its way: applied for on a phone, examined without script, given notice of, paid where it was said;
and what nobody applied for, listed by one and confirmed by another."""

from datetime import timedelta

from django.db import transaction
from playwright.sync_api import Page, expect

from qinqing.domains.claims import actions
from qinqing.domains.claims.models import Claim
from qinqing.kernel import clock, door
from tests.builders.claims import Office, an_office
from tests.journeys.conftest import DESK, PHONE, House


def _office(house: House) -> Office:
    assert house.town is not None
    with transaction.atomic():
        return an_office(house.town, clock.now() - timedelta(days=1))


def _notice_is_over() -> None:
    """Let the days of public notice have passed, and the worker look."""
    now = clock.now()
    past = now - timedelta(minutes=1)
    with transaction.atomic(), door.as_system("tests.build"):
        Claim.objects.filter(state="notice").update(notice_until_at=past, due_at=past)
        actions.sweep(now)


def _open(page: Page, title: str) -> None:
    page.locator("summary", has_text=title).first.click()


def _give_account(page: Page) -> None:
    page.get_by_label("开户银行").fill("青岚农商行兴业支行")
    page.get_by_label("账号").fill("6222 0212 3456 7890")
    page.get_by_role("button", name="确认账户").click()
    expect(page.locator("body")).to_contain_text("待拨付")


def _pay(page: Page) -> None:
    page.goto("/claims/desk/?stock=pay")
    page.get_by_role("link", name="拨付", exact=True).click()
    expect(page.locator("body")).to_contain_text("6222 0212 3456 7890")
    page.get_by_label("凭证号").fill("2026-0318")
    page.get_by_role("button", name="登记拨付").click()
    expect(page.locator("body")).to_contain_text("已拨付")


def test_money_that_was_applied_for_arrives(house: House) -> None:
    office = _office(house)
    item, enterprise = office.item.item.public_id, office.town.enterprise.public_id
    phone = house.enter("enterprise", size=PHONE)
    phone.goto(f"/claims/new/{item}/for/{enterprise}/")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.locator("body")).to_contain_text("请写金额")
    phone.get_by_label("申请金额").fill("300000")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.locator("body")).to_contain_text("决定受不受理")

    handler = house.enter("handler1", size=DESK, javascript=False)
    handler.goto("/claims/desk/")
    handler.get_by_role("link", name="受理", exact=True).click()
    _open(handler, "缺材料，请企业补")
    handler.get_by_label("缺什么材料").fill("加计扣除表没有盖章")
    handler.get_by_role("button", name="请企业补材料").click()

    phone.goto("/claims/")
    phone.get_by_role("link", name="去办").click()
    expect(phone.locator("body")).to_contain_text("加计扣除表没有盖章")
    phone.get_by_label("补了什么").fill("盖好了")
    phone.get_by_role("button", name="补好了").click()

    handler.goto("/claims/desk/")
    handler.get_by_role("link", name="受理", exact=True).click()
    handler.get_by_role("button", name="受理", exact=True).click()
    handler.get_by_label("核定金额").fill("200000")
    handler.get_by_role("button", name="审核通过，开始公示").click()
    expect(handler.locator("body")).to_contain_text("公示中")

    _notice_is_over()
    phone.goto("/claims/")
    phone.get_by_role("link", name="去办").click()
    _give_account(phone)
    _pay(handler)
    phone.goto("/claims/")
    expect(phone.locator("body")).to_contain_text("钱已经拨到您的账户")
    expect(phone.locator("body")).to_contain_text("20 万元")


def test_money_that_nobody_applied_for_arrives(house: House) -> None:
    office = _office(house)
    handler, head = house.enter("handler1", size=DESK), house.enter("unit_head1", javascript=False)
    handler.goto("/claims/lists/")
    handler.get_by_role("button", name="列名单").click()
    handler.get_by_label("企业", exact=True).fill(f"{office.town.enterprise.name}\n没有的公司")
    handler.get_by_label("每家金额").fill("300000")
    handler.get_by_label("列入的依据").fill("统计局上规名单")
    handler.get_by_role("button", name="列入名单").click()
    expect(handler.locator("body")).to_contain_text("企业库里没有找到：没有的公司")
    handler.get_by_label("企业", exact=True).fill(office.town.enterprise.name)
    handler.get_by_role("button", name="列入名单").click()
    handler.get_by_role("button", name="交负责人确认").click()

    head.goto("/claims/lists/")
    head.get_by_role("link", name="首次上规入库奖励").click()
    head.get_by_role("button", name="确认名单，开始公示").click()
    expect(head.locator("body")).to_contain_text("已确认")

    _notice_is_over()
    phone = house.enter("enterprise", size=PHONE)
    phone.goto("/claims/")
    expect(phone.locator("body")).to_contain_text("免申即享，不用申请")
    phone.get_by_role("link", name="去办").click()
    _give_account(phone)
    _pay(handler)
    phone.goto("/claims/")
    expect(phone.locator("body")).to_contain_text("钱已经拨到您的账户")
