"""The papers of a claim: sent beside what they answer, read by whom they concern, missed by who examines."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from qinqing.domains.claims.models import Claim, PaperFile
from qinqing.domains.officers.models import Assignment
from qinqing.kernel import door
from tests.builders import officers, problems
from tests.builders.claims import Office
from tests.builders.programs import Program, a_token
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db

TABLE, LEDGER = "研发费用加计扣除表", "归集辅助账"
CONTENT = "研发费用二百万元"


@pytest.fixture(autouse=True)
def _store(tmp_path: Any, settings: Any) -> None:
    settings.FILES = tmp_path


def visit(office: Office, who: str) -> Visit:
    return Visit(office.people[who], office.now)


def a_file(name: str = "加计扣除表.txt", content: str = CONTENT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def applied(office: Office, **given: Any) -> HttpResponse:
    there = f"/claims/new/{office.item.item.public_id}/for/{office.town.enterprise.public_id}/"
    sent = {"amount": "300000", "client_key": str(uuid4()), **given}
    return visit(office, "enterprise").post(there, **sent)


def stepped(office: Office, who: str, here: str, step: str, **given: Any) -> HttpResponse:
    return visit(office, who).post(f"{here}steps/{step}/", client_key=str(uuid4()), **given)


def the_file() -> PaperFile:
    with door.as_system("tests.read"):
        return PaperFile.objects.select_related("file", "claim").get()


def address() -> str:
    return f"/claims/papers/{the_file().public_id}/"


def test_papers_come_with_the_application_each_beside_what_it_answers(office: Office) -> None:
    here = applied(office, paper_1=a_file())["Location"]
    page = visit(office, "handler1").text(here)
    assert f"1/2 样备齐 {TABLE} 传上来了" in page
    assert "加计扣除表.txt 24 字节" in page
    assert f"{LEDGER} 还缺" in page
    answer = visit(office, "handler1").get(address())
    assert b"".join(answer).decode() == CONTENT  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("attachment;")


def test_who_asks_for_papers_finds_what_is_missing_written_already(office: Office) -> None:
    here = applied(office, paper_1=a_file())["Location"]
    assert f"还缺：{LEDGER}" in visit(office, "handler1").text(here)


def test_an_original_that_is_shown_is_no_missing_paper(office: Office) -> None:
    here = applied(office, paper_1=a_file(), papers=[LEDGER])["Location"]
    page = visit(office, "handler1").text(here)
    assert f"{LEDGER} 备齐了" in page
    assert "还缺" not in page


def test_what_was_missing_is_sent_before_anybody_asks_and_when_it_was_asked_for(office: Office) -> None:
    here = applied(office)["Location"]
    assert stepped(office, "officer", here, "give_papers", paper_1=a_file()).status_code == 302
    page = visit(office, "handler1").text(here)
    assert "1/2 样备齐" in page
    assert f"交来材料：{TABLE}" in page
    stepped(office, "handler1", here, "ask", reason="缺辅助账")
    answer = stepped(office, "enterprise", here, "supply", words="补了", paper_2=a_file("辅助账.txt"))
    assert answer.status_code == 302
    page = visit(office, "handler1").text(here)
    assert "2/2 样备齐" in page
    assert "辅助账.txt" in page


def test_nothing_chosen_is_said_and_moves_nothing(office: Office) -> None:
    here = applied(office)["Location"]
    answer = stepped(office, "enterprise", here, "give_papers")
    assert answer.status_code == 422
    assert "还没有选文件" in words_of(answer)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.exe", "MZ", "不是能收的文件"),
        ("表.pdf", "不是 PDF", "扩展名要和内容一致"),
        ("表.txt", "", "是空的"),
        ("表.txt", "<script>alert(1)</script>", "不是能收的文件"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_paper_and_nothing_is_written(
    office: Office, name: str, content: str, said: str
) -> None:
    answer = applied(office, paper_2=a_file(name, content), words="留下来的这一句")
    assert answer.status_code == 422
    text = answer.content.decode()
    for one in (said, "留下来的这一句", 'id="id_paper_2_error"', "刚才选的文件要再选一次"):
        assert one in text, one
    with door.as_system("tests.read"):
        assert not Claim.objects.exists()


def test_the_same_form_sent_twice_keeps_its_files_once(office: Office) -> None:
    key = str(uuid4())
    for _ in range(2):
        applied(office, client_key=key, paper_1=a_file())
    the_file()


def test_papers_are_opened_by_whom_they_concern_and_told_of_to_who_looks_on(office: Office) -> None:
    here = applied(office, paper_1=a_file("工资表.txt"))["Location"]
    for who in ("enterprise", "officer", "handler1", "unit_head1"):
        assert "工资表.txt" in visit(office, who).text(here), who
        assert visit(office, who).get(address()).status_code == 200, who
    for who in ("coordinator", "leader", "supervisor"):
        page = visit(office, who).text(here)
        assert f"{TABLE} 备齐了" in page, who
        assert "工资表" not in page, who
        assert visit(office, who).get(address()).status_code == 404, who
    colleague = Visit(problems.a_contact(office.town.enterprise, "小李", sees="own"), office.now)
    for stranger in (colleague, visit(office, "handler2")):
        assert stranger.get(address()).status_code == 404


def test_an_officer_who_serves_another_opens_no_paper(office: Office) -> None:
    applied(office, paper_1=a_file())
    here = address()
    assert visit(office, "officer").get(here).status_code == 200
    with door.as_system("tests.read"):
        served = Assignment.objects.get(
            enterprise=office.town.enterprise, officer__person=office.people["officer"]
        )
    officers.an_end(served, office.day, office.now)
    assert visit(office, "officer").get(here).status_code == 404


def rows_of(office: Office, who: str) -> int:
    """How many files somebody's database connection shows, whatever our code asks."""
    door.become(office.people[who].pk, office.now)
    return PaperFile.objects.count()


