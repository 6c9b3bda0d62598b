"""What a sentence sounds like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.problems.rules.guess import TITLE_LENGTH, Guesser, Kind, sounds_dangerous, title_of

LAMPS = Kind(1, "路灯与亮化", ("路灯", "不亮"), "厂区外道路照明损坏、缺灯")
ROADS = Kind(2, "道路通行", ("坑洼", "限行"), "厂区外道路破损、车辆限行")
PERMITS = Kind(3, "证照办理", ("备案", "许可证"), "企业登记、许可和备案")
GUESSER = Guesser((LAMPS, ROADS, PERMITS))


def likeliest(sentence: str) -> list[str]:
    return [guess.kind.name for guess in GUESSER.guesses(sentence)]


def test_the_kind_whose_keyword_is_said_comes_first() -> None:
    assert likeliest("厂东门口兴业路的路灯坏了三个月，夜班工人下班看不清路")[0] == "路灯与亮化"


def test_a_word_that_kinds_share_decides_nothing() -> None:
    alone = Guesser((LAMPS, PERMITS)).guesses("厂区外道路")[0].score
    shared = GUESSER.guesses("厂区外道路")[0].score
    assert shared < alone


def test_nothing_is_guessed_where_nothing_speaks_for_it() -> None:
    assert likeliest("老板心情不好") == []
    assert likeliest("") == []


def test_a_faint_guess_is_shown_but_never_taken() -> None:
    assert likeliest("门口照明")
    assert GUESSER.likeliest("门口照明") is None
    assert GUESSER.likeliest("路灯不亮") == LAMPS


def test_what_is_far_fainter_than_the_best_is_not_shown() -> None:
    assert likeliest("路灯不亮，路灯损坏，登记") == ["路灯与亮化"]


def test_full_width_and_capitals_make_no_difference() -> None:
    assert Guesser((Kind(1, "软件", ("MES",)), ROADS)).guesses("ｍｅｓ 老掉线")[0].kind.name == "软件"


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        (
            "厂东门口兴业路的路灯坏了三个月，夜班工人下班看不清路，上周有人摔伤了。",
            "厂东门口兴业路的路灯坏了三个月，夜班工人下班看不清路",
        ),
        ("停电了！怎么办", "停电了"),
        ("。。。", "。。。"),
        ("一" * 40, "一" * (TITLE_LENGTH - 1) + "…"),
    ],
)
def test_a_title_is_the_first_sentence_or_the_clauses_that_fit(facts: str, title: str) -> None:
    assert title_of(facts) == title


@given(st.text(min_size=1).filter(str.strip))
def test_everything_said_has_a_title_that_fits(facts: str) -> None:
    assert 0 < len(title_of(facts)) <= TITLE_LENGTH


def test_danger_to_life_is_heard() -> None:
    assert sounds_dangerous("灯杆漏电，有工人触电")
    assert not sounds_dangerous("路灯不亮，工人看不清路")
