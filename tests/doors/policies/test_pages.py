"""The editors' pages: a document entered, an item written, checked by another, amended, stopped."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import pytest

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import queries, rules
from qinqing.domains.policies.models import Edition
from qinqing.kernel import door
from tests.builders import accounts, policies
from tests.builders.policies import RULE
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """Two editors of an area at the door, and a reader."""

    area: Area
    people: tuple[Person, Person]
    first: Visit
    second: Visit
    reader: Visit


@pytest.fixture
def office(db: None, monday: datetime) -> Office:
    area = accounts.an_area()
    first, second = (accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2))
    reader = accounts.a_person("协调员", Role.COORDINATOR, area=area)
    visits = [Visit(person, monday) for person in (first, second, reader)]
    return Office(area, (first, second), *visits)


def written(**changes: object) -> dict[str, object]:
    """An edition as the form sends it."""
    return {
        "title": "研发费用后补助", "summary": "上年研发费用满 100 万元的，一次补 20 万元",
        "amount": "一次性 20 万元", "benefit_class": "award", "mode": "fast",
        "rule": rules.written_text(RULE), "papers": "辅助账\n\n辅助账\n加计扣除表",
        "from_on": "2026-03-01", "days": "60", "budget": "1500", "client_key": str(uuid4()), **changes,
    }  # fmt: skip


def entered(office: Office) -> str:
    """The address at which an item is written under a new document."""
    paper = {
        "title": "青岚区支持科技创新若干措施", "number": "青岚府规〔2026〕9号", "issuer": "青岚区人民政府",
        "level": "district", "area": office.area.pk, "client_key": str(uuid4()),
    }  # fmt: skip
    return str(office.first.post("/policies/registered/new/", **paper)["Location"])


def drafted(office: Office, **changes: object) -> str:
    """The address of a new draft."""
    return str(office.first.post(entered(office), **written(**changes))["Location"])


def published(office: Office, **changes: object) -> str:
    """The address of an item in force."""
    here = drafted(office, **changes)
    assert office.first.post(f"{here}steps/send/", client_key=str(uuid4())).status_code == 302
    assert office.second.post(f"{here}steps/publish/", client_key=str(uuid4())).status_code == 302
    return here.rsplit("/", 2)[0] + "/"


def test_what_two_editors_wrote_and_checked_everybody_reads(office: Office) -> None:
    item = published(office)
    page = office.reader.text(item)
    for said in (
        "上年度研发费用不低于 100 万元",
        "一次性 20 万元",
        "加计扣除表",
        "60 个工作日",
        "1,500 万元",
        "现行",
    ):
        assert said in page, said
    assert "研发费用后补助" in office.reader.text("/policies/")
    with door.as_system("tests.read"):
        assert Edition.objects.get().papers == ["辅助账", "加计扣除表"]


def test_a_draft_is_not_listed_for_readers(office: Office) -> None:
    here = drafted(office)
    assert office.reader.get(here).status_code == 404
    assert "研发费用后补助" not in office.reader.text("/policies/")
    assert "草稿" in office.second.text("/policies/")


def test_who_drafted_is_told_that_another_must_check(office: Office) -> None:
    here = drafted(office)
    office.first.post(f"{here}steps/send/", client_key=str(uuid4()))
    assert "要另一位政策专员复核" in office.first.text(here)
    refused = office.first.post(f"{here}steps/publish/", client_key=str(uuid4()))
    assert refused.status_code == 409
    assert "另一位政策专员" in refused.content.decode()


def test_sending_back_needs_a_reason_and_the_drafter_reads_it(office: Office) -> None:
    here = drafted(office)
    office.first.post(f"{here}steps/send/", client_key=str(uuid4()))
    assert office.second.post(f"{here}steps/return/", reason="", client_key=str(uuid4())).status_code == 422
    office.second.post(f"{here}steps/return/", reason="第二条写错了", client_key=str(uuid4()))
    assert "第二条写错了" in office.first.text(here)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": "conditions: {fact: nobody, op: '>=', value: 1}"}, "nobody"),
        ({"rule": "conditions: [1, 2"}, "第 1 行"),
        ({"rule": "", "rule_note": ""}, "由谁按什么核对"),
        ({"rule": "", "mode": "no_application", "rule_note": "工信局"}, "免申即享靠比对"),
        ({"until_on": "2026-02-01"}, "失效的日子要晚于起用的日子"),
        ({"budget": "-1"}, "不能是负数"),
        ({"days": "0"}, "1 到 250 个工作日"),
        ({"title": ""}, "请填写这一项"),
        ({"unit_id": "999999"}, "没有这个单位"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    office: Office, changes: dict[str, object], said: str
) -> None:
    there = entered(office)
    answer = office.first.post(there, **written(summary="留下来的这一句", **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "留下来的这一句" in page
    with door.as_system("tests.read"):
        assert not Edition.objects.exists()


def test_a_draft_is_written_on_and_an_old_page_is_refused(office: Office) -> None:
    here = drafted(office)
    kept = written(amount="一次性 30 万元", version="1")
    assert office.first.post(f"{here}edit/", **kept).status_code == 302
    assert "一次性 30 万元" in office.first.text(here)
    for _ in range(2):
        other = kept | {"amount": "一次性 40 万元", "client_key": str(uuid4())}
        again = office.first.post(f"{here}edit/", **other)
        assert again.status_code == 422
        assert "别的窗口改过" in again.content.decode()
        assert 'name="version" value="1"' in again.content.decode()
    assert "一次性 30 万元" in office.first.text(here)


def test_another_editor_does_not_write_on_a_draft(office: Office) -> None:
    assert office.second.get(f"{drafted(office)}edit/").status_code == 404


def test_an_amendment_begins_from_what_holds_and_takes_its_place(office: Office) -> None:
    item = published(office)
    form = office.second.text(f"{item}next/")
    assert "上年研发费用满 100 万元的" in form
    there = office.second.post(f"{item}next/", **written(amount="一次性 50 万元", from_on="2026-03-02"))[
        "Location"
    ]
    office.second.post(f"{there}steps/send/", client_key=str(uuid4()))
    office.first.post(f"{there}steps/publish/", client_key=str(uuid4()))
    page = office.reader.text(item)
    assert "一次性 50 万元" in page
    assert "2026年3月1日 到 2026年3月2日" in page


def test_a_stopped_item_says_why_and_is_listed_no_longer(office: Office, monday: datetime) -> None:
    item = published(office)
    assert (
        office.first.post(
            f"{item}stop/", on="2026-03-02", reason="资金用完", client_key=str(uuid4())
        ).status_code
        == 302
    )
    assert "资金用完" in office.reader.text(item)
    assert "研发费用后补助" not in office.reader.text("/policies/")


def test_a_draft_is_thrown_away_by_who_wrote_it(office: Office) -> None:
    here = drafted(office)
    assert office.second.post(f"{here}discard/", client_key=str(uuid4())).status_code == 409
    assert office.first.post(f"{here}discard/", client_key=str(uuid4())).status_code == 302
    assert office.first.get(here).status_code == 404


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_rule_that_was_taken_away_is_read_in_again(office: Office, form: str) -> None:
    item = published(office)
    file = office.reader.get(f"{item}1/rule.{form}")
    assert "attachment" in file["Content-Disposition"]
    assert rules.read_text(file.content.decode()) == RULE


def test_a_list_is_narrowed_by_words_class_and_mode(office: Office) -> None:
    published(office)
    for query in ("q=研发", "q=科技创新", "q=府规", "benefit_class=award", "mode=fast", "level=district"):
        assert "研发费用后补助" in office.reader.text(f"/policies/?{query}"), query
    for query in ("q=鲸鱼", "benefit_class=relief", "mode=instant", "level=national", "mode=none&q=x%00"):
        assert "没有这样的政策" in office.reader.text(f"/policies/?{query}"), query


def test_the_pages_ask_the_database_little(office: Office) -> None:
    item = published(office)
    for path in ("/policies/", item):
        with office.reader.at_most(1, path) as page:
            assert "研发费用后补助" in page


def test_documents_beyond_a_page_are_a_page_further(office: Office, monday: datetime) -> None:
    for number in range(queries.PAGE + 1):
        policies.a_policy(office.area, office.people[0], monday, title=f"第{number:03}号文件")
    first = office.first.get("/policies/registered/").content.decode()
    assert "第050号文件" in first
    assert "第000号文件" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    assert "第000号文件" in office.first.text(f"/policies/registered/{older[1]}")


def test_a_rule_that_ships_is_read_out_with_what_is_to_be_verified(office: Office, monday: datetime) -> None:
    first, second = office.people
    policy = policies.a_policy(office.area, first, monday)
    shipped = rules.book().rules["srdi_sme_2026"]
    edition = policies.a_draft(
        policy, first, monday, rule=rules.national_rule(shipped.id), evidence=shipped.source.evidence,
        from_on=date(2026, 1, 1),
    )  # fmt: skip
    policies.published(edition, first, second, monday)
    page = office.reader.text(f"/policies/{edition.item.public_id}/")
    assert "资产负债率不高于 80%" in page
    assert "须核对" in page
    assert re.search(r"7\.1.{0,40}上年度营业收入不低于 1,500 万元", re.sub(r"<[^>]+>", "", page))
