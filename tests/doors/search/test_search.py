"""The one box: two characters are enough, kind by kind, and nobody finds what he may not see."""

from datetime import datetime

import pytest

from qinqing.domains.claims.models import Claim
from qinqing.kernel import door
from tests.builders import advice, policies
from tests.builders.claims import Office, an_office
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday).submitted().passed_on().dispatched()


def found(road: Road, who: str, query: str) -> str:
    return Visit(road.town.people[who], road.now).text(f"/search/?q={query}")


def test_two_characters_find_the_title_and_the_words_and_are_marked(road: Road) -> None:
    visit = Visit(road.town.people["coordinator"], road.now)
    page = visit.get("/search/?q=路灯").content.decode()
    assert "<mark>路灯</mark>不亮" in page
    assert "兴业路的<mark>路灯</mark>坏了三个月" in page


def test_every_word_must_be_there(road: Road) -> None:
    assert "找到 1 个" in found(road, "coordinator", "路灯 兴业")
    page = found(road, "coordinator", "路灯 地铁")
    assert "没找到“路灯 地铁”" in page
    assert "只找“路灯”" in page


def test_a_whole_number_opens_its_problem_and_a_part_of_it_is_found(road: Road) -> None:
    number = road.problem.number or ""
    visit = Visit(road.town.people["coordinator"], road.now)
    answer = visit.get(f"/search/?q={number.lower()}")
    assert (answer.status_code, answer["Location"]) == (302, f"/problems/{road.problem.public_id}/")
    assert "找到 1 个" in visit.text(f"/search/?q={number[-5:]}")


def test_units_find_what_they_have_and_nothing_else(road: Road) -> None:
    assert "找到 1 个" in found(road, "handler1", "路灯")
    assert "没找到" in found(road, "handler2", "路灯")
    assert "没找到" in found(road, "callback", "路灯")


