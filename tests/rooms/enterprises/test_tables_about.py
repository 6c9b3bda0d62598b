"""Tables about registered enterprises: their figures and their contacts, written and taken back."""

from collections.abc import Callable

import pytest

from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises.imports import CONTACTS, FIGURES
from qinqing.domains.enterprises.models import Contact, Enterprise, YearlyFacts
from qinqing.domains.enterprises.terms import Measure
from qinqing.kernel import crypto, door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, Outcome
from qinqing.kernel.models import ImportRun
from qinqing.kernel.refusals import Refused
from tests.builders.enterprises import a_contact, an_enterprise
from tests.builders.workbooks import a_workbook
from tests.rooms.enterprises.conftest import Place

HEAD = "企业名称,信用代码,年度,来源,从业人员,营业收入（万元）,研发费用(万元)\n"


@pytest.fixture
def author(place: Place) -> Author:
    found = place.author
    door.step_in(found.actor)
    return found


Run = Callable[..., ImportRun]


@pytest.fixture
def bring(place: Place, author: Author) -> Run:
    def run(given: Import, table: str | bytes) -> ImportRun:
        door.step_in(author.actor)
        content = table.encode() if isinstance(table, str) else table
        shown = imports.preview(
            given,
            author=author,
            content=content,
            file_name="表.csv",
            area_id=place.district.pk,
            now=place.now,
        )
        return imports.confirm(given, author=author, run=shown, now=place.now)

    return run


@pytest.fixture
def firm(place: Place) -> Enterprise:
    return an_enterprise(place.district, "青岚电子公司", industry="39")


def outcomes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.message) for row in imports.report(run)]


def standing(firm: Enterprise) -> list[dict[Measure, object]]:
    with door.as_system("tests.read"):
        rows = YearlyFacts.objects.standing().filter(enterprise=firm).order_by("year")
        return [dict(queries.values_of(row).values) for row in rows]


def size(firm: Enterprise) -> str:
    with door.as_system("tests.read"):
        return Enterprise.objects.get(pk=firm.pk).size_class


def test_a_row_is_a_year_and_the_size_follows(bring: Run, firm: Enterprise) -> None:
    run = bring(FIGURES, HEAD + "青岚电子公司,,2025,统计部门,350,3000,120\n青岚电子公司,,2024年,,300,\n")
    assert [outcome for _, outcome, _ in outcomes(run)] == [Outcome.NEW, Outcome.REFUSED]
    run = bring(FIGURES, HEAD + "青岚电子公司,,2024年,,300,,\n")
    assert standing(firm) == [
        {Measure.STAFF: 300},
        {Measure.STAFF: 350, Measure.REVENUE: 30_000_000, Measure.RND: 1_200_000},
    ]
    assert size(firm) == "medium"


def test_a_second_table_changes_what_it_says_and_is_taken_back(
    bring: Run, firm: Enterprise, author: Author, place: Place
) -> None:
    bring(FIGURES, HEAD + "青岚电子公司,,2025,,350,3000,120\n")
    same = bring(FIGURES, HEAD + "青岚电子公司,,2025,,350,3000,\n")
    assert [outcome for _, outcome, _ in outcomes(same)] == [Outcome.SAME]
    run = bring(FIGURES, HEAD + "青岚电子公司,,2025,,19,,\n青岚电子公司,,2023,,7,,\n")
    assert outcomes(run)[0][1:] == (Outcome.CHANGED, "更新：期末从业人员")
    assert size(firm) == "micro"
    door.step_in(author.actor)
    imports.undo(FIGURES, author=author, run=run, now=place.now)
    assert standing(firm) == [{Measure.STAFF: 350, Measure.REVENUE: 30_000_000, Measure.RND: 1_200_000}]
    assert size(firm) == "medium"


def test_a_figure_stated_since_keeps_its_place_when_the_import_is_undone(
    bring: Run, firm: Enterprise, author: Author, place: Place
) -> None:
    bring(FIGURES, HEAD + "青岚电子公司,,2025,,350,3000,120\n")
    run = bring(FIGURES, HEAD + "青岚电子公司,,2025,,19,,\n")
    bring(FIGURES, HEAD + "青岚电子公司,,2025,,20,,\n")
    door.step_in(author.actor)
    imports.undo(FIGURES, author=author, run=run, now=place.now)
    assert outcomes(run) == [(2, Outcome.KEPT, "没有撤销：之后又填过新的数据")]
    assert standing(firm)[0][Measure.STAFF] == 20


