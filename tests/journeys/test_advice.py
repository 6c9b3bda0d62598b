"""A question from the first word to "I understand", its answer made everybody's by two people, and found by
another enterprise while it writes its own."""

from django.db import transaction
from playwright.sync_api import expect

from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Officer
from qinqing.kernel import clock, door
from tests.builders import accounts, advice, enterprises
from tests.builders.problems import Town
from tests.journeys.conftest import DESK, PHONE, House

ASKED = "我们厂去年十月才上规，那三十万是不是要自己去报？"
EDITED = "首次上规入库奖励要不要自己申请？"
ANSWER = "不用申请，统计部门比对名单，公示后确认收款账户。"


def _known(place: Town) -> None:
    """A group of experts with the officer in it, a policy editor, and another enterprise."""
    now = clock.now()
    with transaction.atomic():
        with door.as_system("tests.read"):
            officer = Officer.objects.get(person=place.people["officer"])
        group = advice.a_group("资金政策组", officer)
        advice.a_route(place.area, group, place.people["coordinator"], now)
        place.people["editor"] = accounts.a_person("政策专员", Role.POLICY_EDITOR, area=place.area)
        other = enterprises.an_enterprise(place.area, "澜川砺川机械有限公司")
        place.people["other"] = enterprises.a_member(other, "方一鸣", is_main=True)


def test_a_question_is_answered_understood_made_public_and_found_by_another(house: House) -> None:
    place = house.town
    assert place is not None
    _known(place)
    asker = house.enter("enterprise", size=PHONE)
    asker.goto("/advice/ask/")
    asker.get_by_label("用自己的话问").fill(ASKED)
    asker.get_by_role("button", name="交给专题组").click()
    expect(asker.locator("body")).to_contain_text("正在找专家")
    question = asker.url

    expert = house.enter("officer", size=DESK, javascript=False)
    expert.goto("/advice/desk/")
    expert.get_by_role("link", name="去领").click()
    expert.get_by_role("button", name="我来答").click()
    expert.get_by_label("答复").fill(ANSWER)
    expert.get_by_role("button", name="答复").click()
    expect(expert.locator("body")).to_contain_text("等企业说")

    asker.goto(question)
    expect(asker.locator("body")).to_contain_text(ANSWER)
    asker.get_by_role("button", name="明白了", exact=True).click()
    expect(asker.locator("body")).to_contain_text("您说明白了")

    expert.goto(question)
    expert.get_by_role("link", name="整理成公开的问答").click()
    expert.get_by_label("问", exact=True).fill(ASKED)
    expert.get_by_role("button", name="存成草稿").click()
    expect(expert.locator("body")).to_contain_text("和企业的原话几乎一样")
    expert.get_by_label("问", exact=True).fill(EDITED)
    expert.get_by_role("button", name="存成草稿").click()
    expert.get_by_role("button", name="交给另一个人看").click()
    answer = expert.url

    editor = house.enter("editor", size=DESK)
    editor.goto(answer)
    editor.get_by_role("button", name="没有问题，公开").click()
    expect(editor.locator("body")).to_contain_text("已公开")

    other = house.enter("other", size=PHONE)
    other.goto("/advice/ask/")
    other.get_by_label("用自己的话问").press_sequentially("首次上规入库的奖励要自己申请吗")
    offered = other.locator("#offer")
    expect(offered).to_contain_text(EDITED)
    offered.get_by_text(EDITED).click()
    expect(offered).to_contain_text(ANSWER)
    other.get_by_role("button", name="这条就是我要问的").click()
    expect(other.locator("body")).to_contain_text("不用再问了")
    expect(other.locator("body")).not_to_contain_text(ASKED)
