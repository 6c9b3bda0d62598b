"""Invited by a link; raised by the QR code on the wall without signing in; followed by the link.

Walked where nobody sends codes and the officer calls, and where a code confirms the number.
"""

from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page, expect

from qinqing.kernel import clock
from tests.builders.accounts import PASSWORD
from tests.builders.codes import another, codes_sent, delivered
from tests.builders.pictures import png
from tests.journeys import steps
from tests.journeys.conftest import PHONE, House

PHOTO = {"name": "路灯.png", "mimeType": "image/png", "buffer": png()}


@pytest.mark.parametrize("codes", [False, True], ids=["the officer calls", "a code confirms"])
def test_invited_then_raised_by_code_and_followed_by_link(house: House, codes: bool, tmp_path: Path) -> None:
    with override_settings(FILES=tmp_path / "files"), codes_sent(tmp_path) if codes else nullcontext():
        _walk(house, codes)


def _walk(house: House, codes: bool) -> None:
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
    passer_by.get_by_label("照片或文件").set_input_files(PHOTO)  # type: ignore[arg-type]
    if codes:
        _confirm(passer_by)
    passer_by.get_by_role("button", name="提交").click()
    expect(passer_by.locator("body")).to_contain_text("收到了，编号 WT")
    followed = passer_by.url

    officer.goto("/")
    officer.get_by_role("link", name=steps.WORDS[:8]).first.click()
    expect(officer.locator("body")).to_contain_text("扫码来的，未核实")
    expect(officer.get_by_role("link", name="路灯.png").first).to_be_visible()
    assert officer.get_by_text("手机号已验证").count() == int(codes)
    form = steps.form_of(officer, "answer_at_once")
    steps.contact(form)
    steps.choose(form, "result", "R1")
    form.get_by_label("答复", exact=True).fill("换了灯泡，今晚就亮。")
    steps.send(officer, "answer_at_once", "当场答复")

    passer_by.goto(followed)
    expect(passer_by.locator("body")).to_contain_text("换了灯泡，今晚就亮。")
    steps.confirm(passer_by, followed.partition("?")[0])


def _confirm(passer_by: Page) -> None:
    """The code is asked for, typed wrongly once, and filled in."""
    passer_by.get_by_role("button", name="收验证码").click()
    expect(passer_by.locator("body")).to_contain_text("13911113333")
    with transaction.atomic():
        code = delivered(clock.now())
    passer_by.get_by_label("验证码").fill(another(code))
    passer_by.get_by_role("button", name="提交").click()
    expect(passer_by.locator("body")).to_contain_text("验证码不对，还可以试 4 次")
    expect(passer_by.locator("body")).to_contain_text(steps.WORDS)
    passer_by.get_by_label("验证码").fill(code)