def test_the_database_shows_files_to_nobody_else(office: Office) -> None:
    office.applied(**office.a_paper())
    for who, count in (
        ("enterprise", 1),
        ("officer", 1),
        ("handler1", 1),
        ("coordinator", 0),
        ("handler2", 0),
    ):
        assert rows_of(office, who) == count, who


def test_a_paper_of_what_is_only_intended_is_no_business_of_the_unit(office: Office) -> None:
    claim = office.intended()
    office.take("enterprise", claim, "give_papers")
    assert (rows_of(office, "officer"), rows_of(office, "handler1")) == (1, 0)
    done = office.take("officer", claim, "apply")
    assert done.papers == [TABLE]
    assert rows_of(office, "handler1") == 1


def test_a_file_in_quarantine_leaves_with_nobody(office: Office, settings: Any) -> None:
    applied(office, paper_1=a_file())
    settings.CLAMD = "unix:/nowhere"
    answer = visit(office, "handler1").get(address())
    assert answer.status_code == 409
    assert "正在查毒" in words_of(answer)


def test_who_is_listed_sends_no_papers(office: Office) -> None:
    (claim,) = office.confirmed(office.town.enterprise)
    page = visit(office, "enterprise").text(f"/claims/{claim.public_id}/")
    assert "样备齐" not in page
    assert "补交材料" not in page


def test_a_program_sends_papers_one_by_one_and_fetches_them(office: Office) -> None:
    firm = Program(a_token(office.people["enterprise"], office.now), office.now)
    claim = office.applied()
    sent = {"public_id": claim.public_id, "paper": LEDGER}
    answer = firm.upload("claim_give_papers", attachments=a_file("账.txt"), **sent)
    assert answer.status_code == 200, answer.content.decode()
    (one,) = answer.json()["files"]
    assert (one["paper"], one["name"], answer.json()["papers"]) == (LEDGER, "账.txt", [LEDGER])
    fetched = firm.send("download_paper", public_id=one["public_id"])
    assert b"".join(fetched).decode() == CONTENT  # type: ignore[arg-type]
    for given, field in (
        ({"paper": "没有的材料", "attachments": a_file()}, "paper"),
        ({"paper": LEDGER, "attachments": a_file("账.exe")}, "attachments"),
    ):
        wrong = firm.upload("claim_give_papers", public_id=claim.public_id, **given)
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, field)
    stale = firm.upload("claim_give_papers", headers={"If-Match": '"99"'}, attachments=a_file(), **sent)
    assert stale.status_code == 412
