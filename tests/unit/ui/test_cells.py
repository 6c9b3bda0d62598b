"""What repeats per row: finished markup in which no free text is ever markup."""

from enum import StrEnum
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from qinqing.ui import cells
from qinqing.ui.cells import Column, Group, Row
from qinqing.ui.environment import Swift

HOSTILE = "<img src=x onerror=alert(1)>\"'&</td></tr></table><script>alert(1)</script>"
TEXTS = st.text() | st.sampled_from([HOSTILE, "' onclick='x", '" autofocus="', "&lt;b&gt;", "</span>"])
WEB = "https://a.example/"


class Tone(StrEnum):
    RED = "<red>"


class Skeleton(HTMLParser):
    """The tags and attributes of a piece of markup, without its texts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.shape: list[object] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.shape.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        self.shape.append(tag)


def shape(markup: str) -> list[object]:
    return Skeleton(markup).shape


COLUMNS = (Column("还剩"), Column("事", "title", labelled=True), Column("金额", "num"))

FREE_TEXT = {
    "light": lambda text: cells.light("red", text),
    "tag": lambda text: cells.tag(text, "line", "check"),
    "who of a due chip": lambda text: cells.due_chip(text, "明天", "还剩", "blue"),
    "until of a due chip": lambda text: cells.due_chip("您", text, "还剩"),
    "left of a due chip": lambda text: cells.due_chip("您", "明天", text, "blue"),
    "left of a due chip without tone": lambda text: cells.due_chip("您", "明天", text),
    "label of a ruler": lambda text: cells.ruler(["used"], text),
    "link": lambda text: cells.link("/x", text),
    "query of a link": lambda text: cells.link(f"/x?q={text}", "看"),
    "act": lambda text: cells.act(f"/x?q={text}", text, primary=True),
    "title": lambda text: cells.title(f"/x?q={text}", text, text + "."),
    "note": lambda text: cells.with_note(text, text),
    "td": lambda text: cells.td(text, "num", text + "."),
    "finished cell that is not": lambda text: cells.row(text),
    "cell of a row": lambda text: cells.table_rows(COLUMNS, [[text, text, text]]),
    "detail of a row": lambda text: cells.table_rows(COLUMNS, [Row([text] * 3, detail=text)]),
    "group": lambda text: cells.table_rows(COLUMNS, [Group(text, text + ".")]),
    "column": lambda text: cells.table_head([Column(text, "pick"), Column(text, sort=f"?s={text}")]),
    "label of a column": lambda text: cells.table_rows([Column(text + ".", labelled=True)], [[text]]),
    "icon": cells.icon,
    "option": lambda text: cells.options([(f"k{text}", text)], own=True),
}


@pytest.mark.parametrize("make", FREE_TEXT.values(), ids=FREE_TEXT.keys())
@given(text=TEXTS)
def test_no_free_text_changes_the_shape_of_the_markup(make, text):
    assert shape(make(text)) == shape(make("x"))


def test_the_twin_without_escaping_does_change_the_shape():
    unsafe = Markup(f"<td>{HOSTILE}</td>")
    assert shape(unsafe) != shape(cells.td(HOSTILE))


def test_finished_markup_in_a_cell_is_kept():
    light = cells.light("green", "按时")
    assert light in cells.table_rows([Column("还剩")], [[light]])


@pytest.mark.parametrize(
    "scheme", ["javascript", "JavaScript", " javascript", "java\tscript", "data", "vbscript"]
)
@pytest.mark.parametrize("make", [cells.link, cells.act, cells.title])
def test_an_address_that_runs_script_is_refused(scheme, make):
    with pytest.raises(ValueError, match="address"):
        make(f"{scheme}:alert(1)", "看")


@pytest.mark.parametrize("href", ["/a/1", "?page=2", "#x", "/a?next=b:c", "tel:12345", WEB, "a/b:c"])
def test_an_ordinary_address_is_taken_as_it_is(href):
    assert f'href="{href}"' in cells.link(href, "看")


@pytest.mark.parametrize("tone", cells.TONE_ICONS)
def test_a_light_has_its_word_its_colour_and_a_shape_of_its_own(tone):
    light = cells.light(tone, "按时")
    assert "按时" in light
    assert f"qq-light-{tone}" in light
    others = [name for other, name in cells.TONE_ICONS.items() if other != tone]
    assert f"#{cells.TONE_ICONS[tone]}" in light
    assert cells.TONE_ICONS[tone] not in others


def test_an_unknown_tone_is_an_error_not_a_grey_light():
    with pytest.raises(KeyError):
        cells.light("pink", "按时")


def test_a_due_chip_says_who_until_when_and_how_much_is_left_in_this_order():
    chip = cells.due_chip("张立", "3月11日 周三", "还剩 2 个工作日", "blue")
    assert chip.index("张立") < chip.index("3月11日") < chip.index("还剩")


def test_a_ruler_draws_one_cell_a_day_and_is_read_by_its_words():
    ruler = cells.ruler(cells.day_kinds(5, 2), "7 天用 5 天")
    assert ruler.count("<i") == 7
    assert ruler.count("qq-d-used") == 5
    assert 'role="img" aria-label="7 天用 5 天"' in ruler


def test_the_cells_of_a_clock_stand_in_the_order_of_time():
    assert cells.day_kinds(1, 1, today=True) == ["used", "today", "left"]
    assert cells.day_kinds(2, over=1) == ["used", "used", "over"]
    assert cells.day_kinds(1, paused=1) == ["used", "paused"]


def test_a_row_with_a_cell_too_few_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        cells.table_rows(COLUMNS, [["只有一格"]])


def test_a_group_and_a_detail_span_all_columns():
    drawn = cells.table_rows(COLUMNS, [Group("已超期 2"), Row(["a", "b", "c"], detail=Markup("<p>表单</p>"))])
    assert drawn.count('colspan="3"') == 2
    assert "<p>表单</p>" in drawn


def test_a_labelled_column_carries_its_name_to_the_card_of_a_phone():
    assert '<td class="qq-td-title" data-label="事">' in cells.table_rows(COLUMNS, [["", "x", ""]])


def test_a_sorted_column_says_so_to_screen_readers():
    head = cells.table_head([Column("还剩", sort="?sort=-due", sorted_by="ascending")])
    assert 'aria-sort="ascending"' in head
    assert 'href="?sort=-due"' in head


def test_rows_made_one_by_one_equal_rows_made_at_once():
    by_hand = cells.row(cells.td("a"), cells.td("b", "title", "事"), cells.td("c", "num"))
    assert by_hand == cells.table_rows(COLUMNS, [["a", "b", "c"]])


def test_the_static_prefix_reaches_every_drawing():
    cells.configure("/elsewhere/")
    try:
        assert "/elsewhere/ui/vendor/icons.svg#check" in cells.icon("check")
        assert "/elsewhere/" in cells.light("green", "按时")
    finally:
        cells.configure("/static/")


def test_of_the_options_one_is_chosen_and_only_what_people_wrote_is_kept_as_it_is() -> None:
    made = cells.options([("", "都要"), (7, "张三"), ("8", HOSTILE)], value="7", own=True)

    assert str(made).split("<option ")[1:] == [
        'value="">都要</option>',
        'value="7" translate="no" selected>张三</option>',
        f'value="8" translate="no">{escape(HOSTILE)}</option>',
    ]
    assert "translate" not in cells.options([(7, "办理中")])


def test_a_text_that_knows_it_is_somebodys_own_stays_as_it_is_wherever_it_is_shown() -> None:
    name = cells.Own(HOSTILE)
    kept = f'<span translate="no">{escape(HOSTILE)}</span>'
    assert name == HOSTILE
    assert cells.tag(name) == f'<span class="qq-tag">{kept}</span>'
    assert cells.own(f"{name}") == Markup("{}").format(name) == kept
    assert cells.options([(1, name), (2, "办理中")]) == (
        f'<option value="1" translate="no">{escape(HOSTILE)}</option><option value="2">办理中</option>'
    )


def test_marks_stand_around_what_was_found_and_nothing_else_becomes_markup() -> None:
    assert cells.with_marks("<b>路灯</b>不亮", [(3, 5), (9, 11)]) == (
        "&lt;b&gt;<mark>路灯</mark>&lt;/b&gt;<mark>不亮</mark>"
    )
    assert cells.with_marks("路灯", []) == "路灯"


@pytest.mark.parametrize("text", ["<a b='c' d=\"e\">&amp;", "澜川", "", Markup("<b>"), 7, None, Tone.RED])
def test_what_is_made_harmless_is_what_escaping_makes_of_it(text: object) -> None:
    assert cells.harmless(text) == escape(text)


def test_templates_make_harmless_what_they_are_given() -> None:
    made = Swift(autoescape=True)
    drawn = made.from_string("{{ a }}{% macro m(b) %}{{ b }}{% endmacro %}{{ m(a) }}").render(a="<i>")
    assert drawn == "&lt;i&gt;&lt;i&gt;"
