"""Asking an enterprise for more, and its answer, at the pages of everybody concerned."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from qinqing.domains.problems.models import Attachment, Problem
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door
from qinqing.kernel.models import StoredFile
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
ITEMS = "租赁合同\n电表照片"


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted()


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/problems/{road.problem.public_id}/"


def test_the_officer_asks_at_his_page_and_the_enterprise_reads_what_is_missing(road: Road) -> None:
    officer = visit(road, "officer")
    assert "请企业补充" in officer.text(page(road))
    sent = officer.step(road.problem.public_id, "ask_supplement", view="staff", items=ITEMS)
    assert sent.status_code == 302
    seen = visit(road, "enterprise").text(page(road))
    assert "请您补充材料" in seen
    assert "租赁合同" in seen
    assert "3月16日 周一 18:00 前补充" in seen
    assert road.problem.holder == "enterprise"


def test_the_coordinator_asks_at_the_desk_and_the_problem_leaves_the_queue(road: Road) -> None:
    road.passed_on()
    desk = visit(road, "coordinator")
    assert "请企业补充" in desk.text(f"/triage/{road.problem.public_id}/")
    desk.step(road.problem.public_id, "ask_supplement", view="triage", items=ITEMS, next="/triage/")
    assert road.problem.state == CaseState.SUPPLEMENT
    assert "都分完了" in desk.text("/triage/")


def test_it_waits_at_the_enterprises_home_and_in_its_list(road: Road) -> None:
    road.asked()
    for address in ("/", "/mine/"):
        assert "补充材料" in visit(road, "enterprise").text(address)


def test_the_answer_leads_back_with_its_files(road: Road) -> None:
    road.asked()
    enterprise = visit(road, "enterprise")
    sent = enterprise.step(road.problem.public_id, "supply", view="mine", text="合同在附件里")
    assert sent.status_code == 302
    assert road.problem.state == CaseState.SUBMITTED
    assert "合同在附件里" in visit(road, "officer").text(page(road))


def weighing(public_id: str, megabytes: int) -> None:
    """What is attached to a problem takes so much room, though this enterprise may not read it."""
    with door.as_system("tests.build"):
        problem = Problem.objects.get(public_id=public_id)
        file = StoredFile.objects.create(
            sha256="0" * 64,
            size=megabytes << 20,
            media_type="text/plain",
            scanned="content",
            at=problem.created_at,
        )
        Attachment.objects.create(
            public_id="weighs", problem=problem, event_id=1, file=file, name="内部.txt", layer="R",
            at=problem.created_at,
        )  # fmt: skip


@pytest.mark.parametrize(("already", "status"), [(198, 302), (199, 422)])
def test_a_problem_has_two_hundred_megabytes_of_files_and_no_more(
    road: Road, already: int, status: int, tmp_path: Path
) -> None:
    road.asked()
    weighing(road.problem.public_id, already)
    contract = SimpleUploadedFile("合同.txt", "合同".encode() * 300_000)
    with override_settings(FILES=tmp_path):
        sent = visit(road, "enterprise").step(
            road.problem.public_id, "supply", view="mine", text="合同在附件里", attachments=contract
        )
    assert sent.status_code == status
    if status == 422:
        assert "附件加起来最多 200 MB，还能传 1 MB；请压缩后再传" in words_of(sent)
        assert "合同在附件里" in sent.content.decode()
        assert road.problem.state == CaseState.SUPPLEMENT


def test_an_empty_answer_is_no_answer_and_keeps_its_place(road: Road) -> None:
    road.asked()
    answer = visit(road, "enterprise").step(road.problem.public_id, "supply", view="mine", text=" ")
    assert answer.status_code == 422
    assert "说明：请填写" in words_of(answer)
    assert road.problem.state == CaseState.SUPPLEMENT


@pytest.mark.parametrize("text", ["\x00合同", "合" * 100_000, "<script>alert(1)</script>", "‮同合"])
def test_hostile_words_never_break_the_page(road: Road, text: str) -> None:
    road.asked()
    answer = visit(road, "enterprise").step(road.problem.public_id, "supply", view="mine", text=text)
    assert answer.status_code in {302, 422}
    assert "<script>alert" not in visit(road, "officer").get(page(road)).content.decode()


@pytest.mark.parametrize("who", ["handler1", "callback", "supervisor", "leader"])
def test_nobody_else_asks_or_answers(road: Road, who: str) -> None:
    for step, given in (("ask_supplement", {"items": ITEMS}), ("supply", {"text": "合同"})):
        answer = visit(road, who).step(road.problem.public_id, step, view="staff", **given)
        assert answer.status_code in {403, 404, 422}
    assert road.problem.state == CaseState.SUBMITTED


def test_the_second_time_the_button_says_whose_it_is(road: Road) -> None:
    road.asked().supplied()
    assert "由协调办负责人提出" in visit(road, "officer").text(page(road))
    head = visit(road, "head")
    assert head.step(road.problem.public_id, "ask_supplement", view="staff", items="照片").status_code == 302
    assert road.problem.supplements_asked == 2


def test_forgotten_it_lapses_and_everybody_reads_why(road: Road) -> None:
    road.asked()
    for days in (3, 2, 2, 4, 4):
        road.wait(days=days).swept()
    assert road.problem.state == CaseState.WITHDRAWN
    seen = visit(road, "enterprise").text(page(road))
    assert "没有等到您的材料" in seen
    assert "30 天内您可以重新打开" in seen
    told = visit(road, "officer").text(page(road))
    assert "第 3 个工作日，提醒企业补充材料" in told
    assert "第 5 个工作日还没有材料，请打电话问一声" in told
    with door.as_system("tests.read"):
        assert Problem.objects.get(pk=road.problem_id).ended_by == "lapse"


def test_who_may_read_it_may_ask_why_the_date(road: Road) -> None:
    road.asked()
    for who in ("enterprise", "officer"):
        said = visit(road, who).text(f"{page(road)}why/U/")
        assert "补充材料" in said
        assert "10个工作日" in said.replace(" ", "")
