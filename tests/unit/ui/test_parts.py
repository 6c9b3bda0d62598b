"""The macros, the layout and the gallery, rendered strictly; the stylesheet and the script beside them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, nodes
from markupsafe import Markup, escape

from qinqing.ui import cells, environment, gallery

UI = Path(environment.__file__).parent
STATIC = UI / "static/ui"
HOSTILE = "<script>alert('x')</script>\" onfocus=\"x"


class Person:
    name, unit_name, is_signed_in, lent = "林晓岚", "区市场监管局", True, ""


@pytest.fixture(scope="module")
def templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(environment.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = lambda path: f"/static/{path}"
    environment.furnish(made, "/static/")
    return made


@pytest.fixture(scope="module")
def say(templates) -> Callable[..., str]:
    """Render one line of template, as a page would write it."""
    return lambda line, **names: templates.from_string(line).render(**names)


@pytest.fixture(scope="module")
def whole(templates) -> str:
    return templates.get_template("ui/gallery.html").render(**gallery.gallery_context())


ONE_OF_EACH = {
    "once": "{{ ui.once(x, x, x) }}",
    "page_head": '{{ ui.page_head(x, x, x, words=true) }}',
    "breadcrumbs": '{{ ui.breadcrumbs([{"label": x, "href": "/"}, {"label": x}]) }}',
    "section_head": '{{ ui.section_head(x, x, "/", x, small=true) }}',
    "tabs": '{{ ui.tabs([{"label": x, "href": "/"}], x) }}',
    "views": '{{ ui.views([{"label": x, "href": "/", "current": true, "forget": "/"}], x, x, "/") }}',
    "switch": '{{ ui.switch([{"label": x, "href": "/", "current": true}], x) }}',
    "chips": '{{ ui.chips([{"label": x, "href": "/"}], x, x) }}',
    "messages": '{{ ui.messages([{"tone": "error", "text": x}]) }}',
    "turn": '{% call ui.turn(x, x) %}{{ x }}{% endcall %}',
    "sheet": '{% call ui.sheet(x, x, "/") %}{{ x }}{% endcall %}',
    "fold": '{% call ui.fold(x, x) %}{{ x }}{% endcall %}',
    "fold_later": "{{ ui.fold_later(x, x, '/x/', 'x', x) }}",
    "fold_line": '{% call ui.fold_line(x, x, x) %}{{ x }}{% endcall %}',
    "note": '{{ ui.note(x, "red", x) }}',
    "quote": '{{ ui.quote(x, x, "big") }}',
    "empty": '{{ ui.empty(x, x, x, "red") }}',
    "due_full": '{{ ui.due_full(x, x, x, "red", x, x, x, x, x) }}',
    "ruler_big": '{{ ui.ruler_big(["used"], x, [x], [{"key": "1", "text": x}], x, x) }}',
    "why": '{% call ui.why(x) %}{{ x }}{% endcall %}',
    "calendar": '{{ ui.calendar([{"text": x, "note": x}], x) }}',
    "steps": '{{ ui.steps([{"label": x, "note": x, "state": "done"}, {"label": x}], x) }}',
    "stages": '{{ ui.stages([{"label": x, "when": x, "state": "on", "late": true}]) }}',
    "timeline": '{{ ui.timeline([{"heading": x}, {"title": x, "when": x, "text": x, "quote": x}]) }}',
    "entry": '{{ ui.entry("E", x, x, x, x, x, x) }}',
    "fig": '{{ ui.fig(x, x, "/", x, x) }}',
    "lamps": '{{ ui.lamps([{"tone": "red", "label": x, "value": x, "href": "/"}]) }}',
    "kv": '{{ ui.kv([(x, x), (x, x, x)]) }}',
    "progress": '{{ ui.progress(1, 2, x, x) }}',
    "chart": '{{ ui.chart("c", x, {"kind": "bar", "labels": [x], "series": [{"name": x, "values": [1]}]}) }}',
    "table": '{{ ui.table(cells.table_head([]), cells.table_rows([], []), x, foot=x) }}',
    "key_hints": '{{ ui.key_hints([([x], x)]) }}',
    "button": '{{ ui.button(x, "primary", key=x, name=x, value=x) }}{{ ui.button(x, refused=x) }}',
    "copy_button": '{{ ui.copy_button(x, x) }}',
    "form": '{% call ui.form(x, "", x, x, true) %}{{ x }}{% endcall %}',
    "stick": '{% call ui.stick(x) %}{{ x }}{% endcall %}',
    "error_summary": '{{ ui.error_summary([("a", x), ("", x)], x) }}',
    "field": '{{ ui.field("a", x, x, hint=x, error=x, note=x, unit=x, placeholder=x, list=[x]) }}',
    "reach": "{{ ui.reach(x, drawn=true) }}",
    "carried": '{{ ui.carried([(x, x)]) }}',
    "code_field": '{{ ui.code_field(x, 10, {"stub": x, "typed": x, "fault": x}) }}',
    "date_field": '{{ ui.date_field("a", x, x, x, x, x) }}',
    "number_field": '{{ ui.number_field("a", x, x, x, x, x, x) }}',
    "text_area": '{{ ui.text_area("a", x, x, 4, x, x, x, true, x, 10, true) }}',
    "select": '{{ ui.select("a", x, [(x, x)], x, x, x, x) }}',
    "segments": '{{ ui.segments("a", x, [(x, x)], x, x, x, x) }}',
    "chip_choice": '{{ ui.chip_choice("a", x, [(x, x)], x, x, x, x) }}',
    "link_cards": '{{ ui.link_cards([{"href": "/", "label": x, "says": x, "current": true}], x) }}',
    "speaks": '{{ ui.speaks({"now": {"id": 1, "name": x}, "others": [{"id": 2, "name": x}]}, "/", "") }}',
    "one_of_many": '{{ ui.one_of_many("a", x, [{"value": x, "title": x, "says": x}], [(x, [(x, x)])],'
    ' x, x, x, x, x) }}',
    "options": '{{ ui.options("a", x, [{"value": x, "label": x, "says": x}], x, hint=x, error=x) }}',
    "checkbox": '{{ ui.checkbox("a", x, true, x, x, x) }}',
    "file_field": '{{ ui.file_field("a", x, x, hint=x, error=x, note=x, kept=[x]) }}',
    "queue": '{{ ui.queue(x, [{"title": x, "who": x, "left": x, "tone": "red", "href": "/"}], 1, x, x) }}',
    "picks": '{{ ui.picks("a", [{"value": x, "title": x, "says": x, "odds": x, "tag": x}], x, word=x,'
    ' also=[{"name": x, "word": x, "chosen": [x]}]) }}',
}  # fmt: skip


@pytest.mark.parametrize("line", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_a_part_renders_strictly_and_escapes_every_text(say, line):
    drawn = say(line, x=HOSTILE)
    assert "alert" in drawn
    assert "<script>alert" not in drawn
    assert '" onfocus="' not in drawn


def test_the_twin_marked_as_finished_markup_is_not_escaped(say):
    assert "<script>alert" in say("{{ ui.note(x) }}", x=Markup(HOSTILE))


def test_every_part_is_tried(templates):
    source = (UI / "jinja2/ui/parts.html").read_text("utf-8")
    defined = {macro.name for macro in templates.parse(source).find_all(nodes.Macro) if macro.name[0] != "_"}
    elsewhere = {"mark", "pager", "print_button", "key_cap", "bound", "code_again", "fresh_code"}
    assert defined - elsewhere == set(ONE_OF_EACH)


def test_a_misspelt_part_is_an_error(say):
    with pytest.raises(UndefinedError):
        say("{{ ui.no_such_part() }}")


def test_the_gallery_shows_every_part(templates, whole):
    shown = set(re.findall(r"\bui\.(\w+)\(", (UI / "jinja2/ui/gallery.html").read_text("utf-8")))
    # What stands in the frame alone, and whose form goes somewhere, stands in no gallery.
    assert set(ONE_OF_EACH) - shown <= {"stick", "speaks"}
    assert "qq-light-red" in whole


def test_the_gallery_is_the_same_at_every_call():
    assert gallery.gallery_context() == gallery.gallery_context()


def test_a_page_stands_with_nothing_but_its_title(templates):
    page = templates.get_template("ui/page.html").render()
    assert '<a class="qq-skip" href="#main">' in page
    assert 'id="main"' in page


def test_a_page_shows_who_is_signed_in_and_a_form_to_sign_out(templates):
    page = templates.get_template("ui/page.html").render(
        me=Person(), sign_out_url="/out", csrf_input=Markup("<input name=csrf>")
    )
    assert "区市场监管局·林晓岚" in page
    assert '<form method="post" action="/out"><input name=csrf>' in page


def test_words_marked_for_the_phone_stand_below_and_the_others_in_the_menu_of_the_person(templates):
    nav = [{"label": f"词{n}", "href": f"/{n}", "phone": n < 3, "icon": "sun"} for n in range(4)]
    page = templates.get_template("ui/page.html").render(me=Person(), nav=nav)
    below = page[page.index('class="qq-nav5"') :]
    assert [f"词{n}" in below for n in range(4)] == [True, True, True, False]
    assert '<a class="qq-me-link qq-phone-only" href="/3">词3</a>' in page


def test_the_large_print_is_on_where_the_house_says_so_and_its_switch_stands_at_the_top(templates):
    def shown(**given):
        return templates.get_template("ui/page.html").render(**given)

    assert "data-elder>" in shown(elder=True, elder_url="?elder=0")
    assert "data-elder>" not in shown(elder=False, elder_url="?elder=1")
    assert 'href="?elder=1"' in shown(elder=False, elder_url="?elder=1").partition("<main")[0]
    assert "data-elder-toggle" not in shown(elder=False, elder_url="")


def test_a_block_rendered_alone_has_the_parts_too(templates):
    page = templates.get_template("ui/gallery.html")
    context = page.new_context(gallery.gallery_context())
    assert "qq-turn-word" in "".join(page.blocks["content"](context))


def test_an_error_page_gives_the_number_to_ask_with(templates):
    page = templates.get_template("ui/error.html").render(
        title="没有找到这一页", message="地址可能写错了。", reference="AB12", status=404
    )
    assert "AB12" in page
    assert "<h1>没有找到这一页</h1>" in page


def test_a_label_an_error_and_a_hint_are_tied_to_their_field(say):
    drawn = say('{{ ui.field("code", "代码", "9100", hint="右上角", error="要 18 位") }}')
    assert '<label class="qq-label" for="id_code">' in drawn
    assert 'aria-describedby="id_code_hint id_code_error" aria-invalid="true"' in drawn
    assert 'id="id_code_error"' in drawn
    assert 'id="id_code_hint"' in drawn


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('{{ ui.field("a", "A", x) }}', 'value="{x}"'),
        ('{{ ui.text_area("a", "A", x) }}', "\n{x}</textarea>"),
        ('{{ ui.select("a", "A", [("1", "一"), (x, "二")], x) }}', '<option value="{x}" selected>'),
        ('{{ ui.segments("a", "A", [("1", "一"), (x, "二")], x) }}', 'value="{x}" checked>'),
        ('{{ ui.options("a", "A", [{"value": x, "label": "二"}], x) }}', 'value="{x}" id="id_a" checked>'),
    ],
)
def test_what_was_typed_or_chosen_is_kept(say, line, kept):
    assert kept.format(x=escape('路"灯')) in say(line, x='路"灯')


def test_a_text_that_begins_with_a_line_end_keeps_it(say):
    assert ">\n\n第二行</textarea>" in say('{{ ui.text_area("a", "A", x) }}', x="\n第二行")


def test_nothing_is_chosen_where_no_value_is_given(say):
    assert "checked" not in say('{{ ui.segments("a", "A", [(0, "零"), (1, "一")]) }}')
    assert "checked" not in say('{{ ui.options("a", "A", [{"value": "", "label": "空"}]) }}')


def test_a_zero_that_was_chosen_stays_chosen(say):
    assert 'value="0" id="id_a" checked' in say('{{ ui.segments("a", "A", [(0, "零"), (1, "一")], 0) }}')


def test_several_choices_are_kept_together(say):
    choices = [{"value": 1, "label": "一"}, {"value": 2, "label": "二"}]
    drawn = say('{{ ui.options("a", "A", choices, ["2"], many=true) }}', choices=choices)
    assert drawn.count(" checked") == 1
    assert 'type="checkbox" name="a" value="2" checked' in drawn


def test_a_button_that_cannot_be_pressed_says_why_and_does_not_send(say):
    drawn = say('{{ ui.button("退回", refused="已于 3月3日 截止。") }}')
    assert 'type="button" aria-disabled="true"' in drawn
    assert "已于 3月3日 截止。" in drawn


def test_a_form_carries_token_and_client_key(say):
    drawn = say(
        '{% call ui.form("/go", csrf, client_key="K1") %}内容{% endcall %}', csrf=Markup("<input name=t>")
    )
    assert '<form class="qq-form" action="/go" method="post"' in drawn
    assert "<input name=t>" in drawn
    assert '<input type="hidden" name="client_key" value="K1">' in drawn


class BoundField:
    html_name, label, help_text = "when", "哪天", "工作日"

    def __init__(self, value, errors=(), choices=()):
        self._value, self.errors, self.field = value, errors, self
        self.choices = choices

    def value(self):
        return self._value


@pytest.mark.parametrize("kind", ["text", "area", "select", "segments", "checkbox", "file", "date", "number"])
def test_a_field_of_a_form_object_keeps_its_error_in_every_kind(say, kind):
    field = BoundField("2026-03-20", ["要在今天以后"], [("2026-03-20", "周五")])
    drawn = say(f'{{{{ ui.bound(f, "{kind}") }}}}', f=field)
    assert 'name="when"' in drawn
    assert "要在今天以后" in drawn
    assert "工作日" in drawn


def test_a_field_without_value_is_empty_not_none(say):
    assert "None" not in say('{{ ui.bound(f) }}{{ ui.bound(f, "area") }}', f=BoundField(None))


def test_the_data_of_a_chart_cannot_leave_its_script(say):
    drawn = say(ONE_OF_EACH["chart"], x="</script><script>alert(1)")
    data = drawn.split('type="application/json" id="c-data">')[1]
    assert data.index("</script>") > data.index("values")


def sources() -> list[Path]:
    return [*UI.glob("jinja2/ui/*.html"), *UI.glob("*.py"), *STATIC.glob("*.js")]


def test_no_style_script_or_handler_is_inline():
    for path in UI.glob("jinja2/ui/*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"""<[^>]*\s(style|on[a-z]+)=["']""", text), path.name
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), path.name


