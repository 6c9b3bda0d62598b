"""Invited by a link; raised by the QR code on the wall without signing in; followed by the link."""

from playwright.sync_api import expect

from tests.builders.accounts import PASSWORD
from tests.journeys import steps
from tests.journeys.conftest import PHONE, House


def test_invited_then_raised_by_code_and_followed_by_link(house: House) -> None:
    assert house.town is not None
    file = f"/enterprises/{house.town.enterprise.public_id}/"

    officer = house.enter("officer")
    officer.goto(file)
    officer.get_by_role("link", name="邀请").click()
    officer.get_by_label("姓名").fill("冯亦可")
    officer.get_by_label("手机号").fill("13911112222")
    officer.locator("input[name=sees][value=all]").check(force=True)
    officer.get_by_role("button", name="邀请").click()
    invitation = officer.locator("code").inner_text()

    invited = house.arrive(size=PHONE)
    invited.goto(invitation)
    invited.get_by_label("新口令", exact=True).fill(PASSWORD)
    invited.get_by_label("再写一遍新口令").fill(PASSWORD)
    invited.get_by_role("button", name="设好了").click()
    invited.get_by_label("手机号或账号").fill("13911112222")
    invited.get_by_label("口令", exact=True).fill(PASSWORD)
    invited.get_by_role("button", name="登录").click()
    expect(invited.locator("h1")).to_be_visible()

    invited.goto(file)
    expect(invited.locator("h1")).to_contain_text(house.town.enterprise.name)

    officer.goto(file)
    officer.get_by_role("button", name="做一张").click()
    expect(officer.get_by_role("img", name="诉求二维码")).to_be_visible()
    card = officer.locator("[data-copy]").first.get_attribute("data-copy")
    assert card is not None

    passer_by = house.arrive(size=PHONE, javascript=False)
    passer_by.goto(card)
    passer_by.get_by_label("用一句话说说").fill(steps.WORDS)
    passer_by.get_by_label("您的姓名").fill("夜班的人")
    passer_by.get_by_label("手机号").fill("13911113333")
    passer_by.get_by_role("button", name="提交").click()
    expect(passer_by.locator("body")).to_contain_text("收到了，编号 WT")
    followed = passer_by.url

    officer.goto("/")
    officer.get_by_role("link", name=steps.WORDS[:8]).first.click()
    expect(officer.locator("body")).to_contain_text("扫码来的，未核实")
    form = steps.form_of(officer, "answer_at_once")
    steps.contact(form)
    steps.choose(form, "result", "R1")
    form.get_by_label("答复", exact=True).fill("换了灯泡，今晚就亮。")
    steps.send(officer, "answer_at_once", "当场答复")

    passer_by.goto(followed)
    expect(passer_by.locator("body")).to_contain_text("换了灯泡，今晚就亮。")
    steps.confirm(passer_by, followed.partition("?")[0])
