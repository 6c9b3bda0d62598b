"""Everybody's first page: what waits for him, what is late, what changed, and nothing of anybody else's."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.domains.officers.models import Assignment
from qinqing.kernel import clock, door, navigation
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, Town, an_enterprise, an_officer, at, town
from tests.builders.programs import a_request, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Town]:
    made = town()
    made.people |= {
        role: accounts.a_person(role.label, role)
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    }
    with clock.set_to(monday):
        yield made


def at_the_door(place: Town, who: str) -> Client:
    return signed_in(place.people[who], clock.now())


def body_of(place: Town, who: str, now: datetime | None = None) -> str:
    with clock.set_to(now or clock.now()):
        answer = at_the_door(place, who).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def home_of(place: Town, who: str, now: datetime | None = None) -> str:
    """What a person reads on his first page."""
    main = body_of(place, who, now).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def everywhere(place: Town) -> Road:
    """One problem at each stop of the road; gives the road of the first."""
    now = clock.now()
    first = Road(place, now).submitted("等服务官的")
    Road(place, now).submitted("等分办的").passed_on()
    Road(place, now).submitted("等单位的").passed_on().dispatched()
    Road(place, now).submitted("等审签的").passed_on().dispatched().signed().contacted().replied()
    Road(place, now).submitted(
        "等审核的"
    ).passed_on().dispatched().signed().contacted().replied().signed_off()
    Road(place, now).submitted("等定异议的").passed_on().refused().objected()
    Road(place, now).submitted("等领导定异议的").passed_on().refused("head").objected()
    road = Road(place, now).submitted("等企业的")
    road.passed_on().dispatched().signed().contacted().replied().signed_off().approved()
    return first


WAITS_FOR = {
    "enterprise": {"等企业的"},
    "officer": {"等服务官的"},
    "coordinator": {"等分办的", "等审核的"},
    "handler1": {"等单位的"},
    "unit_head1": {"等审签的"},
    "callback": set(),
    "head": {"等定异议的"},
    "leader": {"等领导定异议的"},
    "handler2": set(),
}


@pytest.mark.parametrize("who", WAITS_FOR)
def test_exactly_what_waits_for_a_person_waits_on_his_page(place: Town, who: str) -> None:
    everywhere(place)
    main = body_of(place, who).partition("<main")[2]
    waiting = main.partition("有变化")[0].partition("拖得最久的")[0].partition("<h2>在办")[0]
    assert (
        set(re.findall(r"等(?:服务官|分办|单位|审签|审核|企业|定异议|领导定异议)的", waiting))
        == WAITS_FOR[who]
    )


def test_a_heading_says_how_much_of_what_waits_is_late(place: Town) -> None:
    road = Road(place, clock.now()).submitted()
    assert road.problem.due_at is not None
    assert "今天轮到您的，1 件 " in home_of(place, "officer")
    assert "今天轮到您的，1 件，1 件已超期" in home_of(place, "officer", road.problem.due_at)


@pytest.mark.parametrize(("who", "label"), [("officer", "我的企业"), ("enterprise", "本企业")])
def test_the_file_of_an_enterprise_stands_below_an_entry_of_the_menu(
    place: Town, who: str, label: str
) -> None:
    body = at_the_door(place, who).get(f"/enterprises/{place.enterprise.public_id}/").content.decode()
    assert re.search(rf'aria-current="page">{label}<', body)


def test_an_officer_reaches_each_of_his_acts_by_one_tap(place: Town) -> None:
    road = Road(place, clock.now()).submitted()
    body = body_of(place, "officer")
    here, officer = f"/problems/{road.problem.public_id}/", at_the_door(place, "officer")
    for word, step in (("当场答复", "answer_at_once"), ("我来办", "take"), ("转协调办", "pass_on")):
        assert re.search(rf'href="{here}\?do={step}#step-{step}"[^>]*>{word}<', body), step
        detail = officer.get(here, {"do": step}).content.decode()
        assert re.search(rf'<details[^>]* open[^>]*>(?:(?!</details>).)*id="step-{step}"', detail, re.S), step


def test_an_officer_sees_his_enterprises_with_what_is_open_there(place: Town) -> None:
    Road(place, clock.now()).submitted()
    page = home_of(place, "officer")
    assert "今天轮到您的，1 件" in page
    assert "我的企业 1 家 澜川微澜电子有限公司" in page
    assert "在办诉求 1 将到期" in page
    assert "没联系 还没有联系记录" in page


def test_the_enterprise_where_most_presses_comes_first(place: Town) -> None:
    quiet = an_enterprise(place.area, "AA 安静的有限公司")
    with door.as_system("tests.build"):
        officer = Assignment.objects.get(enterprise=place.enterprise).officer
        Assignment.objects.create(officer=officer, enterprise=quiet, part="A", from_on=date(2026, 1, 1))
    Road(place, clock.now()).submitted()
    page = home_of(place, "officer")
    assert page.index("澜川微澜电子有限公司 澜川市") < page.index("AA 安静的有限公司")


def test_a_light_on_a_card_opens_the_problems_it_counts(place: Town) -> None:
    Road(place, clock.now()).submitted("数出来的")
    other = an_enterprise(place.area, "澜川另一家有限公司")
    with door.as_system("tests.build"):
        other.refresh_from_db()
    body = body_of(place, "officer")
    opens = re.search(r'href="(/problems/\?light=blue[^"]+)"', body)
    assert opens is not None
    listed = at_the_door(place, "officer").get(opens[1].replace("&amp;", "&")).content.decode()
    assert "数出来的" in listed


def test_an_officer_who_serves_nobody_is_told_who_decides_that(place: Town) -> None:
    person = accounts.a_person("周俊", Role.OFFICER, unit=place.units[0])
    place.people["idle"] = person
    assert "现在没有挂点企业" in home_of(place, "idle")


def test_nothing_of_anothers_enterprise_is_on_an_officers_page(place: Town) -> None:
    Road(place, clock.now()).submitted("只给林晓岚看的")
    other = an_enterprise(place.area, "澜川另一家有限公司")
    place.people["other"] = an_officer(other, place.units[1], "周俊")
    assert "只给林晓岚看的" not in body_of(place, "other")


@pytest.mark.parametrize("who", ["coordinator", "head", "supervisor", "leader"])
def test_every_figure_opens_as_many_rows_as_it_says(place: Town, who: str) -> None:
    everywhere(place)
    late = Road(place, clock.now()).submitted("早就过了的").passed_on()
    now = late.wait(days=9).now
    with clock.set_to(now):
        door_ = at_the_door(place, who)
        body = (
            door_.get("/")
            .content.decode()
            .partition('<section class="qq-lamps">')[2]
            .partition("</section>")[0]
        )
        figures = re.findall(r'<a class="qq-fig[^"]*" href="([^"]+)".*?<b>(\d+)', body, re.S)
        assert len(figures) >= 6
        for href, said in figures:
            listed = door_.get(href.replace("&amp;", "&")).content.decode()
            rows = len(re.findall(r'<td class="qq-td-title">', listed.partition("<tbody>")[2]))
            assert rows == int(said), href


def test_a_leader_reads_the_state_in_the_headline(place: Town) -> None:
    road = Road(place, clock.now()).submitted("用电扩容").passed_on()
    assert "没有等您定的，没有超期的" in home_of(place, "leader")
    assert "没有等您定的，“用电扩容”拖得最久" in home_of(place, "leader", road.wait(days=4).now)


def test_what_was_raised_to_a_level_waits_for_its_owners_word_until_he_gives_it(place: Town) -> None:
    road = Road(place, clock.now()).submitted("上浮的").passed_on()
    brief = {"asked": "用电", "tried": "问过", "blocked_by": "占地", "wanted": "协调"}
    road.take("officer", "escalate", **brief)
    page = home_of(place, "head")
    assert "上浮的" in page.partition("有变化")[0]
    assert "批示" in page
    road.take("head", "instruct", text="请供电所今天回话")
    assert "批示" not in home_of(place, "head").partition("有变化")[0]


def test_who_is_asked_for_a_word_reads_the_date_of_his_level_not_that_of_the_unit(place: Town) -> None:
    road = Road(place, clock.now()).submitted("上浮的").passed_on().dispatched()
    brief = {"asked": "用电", "tried": "问过", "blocked_by": "占地", "wanted": "协调"}
    road.take("officer", "escalate", **brief)
    page = home_of(place, "head").partition("有变化")[0]
    assert "明天 18:00" in page
    assert formats.moment(road.problem.due_at, clock.now()) not in page


def test_who_is_to_read_a_handover_is_not_told_the_date_of_the_unit(place: Town) -> None:
    road = Road(place, clock.now()).submitted("交接的").passed_on().dispatched()
    road.take("coordinator", "hand_over", note="答应过本周回话")
    late = road.wait(days=20).now
    page = home_of(place, "officer", late).partition("有变化")[0]
    assert "看交接" in page
    assert "已过" not in page.partition("我的企业")[0]


def test_the_callback_meets_whom_to_call_today(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    assert "没有轮到您的事" in home_of(place, "callback")
    later = road.wait(days=3).swept().now
    page = home_of(place, "callback", later)
    assert "今天轮到您的，1 件" in page
    assert "打电话" in page


def test_what_others_did_is_news_and_what_one_did_oneself_is_not(place: Town) -> None:
    road = Road(place, clock.now()).submitted("路灯").passed_on()
    assert "转到了协调办" in home_of(place, "coordinator")
    assert "转到了协调办" not in home_of(place, "officer")
    road.dispatched()
    assert "派给了单位" in home_of(place, "officer")
    assert "有单位在办了" in home_of(place, "enterprise")


def test_an_enterprise_sees_what_it_must_say_then_what_is_under_way(place: Town) -> None:
    Road(place, clock.now()).to_confirm()
    Road(place, clock.now()).submitted("还在等的")
    page = home_of(place, "enterprise")
    assert "1 件等您说一句" in page
    assert page.index("说说解决没有") < page.index("还在等的")
    assert "您的服务官" in page


def test_an_enterprise_with_nothing_open_is_shown_the_way(place: Town) -> None:
    page = home_of(place, "enterprise")
    assert "没有在办的诉求" in page
    assert body_of(place, "enterprise").count("qq-btn-primary") == 1


@pytest.mark.parametrize(
    ("who", "word"),
    [(Role.SYSTEM_ADMIN, "人员"), (Role.SECURITY_ADMIN, "安全记录"), (Role.AUDIT_ADMIN, "安全记录")],
)
def test_an_administrator_finds_his_consoles_and_no_business(place: Town, who: Role, word: str) -> None:
    Road(place, clock.now()).submitted("与管理员无关的")
    assert word in home_of(place, who)
    assert "与管理员无关的" not in body_of(place, who)


def test_a_token_that_was_asked_for_waits_on_the_page_of_whoever_issues_it(place: Town) -> None:
    system, security = place.people[Role.SYSTEM_ADMIN], place.people[Role.SECURITY_ADMIN]
    token = a_request(place.people["coordinator"], system, clock.now())
    assert "1 个令牌等您签发" in home_of(place, Role.SECURITY_ADMIN)
    assert "令牌等您签发" not in home_of(place, Role.SYSTEM_ADMIN)
    issued(token, security, clock.now())
    page = home_of(place, Role.SECURITY_ADMIN)
    assert "令牌等您签发" not in page
    assert "最近做了什么" in page
    assert "令牌" in page.partition("最近做了什么")[2]


@pytest.mark.parametrize("who", sorted(ADMINISTRATORS))
def test_every_console_says_what_is_behind_it(who: Role) -> None:
    entries = [entry for entry in navigation.entries() if who in entry.roles]
    assert len(entries) >= 1
    assert [entry.label for entry in entries if not entry.says] == []


@pytest.mark.parametrize("who", ["enterprise", "officer", "leader", Role.AUDIT_ADMIN])
def test_everybody_reaches_his_account_and_the_way_out_from_every_page(place: Town, who: str) -> None:
    body = body_of(place, who)
    assert '<form method="post" action="/sign-out/">' in body
    assert 'href="/account/">我的账号' in body


def test_nobody_signed_in_is_sent_to_sign_in() -> None:
    assert Client().get("/")["Location"].startswith("/sign-in/")


def test_an_installation_without_any_area_has_a_first_page(db: None, monday: datetime) -> None:
    person = accounts.a_person("安一", Role.SYSTEM_ADMIN)
    with clock.set_to(monday):
        assert signed_in(person, monday).get("/").status_code == 200


STATEMENTS = {
    **dict.fromkeys(("handler1", "unit_head1", "callback", "supervisor", "leader"), 5),
    # What became of judging policies for its own is one more.
    "enterprise": 6,
    # What an enterprise wants corrected can wait for both; rules and days of the calendar for a head.
    "coordinator": 6,
    "head": 7,
    # An officer's enterprises are two of them, and claims, questions and sheets can wait for him.
    "officer": 8,
}


@pytest.mark.parametrize("who", STATEMENTS)
def test_a_first_page_takes_a_handful_of_statements_beside_the_door(place: Town, who: str) -> None:
    everywhere(place)
    door_ = at_the_door(place, who)
    door_.get("/")
    with CaptureQueriesContext(connection) as taken:
        door_.get("/")
    own = [
        q["sql"]
        for q in taken.captured_queries
        if "SAVEPOINT" not in q["sql"] and "app_enter" not in q["sql"]
    ]
    assert len(own) <= STATEMENTS[who], own
    door.step_in(Actor())


def test_the_system_administrator_reads_of_a_year_without_official_days_off(place: Town) -> None:
    december = at("2026-12-28 10:00")
    missing = "的放假安排还没有录入"
    assert missing not in home_of(place, Role.SYSTEM_ADMIN, december)
    Road(place, december).submitted().passed_on().dispatched()
    assert f"2027 年{missing}" in home_of(place, Role.SYSTEM_ADMIN, december)
    assert "路灯" not in home_of(place, Role.SYSTEM_ADMIN, december)
    assert missing not in home_of(place, Role.SECURITY_ADMIN, december)


def test_the_gallery_of_components_opens_to_the_system_administrator_alone(place: Town) -> None:
    answer = at_the_door(place, Role.SYSTEM_ADMIN).get("/gallery/")
    assert answer.status_code == 200
    assert "每一种、每一态都在这一页" in answer.content.decode()
    assert at_the_door(place, "coordinator").get("/gallery/").status_code == 403
