"""Whatever stands on a page: in English its markup is the same, and what people wrote is, too."""

import html
from html.parser import HTMLParser
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qinqing.config.words.english import FOLDER
from qinqing.ui.english import catalogue, wording
from qinqing.ui.english.entries import Holes
from qinqing.ui.english.markup import SHOWN, translated
from qinqing.ui.english.wording import Wording

ENTRIES = {
    "诉求": '<i>Problem</i> & "more"',
    "其他": "Other",
    "还差 {n} 天": "{n} [day|days] to go",
    "{a}，{b}": "{a}, {b}",
    "办结：{reason}": "Closed: {reason}",
}
SAY = Wording(ENTRIES, Holes(own=frozenset({"reason"}))).say
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["诉求", "其他", "还差 3 天", "诉求，其他", "办结：<b>诉求</b>"]),
    st.sampled_from(["</p><script>", "&lt;诉求", '" title="其他']),
)
TAGS = st.sampled_from(["p", "b", "div", "a", "li", "td"])


class Skeleton(HTMLParser):
    """A page without what may change: tags, their other attributes, and the texts that must stay."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.kept: list[str] = []
        self._open: list[bool] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stays = any(self._open) or ("translate", "no") in attrs
        shown = SHOWN.split("|")
        self.found.append((tag, [(n, v) for n, v in attrs if stays or n not in shown], [n for n, _ in attrs]))
        self._open.append(stays)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(self._open):
            self.kept.append(data)


def element(tag: str, title: str, stays: str, parts: list[str]) -> str:
    return f'<{tag} class="x" title="{html.escape(title)}"{stays}>{"".join(parts)}</{tag}>'


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        element, TAGS, TEXTS, st.sampled_from(["", ' translate="no"']), st.lists(inner, max_size=4)
    )


PAGES = st.recursive(TEXTS.map(html.escape), elements, max_leaves=12)


@given(PAGES)
@settings(max_examples=300)
def test_markup_and_what_people_wrote_are_the_same(page: str) -> None:
    whole = f"<div>{page}</div>"
    before, after = Skeleton(whole), Skeleton(translated(whole, SAY))
    assert before.found == after.found
    assert "".join(before.kept) == "".join(after.kept)


@given(TEXTS)
@settings(max_examples=300)
def test_a_text_never_becomes_markup(text: str) -> None:
    page = f"<p>{html.escape(text)}</p>"
    assert Skeleton(translated(page, SAY)).found == Skeleton(page).found


def test_without_the_mark_it_would_change() -> None:
    """The twin."""
    assert translated("<p>其他</p>", SAY) != "<p>其他</p>"


MOST_PIECES = 1_000
CUT_EVERYWHERE = "".join(Random(1).choices("诉求企业办理天还差。；，·|/：（）、《》“” 3", k=399))


def pieces_of(text: str) -> int:
    """How often the shipped catalogue is asked for a text."""
    shipped = Wording(catalogue.read(FOLDER), catalogue.read_holes(FOLDER))
    shipped.say(text)
    return shipped.pieces


@given(st.text(alphabet="诉求还差天，。；：·/（）、 3“”《》a", max_size=400))
@example(CUT_EVERYWHERE)
@example("诉，" * 200)
@example("（" * 399)
@example("还差 3 天，" * 57)
@example("诉 " * 200)
@settings(max_examples=60, deadline=None)
def test_no_text_is_cut_without_end(text: str) -> None:
    """Names are nobody's to trust: one of them must not keep everybody's page from being read."""
    assert pieces_of(text) <= MOST_PIECES


def test_without_a_limit_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "MOST_CUTS", 1_000)
    assert pieces_of(CUT_EVERYWHERE) > 5 * MOST_PIECES
