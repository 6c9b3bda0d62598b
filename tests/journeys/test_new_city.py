"""A city from nothing: three administrators by three links, then areas, units, people and their roles."""

import base64
import re

import pytest
from playwright.sync_api import Page, expect

from qinqing.config.founding import set_up
from qinqing.kernel import clock
from qinqing.lib import totp
from tests.builders.accounts import PASSWORD
from tests.journeys.conftest import House

FOUNDING = ["--city", "澜川市", "--code", "LC", "--level", "city", "--system", "温知远"]
FOUNDING += ["--security", "蒋一鸣", "--audit", "梁思齐"]


def comes_in(house: House, link: str) -> tuple[Page, bytes]:
    """Somebody chooses his password by the link, signs in and takes an app into use; with its secret."""
    page = house.arrive()
    page.goto(link)
    login = page.locator("b").first.inner_text()
    page.get_by_label("新口令", exact=True).fill(PASSWORD)
    page.get_by_label("再写一遍新口令").fill(PASSWORD)
    page.get_by_role("button", name="设好了").click()
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("口令", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("扫不了？手工输入密钥").click()
    secret = _secret(page.locator("code").inner_text())
    page.get_by_label("验证码").fill(totp.code_of(secret, totp.span_of(clock.now())))
    page.get_by_role("button", name="启用").click()
    page.get_by_role("link", name="收好了").click()
    return page, secret


def next_code(secret: bytes) -> str:
    """The code that the app shows next: the one of now was taken when it was taken into use."""
    return totp.code_of(secret, totp.span_of(clock.now()) + 1)


def _secret(spelled: str) -> bytes:
    return base64.b32decode(spelled.replace(" ", ""))


def test_three_administrators_set_up_a_city_from_nothing(
    empty_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set_up(FOUNDING) == 0
    links = re.findall(r"http\S+/enter/\S+/", capsys.readouterr().out)
    assert len(links) == 3
    (keeps, _), (grants, his_app), (looks_on, _) = (comes_in(empty_house, link) for link in links)
    assert set_up(FOUNDING) == 1
    assert "已经有人管了" in capsys.readouterr().err

    keeps.goto("/areas/new/")
    keeps.get_by_label("名称").fill("青岚区")
    keeps.get_by_label("代码", exact=True).fill("QL")
    keeps.locator("input[name=kind][value=district]").check(force=True)
    keeps.get_by_label("上级区域").select_option(label="澜川市")
    keeps.get_by_role("button", name="加区域").click()
    expect(keeps.locator("body")).to_contain_text("青岚区加好了")

    keeps.goto("/units/new/")
    for label, text in (("代码", "gxj"), ("全称", "青岚区工业和信息化局"), ("简称", "工信局")):
        keeps.get_by_label(label).first.fill(text)
    keeps.get_by_label("性质").select_option("department")
    keeps.locator("input[name=level][value=district]").check(force=True)
    keeps.get_by_role("button", name="加单位").click()

    keeps.goto("/people/new/")
    keeps.get_by_label("姓名").fill("何静远")
    keeps.get_by_label("账号").fill("hejingyuan")
    keeps.get_by_role("button", name="建").first.click()
    expect(keeps.locator("body")).to_contain_text("还要安全管理员授权")
    keeps.get_by_role("button", name="给一次性链接").click()
    newcomer, _ = comes_in(empty_house, keeps.locator("code").inner_text())
    expect(newcomer.locator("body")).not_to_contain_text("分办")

    grants.goto("/people/?words=何静远")
    grants.get_by_role("link", name="何静远").first.click()
    grants.get_by_label("角色").select_option("coordinator")
    grants.get_by_label("区域").select_option(label="　青岚区")
    grants.get_by_role("button", name="授予").click()
    expect(grants.locator("body")).to_contain_text("请填动态验证码")
    grants.get_by_label("动态验证码").fill(next_code(his_app))
    grants.get_by_role("button", name="授予").click()
    expect(grants.locator("body")).to_contain_text("授予何静远协调员")
    newcomer.goto("/triage/")
    expect(newcomer.locator("h1, h2").first).to_be_visible()
    assert newcomer.url.endswith("/triage/")

    looks_on.goto("/security-log/")
    expect(looks_on.locator("body")).to_contain_text("授予角色 协调员")
    for page, path in ((looks_on, "/people/"), (grants, "/units/"), (keeps, "/security-log/")):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
