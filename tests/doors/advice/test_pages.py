"""The room's pages: likely answers before a question is sent, who asks kept from experts, a talk's list."""

import re
from copy import copy
from uuid import uuid4

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.advice.models import Question, Talk
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import clock, door
from qinqing.kernel.numbering import new_address
from tests.builders import advice, policies
from tests.builders.advice import Place
from tests.builders.problems import at
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Place:
    return advice.a_place(at("2026-03-02 10:00"))


@pytest.fixture
def item(place: Place) -> PolicyItem:
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], place.now), editors[0], place.now)
    return policies.published(draft, *editors, place.now).item


def visit(place: Place, who: str) -> Visit:
    person: Person = place.people[who]
    return Visit(person, place.now)


def asked(**changes: object) -> dict[str, object]:
    return {"text": "上规奖励要自己申请吗？", "item": "", "client_key": str(uuid4()), **changes}


def count() -> int:
    with door.as_system("tests.read"):
        return Question.objects.count()


def an_answer(place: Place) -> None:
    made = advice.a_draft_answer(place.people["expert"], place.now, place.answered(place.ask(text="怎么报")))
    advice.published(made, place.people["expert"], place.people["editor"], place.now)


def test_what_others_asked_is_shown_before_a_question_is_sent_and_then_it_goes(place: Place) -> None:
    an_answer(place)
    before, rival = count(), visit(place, "rival")
    first = rival.post("/advice/ask/", **asked())
    assert first.status_code == 200
    assert "上规奖励要不要自己申请？" in words_of(first)
    assert "上规奖励要自己申请吗？" in first.content.decode()
    assert count() == before
    assert rival.post("/advice/ask/", **asked(looked="1")).status_code == 302
    assert count() == before + 1


def test_while_one_writes_only_the_offer_is_sent_back_and_nothing_written(place: Place) -> None:
    an_answer(place)
    before = count()
    rival = visit(place, "rival")
    with clock.set_to(place.now):
        answer = rival.client.post("/advice/ask/", asked(act="look"), headers={"hx-request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="offer"')
    assert "上规奖励要不要自己申请？" in words_of(answer)
    assert count() == before


def test_nothing_asked_is_refused_beside_its_field(place: Place) -> None:
    answer = visit(place, "asker").post("/advice/ask/", **asked(text=" "))
    assert answer.status_code == 422
    assert "请填写这一项" in words_of(answer)


def test_an_expert_reads_the_question_and_not_who_asks(place: Place) -> None:
    question = place.ask(text="要几件知识产权？")
    for who, told in (("expert", False), ("officer", True), ("coordinator", True), ("asker", True)):
        page = visit(place, who).text(f"/advice/questions/{question.public_id}/")
        assert "要几件知识产权？" in page
        assert ("澜川微澜电子有限公司" in page) is told, who
        assert ("陈若溪" in page) is (told or who == "asker"), who
    assert "微澜" not in visit(place, "expert").text("/advice/desk/")


def test_a_step_that_is_not_open_any_more_keeps_what_was_typed(place: Place) -> None:
    question = place.take(place.ask(), "expert", "take")
    expert = visit(place, "expert")
    address = f"/advice/questions/{question.public_id}/answer/"
    assert expert.post(address, answer="不用申请", client_key=str(uuid4())).status_code == 302
    again = expert.post(address, answer="另写的一段话", client_key=str(uuid4()))
    assert again.status_code == 422
    assert "另写的一段话" in words_of(again)


def test_why_this_date_is_said_to_both_sides(place: Place) -> None:
    question = place.ask()
    for who in ("expert", "asker"):
        page = visit(place, who).text(f"/advice/questions/{question.public_id}/")
        assert "时限 3个工作日" in page
        assert "按3个工作日数" in page


def test_a_talk_is_recorded_with_a_pasted_list_that_says_what_it_did_not_find(
    place: Place, item: PolicyItem
) -> None:
    officer = visit(place, "officer")
    sent: dict[str, object] = {
        "begins_at": "2026-02-27T14:00", "minutes": "60", "way": "hall", "came": "12", "items": [item.pk],
        "listed": "澜川砺川机械有限公司\n没有的公司", "client_key": str(uuid4()),
    }  # fmt: skip
    refused = officer.post("/advice/talks/new/", **sent)
    assert refused.status_code == 422
    assert "有 1 行没有找到企业" in words_of(refused)
    assert "没有的公司" in words_of(refused)
    made = officer.post("/advice/talks/new/", **{**sent, "without": "1", "client_key": str(uuid4())})
    assert made.status_code == 302
    rival = visit(place, "rival")
    assert "请您核对" in rival.text(made["Location"])
    deny = re.search(
        r'action="(/advice/talks/[^"]+/deny/\d+/)"', rival.get(made["Location"]).content.decode()
    )
    assert deny
    assert rival.post(deny[1], client_key=str(uuid4())).status_code == 302
    assert "说没参加" in officer.text(made["Location"])


def test_a_figure_opens_its_talks(place: Place, item: PolicyItem) -> None:
    hour = at("2026-02-27 14:00")
    advice.a_talk(place.people["officer"], [place.enterprise], [item], hour, place.now, place="会议室")
    coordinator = visit(place, "coordinator")
    page = coordinator.get("/advice/talks/").content.decode()
    href = re.search(r'href="(/figures/advice.talks/[^"]+)"', page)
    assert href
    assert "会议室" in coordinator.text(href[1].replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("who", "path", "statements"),
    [("asker", "/advice/", 6), ("expert", "/advice/desk/", 5), ("coordinator", "/advice/talks/", 7)],
)
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    place: Place, item: PolicyItem, who: str, path: str, statements: int
) -> None:
    for number in range(6):
        place.ask()
        begins = at(f"2026-02-{10 + number} 14:00")
        advice.a_talk(place.people["officer"], [place.enterprise, place.rival], [item], begins, place.now)
    with visit(place, who).at_most(statements, path):
        pass
    with door.as_system("tests.read"):
        assert Talk.objects.count() == 6


def many(question: Question, count: int) -> None:
    """So many more questions like one."""
    with door.as_system("tests.build"):
        Question.objects.bulk_create(another(question, number) for number in range(count))


def another(question: Question, number: int) -> Question:
    made = copy(question)
    made.pk, made.public_id, made.number = None, new_address(), f"ZX-{number:05}"
    return made


def test_every_part_of_a_desk_of_ten_thousand_leads_to_its_last_question(place: Place) -> None:
    """What is due last is on the last page, and no page asks more than the first."""
    many(place.ask(), 10_000)
    expert = visit(place, "expert")
    with expert.at_most(5, "/advice/desk/?part=free") as page:
        assert "等人领 10001" in page
        assert "ZX-00000" in page
        assert "ZX-09999" not in page
    html = expert.get("/advice/desk/?part=free").content.decode()
    assert "?part=free&amp;after=50" in html
    last = expert.get("/advice/desk/?part=free&after=10000").content.decode()
    assert "ZX-09999" in last
    assert 'rel="next"' not in last


def test_an_enterprise_leads_to_its_last_open_question_and_counts_all(place: Place) -> None:
    many(place.ask(), 60)
    asker = visit(place, "asker")
    assert "在问的 61 件" in asker.text("/advice/")
    assert "ZX-00059" not in asker.text("/advice/")
    assert "ZX-00059" in asker.text("/advice/?open=50")
