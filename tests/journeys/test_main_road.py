"""The main road, walked by everybody on it; also with JavaScript off, and once more after "not solved"."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import PHONE, House


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_raised_to_rated(house: House, javascript: bool) -> None:
    enterprise = house.enter("enterprise", size=PHONE, javascript=javascript)
    officer, coordinator = (house.enter(who, javascript=javascript) for who in ("officer", "coordinator"))
    handler, head = (house.enter(who, javascript=javascript) for who in ("handler1", "unit_head1"))

    address = steps.raise_problem(enterprise)
    steps.pass_on(officer, address)
    steps.dispatch(coordinator)
    steps.sign_and_reply(handler)
    steps.sign_off(head)
    steps.approve(coordinator, address)
    enterprise.goto(address)
    expect(enterprise.locator("body")).to_contain_text("路灯线缆老化，已更换并调亮。")
    steps.confirm(enterprise, address)


def test_not_solved_is_done_again_and_then_solved(house: House) -> None:
    enterprise, officer, coordinator = (house.enter(who) for who in ("enterprise", "officer", "coordinator"))
    handler, head = house.enter("handler1"), house.enter("unit_head1")

    address = steps.raise_problem(enterprise)
    steps.pass_on(officer, address)
    steps.dispatch(coordinator)
    steps.sign_and_reply(handler)
    steps.sign_off(head)
    steps.approve(coordinator, address)
    steps.dispute(enterprise, address)

    coordinator.goto(address)
    expect(coordinator.locator("body")).to_contain_text("还是不亮")
    steps.form_of(coordinator, "redo").get_by_label("为什么要重办").fill("灯还是不亮，应当重修")
    steps.send(coordinator, "redo", "要求重办")
    steps.reply(handler, "换了整段线缆，夜里看过，亮了。")
    steps.sign_off(head)
    steps.approve(coordinator, address)
    steps.confirm(enterprise, address)
