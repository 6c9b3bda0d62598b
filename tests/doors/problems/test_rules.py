"""What an area decides for itself: the duty catalogue, kinds of problems, limits; each with its days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from qinqing.domains.accounts.models import Unit
from qinqing.domains.problems.models import Category, Duty, ProposedRule
from qinqing.domains.problems.queries import catalogue, kinds, place
from qinqing.domains.problems.terms import ClockKind, LaneClass
from qinqing.kernel import door, kept
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.models import DatedSetting, Event
from tests.builders import accounts
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
MATTER = "市政道路照明维护"


@pytest.fixture(scope="module")
def release(server: Server, django_db_setup: None) -> Iterator[None]:
    """What the release brings: one kind and two matters of it; the web may only read them."""
    kinds_ = (("08", None, "市政", [], []), ("0801", "08", "路灯照明", ["路灯"], ["灯杆编号？"]))
    duties = (("D1", MATTER, "R1"), ("D2", "楼宇亮化工程审批", "R3"))
    with psycopg.connect(server.url("qinqing_worker", "qinqing_test"), autocommit=True) as system:
        system.execute("select set_config('app.system', 'tests.build', false)")
        for code, parent, name, keywords, questions in kinds_:
            system.execute(
                "insert into problems_category"
                " (code, parent_id, name, keywords, questions, definition, lane, sensitive) values (%s,"
                " (select id from problems_category where code = %s), %s, %s, %s, '', 'ordinary', false)",
                [code, parent, name, Jsonb(keywords), Jsonb(questions)],
            )
        for code, matter_, lead in duties:
            system.execute(
                "insert into problems_duty"
                " (code, category_id, matter, lead, assist, basis, not_this, valid_from_on)"
                " select %s, id, %s, %s, '[]', '规定', '', '2020-01-01' from problems_category"
                " where code = '0801'",
                [code, matter_, lead],
            )
        yield
        system.execute("delete from problems_duty where code in ('D1', 'D2')")
        system.execute("delete from problems_category where code = '0801'")
        system.execute("delete from problems_category where code = '08'")


@pytest.fixture
def place_(release: None, db: None) -> Town:
    made = town()
    with door.as_system("tests.build"):
        for number, unit in enumerate(made.units, start=1):
            Unit.objects.filter(pk=unit.pk).update(code=f"R{number}")
            unit.code = f"R{number}"
    kept.forget_all()
    return made


@pytest.fixture
def head(place_: Town, monday: datetime) -> Visit:
    return visit(place_, "head", monday)


def newest() -> int:
    """The number of the newest proposal."""
    with door.as_system("tests.read"):
        return ProposedRule.objects.latest("id").pk


def confirmed(head: Visit) -> None:
    """The head lets the newest proposal hold."""
    answer = head.post(f"/rules/proposed/{newest()}/confirm/")
    assert answer.status_code == 302, words_of(answer)


def put(coordinator: Visit, head: Visit, path: str, **fields: object) -> None:
    """Proposed at a page and confirmed at another."""
    answer = coordinator.post(path, **fields)
    assert answer.status_code == 302, words_of(answer)
    confirmed(head)


def visit(place: Town, who: str, now: datetime) -> Visit:
    return Visit(place.people[who], now)


@pytest.fixture
def coordinator(place_: Town, monday: datetime) -> Visit:
    return visit(place_, "coordinator", monday)


def kind() -> Category:
    with door.as_system("tests.read"):
        return Category.objects.get(code="0801")


def duty(**facts: object) -> Duty:
    with door.as_system("tests.read"):
        return Duty.objects.filter(**facts).latest("id")


def matter(place: Town, **changes: object) -> dict[str, object]:
    return {
        "matter": MATTER, "category": kind().pk, "lead": place.units[1].code, "assist": "城管局",
        "basis": "青岚府办〔2026〕3 号", "not_this": "不派交通局", "area": place.area.pk,
        "from_on": TODAY.isoformat(), "why": "区里的会定的", "client_key": str(uuid4()), **changes,
    }  # fmt: skip


def leads(place: Town, day: date) -> list[str]:
    kept.forget_all()
    with door.as_system("tests.read"):
        found = catalogue.suggestions_for(kind().pk, place.area.pk, day)
    return [one.unit.short for one in found if one.part == "lead"]


# --- the duty catalogue ------------------------------------------------


def test_another_version_leads_from_its_day_on_and_the_past_stays(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    old = duty(code="D1")
    later = TODAY + timedelta(days=7)
    put(coordinator, head, f"/duties/{old.pk}/rewrite/", **matter(place_, from_on=later.isoformat()))
    assert leads(place_, TODAY) == ["城管局", "交通局"]
    assert leads(place_, later) == ["供电所", "交通局"]
    page = coordinator.text(f"/duties/{old.pk}/")
    assert "历来怎么写的 2 版" in page
    assert f"{MATTER}：供电所 主办" in page
    with door.as_system("tests.read"):
        event = Event.objects.get(name="DutyWritten")
        assert (event.record["matter"], event.record["replaces"]) == (MATTER, str(old.pk))
        assert event.actor_id == place_.people["head"].pk
        assert event.record["proposed_by"] == place_.people["coordinator"].pk


def test_when_the_areas_own_word_ends_the_one_before_it_holds_again(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    put(coordinator, head, f"/duties/{duty(code='D1').pk}/rewrite/", **matter(place_))
    own = duty(area=place_.area)
    ends = TODAY + timedelta(days=3)
    put(coordinator, head, f"/duties/{own.pk}/end/", on=ends.isoformat(), why="改回去")
    assert leads(place_, TODAY) == ["供电所", "交通局"]
    assert leads(place_, ends) == ["城管局", "交通局"]


def test_a_second_version_of_the_areas_own_takes_the_place_of_both(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    put(coordinator, head, f"/duties/{duty(code='D1').pk}/rewrite/", **matter(place_))
    own, next_ = duty(area=place_.area), TODAY + timedelta(days=1)
    third = matter(place_, lead=place_.units[2].code, assist="", from_on=next_.isoformat())
    put(coordinator, head, f"/duties/{own.pk}/rewrite/", **third)
    assert sorted(leads(place_, next_)) == ["交通局"]


def test_a_word_for_a_unit_is_shown_in_words_and_taken_from_the_form(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    with door.as_system("tests.build"):
        given = Duty.objects.create(
            code="T1", category=kind(), matter="涉企检查", lead="@penalty_issuer", basis="条例",
            assist=["@inspector", "@policy_owner"], valid_from_on="2020-01-01",
        )  # fmt: skip
    page = coordinator.get(f"/duties/{given.pk}/").content.decode()
    assert "主办 作出处罚的单位 协办 实施检查的单位、政策主管部门" in coordinator.text(f"/duties/{given.pk}/")
    assert 'value="实施检查的单位、政策主管部门"' in page
    assert "@inspector" not in coordinator.text(f"/duties/{given.pk}/")
    again = {"matter": "涉企检查", "lead": "@penalty_issuer", "assist": "实施检查的单位、政策主管部门"}
    put(coordinator, head, f"/duties/{given.pk}/rewrite/", **matter(place_, **again))
    assert duty(area=place_.area).assist == ["@inspector", "@policy_owner"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lead": "没有的"}, "这个选项已经没有了"),
        ({"assist": "城管局、天文局"}, "没有这个单位：天文局"),
        ({"assist": "供电所"}, "同一个单位只能写一次"),
        ({"area": 999_999}, "请选您协调的区域"),
        ({"from_on": "2019-01-01", "assist": ""}, ""),
        ({"matter": ""}, "请填写这一项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    place_: Town, coordinator: Visit, wrong: dict[str, object], said: str
) -> None:
    page = coordinator.post("/duties/new/", **matter(place_, **{"matter": "新的事项", **wrong}))
    if not said:
        assert page.status_code == 302
        return
    assert page.status_code == 422
    assert said in words_of(page)
    assert "青岚府办〔2026〕3 号" in page.content.decode()
    assert not Duty.objects.filter(area=place_.area).exists()


def test_the_same_matter_twice_is_refused_with_where_it_stands(place_: Town, coordinator: Visit) -> None:
    page = coordinator.post("/duties/new/", **matter(place_, matter=f" {MATTER} "))
    assert page.status_code == 422
    assert "目录里已有同一事项（随系统提供" in words_of(page)


def test_sent_twice_it_stands_once_and_an_old_page_is_told(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    once = matter(place_)
    old = duty(code="D1")
    assert coordinator.post(f"/duties/{old.pk}/rewrite/", **once).status_code == 302
    assert coordinator.post(f"/duties/{old.pk}/rewrite/", **once).status_code == 302
    key = str(uuid4())
    for _ in range(2):
        again = head.post(f"/rules/proposed/{newest()}/confirm/", client_key=key)
        assert again.status_code == 302
    assert Duty.objects.filter(area=place_.area).count() == 1
    own = duty(area=place_.area)
    codes = {unit.short: unit.code for unit in place_.units}
    sent = {"lead": codes["供电所"], "assist": "", "from_on": "2026-04-01"}
    put(coordinator, head, f"/duties/{own.pk}/rewrite/", **matter(place_, **sent))
    page = coordinator.post(f"/duties/{own.pk}/rewrite/", **matter(place_, **sent, not_this="谁也不派"))
    assert (page.status_code, "刚才已经改写或停用了" in words_of(page)) == (422, True)


def test_the_desk_says_which_words_speak_for_a_unit(place_: Town, monday: datetime) -> None:
    road = Road(place_, monday).submitted(facts="厂东门道路照明坏了三个月").passed_on()
    page = visit(place_, "coordinator", monday).text(f"/triage/{road.problem.public_id}/")
    assert "目录里主办：市政道路照明维护·原文提到“道路照明”" in page.replace(" ", "")


def test_the_desk_shows_what_may_be_the_same_and_why(place_: Town, monday: datetime) -> None:
    Road(place_, monday - timedelta(days=3)).submitted(facts="兴业路的路灯坏了三个月，夜里看不见")
    road = Road(place_, monday).submitted(facts="兴业路的路灯坏了三个月，晚上看不见").passed_on()
    page = visit(place_, "coordinator", monday).text(f"/triage/{road.problem.public_id}/")
    assert "可能是同一回事" in page
    assert "同一家企业·2月27日" in page
    assert "% 相同" in page


# --- kinds and limits --------------------------------------------------


def rule(place: Town, **changes: object) -> dict[str, object]:
    return {
        "lane": "complex", "sensitive": "yes", "questions": "哪条路？\n灯杆编号？", "area": place.area.pk,
        "from_on": TODAY.isoformat(), "why": "常打电话问", "name": "路灯照明",
        "group": kind().parent_id or "", "offered": "yes", **changes,
    }  # fmt: skip


def test_an_areas_word_on_a_kind_holds_for_what_is_raised_from_then_on(
    place_: Town, coordinator: Visit, head: Visit, monday: datetime
) -> None:
    put(coordinator, head, f"/kinds/{kind().pk}/rewrite/", **rule(place_))
    enterprise = visit(place_, "enterprise", monday)
    asked = enterprise.post("/raise/", facts="门口路灯不亮，路灯坏了", act="guess")
    assert "哪条路？" in words_of(asked)
    enterprise.post("/raise/", facts="门口路灯不亮，路灯坏了", category=kind().pk)
    with door.as_system("tests.read"):
        raised = Event.objects.get(name="ProblemSubmitted")
    road = Road(place_, monday)
    road.problem_id = raised.subject_id
    assert (road.problem.lane, road.problem.sensitive) == ("complex", True)
    page = coordinator.text(f"/kinds/{kind().pk}/")
    assert "复杂；敏感" in page
    assert "随系统提供：一般" in page


def test_a_kind_goes_back_to_the_release_when_the_areas_word_ends(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    put(coordinator, head, f"/kinds/{kind().pk}/rewrite/", **rule(place_))
    number, ends = kind().rules.get().pk, TODAY + timedelta(days=2)
    ending = {"on": ends.isoformat(), "why": "改回去"}
    put(coordinator, head, f"/kinds/{kind().pk}/end/{number}/", **ending)
    again = coordinator.post(f"/kinds/{kind().pk}/end/{number}/", **ending)
    assert "刚才已经改写或停用了" in words_of(again)
    kept.forget_all()
    with door.as_system("tests.read"):
        assert kinds.holding_of(kind().pk, place_.area.pk, TODAY).lane == LaneClass.COMPLEX
        assert kinds.holding_of(kind().pk, place_.area.pk, ends).lane == LaneClass.ORDINARY


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"questions": "\n".join(f"问题{n}？" for n in range(6))}, "最多 5 句"),
        ({"lane": "最快"}, "这个选项已经没有了"),
        ({"area": 999_999}, "请选您协调的区域"),
    ],
)
def test_a_wrong_word_on_a_kind_is_refused(
    place_: Town, coordinator: Visit, wrong: dict[str, object], said: str
) -> None:
    page = coordinator.post(f"/kinds/{kind().pk}/rewrite/", **rule(place_, **wrong))
    assert page.status_code == 422
    assert said in words_of(page)


def test_two_words_on_a_kind_do_not_begin_on_one_day(place_: Town, coordinator: Visit, head: Visit) -> None:
    put(coordinator, head, f"/kinds/{kind().pk}/rewrite/", **rule(place_))
    again = coordinator.post(f"/kinds/{kind().pk}/rewrite/", **rule(place_, lane="query"))
    assert again.status_code == 422
    assert "已经写好了一版" in words_of(again)


def limit(place: Town, **changes: object) -> dict[str, object]:
    given = {
        "amount": 5,
        "area": place.area.pk,
        "from_on": TODAY.isoformat(),
        "source": "青岚府办〔2026〕12 号",
        "why": "区里的会定的",
    }
    return {**given, **changes}


def finish(place: Town, moment: datetime) -> str:
    kept.forget_all()
    with door.as_system("tests.read"):
        _, table = place_of(place, moment)
        return str(table.of(ClockKind.FINISH, LaneClass.ORDINARY).limit)


def place_of(place_: Town, moment: datetime) -> object:
    return place(place_.area.pk, moment)


def test_a_limit_holds_from_its_day_on_and_ends(
    place_: Town, coordinator: Visit, head: Visit, monday: datetime
) -> None:
    key, later = "limit.B.ordinary", monday + timedelta(days=7)
    put(coordinator, head, f"/limits/{key}/set/", **limit(place_))
    assert finish(place_, monday) == "5wd"
    assert finish(place_, monday - timedelta(days=1)) == "7wd"
    sent = {"area": place_.area.pk, "on": later.date().isoformat(), "why": "改回去"}
    put(coordinator, head, f"/limits/{key}/end/", **sent)
    assert finish(place_, monday) == "5wd"
    assert finish(place_, later) == "7wd"
    page = coordinator.text(f"/limits/{key}/")
    assert "5个工作日" in page
    assert "不再单独规定" in page
    assert "随系统提供：7个工作日" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": 31}, "办结最长 30 个工作日"),
        ({"amount": 0}, "请重新选一项"),
        ({"from_on": "2026-03-01"}, "不能改已经过去的日子"),
        ({"area": 999_999}, "请选您协调的区域"),
        ({"source": ""}, "请填写这一项"),
    ],
)
def test_a_wrong_limit_is_refused(
    place_: Town, coordinator: Visit, wrong: dict[str, object], said: str
) -> None:
    page = coordinator.post("/limits/limit.B.ordinary/set/", **limit(place_, **wrong))
    assert page.status_code == 422
    assert said in words_of(page)
    assert not DatedSetting.objects.exists()


def test_two_limits_do_not_begin_on_one_day(place_: Town, coordinator: Visit, head: Visit) -> None:
    put(coordinator, head, "/limits/limit.A/set/", **limit(place_, amount=120))
    again = coordinator.post("/limits/limit.A/set/", **limit(place_, amount=60))
    assert again.status_code == 422
    assert "已经写过一条" in words_of(again)


RULES = (
    *("/duties/", "/kinds/", "/limits/", "/limits/limit.A/", "/reply-templates/", "/rules/proposed/"),
    "/calendar/hours/",
)
FORMS = ("/duties/new/", "/kinds/new/", "/reply-templates/new/")


@pytest.mark.parametrize("path", [*RULES, *FORMS])
@pytest.mark.parametrize("who", ["officer", "enterprise", "handler1"])
def test_nobody_else_reads_or_writes_rules(place_: Town, monday: datetime, who: str, path: str) -> None:
    assert visit(place_, who, monday).get(path).status_code == 403


@pytest.mark.parametrize("path", RULES)
def test_the_head_reads_what_he_is_to_confirm(head: Visit, path: str) -> None:
    page = head.text(path)
    assert "等确认的" in page or "随系统提供" in page
    assert "交负责人确认" not in page


@pytest.mark.parametrize("path", FORMS)
def test_the_head_proposes_nothing(head: Visit, path: str) -> None:
    assert head.get(path).status_code == 403


@pytest.mark.parametrize(("path", "most"), [("/duties/", 2), ("/kinds/", 1), ("/limits/", 1)])
def test_a_list_of_rules_asks_what_waits_and_what_is_not_kept(
    place_: Town, coordinator: Visit, head: Visit, path: str, most: int
) -> None:
    put(coordinator, head, f"/kinds/{kind().pk}/rewrite/", **rule(place_))
    put(coordinator, head, "/limits/limit.A/set/", **limit(place_, amount=120))
    kept.forget_all()
    with coordinator.at_most(most, path) as page:
        assert "澜川市" in page or "路灯" in page


def test_what_was_sought_stays_in_its_field(place_: Town, coordinator: Visit) -> None:
    page = coordinator.get("/duties/?q=亮化").content.decode()
    assert 'value="亮化"' in page
    assert "楼宇亮化工程审批" in page
    assert MATTER not in page


def test_a_coordinator_elsewhere_neither_reads_nor_changes_them(
    place_: Town, coordinator: Visit, head: Visit
) -> None:
    put(coordinator, head, f"/duties/{duty(code='D1').pk}/rewrite/", **matter(place_))
    there = accounts.an_area("外区")
    other = Visit(accounts.a_person("外区协调员", accounts.Role.COORDINATOR, area=there), coordinator.now)
    own = duty(area=place_.area)
    assert other.get(f"/duties/{own.pk}/").status_code == 404
    assert other.post(f"/duties/{own.pk}/end/", on=TODAY.isoformat(), why="x").status_code == 404
    assert other.post("/limits/limit.A/set/", **limit(place_, amount=60)).status_code == 422


def test_row_security_alone_keeps_an_areas_rules(place_: Town, coordinator: Visit, head: Visit) -> None:
    put(coordinator, head, f"/duties/{duty(code='D1').pk}/rewrite/", **matter(place_))
    for who in ("officer", "coordinator"):
        door.become(place_.people[who].pk, coordinator.now)
        assert Duty.objects.filter(area=place_.area).update(lead="x") == 0
