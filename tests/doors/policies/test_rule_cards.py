"""A scorecard and a benefit by cases are built page by page, by forms alone."""

from datetime import datetime
from typing import Any

import pytest

from qinqing.domains.accounts.terms import Role
from tests.builders import accounts, policies
from tests.builders.visits import Visit
from tests.doors.policies.test_rule_pages import PAPER, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, monday: datetime) -> Desk:
    area = accounts.an_area()
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    policy = policies.a_policy(area, first, monday)
    given: dict[str, Any] = {"wording": PAPER, "rule_note": "工信局核对"}
    edition = policies.a_draft(policy, first, monday, rule=policies.POINTED, **given)
    here = f"/policies/{edition.item.public_id}/1/rule/"
    return Desk(edition, here, Visit(first, monday), Visit(second, monday))


def test_a_card_is_begun_copied_asked_and_read_by_who_checks_it(desk: Desk) -> None:
    begin, whole = f"{desk.here}cards/new/", desk.here
    assert "怎样给分" in desk.visit.text(begin)
    assert "fact=rd_ratio_y1" in desk.visit.get(f"{begin}?new=begin&way=bands_min&q=研发").content.decode()
    form = desk.visit.get(f"{begin}?new=begin&way=bands_min&fact=rd_ratio_y1").content.decode()
    assert 'name="card_label"' in form
    desk.here = begin
    page = desk.refused(
        "begin", way="bands_min", fact="rd_ratio_y1", label="投入", most="20", group_label="创新",
        group_most="40", card_label="市级评分", card_most="100", bound_1="5", points_1="99",
    )  # fmt: skip
    assert "得分应在 0 到满分 20 之间" in page
    assert 'value="市级评分"' in page
    desk.made(
        "begin", way="bands_min", fact="rd_ratio_y1", label="投入", most="20", group_label="创新",
        group_most="40", card_label="市级评分", card_most="100", bound_1="3", points_1="10", bound_2="5",
        points_2="20",
    )  # fmt: skip
    card = desk.stored().rule["scorecards"]["card2"]
    assert card["groups"][0]["items"][0]["bands_min"] == [[0.05, 20], [0.03, 10]]
    desk.here = whole
    desk.made("card_copy", like="tech_sme_2017")
    assert "科技型中小企业评价" in desk.visit.text(whole)
    assert "市级评分“创新”得分" in desk.visit.text(f"{whole}?new=into&at=")
    desk.made("add", at="", how="into", fact="score:card2.g1", op=">=", value="30", says=[2])
    assert "还有条件要看这张表的得分" in desk.refused("card_drop", card="card2")
    checked = desk.visit.text(whole.replace("rule/", ""))
    assert "评分表：市级评分" in checked
    assert "不低于 5%：20 分" in checked


def test_every_line_of_a_card_opens_its_form(desk: Desk) -> None:
    here = f"{desk.here}cards/card1/"
    for asked in (
        "at=", "at=1", "at=1.1", "at=1.2", "at=1.2.1", "new=group&at=", "new=item&at=1", "new=way&at=1.1",
        "new=case&at=1.2&fact=ip_class2", "new=instead&at=1.1&way=map&fact=rd_institution_level",
        "new=item&at=1&way=identity&fact=local_feature_score", "new=item&at=1&way=first_match&fact=ip_class1",
    ):  # fmt: skip
        answer = desk.visit.get(f"{here}?{asked}")
        assert answer.status_code == 200, asked
        assert 'class="qq-error"' not in answer.content.decode()
    for asked in ("at=9", "new=item", "new=way&at=9", "new=item&at=1&way=map&fact=rd_ratio_y1"):
        assert desk.visit.get(f"{here}?{asked}").status_code == 404, asked
    assert desk.visit.get(f"{desk.here}cards/card9/").status_code == 404
    assert desk.other.get(here).status_code == 404
    desk.here = here
    for sent in ({"way": "zzz", "fact": "rd_ratio_y1"}, {"way": "bands_min", "fact": "zzz"}):
        assert desk.act("item", at="1", label="a", most="1", **sent).status_code == 409, sent
    desk.made("change_case", at="1.2.1", score="15")
    desk.made("up", at="1.2")
    assert "已经到头了" in desk.refused("up", at="1.1")
    assert [one["zh"] for one in desk.stored().rule["scorecards"]["card1"]["groups"][0]["items"]] == [
        "专利", "投入",
    ]  # fmt: skip
    desk.made("undo")
    assert desk.act("undo", version=1).status_code == 422


def test_a_case_has_conditions_of_its_own(desk: Desk) -> None:
    whole = desk.here
    assert "，给 50 万元" in desk.visit.text(whole)
    for asked in (
        "new=case",
        "new=case&fact=employees",
        "open=case&case=1",
        "open=benefit",
        "open=card_copy",
    ):
        assert desk.visit.get(f"{whole}?{asked}").status_code == 200, asked
    assert desk.visit.get(f"{whole}?open=case&case=7").status_code == 404
    page = desk.refused("case_add", fact="employees", op=">", value="20", way="fixed", amount="很多")
    assert "写数字" in page
    desk.made(
        "case_add", fact="employees", op=">", value="20", way="formula", formula="【上年度研发费用】× 2%"
    )
    assert desk.stored().rule["benefit"]["cases"][1]["formula"] == "rd_expense_y1 * 0.02"
    desk.here = f"{whole}in/benefit.2/"
    desk.made("add", at="", how="into", fact="hnte_valid", op="==", value="true")
    when = desk.stored().rule["benefit"]["cases"][1]["when"]
    assert [one["fact"] for one in when["all"]] == ["employees", "hnte_valid"]
    assert "回到整条规则" in desk.visit.text(desk.here)
    assert desk.act("benefit", way="nothing").status_code == 409
    assert desk.visit.get(f"{whole}in/benefit.7/").status_code == 404
