"""Rows of a search: what is marked of each, and how many there are."""

from datetime import UTC, datetime

from qinqing.desks.search.tables import found_rows, marked, snippet
from qinqing.kernel.search import Found, Hit, Results

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
KIND = Found("thing", "东西", "thing.see", order=1, show=lambda actor, ids, now: ())


def some(count: int, after: int = 0) -> Results:
    hits = [Hit(number, f"/things/{number}/", f"第{number}盏路灯") for number in range(count)]
    return Results(KIND, hits, after)


def test_marks_stand_around_hits_and_nothing_becomes_markup() -> None:
    assert marked("厂东门<b>路灯</b>不亮", "路灯") == "厂东门&lt;b&gt;<mark>路灯</mark>&lt;/b&gt;不亮"
    assert marked("没有", "路灯") == "没有"


def test_a_snippet_begins_before_the_first_hit() -> None:
    said = "字" * 60 + "路灯不亮" + "字" * 80
    cut = snippet(said, "路灯")
    assert cut.startswith("…") and cut.endswith("…")  # noqa: PT018
    assert "路灯不亮" in cut
    assert snippet("短短一句", "路灯") == "短短一句"


def test_a_few_of_each_kind_stand_under_its_name_and_the_rest_is_said() -> None:
    rows = found_rows([some(7)], "路灯", NOW, 5)
    assert rows.count("<mark>路灯</mark>") == 5
    assert "东西 7" in rows
    assert '<a href="?q=%E8%B7%AF%E7%81%AF&amp;kind=thing">还有 2 个，都看看</a>' in rows


def test_what_is_all_there_leads_nowhere() -> None:
    assert "都看看" not in found_rows([some(5)], "路灯", NOW, 5)


def test_beyond_a_page_nobody_counts() -> None:
    assert "东西 50+" in found_rows([some(50, after=3)], "路灯", NOW, 5)


def test_a_long_question_is_cut() -> None:
    long = Results(KIND, [Hit(1, "/things/1/", "问" * 200)], 0)
    assert "问" * 80 + "…" in found_rows([long], "没有", NOW, 5)
