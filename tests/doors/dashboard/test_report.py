"""The monthly report: what it counts opens as many rows, a month that is over stays as it was."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from qinqing.desks.dashboard import queries
from qinqing.domains.accounts import actions as accounts_actions
from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.terms import AreaKind
from qinqing.kernel import clock, door, kept
from qinqing.kernel.figures import JUDGED, SMALL, Period, Quantiles, Said
from qinqing.kernel.models import FrozenFigure
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.printing import sheets_as_printed
from tests.builders.problems import Road, Town, a_contact, an_enterprise, an_officer, at, town

pytestmark = pytest.mark.django_db
MARCH = "/report/?month=2026-03"


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Town]:
    with clock.set_to(at("2026-03-31 10:00")):
        yield town()


@pytest.fixture
def roads(place: Town, monday: datetime) -> list[Road]:
    """One told solved and rated, one answered on the spot, one that waits for its officer."""
    solved = (
        Road(place, monday).submitted("路灯一").wait(minutes=30).passed_on().wait(minutes=30).dispatched()
    )
    solved.wait(hours=1).signed().contacted().wait(days=1).replied().wait(hours=1).signed_off()
    solved.wait(hours=2).approved().wait(days=1).confirmed()
    spot = Road(place, monday).submitted("路灯二").wait(minutes=30)
    spot.take(
        "officer", "answer_at_once", answer="路灯今晚就亮，已经和城管说好", result="R1",
        contact_way="phone", contact_with="陈若溪", contact_at=spot.now,
    )  # fmt: skip
    return [solved, spot, Road(place, monday).submitted("路灯三")]


def client(place: Town, who: str = "coordinator") -> Client:
    return signed_in(place.people[who], clock.now())


def lines(text: str) -> dict[str, str]:
    """What stands behind the name of each statistic, of each row of a table."""
    found = {}
    for row in re.findall(r"<tr>.*?</tr>", text, flags=re.S):
        cells = re.findall(r"<td.*?</td>", row, flags=re.S)
        if len(cells) > 1:
            name = re.sub(r"<small>.*?</small>|<[^>]+>", "", cells[0], flags=re.S).strip()
            found.setdefault(name, " ".join(re.sub(r"<[^>]+>", "", cells[1]).split()))
    return found


def test_what_happened_in_the_month_is_counted(place: Town, roads: list[Road]) -> None:
    found = lines(client(place).get(MARCH).content.decode())
    assert found["收到诉求"] == "3"
    assert found["当场答复率"] == "1 / 3"
    assert found["派给单位"] == "1"
    assert found["办结诉求"] == "1"
    assert found["按期办结率"] == found["按期首联率"] == "1 / 1"
    assert found["参评率"] == found["解决率"] == found["满意率"] == "1 / 1"
    assert found["重办率"] == found["代录占比"] == "0 / 1"
    assert found["企业一共等了"] == found["主办单位用了"] == "1 件，太少不算"
    assert found["首席服务官"] == "1"


def test_every_number_opens_as_many_rows(place: Town, roads: list[Road]) -> None:
    assert opened(client(place), MARCH) > 20


def opened(browser: Client, address: str) -> int:
    """Open every number of a report; how many there were."""
    numbers = re.findall(r'<a href="(/figures/[^"]+)">([\d,]+)</a>', browser.get(address).content.decode())
    for href, number in numbers:
        page = browser.get(unescape(href)).content.decode()
        assert re.search(rf"<h1[^>]*>[^<]* {number}</h1>", page), href
        assert page.count('<td class="qq-td-title"><a') == int(number), href
    return len(numbers)


def test_a_number_within_a_unit_opens_the_rows_of_that_unit(place: Town, roads: list[Road]) -> None:
    browser, period = client(place), "period=2026-03-01~2026-03-31"
    for number, unit in enumerate(place.units):
        page = browser.get(f"/figures/problems.finish_due/?{period}&unit={unit.pk}").content.decode()
        assert page.count('<td class="qq-td-title"><a') == (1 if number == 0 else 0)
        assert f"单位：{unit.short}" in page


def test_a_place_counts_what_lies_below_it(place: Town, roads: list[Road]) -> None:
    below = accounts.an_area("红石镇", AreaKind.TOWN, place.area)
    with door.as_system("tests.build"):
        type(roads[0].problem).objects.filter(pk=roads[0].problem_id).update(area=below)
    kept.forget_all()
    browser = client(place)
    text = browser.get(f"{MARCH}&area={place.area.pk}").content.decode()
    assert lines(text)["收到诉求"] == "3"
    assert (lines(text)["红石镇"], lines(text)["本级"]) == ("1", "2")
    assert opened(browser, f"{MARCH}&area={place.area.pk}") > 20
    assert lines(browser.get(f"{MARCH}&area={below.pk}").content.decode())["收到诉求"] == "1"


@pytest.mark.parametrize("count", [SMALL - 1, SMALL])
def test_below_five_no_rate_is_shown(place: Town, monday: datetime, count: int) -> None:
    for number in range(count):
        Road(place, monday).submitted(f"路灯 {number}")
    said = lines(client(place).get(MARCH).content.decode())["当场答复率"]
    assert said == (f"0% 0 / {count}" if count >= SMALL else f"0 / {count}")


def test_a_unit_is_not_marked_by_less_than_ten(place: Town, monday: datetime) -> None:
    for number in range(JUDGED):
        Road(place, monday).to_review() if number else Road(place, monday).to_review().approved()
        said = lines(client(place).get(MARCH).content.decode())
        if number + 1 in {SMALL, JUDGED - 1, JUDGED}:
            rate = f"{number + 1} / {number + 1}"
            assert said["城管局"] == (f"100% {rate}" if number + 1 == JUDGED else rate)
            assert said["按期办结率"] == f"100% {rate}"


# --- frozen ------------------------------------------------------------


def test_a_month_that_is_over_stays_and_what_comes_later_is_an_adjustment(
    place: Town, roads: list[Road]
) -> None:
    now = at("2026-04-01 00:15")
    accounts_actions.freeze_month(now)
    with clock.set_to(now):
        text = client(place).get(MARCH).content.decode()
        assert "已经定稿" in text
        assert "后来有调整" not in text
    roads[0].reopened()
    with clock.set_to(at("2026-04-02 10:00")):
        accounts_actions.freeze_month(clock.now())
        text = client(place).get(MARCH).content.decode()
        assert "后来有调整" in text
        assert lines(text)["办结诉求"] == "0"
        row = next(row for row in re.findall(r"<tr>.*?</tr>", text, flags=re.S) if ">办结诉求<" in row)
        assert "1 <small>后来有调整</small>" in row
        assert "办结诉求" in client(place).get("/report/?month=2026-04").content.decode()


def test_what_is_frozen_of_each_place_is_what_its_report_says(place: Town, roads: list[Road]) -> None:
    below = accounts.an_area("红石镇", AreaKind.TOWN, place.area)
    with door.as_system("tests.build"):
        type(roads[0].problem).objects.filter(pk=roads[0].problem_id).update(area=below)
    kept.forget_all()
    accounts_actions.freeze_month(now := at("2026-04-01 00:15"))
    month = Period.month_of(date(2026, 3, 1))
    actor = door.become(place.people["coordinator"].pk, now)
    for area in (place.area, below):
        report = queries.report_of(actor, area.pk, month, date(2026, 4, 1))
        lines_ = [line for some in report.sections.values() for line in some]
        assert [(line.statistic.key, line.kept) for line in lines_] == [
            (line.statistic.key, rounded(line.now)) for line in lines_
        ]


def rounded(said: Said) -> Said:
    """As it is kept: to four places."""
    if isinstance(said, Quantiles):
        return Quantiles(said.count, round(said.median, 4), round(said.ninth_decile, 4))
    return said


def test_what_was_frozen_cannot_be_written_anew(place: Town, roads: list[Road]) -> None:
    accounts_actions.freeze_month(at("2026-04-01 00:15"))
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        door.as_system("tests.change"),
    ):
        FrozenFigure.objects.update(said=[Decimal(9)])


@pytest.mark.parametrize("who", ["coordinator", "head", "leader", "supervisor"])
def test_who_answers_for_a_place_reads_what_was_frozen(place: Town, who: str) -> None:
    accounts_actions.freeze_month(at("2026-04-01 00:15"))
    door.become(place.people[who].pk, clock.now())
    assert FrozenFigure.objects.exists()


@pytest.mark.parametrize("who", ["officer", "handler1", "unit_head1", "enterprise", "callback"])
def test_nobody_else_reads_it(place: Town, who: str) -> None:
    accounts_actions.freeze_month(at("2026-04-01 00:15"))
    door.become(place.people[who].pk, clock.now())
    assert not FrozenFigure.objects.exists()
    assert client(place, who).get(MARCH).status_code == 403


# --- what is asked -----------------------------------------------------


@pytest.mark.parametrize("month", ["", "2026-13", "2099-01", "1900-01", "x", "２０２６-03", "2026-03-03"])
def test_a_strange_month_is_this_one(place: Town, roads: list[Road], month: str) -> None:
    answer = client(place).get("/report/", {"month": month})
    assert answer.status_code == 200
    assert "2026年3月" in answer.content.decode()


def test_a_place_out_of_reach_is_not_there(place: Town) -> None:
    elsewhere = accounts.an_area("邻县")
    browser = client(place)
    assert browser.get(f"{MARCH}&area={elsewhere.pk}").status_code == 404
    assert browser.get(f"/report/xlsx/?month=2026-03&area={elsewhere.pk}").status_code == 404


# --- files -------------------------------------------------------------


def test_the_workbook_says_what_the_page_says_and_holds_no_formula(place: Town, roads: list[Road]) -> None:
    with door.as_system("tests.build"):
        Unit.objects.filter(pk=place.units[0].pk).update(short="=1+1")
    answer = client(place).get("/report/xlsx/?month=2026-03")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert ".xlsx" in answer["Content-Disposition"]
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    words = book.read("xl/sharedStrings.xml").decode()
    assert "收到诉求" in words
    assert "=1+1" in words
    assert not any("<f>" in book.read(name).decode() for name in book.namelist() if "worksheets" in name)


def test_every_sheet_prints_with_its_headings_and_its_foot(place: Town, roads: list[Road]) -> None:
    sheets = sheets_as_printed(client(place).get("/report/xlsx/?month=2026-03").content)
    assert len(sheets) > 2
    assert {(one.heads.rpartition("!")[2], one.lies, one.pages_high) for one in sheets} == {
        ("$4:$4", "landscape", "0")
    }
    assert all("2026年3月 首席服务官月报" in one.foot and "第 &P 页，共 &N 页" in one.foot for one in sheets)


def test_the_workbook_holds_numbers_that_can_be_added_up(place: Town, roads: list[Road]) -> None:
    answer = client(place).get("/report/xlsx/?month=2026-03")
    rows = dict(cells_of(answer.content, "指标"))
    assert rows["收到诉求"][0] == 3.0
    assert rows["当场答复率"][:3] == ["", 1.0, 3.0]
    for number in range(SMALL):
        Road(place, at("2026-03-05 10:00")).submitted(f"路灯 {number}")
    rows = dict(cells_of(client(place).get("/report/xlsx/?month=2026-03").content, "指标"))
    assert rows["当场答复率"][:3] == [0.125, 1.0, 8.0]


def cells_of(content: bytes, name: str) -> Iterator[tuple[str, list[object]]]:
    """By the first cell of each row its cells from the fourth on: numbers as numbers, text as text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for row in book.get_sheet_by_name(name).to_python():
        yield str(row[0]), list(row[3:])


