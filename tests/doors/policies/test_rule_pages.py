"""A rule is built beside its sentences, by forms alone: no script runs here."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies.models import Edition
from qinqing.kernel import door
from tests.builders import accounts, policies
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db

PAPER = [
    {"text": "第五条 申请企业应当具有独立法人资格。"},
    {"text": "上年度研发费用不低于 100 万元。"},
    {"text": "第十条 近三年内未发生较大事故。"},
]


@dataclass
class Desk:
    """A drafter at the page of his draft, and another editor."""

    edition: Edition
    here: str
    visit: Visit
    other: Visit

    def act(self, act: str, **given: Any) -> HttpResponse:
        """One form of the page, sent as read last."""
        fields = {"version": self.stored().version, "at": "", "client_key": str(uuid4()), **given}
        return self.visit.post(self.here, act=act, **fields)

    def made(self, act: str, **given: Any) -> Any:
        """The conditions after a form that was taken."""
        answer = self.act(act, **given)
        assert answer.status_code == 302, words_of(answer)
        return self.stored().rule.get("conditions")

    def refused(self, act: str, **given: Any) -> str:
        """The page after a form that was refused; nothing was written."""
        before = self.stored().version
        answer = self.act(act, **given)
        assert answer.status_code == 422, answer.status_code
        assert self.stored().version == before
        return answer.content.decode()

    def stored(self) -> Edition:
        with door.as_system("tests.read"):
            self.edition.refresh_from_db()
        return self.edition


@pytest.fixture
def desk(db: None, monday: datetime) -> Desk:
    area = accounts.an_area()
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    edition = policies.a_draft(
        policies.a_policy(area, first, monday), first, monday, rule={}, wording=PAPER, rule_note="工信局核对"
    )
    here = f"/policies/{edition.item.public_id}/1/rule/"
    return Desk(edition, here, Visit(first, monday), Visit(second, monday))


def test_a_sentence_becomes_a_condition_in_two_pages_and_one_form(desk: Desk) -> None:
    chooser = desk.visit.get(f"{desk.here}?new=into&at=&sentence=2").content.decode()
    assert "fact=rd_expense_y1" in chooser
    form = desk.visit.get(f"{desk.here}?new=into&at=&sentence=2&fact=rd_expense_y1").content.decode()
    assert "万元" in form
    assert 'name="says" value="2" checked' in form
    made = desk.made("add", how="into", fact="rd_expense_y1", op=">=", value="100", says=[2])
    assert made == {
        "all": [{"id": "c1", "fact": "rd_expense_y1", "op": ">=", "value": 100, "says": [2]}]
    }  # fmt: skip
    assert "上年度研发费用不低于 100 万元" in desk.visit.text(desk.here)


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    page = desk.refused("add", fact="rd_expense_y1", op=">=", value="1500元", zh="研发投入", says=[2])
    assert re.search('name="says" value="2"[^>]* checked', page)
    assert "这里的单位是万元，不是元" in page
    assert 'value="1500元"' in page
    assert 'value="研发投入"' in page
    assert "请填写这一项" in desk.refused("add", fact="rd_expense_y1", op=">=", value="")
    assert "先小后大" in desk.refused("add", fact="rd_expense_y1", op="between", value="9", high="3")


def test_a_page_of_before_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    page = desk.refused("add", fact="revenue_y1", op=">=", value="777", version=1)
    assert "别的窗口改过" in page
    assert 'value="777"' in page
    assert 'name="version" value="1"' in page


def test_the_last_change_is_taken_back_and_the_one_before_it(desk: Desk) -> None:
    first = desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    desk.made("change", at="1", fact="rd_expense_y1", op=">=", value="200")
    assert desk.made("undo") == first
    assert desk.made("undo") is None
    assert desk.act("undo").status_code == 409


def test_a_group_grows_out_of_a_condition(desk: Desk) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    made = desk.made("add", how="or", at="1", fact="hnte_valid", op="==", value="true")
    assert [sorted(one) for one in made["all"][0]["any"]] == [["fact", "id", "op", "value"]] * 2
    made = desk.made("regroup", at="1", kind="at_least", count="2", zh="两样都要", says=[2])
    assert (made["all"][0]["at_least"], made["all"][0]["zh"]) == (2, "两样都要")
    assert "至少几项要写 1 到 2" in desk.refused("regroup", at="1", kind="at_least", count="3")
    desk.made("add", how="into", at="", fact="is_legal_entity", op="==", value="true")
    assert desk.made("up", at="2")["all"][0]["fact"] == "is_legal_entity"
    assert len(desk.made("into", at="1", group="2")["all"][0]["of"]) == 3
    assert "没有能" not in desk.visit.text(f"{desk.here}?at=1")


def test_a_sentence_that_nothing_encodes_stops_the_edition(desk: Desk) -> None:
    desk.made("add", fact="is_legal_entity", op="==", value="true", says=[1])
    desk.made("add", fact="rd_expense_y1", op=">=", value="100", says=[2])
    assert "第十条还没有对应条件，不能交去复核" in desk.visit.text(desk.here)
    send = desk.here.replace("rule/", "steps/send/")
    refused = desk.visit.post(send, client_key=str(uuid4()))
    assert refused.status_code == 409
    assert "第十条还没有对应条件" in refused.content.decode()
    desk.made("mark", sentence="3", judge="由应急管理局核对")
    assert desk.visit.post(send, client_key=str(uuid4())).status_code == 302
    checked = desk.other.text(desk.here.replace("rule/", ""))
    for said in ("上年度研发费用不低于 100 万元。 2", "由应急管理局核对"):
        assert said in checked, said


def test_an_unfinished_draft_can_be_thrown_away(desk: Desk) -> None:
    page = desk.visit.get(desk.here.replace("rule/", "")).content.decode()
    assert "先把要改的改好" in page
    assert desk.here.replace("rule/", "discard/") in page


def test_a_sentence_with_a_condition_is_not_marked_as_none(desk: Desk) -> None:
    desk.made("add", fact="is_legal_entity", op="==", value="true", says=[1])
    assert "这一句已经有条件了" in desk.refused("mark", sentence="1", judge="工信局")


def test_the_paper_is_written_anew_and_what_stands_by_it_follows(desk: Desk) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100", says=[2])
    made = desk.made(
        "wording", text="第四条 本办法适用于本区企业。\n" + "\n".join(one["text"] for one in PAPER)
    )
    assert made["all"][0]["says"] == [3]


def test_a_benefit_is_a_small_form(desk: Desk) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    desk.made("benefit", way="share", rate="6%", of="rd_expense_y1", cap="60")
    assert desk.stored().rule["benefit"] == {
        "unit": "万元", "otherwise": {"rate": 0.06, "of": "rd_expense_y1"}, "cap": 60,
    }  # fmt: skip
    assert "上年度研发费用的 6%" in desk.visit.text(desk.here)
    assert "请填写一个大于 0 的数" in desk.refused("benefit", way="fixed", amount="0")


def test_only_the_drafter_and_only_a_draft(desk: Desk) -> None:
    assert desk.other.get(desk.here).status_code == 404
    assert desk.other.post(desk.here, act="remove", at="", version=1).status_code == 404
    for number, who in ((3, "mark"), (1, "mark"), (2, "mark")):
        desk.made(who, sentence=str(number), judge="工信局核对")
    desk.visit.post(desk.here.replace("rule/", "steps/send/"), client_key=str(uuid4()))
    assert desk.visit.get(desk.here).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "at=9.9",
        "at=x&new=into",
        "at=1&fact=nobody&new=into",
        "open=mark&sentence=99",
        "sentence=0&new=or&at=",
    ],
)
def test_an_address_of_nothing_is_no_error_of_ours(desk: Desk, query: str) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    assert desk.visit.get(f"{desk.here}?{query}").status_code in (200, 404)


@pytest.mark.parametrize(
    "given",
    [
        {"act": "no"},
        {"act": "remove", "at": "7"},
        {"act": "add", "fact": "x"},
        {"act": "mark", "sentence": "9"},
    ],
)
def test_a_form_about_nothing_is_refused_in_words(desk: Desk, given: dict[str, str]) -> None:
    desk.made("add", fact="rd_expense_y1", op=">=", value="100")
    assert desk.act(**given).status_code == 409


def test_the_page_asks_the_database_little(desk: Desk) -> None:
    with desk.visit.at_most(1, desk.here) as page:
        assert "第十条" in page
