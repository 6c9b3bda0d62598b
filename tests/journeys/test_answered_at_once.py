"""An enterprise raises a problem on a phone, its officer answers on the spot, it says "solved"."""

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import PHONE, House


def test_raised_on_a_phone_answered_on_the_spot_and_solved(house: House) -> None:
    phone = house.enter("enterprise", size=PHONE)
    address = steps.raise_problem(phone)
    expect(phone.locator("body")).to_contain_text("林晓岚")  # who has it

    officer = house.enter("officer")
    officer.goto(address)
    form = steps.form_of(officer, "answer_at_once")
    steps.contact(form)
    steps.choose(form, "result", "R1")
    form.get_by_label("答复", exact=True).fill("已经请城管换了灯泡，今晚就亮。")
    steps.send(officer, "answer_at_once", "当场答复")
    expect(officer.locator("body")).to_contain_text("待回访评价")

    phone.goto(address)
    expect(phone.locator("body")).to_contain_text("已经请城管换了灯泡，今晚就亮。")
    steps.confirm(phone, address)