def test_the_print_is_a_pdf_with_its_fonts(place: Town, roads: list[Road]) -> None:
    answer = client(place).get("/report/pdf/?month=2026-03")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"NotoSansCJK" in answer.content


def test_another_kind_of_file_is_not_there(place: Town) -> None:
    assert client(place).get("/report/doc/?month=2026-03").status_code == 404


def test_every_statistic_of_the_report_is_declared_and_frozen(place: Town) -> None:
    accounts_actions.freeze_month(at("2026-04-01 00:15"))
    with door.as_system("tests.read"):
        kept = set(FrozenFigure.objects.values_list("key", flat=True))
    assert {key for keys in queries.SECTIONS.values() for key in keys} <= kept


def test_the_load_of_each_officer_stands_in_the_order_of_names_and_opens_its_rows(
    place: Town, roads: list[Road], monday: datetime
) -> None:
    firm = an_enterprise(place.area, "澜川另一家有限公司")
    an_officer(firm, place.units[1], "白山")
    other = replace(place, enterprise=firm, people={**place.people, "enterprise": a_contact(firm, "丁一")})
    Road(other, monday).submitted("路灯四")
    page = client(place).get(MARCH).content.decode()
    table = page.partition(">按服务官<")[2].partition(">按区域<")[0]
    assert table.index("林晓岚") < table.index("白山")
    address = unescape(re.findall(r'href="(/figures/problems\.received[^"]*officer=[^"]*)"', table)[0])
    rows = client(place).get(address).content.decode()
    assert all(word in rows for word in ("路灯一", "路灯二", "路灯三", "林晓岚"))
    assert "路灯四" not in rows
