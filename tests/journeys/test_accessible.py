"""axe finds nothing on any page, on a phone and on a desk (WCAG 2.2 A and AA)."""

from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock
from tests.builders import accounts, policies
from tests.builders.problems import Road
from tests.journeys.conftest import DESK, PHONE, House

WORDING = [{"text": "第五条 上年度研发费用不低于 100 万元。"}, {"text": "第六条 三年内无重大事故。"}]
AXE = Path(__file__).parents[2] / ".build" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
PAGES: dict[str, tuple[str, ...]] = {
    "enterprise": (
        "/", "/raise/", "/mine/", "{waiting}", "{handling}", "{closed}", "/messages/", "/messages/letters/",
        "/account/", "/enterprise/", "/policies/ours/", "/policies/", "{policy}",
    ),
    "officer": ("/", "/raise/", "{submitted}", "/my-enterprises/", "/problems/", "/search/?q=路灯"),
    "coordinator": (
        "/", "/triage/", "/problems/", "/reviews/", "{handling}", "{review}", "/enterprises/", "/officers/",
        "/enterprises/register/", "/search/?q=没有这个词", "/duties/", "/kinds/", "/limits/",
        "/reply-templates/", "/calendar/", "/import/assignments/", "/registrations/", "/report/",
    ),
    "editor": (
        "/", "/policies/", "/policies/registered/", "/policies/registered/new/", "{draft}", "{draft}edit/",
        "{draft}rule/", "{draft}rule/?at=1", "{draft}rule/?new=into&at=&sentence=1",
        "{draft}rule/?open=benefit",
        "{draft}rule/?new=into&at=&sentence=1&fact=rd_expense_y1", "{draft}rule/?open=mark&sentence=2",
    ),
    "head": ("/", "/reviews/"),
    "handler1": ("/", "/tasks/", "{task}", "{handling}"),
    "unit_head1": ("/", "/sign-off/", "/tasks/"),
    "callback": ("/", "/calls/", "{call}"),
    "leader": ("/", "/problems/"),
    "supervisor": ("/", "/problems/"),
}  # fmt: skip


def _violations(page: Page) -> list[str]:
    # As tall as the page: what floats at the bottom of a window hides different things at every scroll.
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(
        {**size, "height": max(size["height"], page.evaluate("document.body.scrollHeight") + 80)}
    )
    # By the page's own policy no script may be added: axe is put there by the browser's driver, past it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {RULES})")
    page.set_viewport_size(size)
    return [
        f"{page.url} {one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found["violations"]
    ]


@pytest.fixture
def addresses(house: House) -> dict[str, str]:
    """A problem in each state that pages show differently; a policy in force and one in work."""
    assert house.town is not None
    now = clock.now()
    with transaction.atomic():
        roads = {
            "submitted": Road(house.town, now).submitted(),
            "handling": Road(house.town, now)
            .submitted()
            .passed_on()
            .dispatched(lead=1, assist=(2,))
            .signed(),
            "review": Road(house.town, now).to_review(),
            "waiting": Road(house.town, now).to_confirm(),
            "closed": Road(house.town, now).to_confirm().confirmed(),
        }
        found = {name: f"/problems/{road.problem.public_id}/" for name, road in roads.items()}
        found["task"] = f"/tasks/{roads['handling'].task().pk}/"
        editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=house.town.area) for n in (1, 2)]
        house.town.people["editor"] = editors[0]
        policy = policies.a_policy(house.town.area, editors[0], now)
        item = policies.published(policies.a_draft(policy, editors[0], now), *editors, now).item
        found["policy"] = f"/policies/{item.public_id}/"
        draft = policies.a_draft(
            policy, editors[0], now, title="科技创新券", wording=WORDING, rule=policies.CITED
        )
        found["draft"] = f"/policies/{draft.item.public_id}/1/"
        found["call"] = f"/calls/{roads['waiting'].problem.public_id}/"
    return found


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(house: House, addresses: dict[str, str], size: dict[str, int]) -> None:
    wrong: list[str] = []
    for who, pages in PAGES.items():
        page = house.enter(who, size=size)
        for address in pages:
            answer = page.goto(address.format(**addresses))
            assert answer is not None
            assert answer.ok, (who, address, answer.status)
            wrong += _violations(page)
    assert wrong == []


def test_axe_sees_what_is_wrong(house: House) -> None:
    """The twin: a page with a picture without words and a field without a label is not passed over."""
    page = house.enter("enterprise")
    page.goto("/mine/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x\"><input>')")
    assert {line.split()[1] for line in _violations(page)} >= {"image-alt:", "label:"}
