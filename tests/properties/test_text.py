"""Search is exact on any text, and nothing people paste can break it."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

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
)

texts = st.text(max_size=40) | st.text("用电路灯 不亮aＢ１㈱㎅\0'\\%_ßİ", max_size=40)


@given(texts)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(texts, st.integers(0, 40), st.integers(1, 10))
def test_every_part_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    word = normalise(text)[start : start + length]
    assert set(search_terms(word)) <= set(index_terms(text))
    if len(word) >= 2:
        assert set(bigrams(word)) <= set(bigrams(text))


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_bounded(a: str, b: str) -> None:
    there = likeness_to(a)(b)
    assert there == likeness_to(b)(a)
    first, second = set(bigrams(a)), set(bigrams(b))
    assert there == (2 * len(first & second) / (len(first) + len(second)) if first & second else 0)
    assert (there == 1) == (first == second != set())


@given(texts, texts)
def test_highlights_are_ordered_spans_inside_the_text(text: str, query: str) -> None:
    spans = [bound for span in highlight(text, query) for bound in span]
    assert spans == sorted(set(spans))
    assert all(0 <= bound <= len(text) for bound in spans)


@given(st.text("用电路灯不亮abＡＢ", min_size=1, max_size=30), st.integers(0, 29), st.integers(1, 5))
def test_a_word_of_the_text_is_highlighted(text: str, start: int, length: int) -> None:
    word = text[start : start + length]
    assume(word)
    marked = [text[a:b] for a, b in highlight(text, word)]
    assert any(normalise(word) in normalise(part) for part in marked)


@given(texts)
def test_an_escaped_text_matches_itself_and_nothing_else_by_wildcard(text: str) -> None:
    bare = re.sub(r"\\(.)", "", like_escape(text), flags=re.S)
    assert not re.search(r"[%_\\]", bare)
    assert re.sub(r"\\([\\%_])", r"\1", like_escape(text)) == text


@given(texts)
def test_a_quoted_lexeme_never_ends_early(text: str) -> None:
    quoted = quote_lexeme(text)
    assert re.fullmatch(r"'(?:[^'\\]|''|\\\\)*'", quoted, flags=re.S)
    assert re.sub(r"(['\\])\1", r"\1", quoted[1:-1]) == text.replace("\0", "")


@given(texts)
def test_words_and_terms_agree(query: str) -> None:
    assert bool(search_words(query)) == bool(search_terms(query))
