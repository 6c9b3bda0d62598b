"""Side roads, walked in a browser: asked, forgotten, lapsed, revived; opened again for the same unit."""

from datetime import timedelta

from django.db import transaction
from playwright.sync_api import expect

from qinqing.kernel import clock
from tests.builders.problems import Road
from tests.journeys import steps
from tests.journeys.conftest import PHONE, House


def test_what_is_asked_for_is_supplied_and_the_road_goes_on(house: House) -> None:
    enterprise, officer = house.enter("enterprise", size=PHONE), house.enter("officer")
    address = steps.raise_problem(enterprise)
    officer.goto(address)
    steps.form_of(officer, "ask_supplement").get_by_label("请企业补充什么").fill("租赁合同\n电表照片")
    steps.send(officer, "ask_supplement", "请企业补充")
    enterprise.goto("/")
    enterprise.get_by_role("link", name="补充材料").first.click()
    expect(enterprise.locator("#supply")).to_contain_text("租赁合同")
    enterprise.get_by_label("说明").fill("合同丢了，电表照片在附件里")
    steps.send(enterprise, "supply", "补充好了")
    expect(enterprise.locator("body")).to_contain_text("收到了，接着办")
    steps.pass_on(officer, address)


def test_asked_forgotten_lapsed_and_revived(house: House) -> None:
    with transaction.atomic():
        road = Road(house.town, clock.now() - timedelta(days=30)).submitted().asked()
        while road.problem.state == "supplement":
            road.wait(days=1).swept()
        address = f"/problems/{road.problem.public_id}/"
    enterprise, coordinator = house.enter("enterprise", size=PHONE), house.enter("coordinator")
    enterprise.goto(address)
    expect(enterprise.locator("body")).to_contain_text("没有等到您的材料")
    steps.form_of(enterprise, "reopen").get_by_label("还有什么没解决").fill("合同找到了，请接着办")
    steps.send(enterprise, "reopen", "重新打开")
    steps.dispatch(coordinator)
    enterprise.goto(address)
    expect(enterprise.locator("body")).to_contain_text("城管局")


def test_what_was_closed_is_opened_again_and_reaches_the_same_unit(house: House) -> None:
    with transaction.atomic():
        road = Road(house.town, clock.now() - timedelta(days=3)).to_confirm().confirmed()
        address = f"/problems/{road.problem.public_id}/"
    enterprise, handler, head = house.enter("enterprise"), house.enter("handler1"), house.enter("unit_head1")
    coordinator = house.enter("coordinator")
    enterprise.goto(address)
    steps.form_of(enterprise, "reopen").get_by_label("还有什么没解决").fill("昨天夜里又不亮了")
    steps.send(enterprise, "reopen", "重新打开")
    steps.open_task(handler)
    expect(handler.locator("body")).to_contain_text("昨天夜里又不亮了")
    steps.reply(handler, "换了整段线缆，夜里看过，亮了。")
    steps.sign_off(head)
    steps.approve(coordinator, address)
    steps.confirm(enterprise, address)
