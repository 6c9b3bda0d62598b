"""A foreign-invested enterprise reads English on its phone: it raises a problem, follows it and rates it."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import PHONE, WIDER, House

IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
OURS = """() => {
  const seen = document.body.cloneNode(true);
  seen.querySelectorAll("[translate=no], script, style, template, textarea").forEach((one) => one.remove());
  return seen.textContent;
}"""


def read_english(page: Page, *names: str) -> None:
    """The page is in English, but for the names it tells, and no wider than the phone."""
    assert page.locator("html").get_attribute("lang") == "en"
    text = page.evaluate(OURS)
    for name in names:
        text = text.replace(name, "")
    assert [line for line in text.splitlines() if IDEOGRAPH.search(line)] == []
    assert page.evaluate(WIDER) <= 0


def test_raised_followed_and_rated_in_english_on_a_phone(house: House) -> None:
    enterprise = house.enter("enterprise", size=PHONE)
    officer, coordinator = house.enter("officer"), house.enter("coordinator")
    handler, head = house.enter("handler1"), house.enter("unit_head1")
    assert house.town is not None
    names = (
        house.town.enterprise.name,
        *(unit.short for unit in house.town.units),
        *(person.name for person in house.town.people.values()),
        house.town.area.name,
    )

    enterprise.goto("/")
    enterprise.get_by_role("link", name="EN", exact=True).click()
    read_english(enterprise, *names)
    enterprise.goto("/raise/")
    read_english(enterprise, *names)
    enterprise.locator("textarea[name=facts]").fill(
        "The road lamps at our east gate, 兴业路, have been broken."
    )
    enterprise.get_by_role("button", name="Submit", exact=True).click()
    expect(enterprise.locator("body")).to_contain_text("WT")
    read_english(enterprise, *names)
    enterprise.locator("a[href^='/problems/']").first.click()
    read_english(enterprise, *names)
    address = enterprise.url

    steps.pass_on(officer, address)
    steps.dispatch(coordinator)
    steps.sign_and_reply(handler)
    steps.sign_off(head)
    steps.approve(coordinator, address)

    enterprise.goto(address)
    expect(enterprise.locator("body")).to_contain_text("路灯线缆老化，已更换并调亮。")
    read_english(enterprise, *names)
    enterprise.get_by_role("link", name="Solved").first.click()
    enterprise.locator('input[name=grade][value="5"]').check(force=True)
    enterprise.locator('form[action$="/step/confirm/"] button.qq-btn-primary').click()
    expect(enterprise.locator("body")).to_contain_text("Closed")
    read_english(enterprise, *names)
    enterprise.get_by_role("link", name="中文", exact=True).click()
    expect(enterprise.locator("body")).to_contain_text("已办结")
