"""A claim through its pages: begun by the enterprise or its officer, examined, given notice of, paid."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import HttpResponse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims.models import Claim, PayoutAccount
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies.actions import judging
from qinqing.kernel import clock, door
from qinqing.ui import formats
from tests.builders import accounts, enterprises, problems
from tests.builders.claims import ACCOUNT, Office
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db

NUMBER = "6222 0212 3456 7890"


def visit(office: Office, who: str) -> Visit:
    return Visit(office.people[who], office.now)


def begins(office: Office) -> str:
    return f"/claims/new/{office.item.item.public_id}/for/{office.town.enterprise.public_id}/"


def applied(office: Office, who: str = "enterprise", **given: object) -> HttpResponse:
    sent = {"amount": "300,000", "papers": ["归集辅助账"], "words": "请早点办", "client_key": str(uuid4())}
    return visit(office, who).post(begins(office), **{**sent, **given})


def stepped(office: Office, who: str, here: str, step: str, **given: object) -> HttpResponse:
    return visit(office, who).post(f"{here}steps/{step}/", client_key=str(uuid4()), **given)


def account() -> dict[str, object]:
    return {**ACCOUNT, "account": NUMBER}


def test_an_enterprise_applies_and_sees_in_whose_hands_its_money_is(office: Office) -> None:
    form = visit(office, "enterprise").text(begins(office))
    for said in ("一次性 20 万元", "归集辅助账", "决定受不受理 1 个工作日", "公示 5 个工作日"):
        assert said in form, said
    here = applied(office)["Location"]
    page = visit(office, "enterprise").text(here)
    for said in ("城管局", "3月3日 周二", "为什么是这天", "1/2 样备齐", "30 万元"):
        assert said in page, said
    listed = visit(office, "enterprise").text("/claims/")
    assert "城管局要在 3月3日 周二前决定受不受理" in listed
    assert "研发费用后补助" in visit(office, "handler1").text("/claims/desk/")


def test_the_same_form_sent_twice_makes_one_claim(office: Office) -> None:
    key = str(uuid4())
    first, second = applied(office, client_key=key), applied(office, client_key=key)
    assert first["Location"] == second["Location"]


def test_a_second_claim_of_an_item_is_refused_and_leads_to_the_first(office: Office) -> None:
    here = applied(office)["Location"]
    again = applied(office)
    assert again.status_code == 422
    assert "已经有一笔在办" in again.content.decode()
    assert here in again.content.decode()


def test_an_item_with_an_open_claim_offers_that_claim_and_no_other(office: Office) -> None:
    firm = office.town.enterprise
    enterprises.a_statement(firm, year=2025, rnd=Decimal(2_000_000))
    with door.as_system("tests.write"):
        Enterprise.objects.filter(pk=firm.pk).update(type=EnterpriseType.COMPANY)
    fits, another = f"/policies/for/{firm.public_id}/", f'href="{begins(office)}"'
    assert another in visit(office, "enterprise").get(fits).content.decode()
    here = applied(office)["Location"]
    page = visit(office, "enterprise").get(fits).content.decode()
    assert f'href="{here}"' in page
    assert another not in page
    assert "其中 1 条已经在办" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": ""}, "请写金额"),
        ({"amount": "很多"}, "写数字"),
        ({"amount": "0"}, "金额要大于 0"),
        ({"amount": "1" * 30}, "金额太大了"),
        ({"amount": "1.234"}, "最多两位小数"),
        ({"papers": ["没有的材料"]}, "有选项已经没有了"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    office: Office, given: dict[str, object], said: str
) -> None:
    answer = applied(office, words="留下来的这一句", **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "留下来的这一句" in answer.content.decode()
    with door.as_system("tests.read"):
        assert not Claim.objects.exists()


def test_an_enterprise_asks_its_officer_who_applies_for_it(office: Office) -> None:
    sent = visit(office, "enterprise").post(
        f"{begins(office)}help/", words="不会算研发费用", client_key=str(uuid4())
    )
    here = sent["Location"]
    assert "林晓岚" in visit(office, "enterprise").text(here)
    assert "不会算研发费用" in visit(office, "officer").text(here)
    assert visit(office, "handler1").get(here).status_code == 404
    done = stepped(office, "officer", here, "apply", amount="200000")
    assert done.status_code == 302
    assert "受理" in visit(office, "handler1").text(here)


def test_a_claim_from_application_to_money(office: Office) -> None:
    here = applied(office)["Location"]
    stepped(office, "handler1", here, "accept")
    stepped(office, "handler1", here, "approve", amount="200000", reason="只认定 200 万研发费用")
    assert "公示到" in visit(office, "enterprise").text("/claims/")
    office.wait(days=9)
    with door.as_system("tests.read"):
        office.swept(Claim.objects.get())
    assert "钱打到哪个账户" in visit(office, "enterprise").text(here)
    stepped(office, "enterprise", here, "confirm_account", **account())
    page = visit(office, "handler1").text(here)
    assert "6222 0212 3456 7890" in page
    paid = {"amount": "200000", "paid_on": clock.local(office.now).date(), "voucher": "V-1"}
    assert stepped(office, "handler1", here, "pay", **paid).status_code == 302
    assert "钱已经拨到您的账户" in visit(office, "enterprise").text("/claims/")


def test_the_account_is_read_by_the_enterprise_and_the_unit_that_pays_alone(office: Office) -> None:
    here = applied(office)["Location"]
    stepped(office, "enterprise", here, "give_account", **account())
    for who in ("enterprise", "handler1", "unit_head1"):
        assert NUMBER in visit(office, who).text(here), who
    for who in ("officer", "coordinator", "leader", "supervisor"):
        page = visit(office, who).get(here).content.decode()
        assert "7890" not in page.replace(" ", ""), who
        assert ACCOUNT["bank"] not in page, who
    with door.as_system("tests.read"):
        kept = PayoutAccount.objects.get()
        assert ACCOUNT["account"].encode() not in bytes(kept.sealed)


@pytest.mark.parametrize("number", ["1234567", "abc", "1" * 33, "６２２２０２１２３４５６７８９０a"])
def test_an_account_number_has_its_shape(office: Office, number: str) -> None:
    here = applied(office)["Location"]
    answer = stepped(office, "enterprise", here, "give_account", **{**ACCOUNT, "account": number})
    assert answer.status_code == 422
    assert "账号是 8 到 32 位数字" in answer.content.decode()


def test_an_old_page_is_told_how_the_claim_stands_now(office: Office) -> None:
    here = applied(office)["Location"]
    stepped(office, "enterprise", here, "withdraw", reason="先不办了")
    late = stepped(office, "handler1", here, "accept", version="1")
    assert late.status_code == 422
    assert "现在是“已撤回”" in late.content.decode()


def test_what_is_late_is_said_in_colour_and_words(office: Office) -> None:
    here = applied(office)["Location"]
    office.wait(days=4)
    assert "已过 3 个工作日" in visit(office, "enterprise").text(here)
    page = visit(office, "handler1").text("/claims/desk/?stock=late")
    assert "过 3 天" in page


def test_who_has_nothing_to_do_with_a_claim_does_not_find_it(office: Office) -> None:
    here = applied(office)["Location"]
    other = problems.an_enterprise(office.town.area, "别家公司")
    stranger = Visit(problems.a_contact(other, "别家的人"), office.now)
    assert stranger.get(here).status_code == 404
    assert visit(office, "handler2").get(here).status_code == 404
    assert stranger.get(begins(office)).status_code == 404
    editor = Visit(office.people["policy_editor"], office.now)
    assert editor.get(here).status_code == 403


def test_a_contact_who_sees_his_own_alone_sees_no_claim_of_a_colleague(office: Office) -> None:
    here = applied(office)["Location"]
    colleague = Visit(problems.a_contact(office.town.enterprise, "小李", sees="own"), office.now)
    assert colleague.get(here).status_code == 404
    assert office.item.title not in colleague.text("/claims/")


def test_an_item_that_nobody_applies_for_says_so(office: Office) -> None:
    there = f"/claims/new/{office.listed.item.public_id}/for/{office.town.enterprise.public_id}/"
    assert "这一项不用申请" in visit(office, "enterprise").text(there)
    answer = visit(office, "enterprise").post(there, amount="1", client_key=str(uuid4()))
    assert answer.status_code == 422


def test_the_pages_ask_the_database_little(office: Office) -> None:
    here = applied(office)["Location"]
    with visit(office, "enterprise").at_most(4, "/claims/"):
        pass
    with visit(office, "handler1").at_most(4, "/claims/desk/"):
        pass
    with visit(office, "handler1").at_most(7, here):
        pass


# --- what nobody applies for -------------------------------------------


def test_a_list_is_made_by_one_confirmed_by_another_and_paid(office: Office) -> None:
    code = enterprises.a_code()
    second = enterprises.an_enterprise(office.town.area, "上规机电公司", credit_code=code)
    handler = visit(office, "handler1")
    assert "首次上规入库奖励" in handler.text("/claims/lists/")
    here = handler.post("/claims/lists/new/", edition=office.listed.pk, client_key=str(uuid4()))["Location"]
    lines = f"{office.town.enterprise.name}\n{code} 200000"
    put = handler.post(
        f"{here}put/", lines=lines, amount="300000", reason="统计局名单", client_key=str(uuid4())
    )
    assert put.status_code == 302
    page = handler.text(here)
    for said in ("上规机电公司", "200,000.00 元", "500,000.00 元", "统计局名单"):
        assert said in page, said
    handler.post(f"{here}steps/send/", client_key=str(uuid4()))
    assert "等另一位负责人确认" not in visit(office, "unit_head1").text(here)
    assert visit(office, "coordinator").get(here).status_code == 404
    visit(office, "unit_head1").post(f"{here}steps/confirm/", client_key=str(uuid4()))
    assert "已确认" in visit(office, "coordinator").text(here)
    assert "免申即享，不用申请" in visit(office, "enterprise").text("/claims/")
    with door.as_system("tests.read"):
        assert {one.enterprise_id for one in Claim.objects.all()} == {office.town.enterprise.pk, second.pk}


def test_lines_that_name_nobody_are_told_and_nothing_is_written(office: Office) -> None:
    handler = visit(office, "handler1")
    here = handler.post("/claims/lists/new/", edition=office.listed.pk, client_key=str(uuid4()))["Location"]
    lines = f"{office.town.enterprise.name}\n没有这家公司"
    put = handler.post(f"{here}put/", lines=lines, amount="1000", reason="名单", client_key=str(uuid4()))
    assert put.status_code == 422
    assert "没有这家公司" in put.content.decode()
    assert "还没有企业" in handler.text(here)
    put = handler.post(f"{here}put/", lines="没有这家公司", reason="名单", client_key=str(uuid4()))
    assert "没有写金额" in put.content.decode()


def test_whom_the_item_fits_is_listed_with_one_tick(office: Office) -> None:
    fitting = enterprises.an_enterprise(office.town.area, "上规机电公司", type=EnterpriseType.COMPANY)
    enterprises.a_statement(fitting, year=2025, rnd=Decimal(2_000_000))
    judging.judge_everything(office.now)
    handler = visit(office, "handler1")
    here = handler.post("/claims/lists/new/", edition=office.listed.pk, client_key=str(uuid4()))["Location"]
    assert "把按条件比对上的 1 家都列进来" in handler.text(here)
    put = handler.post(f"{here}put/", by_rule="on", reason="按条件比对", client_key=str(uuid4()))
    assert put.status_code == 422
    assert "要写每家金额" in put.content.decode()
    ticked = {"by_rule": "on", "amount": "300000", "reason": "按条件比对"}
    assert handler.post(f"{here}put/", **ticked, client_key=str(uuid4())).status_code == 302
    page = handler.text(here)
    assert "上规机电公司" in page
    assert office.town.enterprise.name not in page


def test_neither_a_line_nor_the_tick_is_said_beside_the_field(office: Office) -> None:
    handler = visit(office, "handler1")
    here = handler.post("/claims/lists/new/", edition=office.listed.pk, client_key=str(uuid4()))["Location"]
    put = handler.post(f"{here}put/", amount="1000", reason="名单", client_key=str(uuid4()))
    assert put.status_code == 422
    assert "写上企业，或者勾选" in put.content.decode()


def test_an_enterprise_is_taken_out_with_a_reason_that_stays(office: Office) -> None:
    made = office.listing("handler1", office.town.enterprise)
    here = f"/claims/lists/{made.public_id}/"
    row = office.entries(made)[0]
    handler = visit(office, "handler1")
    assert handler.post(f"{here}entries/{row.pk}/", reason="", client_key=str(uuid4())).status_code == 422
    handler.post(f"{here}entries/{row.pk}/", reason="去年领过", client_key=str(uuid4()))
    assert "去年领过" in handler.text(here)
    assert handler.get(f"{here}entries/{row.pk}/").status_code == 404


def test_a_list_of_another_unit_is_not_found(office: Office) -> None:
    made = office.listing("handler1", office.town.enterprise)
    assert visit(office, "handler2").get(f"/claims/lists/{made.public_id}/").status_code == 404
    stranger = accounts.a_person("别的负责人", Role.UNIT_HEAD, unit=office.town.units[2])
    assert (
        Visit(stranger, office.now)
        .post(f"/claims/lists/{made.public_id}/steps/send/", client_key=str(uuid4()))
        .status_code
        == 404
    )


def test_why_a_date_is_that_day_is_counted_again(office: Office, monday: datetime) -> None:
    here = applied(office)["Location"]
    page = visit(office, "handler1").text(here)
    assert "从提交申请算起，要决定受不受理，1 个工作日（本平台建议值）" in page
    assert formats.full_day(clock.local(office.now).date())[5:] in page


def test_the_file_of_an_enterprise_tells_of_its_claims_to_whom_they_concern(office: Office) -> None:
    here = applied(office)["Location"]
    stepped(office, "handler1", here, "accept")
    there = f"/enterprises/{office.town.enterprise.public_id}/"
    for who in ("enterprise", "officer", "coordinator"):
        assert f"受理了“{office.item.title}”的申请" in visit(office, who).text(there), who
    colleague = Visit(problems.a_contact(office.town.enterprise, "小李", sees="own"), office.now)
    assert office.item.title not in colleague.text(there)
    editor = Visit(office.people["policy_editor"], office.now)
    assert "受理了" not in editor.text(there)
