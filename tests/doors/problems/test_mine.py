"""The enterprise's pages: say it, see what became of it, judge it; and saying it on its behalf."""

import re
import secrets
import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qinqing.domains.problems.models import Attachment, Problem
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from tests.builders.browsers import signed_in
from tests.builders.pictures import png
from tests.builders.problems import Road, Town, a_contact, an_enterprise, an_officer, at, town
from tests.doors.problems.catalogue import kinds_of_problems

pytestmark = pytest.mark.django_db
FACTS = "厂东门口兴业路的路灯坏了三个月，夜班工人下班看不清路"


@pytest.fixture(scope="module")
def kinds(server: Server, django_db_setup: None) -> Iterator[None]:
    with kinds_of_problems(server):
        yield


@pytest.fixture
def place(kinds: None, db: None, monday: datetime) -> Iterator[Town]:
    made = town()
    with clock.set_to(monday):
        yield made


def at_the_door(place: Town, who: str) -> Client:
    return signed_in(place.people[who], clock.now())


def text_of(answer: HttpResponse) -> str:
    """What a person reads on the page."""
    body = answer.content.decode()
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<(script|svg).*?</\1>", "", body, flags=re.S))
    )


def only_problem() -> Problem:
    with door.as_system("tests.read"):
        found = Problem.objects.select_related("category", "enterprise").get()
    door.step_in(Actor())
    return found


def sent(**more: object) -> dict[str, object]:
    return {"facts": FACTS, "act": "submit", "client_key": str(uuid.uuid4()), **more}


# --- say it ------------------------------------------------------------