def test_every_hostile_row_of_figures_ends_in_the_report(bring: Run, firm: Enterprise, place: Place) -> None:
    an_enterprise(place.other, "东岭公司")
    run = bring(
        FIGURES,
        HEAD
        + "没有的公司,,2025,,1,1,1\n"
        + "东岭公司,,2025,,1,1,1\n"
        + "青岚电子公司,,2099,,1,1,1\n"
        + "青岚电子公司,,2025,邻居说,1,1,1\n"
        + "青岚电子公司,,2025,,,,\n"
        + "青岚电子公司,,2025,,-5,1,1\n"
        + "青岚电子公司,,2025,,6,1,1\n",
    )
    found = outcomes(run)
    assert [outcome for _, outcome, _ in found] == [Outcome.REFUSED] * 5 + [Outcome.NEW, Outcome.REFUSED]
    words = (
        "请先登记",
        "别的区域",
        "1990 到 2026",
        "要写成：统计部门",
        "至少填一项",
        "人数“-5”",
        "同一家、同一年",
    )
    assert [word for (_, _, message), word in zip(found, words, strict=True) if word not in message] == []


def test_figures_arrive_from_excel(bring: Run, firm: Enterprise) -> None:
    head = ["单位名称", "年份", "工业总产值（亿元）", "税收（万元）", "员工数"]
    bring(FIGURES, a_workbook([["2025 年统计表"], head, ["青岚电子公司", 2025, 1.25, 860.5, 350]]))
    assert standing(firm) == [
        {Measure.STAFF: 350, Measure.OUTPUT: 125_000_000, Measure.TAX: 8_605_000},
    ]


# --- contacts ----------------------------------------------------------


def test_contacts_arrive_sealed_and_are_taken_back(
    bring: Run, firm: Enterprise, author: Author, place: Place
) -> None:
    table = "企业名称,联系人,职务,联系电话\n青岚电子公司,陈若溪,行政经理,１３８００００２０４６\n"
    run = bring(CONTACTS, table)
    with door.as_system("tests.read"):
        made = Contact.objects.get(enterprise=firm)
        assert made.phone is not None
        assert crypto.unseal(made.phone) == "13800002046"
    assert [outcome for _, outcome, _ in outcomes(bring(CONTACTS, table))] == [Outcome.SAME]
    door.step_in(author.actor)
    imports.undo(CONTACTS, author=author, run=run, now=place.now)
    with door.as_system("tests.read"):
        assert not Contact.objects.filter(enterprise=firm).exists()


def test_every_hostile_contact_ends_in_the_report(bring: Run, firm: Enterprise) -> None:
    a_contact(firm, "罗砚", phone="13900000001")
    run = bring(
        CONTACTS,
        "企业名称,联系人,手机,邮箱\n"
        "青岚电子公司,,13800002046,\n"
        "青岚电子公司,甲,,\n"
        "青岚电子公司,乙,12,\n"
        "青岚电子公司,丙,,不是邮箱\n"
        "没有的公司,丁,13800002046,\n"
        "青岚电子公司,罗砚,13900000001,\n"
        "青岚电子公司,罗砚,13900000002,\n"
        "青岚电子公司,戊,13800002046,w@example.cn\n",
    )
    assert [outcome for _, outcome, _ in outcomes(run)] == [
        *[Outcome.REFUSED] * 5, Outcome.SAME, Outcome.REFUSED, Outcome.NEW,
    ]  # fmt: skip


def test_a_table_for_an_area_of_others_is_refused(place: Place, author: Author) -> None:
    for given in (CONTACTS, FIGURES):
        with pytest.raises(Refused, match="不归您协调"):
            imports.preview(
                given,
                author=author,
                content=b"",
                file_name="x",
                area_id=place.other.pk,
                now=place.now,
            )
