"""A table of enterprises: shown first, written when confirmed, the same the second time, taken back whole."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.actions import NewContact
from qinqing.domains.enterprises.imports import ENTERPRISES
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Outcome
from qinqing.kernel.models import Event, EventAbout, ImportRow, ImportRun
from qinqing.kernel.refusals import Conflict, Refused
from tests.builders.enterprises import a_code, an_enterprise
from tests.rooms.enterprises.conftest import Place

REAL = Path(__file__).parents[4] / "shared/data/enterprises-huizhou.csv"
HEADING = "企业名称,统一社会信用代码,成立日期,企业类型,注册资本,经营范围,注册地址,镇街,行业,是否重点\n"

Preview = Callable[..., ImportRun]


@pytest.fixture
def author(place: Place) -> Author:
    found = place.author
    door.step_in(found.actor)
    return found


@pytest.fixture
def preview(place: Place, author: Author) -> Preview:
    def run(text: str | bytes, **other: object) -> ImportRun:
        content = text.encode() if isinstance(text, str) else text
        given = {"author": author, "area_id": place.district.pk, "file_name": "名单.csv", "now": place.now}
        return imports.preview(ENTERPRISES, content=content, **{**given, **other})  # type: ignore[arg-type]

    return run


@pytest.fixture
def import_now(preview: Preview, author: Author, place: Place) -> Preview:
    def run(text: str | bytes, **other: object) -> ImportRun:
        return imports.confirm(ENTERPRISES, author=author, run=preview(text, **other), now=place.now)

    return run


def outcomes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.message) for row in imports.report(run)]


def dump() -> list[dict[str, object]]:
    """Everything the register holds."""
    with door.as_system("tests.read"):
        return list(Enterprise.objects.order_by("pk").values())


def test_nothing_is_written_before_it_is_confirmed(preview: Preview) -> None:
    run = preview(HEADING + f"甲公司,{a_code()},2020-01-01,,,,,,,\n")
    assert run.summary["new"] == 1
    assert dump() == []
    assert not EventAbout.objects.filter(kind="enterprise").exists()


def test_a_row_arrives_with_every_fact_it_gives(import_now: Preview, place: Place) -> None:
    code = a_code()
    import_now(
        HEADING
        + f"澜川砺川精密科技有限公司,{code},2011年3月1日,有限责任公司,"
        + "1.5亿元,精密零件,创新路1号,白鹭街道,C34,是\n"
    )
    made = Enterprise.objects.get(credit_code=code)
    assert (made.name, made.type, made.type_text) == ("澜川砺川精密科技有限公司", "company", "有限责任公司")
    assert (made.registered_on, made.industry, made.is_key) == (date(2011, 3, 1), "34", True)
    assert (made.capital_amount, made.currency, made.capital_text) == (Decimal(150_000_000), "CNY", "1.5亿元")
    assert (made.business_scope, made.address, made.area_id) == ("精密零件", "创新路1号", place.town.pk)
    assert (made.import_run_id, made.created_at) == (ImportRun.objects.get().pk, place.now)


@pytest.mark.parametrize("heading", ["法定代表人", "法人代表", "负责人"])
def test_whoever_speaks_for_it_by_law_is_read_under_any_usual_heading(
    heading: str, import_now: Preview, place: Place
) -> None:
    import_now(f"企业名称,{heading}\n甲公司,陈若溪\n", area_id=place.town.pk)
    assert Enterprise.objects.get().legal_representative == "陈若溪"


def test_a_row_without_area_goes_to_the_area_it_is_imported_for(import_now: Preview, place: Place) -> None:
    import_now("企业名称\n甲公司\n", area_id=place.town.pk)
    assert Enterprise.objects.get().area_id == place.town.pk


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_makes_no_difference(encoding: str, import_now: Preview) -> None:
    import_now((HEADING + f"澜川㐂岚公司,{a_code()},,,,,,,,\n").encode(encoding))
    assert Enterprise.objects.get().name == "澜川㐂岚公司"


def test_a_second_run_changes_nothing(import_now: Preview) -> None:
    table = (
        HEADING
        + f"甲公司,{a_code()},2020-01-01,个体户,5万元,,路1号,,,\n乙公司,错的代码,,,,,,,,\n丙厂,,,,,,,,,\n"
    )
    import_now(table)
    before = dump()
    second = import_now(table)
    assert [outcome for _, outcome, _ in outcomes(second)] == [Outcome.SAME] * 3
    assert dump() == before
    assert second.summary["remarks"][-1].startswith("同一个文件已经导入过")


def test_an_enterprise_with_a_wrong_code_arrives_without_one_and_says_why(import_now: Preview) -> None:
    wrong = "914413001959738051"
    run = import_now(HEADING + f"甲公司,{wrong},,,,,,,,\n")
    made = Enterprise.objects.get()
    assert made.credit_code is None
    assert wrong in made.code_missing_reason
    assert wrong in outcomes(run)[0][2]
    assert run.summary[imports.WARNED] == 1


def test_a_code_given_later_fills_the_gap_of_the_same_name(import_now: Preview) -> None:
    import_now("企业名称\n甲公司\n")
    code = a_code()
    run = import_now(HEADING + f"甲公司,{code},,,,,,,,\n")
    assert outcomes(run)[0][1] == Outcome.CHANGED
    assert Enterprise.objects.get().credit_code == code
    assert Enterprise.objects.get().code_missing_reason == ""


def test_an_empty_cell_erases_nothing(import_now: Preview) -> None:
    code = a_code()
    import_now(HEADING + f"甲公司,{code},2020-01-01,,5万元,,创新路1号,,C39,是\n")
    run = import_now(HEADING + f"甲公司,{code},N/A,,,,,,,\n")
    assert outcomes(run) == [(2, Outcome.SAME, "")]


def test_a_change_is_written_and_named_and_the_old_name_is_kept(import_now: Preview) -> None:
    code = a_code()
    import_now(HEADING + f"甲公司,{code},,,,,路1号,,,\n")
    run = import_now(HEADING + f"甲乙公司,{code},,,,,路2号,,,\n")
    assert outcomes(run)[0][2].startswith("更新：名称、地址；提醒：登记的名称是“甲公司”")
    kept = Enterprise.objects.get()
    assert (kept.name, kept.address, kept.version) == ("甲乙公司", "路2号", 2)
    assert [former.name for former in kept.former_names.all()] == ["甲公司"]


def test_a_row_that_would_rename_an_enterprise_says_what_it_is_called(preview: Preview, place: Place) -> None:
    code = a_code()
    an_enterprise(place.district, "甲公司", credit_code=code)
    run = preview(HEADING + f"丙公司,{code},,,,,,,,\n")
    renames = "登记的名称是“甲公司”，会改成这一行的；不是同一家的，请核对信用代码"
    assert outcomes(run) == [(2, Outcome.CHANGED, f"更新：名称；提醒：{renames}")]
    again = preview(HEADING + f"甲公司,{code},,,,,路2号,,,\n")
    assert outcomes(again) == [(2, Outcome.CHANGED, "更新：地址")]


def test_of_two_rows_about_one_enterprise_the_first_counts(import_now: Preview) -> None:
    code = a_code()
    first = f"甲公司,{code},,,,,路1号,,,\n"
    run = import_now(HEADING + first + first + f"甲公司,{code},,,,,路2号,,,\n")
    assert [outcome for _, outcome, _ in outcomes(run)] == [Outcome.NEW, Outcome.SAME, Outcome.REFUSED]
    assert outcomes(run)[2][2] == "与第 2 行是同一家，内容不同，以第 2 行为准"
    assert Enterprise.objects.get().address == "路1号"


def test_a_name_that_two_enterprises_bear_needs_a_code(import_now: Preview) -> None:
    import_now(HEADING + f"甲公司,{a_code()},,,,,,,,\n甲公司,{a_code()},,,,,,,,\n")
    run = import_now("企业名称,地址\n甲公司,路3号\n")
    assert outcomes(run) == [(2, Outcome.REFUSED, "有 2 家同名企业，要有信用代码才分得清")]


def test_every_hostile_row_ends_in_the_report_and_stops_no_other(import_now: Preview) -> None:
    table = (
        HEADING
        + ",,,,,,,,,\n"  # blank: no row at all
        + f"甲公司,{a_code()},2020-01-01,,壹佰万,,,,,也许\n"
        + f"短一截,{a_code()}\n"
        + f"乙公司,{a_code()},,,,,,,,,,长了\n"
        + f'"没有收口的引号,{a_code()},,,,,,,,\n'
        + f"丙公司,{a_code()},2999-01-01,,,,,,Z99,\n"
        + f"丁公司,{a_code()},,,,,,月球镇,,\n"
        + f",{a_code()},,,,,,,,\n"
        + "？？？,,,,,,,,,\n"
        + f"=cmd|' /C calc'!A0公司,{a_code()},,,,,,,,\n"
        + f"戊公司,{a_code()},,,,,,,,\n"
    )
    run = import_now(table)
    found = {line: (outcome, message) for line, outcome, message in outcomes(run)}
    assert {line: outcome for line, (outcome, _) in found.items()} == {
        3: "new", 4: "refused", 5: "refused", 6: "refused", 7: "new", 8: "refused",
        9: "refused", 10: "refused", 11: "new", 12: "new",
    }  # fmt: skip
    assert "注册资本“壹佰万”看不懂" in found[3][1]
    assert "是否重点企业" in found[3][1]
    assert "成立日期“2999-01-01”" in found[7][1]
    assert "行业“Z99”" in found[7][1]
    assert found[8][1] == "区域“月球镇”不在您协调的区域里"
    assert found[9][1] == found[10][1] == "没有企业名称"
    assert Enterprise.objects.get(name="甲公司").capital_text == "壹佰万"


def test_a_file_that_is_no_table_is_refused_with_what_is_missing(preview: Preview) -> None:
    with pytest.raises(Refused, match="企业名称"):
        preview("姓名,电话\n甲,1\n")
    with pytest.raises(Refused, match="不是表格文件"):
        preview(b"\x89PNG\r\n\x1a\n\x00\x01\x02")
    with pytest.raises(Refused, match="MB"):
        preview(b"x" * (imports.MOST_BYTES + 1))


def test_an_enterprise_of_another_area_is_neither_changed_nor_taken(
    import_now: Preview, place: Place
) -> None:
    code = a_code()
    an_enterprise(place.other, "东岭公司", credit_code=code)
    before = dump()
    run = import_now(HEADING + f"东岭公司,{code},,,,,新路,,,\n")
    assert outcomes(run) == [(2, Outcome.REFUSED, "这家企业登记在别的区域，请联系上级协调办")]
    assert dump() == before


def test_only_an_area_of_ones_own_can_be_imported_into(preview: Preview, place: Place) -> None:
    with pytest.raises(Refused, match="不归您协调"):
        preview("企业名称\n甲公司\n", area_id=place.other.pk)


def test_what_changed_since_the_preview_stops_the_writing(
    preview: Preview, place: Place, author: Author
) -> None:
    code = a_code()
    run = preview(HEADING + f"甲公司,{code},,,,,,,,\n")
    an_enterprise(place.district, "甲公司", credit_code=code)
    door.step_in(author.actor)
    with pytest.raises(Conflict, match="重新上传"):
        imports.confirm(ENTERPRISES, author=author, run=run, now=place.now)


def test_a_confirmed_import_is_not_confirmed_again(import_now: Preview, place: Place, author: Author) -> None:
    run = import_now("企业名称\n甲公司\n")
    with pytest.raises(Conflict):
        imports.confirm(ENTERPRISES, author=author, run=run, now=place.now)
    assert Enterprise.objects.count() == 1


def test_one_event_a_chunk_holds_the_digest_and_all_its_enterprises(
    import_now: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports.declaring, "CHUNK", 2)
    run = import_now("企业名称\n甲公司\n乙公司\n丙公司\n")
    told = list(Event.objects.filter(subject_kind="import_run", subject_id=run.pk).order_by("pk"))
    assert [event.record["rows"] for event in told] == [2, 1]
    assert len({event.record["digest"] for event in told}) == 2
    about = EventAbout.objects.filter(event=told[0], kind="enterprise").values_list("object_id", flat=True)
    assert set(about) == set(
        Enterprise.objects.filter(name__in=["甲公司", "乙公司"]).values_list("pk", flat=True)
    )


# --- taking back -------------------------------------------------------


def test_a_whole_import_is_taken_back(import_now: Preview, place: Place, author: Author) -> None:
    old = an_enterprise(place.district, "老公司", address="旧路", registered_on=date(2000, 1, 1))
    door.step_in(author.actor)
    before = dump()
    run = import_now(
        HEADING + f"新公司,{a_code()},,,,,,,,\n老公司改名,{old.credit_code},2001-01-01,,,,新路,,,\n"
    )
    undone = imports.undo(ENTERPRISES, author=author, run=run, now=place.now)
    assert [outcome for _, outcome, _ in outcomes(run)] == [Outcome.REMOVED, Outcome.RESTORED]
    assert (undone.state, undone.summary["removed"], undone.summary["restored"]) == ("undone", 1, 1)
    assert [{**row, "version": 0} for row in dump()] == [{**row, "version": 0} for row in before]
    assert not Enterprise.objects.get(pk=old.pk).former_names.exists()


def test_rows_in_use_stay_and_are_listed_with_the_reason(
    import_now: Preview, place: Place, author: Author
) -> None:
    run = import_now("企业名称\n甲公司\n乙公司\n丙公司\n")
    by_name = {row.name: row for row in Enterprise.objects.all()}
    contact = NewContact(name="陈若溪", phone="13800002046")
    actions.add_contact(author=author, enterprise=by_name["甲公司"], contact=contact, now=place.now)
    facts = actions.facts_of(by_name["乙公司"])
    edited = actions.Facts(**{**{f: getattr(facts, f) for f in facts.__slots__}, "address": "新路"})
    actions.edit_enterprise(
        author=author, enterprise=by_name["乙公司"], facts=edited, version=1, now=place.now
    )
    undone = imports.undo(ENTERPRISES, author=author, run=run, now=place.now)
    assert set(Enterprise.objects.values_list("name", flat=True)) == {"甲公司", "乙公司"}
    assert outcomes(undone) == [
        (2, Outcome.KEPT, "没有撤销：已有联系人 1 条、之后的记录 1 条"),
        (3, Outcome.KEPT, "没有撤销：已有之后的记录 1 条"),
        (4, Outcome.REMOVED, "提醒：没有信用代码"),
    ]


def test_a_row_corrected_by_hand_since_is_not_put_back(
    import_now: Preview, place: Place, author: Author
) -> None:
    old = an_enterprise(place.district, "老公司", address="旧路")
    door.step_in(author.actor)
    run = import_now(HEADING + f"老公司,{old.credit_code},,,,,新路,,,\n")
    old.refresh_from_db()
    facts = actions.facts_of(old)
    by_hand = actions.Facts(**{**{f: getattr(facts, f) for f in facts.__slots__}, "address": "手改的路"})
    actions.edit_enterprise(author=author, enterprise=old, facts=by_hand, version=old.version, now=place.now)
    undone = imports.undo(ENTERPRISES, author=author, run=run, now=place.now)
    assert outcomes(undone) == [(2, Outcome.KEPT, "没有撤销：之后又改过资料")]
    assert Enterprise.objects.get(pk=old.pk).address == "手改的路"


def test_an_import_is_undone_once(import_now: Preview, place: Place, author: Author) -> None:
    run = import_now("企业名称\n甲公司\n")
    imports.undo(ENTERPRISES, author=author, run=run, now=place.now)
    with pytest.raises(Conflict):
        imports.undo(ENTERPRISES, author=author, run=run, now=place.now)


# --- the real table ----------------------------------------------------


@pytest.mark.skipif(not REAL.exists(), reason="the register entries of Huizhou are not beside this clone")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_all_real_register_entries_arrive(encoding: str, import_now: Preview, now_later: datetime) -> None:
    content = REAL.read_bytes().decode("utf-8-sig").encode(encoding)
    run = import_now(content)
    assert run.summary["new"] == Enterprise.objects.count() == 2879
    assert Enterprise.objects.filter(credit_code=None).count() == 0
    stated = Enterprise.objects.exclude(capital_text="")
    assert stated.count() == 2879 - 771
    assert not stated.filter(capital_amount=None).exists()
    by_currency = Counter(stated.values_list("currency", flat=True))
    assert by_currency == {"CNY": 1732, "HKD": 201, "USD": 171, "JPY": 3, "EUR": 1}
    book = Enterprise.objects.get(credit_code="914413001959733035")
    assert book.capital_amount == Decimal("11377296.00")
    before = dump()
    second = import_now(content, now=now_later)
    assert second.summary["same"] == 2879
    assert dump() == before


@pytest.fixture
def now_later(place: Place) -> datetime:
    return place.now.replace(hour=9)


def test_rows_of_the_report_are_read_in_parts(import_now: Preview) -> None:
    run = import_now("企业名称\n" + "\n".join(f"公司{n}" for n in range(7)) + "\n")
    first = imports.report(run, most=5)
    rest = imports.report(run, after=first[-1].line, most=5)
    assert [row.line for row in (*first, *rest)] == list(range(2, 9))
    assert imports.report(run, outcome=imports.WARNED, most=3)[0].message == "提醒：没有信用代码"
    assert ImportRow.objects.filter(run=run, outcome=Outcome.NEW).count() == 7
