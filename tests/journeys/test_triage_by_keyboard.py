"""The triage desk by keyboard alone: no click, no pointer."""

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import House


def test_a_coordinator_dispatches_without_a_mouse(house: House) -> None:
    officer, enterprise, coordinator = (house.enter(who) for who in ("officer", "enterprise", "coordinator"))
    for words in ("夜班公交停了，四十个工人下班没车", steps.WORDS):
        steps.pass_on(officer, steps.raise_problem(enterprise, words))

    coordinator.goto("/triage/")
    expect(coordinator.locator("h1")).to_contain_text("夜班公交")
    press = coordinator.keyboard.press
    press("j")
    expect(coordinator.locator("h1")).to_contain_text("路灯")
    press("k")
    expect(coordinator.locator("h1")).to_contain_text("夜班公交")
    press("f")
    coordinator.keyboard.type("交通局")
    press("Enter")
    expect(coordinator.locator(".qq-picks")).to_contain_text("交通局")
    coordinator.locator("body").press("1")
    expect(coordinator.locator("input[name=lead]").first).to_be_checked()
    press("Enter")
    expect(coordinator.locator("body")).to_contain_text("派出去了")
    expect(coordinator.locator("h1")).to_contain_text("路灯")