def stylesheet(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", " ", path.read_text("utf-8"), flags=re.S)


@pytest.mark.parametrize("name", ["qinqing.css", "paper.css", "wall.css"])
def test_every_own_class_bears_the_prefix(name):
    selectors = re.sub(r"\{[^{}]*\}", " ", stylesheet(STATIC / name))
    assert {own for own in re.findall(r"\.([a-z][\w-]*)", selectors) if not own.startswith("qq-")} == set()


def test_every_class_in_use_is_in_the_stylesheet():
    defined = set(re.findall(r"\.(qq-[\w-]+)", stylesheet(STATIC / "qinqing.css")))
    used: set[str] = set()
    for path in sources():
        used |= set(re.findall(r"qq-[a-z0-9-]*[a-z0-9](?![a-z0-9{-]|-?\{)", path.read_text("utf-8")))
    storage_keys = {"qq-draft", "qq-sent", "qq-keys"}
    for_scripts_alone = {"qq-counter"}
    assert used - storage_keys - for_scripts_alone <= defined


def test_every_variable_in_use_is_a_token():
    tokens = set(re.findall(r"(--[\w-]+):", stylesheet(STATIC / "tokens.css")))
    for name in ("qinqing.css", "paper.css", "wall.css", "charts.js"):
        used = set(re.findall(r"(?:var\(|token\(\"|^  )(--[\w-]+)", stylesheet(STATIC / name), flags=re.M))
        assert used <= tokens, name


def test_the_tokens_are_variables_and_nothing_else():
    declared = re.findall(r"^\s+([\w-]+):", stylesheet(STATIC / "tokens.css"), flags=re.M)
    assert {name for name in declared if not name.startswith("--")} == {"color-scheme"}


def test_every_drawing_asked_for_is_on_the_list_of_drawings():
    lines = (UI / "icons.txt").read_text("utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    asked = set(cells.TONE_ICONS.values()) | {"arrow-up", "arrow-down"}
    for path in UI.glob("jinja2/ui/*.html"):
        asked |= set(re.findall(r"""icon(?:_name)?(?:\(|=|": )"([a-z0-9-]+)\"""", path.read_text("utf-8")))
    assert asked <= listed


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "needed"),
    [
        *(
            (ink, ground, 4.5)
            for ink in ("ink-1", "ink-2", "ink-3")
            for ground in ("ground", "sunk", "qing-tint")
        ),
        *((tone, f"{tone}-tint", 4.5) for tone in ("green", "blue", "yellow", "red")),
        ("qing", "qing-tint", 4.5),
        ("qing", "ground", 4.5),
        ("red", "ground", 4.5),
        ("field", "ground", 3),
        ("series-1", "ground", 3),
        ("series-3", "ground", 3),
    ],
)
def test_colours_that_meet_keep_their_contrast(text, ground, needed):
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "tokens.css").read_text("utf-8")))
    assert contrast(tokens[text], tokens[ground]) >= needed
