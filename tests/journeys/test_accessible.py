"""axe finds nothing on any page, phone and desk (WCAG 2.2 A and AA), and none is wider than its window."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page

from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Officer
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import clock, door
from qinqing.kernel.rendering import LANGUAGE
from tests.builders import accounts, advice, claims, policies
from tests.builders.problems import Road, Town
from tests.journeys.conftest import DESK, PHONE, WIDER, House

WORDING = [{"text": "第五条 上年度研发费用不低于 100 万元。"}, {"text": "第六条 三年内无重大事故。"}]
AXE = Path(__file__).parents[2] / ".build" / "axe.min.js"
STICKING_OUT = """() => [...document.querySelectorAll("main *")].filter(
  (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth,
).map((one) => one.outerHTML.slice(0, 80)).slice(0, 5)"""
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
PAGES: dict[str, tuple[str, ...]] = {
    "enterprise": (
        "/", "/raise/", "/mine/", "{waiting}", "{handling}", "{closed}", "/messages/", "/messages/letters/",
        "/account/", "/enterprise/", "/policies/ours/", "/policies/", "{policy}",
        "/claims/", "{claim_new}", "{claim_account}", "{claim_paid}",
        "/advice/", "/advice/ask/", "{question_answered}", "/advice/answers/", "/advice/talks/", "{talk}",
    ),
    "officer": (
        "/", "/raise/", "{submitted}", "/my-enterprises/", "/problems/", "/search/?q=路灯",
        "/claims/all/", "/claims/sums/", "{claim_applied}",
        "/advice/desk/", "/advice/ask/", "{question_taken}", "{question_answered}",
        "/advice/answers/new/", "/advice/talks/", "/advice/talks/new/", "{talk}",
    ),
    "coordinator": (
        "/", "/triage/", "/problems/", "/reviews/", "{handling}", "{review}", "/enterprises/", "/officers/",
        "/enterprises/register/", "/search/?q=没有这个词", "/duties/", "/kinds/", "/limits/",
        "/reply-templates/", "/calendar/", "/calendar/hours/", "/import/assignments/",
        "/registrations/", "/report/",
        "/claims/all/", "/claims/sums/", "/claims/lists/", "{claim_paid}",
        "/advice/desk/", "/advice/desk/?part=all", "/advice/routes/", "/advice/routes/new/",
        "{question_taken}",
    ),
    "editor": (
        "/", "/policies/", "/policies/registered/", "/policies/registered/new/", "{draft}", "{draft}edit/",
        "{draft}rule/", "{draft}rule/?at=1", "{draft}rule/?new=into&at=&sentence=1",
        "{draft}rule/?open=benefit",
        "{draft}rule/?new=into&at=&sentence=1&fact=rd_expense_y1", "{draft}rule/?open=mark&sentence=2",
        "/claims/sums/", "/advice/answers/", "{public_answer}", "{public_answer}edit/",
    ),
    "head": ("/", "/reviews/"),
    "handler1": (
        "/", "/tasks/", "{task}", "{handling}",
        "/claims/desk/", "{claim_applied}", "{claim_to_pay}", "/claims/lists/", "{payout_list}",
    ),
    "unit_head1": ("/", "/sign-off/", "/tasks/", "{claim_objected}", "/claims/lists/", "{payout_list}"),
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
        return found | _money(house.town) | _advice(house.town, item)


def _money(place: Town) -> dict[str, str]:
    """A claim in each state that pages show differently, and a list that waits to be confirmed."""
    office = claims.an_office(place, clock.now() - timedelta(days=75))
    begins = f"/claims/new/{office.item.item.public_id}/for/{place.enterprise.public_id}/"
    found = {"claim_new": begins}
    for state in ("applied", "objected", "account", "to_pay", "paid"):
        office.item = office.edition(title=state)
        found[f"claim_{state}"] = f"/claims/{office.at(state).public_id}/"
    made = office.listing("handler1", place.enterprise)
    office.list_step("handler1", made, "send")
    return found | {"payout_list": f"/claims/lists/{made.public_id}/"}


def _advice(place: Town, item: PolicyItem) -> dict[str, str]:
    """A question in an expert's hands and an answered one, an answer for everybody in work, a talk."""
    now, people = clock.now(), place.people
    with door.as_system("tests.read"):
        officer = Officer.objects.get(person=people["officer"])
    group = advice.a_group("资金政策组", officer)
    advice.a_route(place.area, group, people["coordinator"], now)
    taken = advice.a_question(place.enterprise, people["enterprise"], now)
    advice.stepped(taken, people["officer"], "take", now)
    asked = advice.a_question(place.enterprise, people["enterprise"], now, text="补助多少？")
    advice.answered(asked, people["officer"], now)
    draft = advice.a_draft_answer(people["editor"], now)
    talk = advice.a_talk(people["officer"], [place.enterprise], [item], now - timedelta(days=1), now)
    return {
        "question_taken": f"/advice/questions/{taken.public_id}/",
        "question_answered": f"/advice/questions/{asked.public_id}/",
        "public_answer": f"/advice/answers/{draft.public_id}/",
        "talk": f"/advice/talks/{talk.public_id}/",
    }


def _too_wide(page: Page) -> list[str]:
    more = page.evaluate(WIDER)
    return [f"{page.url} is {more} px too wide: {page.evaluate(STICKING_OUT)}"] if more > 0 else []


def _opened(page: Page, who: str, addresses: dict[str, str]) -> Iterator[None]:
    for address in PAGES[who]:
        answer = page.goto(address.format(**addresses))
        assert answer is not None
        assert answer.ok, (who, address, answer.status)
        yield


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing(house: House, addresses: dict[str, str], size: dict[str, int]) -> None:
    wrong: list[str] = []
    for who in PAGES:
        page = house.enter(who, size=size)
        for _ in _opened(page, who, addresses):
            wrong += _violations(page) + _too_wide(page)
    assert wrong == []


def test_no_english_page_is_wider_than_a_phone(house: House, addresses: dict[str, str]) -> None:
    wrong: list[str] = []
    for who in PAGES:
        page = house.enter(who, size=PHONE)
        page.context.add_cookies([{"name": LANGUAGE, "value": "en", "url": house.url}])
        for _ in _opened(page, who, addresses):
            assert page.locator("html").get_attribute("lang") == "en"
            wrong += _too_wide(page)
    assert wrong == []


def test_axe_sees_what_is_wrong(house: House) -> None:
    """The twin: a picture without words, a field without a label and a wide table are not passed over."""
    page = house.enter("enterprise")
    page.goto("/mine/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x\"><input>')")
    assert {line.split()[1] for line in _violations(page)} >= {"image-alt:", "label:"}
    assert _too_wide(page) == []
    page.evaluate("document.querySelector('main').style.minWidth = '2000px'")
    assert _too_wide(page) != []