def test_an_enterprise_leads_to_its_file(road: Road) -> None:
    page = Visit(road.town.people["coordinator"], road.now).get("/search/?q=微澜").content.decode()
    assert f'href="/enterprises/{road.town.enterprise.public_id}/"' in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "%",
        "%25%25",
        "'",
        "\\",
        "%00",
        "<script>",
        "a" * 500,
        "路%20%20灯",
        "&after=xyz",
        "路灯&kind=problem&after=xyz",
        "路灯&kind=nothing",
        "路灯&kind=problem&after=-1",
        "&kind=problem",
    ],
)
def test_anything_may_be_asked(road: Road, query: str) -> None:
    answer = Visit(road.town.people["coordinator"], road.now).get(f"/search/?q={query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_search_stays_below_its_ceiling(road: Road) -> None:
    with Visit(road.town.people["handler1"], road.now).at_most(3, "/search/?q=路灯") as page:
        assert "找到 1 个" in page


# --- of several kinds --------------------------------------------------


@pytest.fixture
def office(place: Town, monday: datetime) -> Office:
    return an_office(place, monday)


@pytest.fixture
def claim(office: Office) -> Claim:
    return office.applied()


def page(office: Office, who: str, asked: str) -> str:
    return Visit(office.people[who], office.now).text(f"/search/?{asked}")


def test_an_item_is_found_by_everybody_who_reads_policies_once_it_is_published(office: Office) -> None:
    for who in ("enterprise", "officer", "handler2", "callback", "policy_editor"):
        assert "政策 1" in page(office, who, "q=研发 补助"), who


def test_a_draft_is_found_by_its_title_and_the_number_of_its_paper_by_editors_only(office: Office) -> None:
    editor, policy = office.people["policy_editor"], office.item.item.policy
    policies.a_draft(policy, editor, office.now, title="低空物流补贴")
    with door.as_system("tests.build"):
        type(policy).objects.filter(pk=policy.pk).update(number="澜工信〔2026〕77号")
    for words in ("低空物流", "物流 2026〕77"):
        assert "政策草稿 1" in page(office, "policy_editor", f"q={words}"), words
    assert "找到 1 个" in page(office, "policy_editor", "q=低空&kind=policy_draft")
    for who in ("enterprise", "officer", "coordinator", "handler1"):
        assert "没找到" in page(office, who, "q=低空物流"), who
        assert "没找到" in page(office, who, "q=低空物流&kind=policy_draft"), who


def test_a_claim_is_found_by_its_enterprise_its_item_and_its_number(office: Office, claim: Claim) -> None:
    for words in ("微澜 研发", claim.number[2:], "微澜"):
        assert "找到 1 个" in page(office, "handler1", f"q={words}&kind=claim")
    whole = Visit(office.people["handler1"], office.now).get(f"/search/?q={claim.number.lower()}")
    assert whole["Location"] == f"/claims/{claim.public_id}/"


def test_what_is_only_intended_is_no_business_of_the_unit_until_it_is_sent(office: Office) -> None:
    claim = office.intended()
    assert "没找到" in page(office, "handler1", f"q={claim.number}&kind=claim")
    assert "找到 1 个" in page(office, "officer", f"q={claim.number[2:]}&kind=claim")
    office.take("enterprise", claim, "apply")
    assert "找到 1 个" in page(office, "handler1", f"q={claim.number[2:]}&kind=claim")


def test_kinds_stand_apart_with_how_many_there_are(office: Office, claim: Claim) -> None:
    office.applied(edition=office.edition(title="研发机构补助"))
    found = page(office, "enterprise", "q=研发")
    assert "政策兑现 2" in found
    assert "政策 3" in found
    assert "诉求 0" not in found


def test_a_few_of_a_kind_lead_to_all_of_it(office: Office) -> None:
    for number in range(6):
        Road(office.town, office.now).submitted(f"路灯{number}")
    office.edition(title="路灯节能补助")
    found = page(office, "coordinator", "q=路灯")
    assert "诉求 6" in found
    assert "还有 1 个，都看看" in found
    assert "找到 6 个有“路灯”的" in page(office, "coordinator", "q=路灯&kind=problem")


def test_beside_nothing_found_stands_what_to_do(office: Office) -> None:
    assert "少写一两个字" in page(office, "enterprise", "q=没有这个词")
    empty = page(office, "enterprise", "")
    assert "两个字就行" in empty
    for label in ("企业", "诉求", "政策兑现", "政策", "政策咨询", "政策问答", "政策宣讲"):
        assert label in empty
    assert "政策兑现" not in page(office, "callback", "")


def test_an_expert_finds_the_question_and_not_who_asks(place: Town, monday: datetime) -> None:
    here = advice.a_place(monday)
    asked = here.ask(text="并购来的公司算不算上规？")
    here.answered(asked)
    expert = Visit(here.people["expert"], here.now)
    found = expert.text("/search/?q=并购")
    assert "找到 1 个" in found
    assert here.enterprise.name not in found
    assert "没找到" in expert.text("/search/?q=微澜")
    assert "找到 1 个" in expert.text("/search/?q=不用申请")
    here.take(asked, "asker", "unclear", words="还是不懂股权")
    assert "找到 1 个" in Visit(here.people["asker"], here.now).text("/search/?q=股权")
    assert "没找到" in Visit(here.people["rival"], here.now).text("/search/?q=股权")


@pytest.mark.parametrize(
    ("who", "statements"), [("enterprise", 5), ("handler1", 3), ("coordinator", 5), ("callback", 3)]
)
def test_a_search_among_all_kinds_stays_below_its_ceiling(
    office: Office, claim: Claim, who: str, statements: int
) -> None:
    """One statement finds in all kinds, one shows each kind of which something was found."""
    for number in range(3):
        Road(office.town, office.now).submitted(f"研发楼的路灯{number}")
        office.edition(title=f"研发补助{number}")
    with Visit(office.people[who], office.now).at_most(statements, "/search/?q=研发") as found:
        assert "政策 5" in found
