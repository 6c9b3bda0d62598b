"""Search terms, likeness and highlights of Chinese text."""

import pytest

from qinqing.lib.text import (
    bigrams,
    highlight,
    index_terms,
    like_escape,
    likeness_to,
    normalise,
    quote_lexeme,
    search_terms,
    search_words,
    tsquery,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("ＡＢｃ１２３", "abc123"),
        ("（用电）", "(用电)"),
        ("  多 \t 个\n空格　", "多 个 空格"),
        ("a\0b", "ab"),
        ("\u202e反向\u202c\u200b\ufeff", "反向"),
        ("\ud800坏", "坏"),
        ("㈱ ½ ﬁ ㎅", "(株) 1⁄2 fi kb"),
        ("", ""),
    ],
)
def test_text_is_normalised(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


def test_pairs_are_distinct_and_in_order() -> None:
    assert bigrams("用电用电难") == ["用电", "电用", "电难"]


def test_no_pair_goes_across_a_space_and_one_character_makes_none() -> None:
    assert bigrams("路灯 不亮") == ["路灯", "不亮"]
    assert bigrams("灯") == []


def test_an_index_holds_single_characters_too() -> None:
    assert index_terms("路 灯亮") == ["灯亮", "路", "灯", "亮"]


def test_a_query_asks_for_the_pairs_of_each_word() -> None:
    assert search_words("光伏屋顶  光伏屋顶 ＨＣ") == ["光伏屋顶", "hc"]
    assert search_terms("光伏屋顶 水") == ["光伏", "伏屋", "屋顶", "水"]
    assert search_terms(" \0") == []


def test_likeness_counts_shared_pairs_on_both_sides() -> None:
    assert likeness_to("厂区路灯不亮")("路灯不亮了") == 2 * 3 / (5 + 4)
    assert likeness_to("路灯")("路灯") == 1
    assert likeness_to("路灯")("用电") == 0
    assert likeness_to("")("") == 0


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("厂区路灯不亮，路灯坏了", "路灯", ["路灯", "路灯"]),
        ("厂区路灯不亮", "路灯 灯不亮", ["路灯不亮"]),
        ("哈哈哈哈", "哈哈", ["哈哈哈哈"]),
        ("路灯用电难", "路灯 用电", ["路灯用电"]),
        ("ＨＣ公司", "hc", ["ＨＣ"]),
        ("新　材\n料", "材 料", ["材", "料"]),
        ("㈱会社", "株", ["㈱"]),
        ("路\u200b灯", "路灯", ["路\u200b灯"]),
        ("100%.*", ".*", [".*"]),
        ("没有", "路灯", []),
        ("有字", "  ", []),
    ],
)
def test_highlights_stand_where_the_words_are(text: str, query: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlight(text, query)] == marked


def test_wildcards_are_taken_literally() -> None:
    assert like_escape(r"100%_\x") == r"100\%\_\\x"


@pytest.mark.parametrize(
    ("term", "quoted"),
    [("用电", "'用电'"), ("o'b", "'o''b'"), ("a\\", "'a\\\\'"), ("a\0b", "'ab'"), ("& |", "'& |'")],
)
def test_a_lexeme_is_quoted_whatever_it_contains(term: str, quoted: str) -> None:
    assert quote_lexeme(term) == quoted


def test_a_tsquery_asks_for_all_terms() -> None:
    assert tsquery("专精特新") == "'专精' & '精特' & '特新'"
    assert tsquery("") == ""


@pytest.mark.parametrize("text", ["", "-1", "1.0", "１２", "²", " 1", "1" * 19, "1" * 5_000, "1_0"])
def test_a_number_that_our_addresses_never_write_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_a_number_of_an_address_is_read() -> None:
    assert (whole_number("0"), whole_number("007"), whole_number("9" * 18)) == (0, 7, 10**18 - 1)