def test_one_sentence_is_enough(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    answer = door_.post("/raise/", sent())
    made = only_problem()
    assert answer.status_code == 302
    assert answer["Location"] == f"/raised/{made.public_id}/"
    assert (made.facts, made.title, made.channel) == (FACTS, FACTS, "online")
    assert made.enterprise_id == place.enterprise.pk
    assert made.contact_person_id == place.people["enterprise"].pk
    page = text_of(door_.get(answer["Location"]))
    assert str(made.number) in page
    assert "林晓岚" in page
    assert "今天 15:30" in page  # four working hours from 09:30


@pytest.fixture
def same_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance draws the number of the first problem for the second one, too."""
    draws = iter([7, 7, 8])
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(draws))


def raised_twice(place: Town) -> list[str]:
    door_ = at_the_door(place, "enterprise")
    for facts in (FACTS, "园区大门口的井盖翘起来了，卡车过不去"):
        assert door_.post("/raise/", sent(facts=facts)).status_code == 302
    return numbers()


def numbers() -> list[str]:
    with door.as_system("tests.read"):
        return [number[-5:] for number in Problem.objects.order_by("pk").values_list("number", flat=True)]


def test_a_number_that_is_taken_is_drawn_again(place: Town, same_draw: None) -> None:
    assert raised_twice(place) == ["00007", "00008"]


def test_without_another_draw_it_would_break(
    place: Town, same_draw: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_retried", set())
    with pytest.raises(IntegrityError, match="problem_number_once"):
        raised_twice(place)


def test_a_number_that_is_taken_is_drawn_again_without_a_request(place: Town, same_draw: None) -> None:
    for _ in range(2):
        Road(place, clock.now()).submitted()
    assert numbers() == ["00007", "00008"]


def test_the_promise_is_the_limit_of_the_place(place: Town) -> None:
    page = text_of(at_the_door(place, "enterprise").get("/raise/"))
    assert "4 个工作小时内有人受理，最晚今天 15:30" in page
    with clock.set_to(at("2026-03-06 16:30")):
        assert "最晚3月9日 周一 11:30" in text_of(at_the_door(place, "enterprise").get("/raise/"))


def test_what_nobody_chose_is_guessed_and_what_is_unsure_stays_open(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent())
    made = only_problem()
    assert made.category is not None
    assert made.category.name == "路灯照明"
    answer = door_.post("/raise/", sent(category="unsure", looked="1"))
    with door.as_system("tests.read"):
        assert Problem.objects.exclude(pk=made.pk).get().category is None
    assert answer.status_code == 302


def test_a_sensitive_kind_makes_the_problem_sensitive(place: Town) -> None:
    at_the_door(place, "enterprise").post("/raise/", sent(facts="老板欠薪三个月工资"))
    assert only_problem().sensitive


def test_the_guess_comes_as_a_block_and_writes_nothing(place: Town) -> None:
    answer = at_the_door(place, "enterprise").post(
        "/raise/", sent(act="guess"), headers={"HX-Request": "true"}
    )
    body = answer.content.decode()
    assert body.lstrip().startswith('<div id="guess"')
    assert re.search(r'value="901"[^>]* checked', body)
    assert "说不准" in body
    with door.as_system("tests.read"):
        assert not Problem.objects.exists()


def test_danger_is_answered_with_a_number_to_call(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    assert "先打" in text_of(door_.get("/raise/"))
    answer = door_.post("/raise/", sent(facts="灯杆漏电，有人触电", act="guess"))
    assert "有危险，先打电话" in text_of(answer)


def test_what_was_said_lately_is_shown_before_it_is_said_again(place: Town) -> None:
    Road(place, clock.now()).submitted("路灯坏了", FACTS)
    page = text_of(at_the_door(place, "enterprise").post("/raise/", sent(act="guess")))
    assert "是不是同一回事" in page
    assert "“路灯坏了”" in page


def test_nothing_said_is_refused_beside_the_field_and_the_rest_is_kept(place: Town) -> None:
    answer = at_the_door(place, "enterprise").post("/raise/", sent(facts="  ", place="东门岗亭"))
    assert answer.status_code == 422
    assert 'id="id_facts_error"' in answer.content.decode()
    assert "东门岗亭" in answer.content.decode()


def test_a_file_that_is_not_what_it_says_keeps_the_words(place: Town) -> None:
    upload = SimpleUploadedFile("灯.jpg", b"<script>alert(1)</script>", "image/jpeg")
    answer = at_the_door(place, "enterprise").post("/raise/", sent(attachments=upload))
    assert answer.status_code == 422
    assert FACTS in answer.content.decode()
    assert "不是能收的文件" in text_of(answer)


def test_a_photo_goes_with_the_problem(place: Town) -> None:
    upload = SimpleUploadedFile("灯.png", png(), "image/png")
    at_the_door(place, "enterprise").post("/raise/", sent(attachments=upload))
    made = only_problem()
    with door.as_system("tests.read"):
        assert [(a.name, a.layer) for a in Attachment.objects.filter(problem=made)] == [("灯.png", "E")]
    door.step_in(Actor())
    assert "灯.png" in text_of(at_the_door(place, "enterprise").get(f"/problems/{made.public_id}/"))


@pytest.mark.parametrize(
    "hostile",
    [
        {"category": "999999"},
        {"category": "0 or 1=1"},
        {"enterprise": "someone-elses"},
        {"facts": "一" * 5001},
        {"facts": "路灯\x00坏了" * 2, "category": "901", "place": "长" * 101},
    ],
)
def test_what_the_form_never_offered_is_refused_and_writes_nothing(
    place: Town, hostile: dict[str, str]
) -> None:
    answer = at_the_door(place, "enterprise").post("/raise/", sent(**hostile))
    assert answer.status_code == 422
    with door.as_system("tests.read"):
        assert not Problem.objects.exists()


def test_markup_is_shown_as_it_was_typed(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent(facts="<script>alert(1)</script>路灯坏了"))
    body = door_.get(f"/problems/{only_problem().public_id}/").content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_sent_twice_it_is_one_problem_with_one_number(place: Town) -> None:
    door_, form = at_the_door(place, "enterprise"), sent()
    first, second = door_.post("/raise/", form), door_.post("/raise/", form)
    assert first["Location"] == second["Location"] == f"/raised/{only_problem().public_id}/"


def test_the_same_key_with_other_words_is_refused_and_the_words_are_kept(place: Town) -> None:
    door_, form = at_the_door(place, "enterprise"), sent()
    door_.post("/raise/", form)
    answer = door_.post("/raise/", {**form, "facts": "换了一件事"})
    assert answer.status_code == 422
    assert "换了一件事" in answer.content.decode()
    only_problem()


def test_of_several_enterprises_it_is_raised_for_the_one_he_speaks_for(place: Town) -> None:
    other = an_enterprise(place.area, "澜川另一家有限公司")
    person = place.people["enterprise"]
    with door.as_system("tests.build"):
        other_contact = other.contacts.create(person=person, name=person.name, from_at=clock.now())
    door_ = at_the_door(place, "enterprise")
    refused = door_.post("/raise/", sent(enterprise=other.public_id))
    assert refused.status_code == 422
    door_.cookies[door.SPEAKS_FOR] = str(other.pk)
    door_.post("/raise/", sent())
    assert only_problem().enterprise_id == other_contact.enterprise_id


def test_who_speaks_for_no_enterprise_is_told_what_to_do(place: Town) -> None:
    with door.as_system("tests.build"):
        place.enterprise.contacts.update(until_at=clock.now())
    page = at_the_door(place, "enterprise").get("/raise/")
    assert "您还不是哪家企业的联系人" in text_of(page)


# --- drafts ------------------------------------------------------------


def test_a_draft_is_kept_gone_on_with_and_sent(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    kept = door_.post("/raise/", sent(act="draft", place="东门"))
    draft = only_problem()
    assert kept["Location"] == f"/raise/?draft={draft.public_id}"
    page = door_.get(kept["Location"]).content.decode()
    assert FACTS in page
    assert "东门" in page
    assert "草稿" in text_of(door_.get("/mine/"))
    door_.post("/raise/", sent(draft=draft.public_id, facts="路灯全坏了"))
    made = only_problem()
    assert (made.pk, made.state, made.facts) == (draft.pk, "submitted", "路灯全坏了")


def test_a_draft_is_thrown_away(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent(act="draft"))
    draft = only_problem()
    gone = door_.post(f"/problems/{draft.public_id}/step/discard/", {"view": "mine", "next": "/mine/"})
    assert gone["Location"] == "/mine/"
    assert FACTS not in text_of(door_.get("/mine/"))
    assert door_.get(f"/raise/?draft={draft.public_id}").status_code == 404


def test_a_draft_opened_by_its_address_opens_where_it_is_written(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent(act="draft"))
    address = only_problem().public_id
    assert door_.get(f"/problems/{address}/")["Location"] == f"/raise/?draft={address}"


def test_nobody_else_opens_my_draft(place: Town) -> None:
    at_the_door(place, "enterprise").post("/raise/", sent(act="draft"))
    address = only_problem().public_id
    place.people["colleague"] = a_contact(place.enterprise, "邵敏")
    for who in ("colleague", "officer", "coordinator"):
        assert at_the_door(place, who).get(f"/raise/?draft={address}").status_code == 404, who


# --- on behalf ---------------------------------------------------------


def test_an_officer_raises_for_his_enterprise_and_its_contact_is_named(place: Town) -> None:
    answer = at_the_door(place, "officer").post(
        "/raise/", sent(channel="visit", enterprise=place.enterprise.public_id)
    )
    made = only_problem()
    assert answer.status_code == 302
    assert (made.channel, made.contact_name) == ("visit", "陈若溪")
    assert made.contact_person_id == place.people["enterprise"].pk
    assert "林晓岚" in text_of(at_the_door(place, "enterprise").get(f"/problems/{made.public_id}/"))


def test_an_officer_says_how_he_heard_of_it(place: Town) -> None:
    answer = at_the_door(place, "officer").post("/raise/", sent())
    assert answer.status_code == 422
    assert "请选怎么收到的" in text_of(answer)


def test_an_officer_answers_on_the_spot_in_the_same_form(place: Town) -> None:
    given = {
        "act": "answer",
        "channel": "call",
        "answer": "网上可以补领",
        "result": "R1",
        "contact_way": "phone",
    }
    answer = at_the_door(place, "officer").post("/raise/", sent(**given, contact_with="陈若溪"))
    made = only_problem()
    assert answer.status_code == 302
    assert (made.state, made.result) == ("confirm", "R1")
    assert "网上可以补领" in text_of(at_the_door(place, "enterprise").get(f"/problems/{made.public_id}/"))


def test_an_answer_that_lacks_something_keeps_both_forms(place: Town) -> None:
    given = {
        "act": "answer",
        "channel": "call",
        "answer": "政策不允许",
        "result": "R4",
        "contact_way": "phone",
    }
    answer = at_the_door(place, "officer").post("/raise/", sent(**given, contact_with="陈若溪"))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "政策不允许" in body
    assert FACTS in body
    assert "要写明依据" in text_of(answer)


def test_everything_that_lacks_is_said_at_once(place: Town) -> None:
    answer = at_the_door(place, "officer").post("/raise/", sent(act="answer", answer="好的"))
    assert answer.status_code == 422
    page = text_of(answer)
    for word in ("怎么收到的：请选怎么收到的", "怎么联系的：请选一项", "和谁：请填写这一项"):
        assert word in page


def test_an_officer_does_not_raise_for_an_enterprise_of_anothers(place: Town) -> None:
    foreign = an_enterprise(place.area, "澜川别人的有限公司")
    an_officer(foreign, place.units[1], "周俊")
    answer = at_the_door(place, "officer").post(
        "/raise/", sent(channel="visit", enterprise=foreign.public_id)
    )
    assert answer.status_code == 422
    with door.as_system("tests.read"):
        assert not Problem.objects.exists()


def test_a_coordinator_finds_the_enterprise_by_two_characters(place: Town) -> None:
    door_ = at_the_door(place, "coordinator")
    nobody = door_.post("/raise/", sent(channel="meeting", enterprise_words="没有这家"))
    assert "没有找到这家企业" in text_of(nobody)
    assert door_.post("/raise/", sent(channel="meeting", enterprise_words="微澜")).status_code == 302
    assert only_problem().enterprise_id == place.enterprise.pk


def test_of_several_found_a_coordinator_picks_one(place: Town) -> None:
    second = an_enterprise(place.area, "澜川微澜科技有限公司")
    door_ = at_the_door(place, "coordinator")
    answer = door_.post("/raise/", sent(channel="meeting", enterprise_words="微澜"))
    assert answer.status_code == 422
    assert "有 2 家像" in text_of(answer)
    assert second.public_id in answer.content.decode()
    door_.post("/raise/", sent(channel="meeting", enterprise_words="微澜", enterprise=second.public_id))
    assert only_problem().enterprise_id == second.pk


def test_a_coordinator_cannot_answer_on_the_spot(place: Town) -> None:
    given = {"act": "answer", "channel": "call", "answer": "好", "result": "R1", "contact_way": "phone"}
    answer = at_the_door(place, "coordinator").post(
        "/raise/", sent(**given, contact_with="陈", enterprise_words="微澜")
    )
    assert answer.status_code == 422
    assert "只有这家企业的首席服务官能当场答复" in text_of(answer)


@pytest.mark.parametrize("who", ["handler1", "unit_head1", "supervisor", "leader", "callback"])
def test_others_have_no_such_page(place: Town, who: str) -> None:
    assert at_the_door(place, who).get("/raise/").status_code == 403


# --- the list ----------------------------------------------------------


def test_what_waits_for_the_enterprise_comes_first_and_what_ended_last(place: Town) -> None:
    now = clock.now()
    waits = Road(place, now).to_confirm().problem.title
    Road(place, now).submitted("还在等的")
    Road(place, now).to_confirm().confirmed()
    page = text_of(at_the_door(place, "enterprise").get("/mine/"))
    assert "1 件等您说一句" in page
    assert page.index("轮到您", page.index("在办")) < page.index("还在等的") < page.index("已结束 新的在前")
    assert waits in page


def test_the_list_is_narrowed_by_its_address(place: Town) -> None:
    now = clock.now()
    Road(place, now).submitted("还在等的")
    Road(place, now).to_confirm().confirmed()
    door_ = at_the_door(place, "enterprise")
    ended = text_of(door_.get("/mine/?show=ended"))
    assert "还在等的" not in ended
    assert "已解决" in ended
    assert "没有等您说话的事" in text_of(door_.get("/mine/?show=turn"))


@pytest.mark.parametrize(
    "query", ["show=x", "after=x~1", "show=open&after=2026-13-01~9", "show=ended&after=-1"]
)
def test_a_broken_address_opens_the_first_page(place: Town, query: str) -> None:
    Road(place, clock.now()).submitted("还在等的")
    assert at_the_door(place, "enterprise").get(f"/mine/?{query}").status_code == 200


def test_many_problems_are_paged_without_loss(place: Town) -> None:
    now = clock.now()
    for number in range(53):
        Road(place, now).submitted(f"第{number}件")
    door_ = at_the_door(place, "enterprise")
    first = door_.get("/mine/").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = door_.get(older[1].replace("&amp;", "&")).content.decode()
    seen = set(re.findall(r">(第\d+件)<", first + second))
    assert len(seen) == 53


def test_an_enterprise_that_said_nothing_is_shown_the_way(place: Town) -> None:
    assert "还没有提过诉求" in text_of(at_the_door(place, "enterprise").get("/mine/"))


def test_a_list_takes_three_statements_beside_the_door(place: Town) -> None:
    for number in range(5):
        Road(place, clock.now()).submitted(f"第{number}件")
    assert statements(at_the_door(place, "enterprise"), "/mine/") <= 3


def statements(door_: Client, path: str) -> int:
    """How many statements a page takes beyond the door's own, once what is kept for seconds is there."""
    door_.get(path)
    with CaptureQueriesContext(connection) as taken:
        door_.get(path)
    asked = [
        q["sql"]
        for q in taken.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    return sum("app_enter" not in sql for sql in asked)


# --- one problem -------------------------------------------------------


def page_of(road: Road, who: str, query: str = "") -> str:
    with clock.set_to(road.now):
        answer = at_the_door(road.town, who).get(f"/problems/{road.problem.public_id}/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def test_who_has_it_until_when_and_why_that_date(place: Town) -> None:
    page = page_of(Road(place, clock.now()).submitted().passed_on().dispatched().signed(), "enterprise")
    assert "城管局 承办1" in page
    assert "3月11日 周三 18:00" in page
    assert "7 个工作日，已用 0 个" in page
    assert "周末不算" in page
    for word in ("工单", "退单", "挂账", "节点", "办理件"):
        assert word not in page


def test_the_question_stands_above_everything_with_what_follows(place: Town) -> None:
    page = page_of(Road(place, clock.now()).to_confirm(), "enterprise")
    assert "城管局说办好了，您看解决了吗？" in page
    for answer in ("解决了", "解决了一部分，可以接受", "只解决了一部分，不能接受", "没有解决"):
        assert f" {answer} " in page
    assert page.index("您看解决了吗") < page.index("答复原文")
    assert "路灯已经修好" in page
    assert "线缆老化" not in page  # what the unit told the office alone


def test_nothing_is_chosen_beforehand(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    with clock.set_to(road.now):
        body = (
            at_the_door(place, "enterprise")
            .get(f"/problems/{road.problem.public_id}/?solved=yes")
            .content.decode()
        )
    assert " checked" not in body


def test_solved_ends_it_and_the_grade_is_asked_apart(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    answer = judged(road, "confirm", solved="yes")
    assert answer.status_code == 302
    assert (road.problem.state, road.problem.result) == ("closed", "R1")
    assert "没有打分" in page_of(road, "enterprise")


def judged(road: Road, step: str, **given: str) -> HttpResponse:
    with clock.set_to(road.now):
        return at_the_door(road.town, "enterprise").post(
            f"/problems/{road.problem.public_id}/step/{step}/", {"view": "mine", **given}
        )


def test_partly_and_accepted_ends_it_as_partly_solved(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    judged(road, "confirm", solved="partly", grade="4", words="还行")
    assert (road.problem.state, road.problem.result) == ("closed", "R2")
    assert "满意" in page_of(road, "enterprise")


@pytest.mark.parametrize("solved", ["no", "partly_rejected"])
def test_not_solved_asks_for_words_and_goes_back(place: Town, solved: str) -> None:
    road = Road(place, clock.now()).to_confirm()
    assert "提交评价" not in page_of(road, "enterprise", f"?solved={solved}")
    assert "办理的人会看到" in page_of(road, "enterprise", f"?solved={solved}")
    silent = judged(road, "dispute", solved=solved, words="")
    assert silent.status_code == 422
    assert judged(road, "dispute", solved=solved, words="还是不亮").status_code == 302
    assert road.problem.state == "review"
    assert "还是不亮" in page_of(road, "enterprise")


def test_a_refused_answer_keeps_what_was_typed(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    answer = judged(road, "confirm", solved="yes", grade="9", words="谢谢城管局")
    assert answer.status_code == 422
    assert "谢谢城管局" in answer.content.decode()
    assert "这个选项已经没有了" in text_of(answer)


def test_an_answer_that_came_too_late_says_so(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm().confirmed()
    answer = judged(road, "confirm", solved="yes")
    assert answer.status_code == 422
    assert "已办结" in text_of(answer)


def test_an_answer_that_comes_too_early_says_so_in_the_words_of_its_own_page(place: Town) -> None:
    road = Road(place, clock.now()).to_review()
    said = text_of(judged(road, "confirm", solved="yes"))
    assert "现在是“办理中”，不能“确认" in said
    assert not any(state in said for state in ("待审核", "待回访评价"))


def test_words_are_added_and_reach_those_who_handle(place: Town) -> None:
    road = Road(place, clock.now()).submitted().passed_on().dispatched()
    assert judged(road, "supplement", text="银行催了两次").status_code == 302
    assert "您补充说明" in page_of(road, "enterprise")
    assert "银行催了两次" in page_of(road, "handler1")


def test_it_is_taken_back_with_a_reason(place: Town) -> None:
    road = Road(place, clock.now()).submitted()
    assert judged(road, "withdraw").status_code == 422
    judged(road, "withdraw", reason="no_longer")
    assert road.problem.state == "withdrawn"
    page = page_of(road, "enterprise")
    assert "您撤回：不需要了" in page
    assert "补一句" not in page


def test_it_is_rated_afterwards_where_it_ended_without_the_enterprise(place: Town) -> None:
    refusal = {"reason": "out_of_area", "other_route": "请找邻区", "citation": "属地管辖"}
    road = Road(place, clock.now()).submitted().passed_on().take("coordinator", "refuse", **refusal)
    assert "您还没有评价" in page_of(road, "enterprise")
    assert judged(road, "rate_afterwards", grade="2").status_code == 302
    page = page_of(road, "enterprise")
    assert "您还没有评价" not in page
    assert "不满意" in page


def test_the_story_is_told_in_the_enterprises_words(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    page = page_of(road, "enterprise")
    assert (
        page.index("核过，答复您了")
        < page.index("给您打过电话")
        < page.index("交给 城管局 主办")
        < page.index("您提交诉求")
    )
    assert "审签" not in page
    assert "首席服务官 转给协调办安排单位办理" in page


def test_how_high_it_was_raised_is_read_nowhere(place: Town) -> None:
    road = Road(place, clock.now()).to_review()
    for who in ("coordinator", "head", "head"):
        road.take(who, "escalate", asked="修灯", tried="催过", blocked_by="没有钱", wanted="定下来")
    assert road.problem.holder == "leader"
    page = page_of(road.wait(days=2), "enterprise")
    assert "协调办" in page
    for word in ("上级", "包联领导", "协调办负责人", "上浮"):
        assert word not in page


def test_a_colleague_is_named_and_you_are_you(place: Town) -> None:
    road = Road(place, clock.now()).submitted()
    place.people["colleague"] = a_contact(place.enterprise, "邵敏")
    assert "您提交诉求" in page_of(road, "enterprise")
    assert "陈若溪 提交诉求" in page_of(road, "colleague")


def test_whose_the_days_were_adds_up(place: Town) -> None:
    road = (
        Road(place, clock.now())
        .submitted()
        .wait(hours=1)
        .passed_on()
        .wait(minutes=30)
        .dispatched()
        .wait(days=1)
    )
    page = page_of(road, "enterprise")
    assert "您一共等了 1 天" in page
    assert "服务官 1 小时" in page
    assert "协调办 30 分" in page
    assert "城管局 1 天" in page


def test_a_stranger_finds_nothing(place: Town) -> None:
    road = Road(place, clock.now()).submitted()
    other = an_enterprise(place.area, "澜川别家有限公司")
    place.people["stranger"] = a_contact(other, "别人", is_main=True)
    for path in (f"/problems/{road.problem.public_id}/", f"/raised/{road.problem.public_id}/"):
        assert at_the_door(place, "stranger").get(path).status_code == 404


def test_one_problem_takes_five_statements_beside_the_door(place: Town) -> None:
    road = Road(place, clock.now()).to_confirm()
    assert statements(at_the_door(place, "enterprise"), f"/problems/{road.problem.public_id}/") <= 5


# --- was it said before ------------------------------------------------


def test_what_is_alike_is_shown_before_it_is_sent_and_the_word_on_it_is_kept(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent())
    first = only_problem()
    again = FACTS + "，昨天还是不亮"
    page = text_of(door_.post("/raise/", sent(facts=again, act="guess")))
    assert "是不是同一回事" in page
    assert "是新的事" in page
    assert door_.post("/raise/", sent(facts=again, duplicate=first.number)).status_code == 302
    with door.as_system("tests.read"):
        second = Problem.objects.exclude(pk=first.pk).get()
        record = Event.objects.get(subject_id=second.pk, name="ProblemSubmitted").record
    assert record["duplicate"] == first.number
    door.step_in(Actor())
    officer = at_the_door(place, "officer")
    assert f"提交人说和 {first.number} 是一回事" in text_of(officer.get(f"/problems/{second.public_id}/"))


@pytest.mark.parametrize("said", ["新的", "<b>", "x" * 21, "WT 1", "\x00new"])
def test_a_word_that_is_none_of_the_choices_is_not_kept(place: Town, said: str) -> None:
    answer = at_the_door(place, "enterprise").post("/raise/", sent(duplicate=said))
    assert answer.status_code in {302, 422}
    with door.as_system("tests.read"):
        kept = [event.record.get("duplicate") for event in Event.objects.filter(name="ProblemSubmitted")]
    assert kept in ([None], ["new"], [])


def test_without_script_it_is_shown_once_before_it_is_sent(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent())
    first, again = only_problem(), FACTS + "，昨天还是不亮"
    shown = door_.post("/raise/", sent(facts=again))
    assert shown.status_code == 422
    assert again in shown.content.decode()
    assert first.title in text_of(shown)
    assert "先看一眼" in text_of(shown)
    looked = sent(facts=again, looked="1")
    assert door_.post("/raise/", looked).status_code == 302
    assert door_.post("/raise/", looked).status_code == 302


def test_sent_twice_the_second_is_not_taken_for_like_the_first(place: Town) -> None:
    door_, once = at_the_door(place, "enterprise"), sent()
    assert door_.post("/raise/", once).status_code == 302
    assert door_.post("/raise/", once).status_code == 302


def test_one_sentence_is_held_against_the_title_of_a_long_story(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    story = "厂在柳湾路里面，最后八百米没有灯，这个月摔了两个。村里说没钱装，装了以后电费谁出也没有说"
    door_.post("/raise/", sent(title="村道没有路灯员工骑车摔伤", facts=story))
    page = text_of(door_.post("/raise/", sent(facts="村道没有路灯，员工下班骑车又摔伤了", act="guess")))
    assert "是不是同一回事" in page
    assert "村道没有路灯员工骑车摔伤" in page


def test_what_is_not_alike_is_not_asked_about(place: Town) -> None:
    door_ = at_the_door(place, "enterprise")
    door_.post("/raise/", sent())
    page = text_of(door_.post("/raise/", sent(facts="想请专家来讲一讲出口退税怎么办理", act="guess")))
    assert "是不是同一回事" not in page


def test_a_number_that_is_taken_is_drawn_again_until_one_is_free(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = at_the_door(place, "enterprise")
    draws = iter([7, 7, 7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda below: next(draws))
    for _ in range(2):
        assert browser.post("/raise/", sent(looked="1")).status_code == 302
    with door.as_system("tests.read"):
        numbers = Problem.objects.order_by("id").values_list("number", flat=True)
        assert [number[-5:] for number in numbers] == ["00007", "00008"]
