"""Which words of one text stand in another."""

import pytest

from qinqing.lib.text import shared_words


@pytest.mark.parametrize(
    ("matter", "said", "found"),
    [
        ("市政道路照明维护", "厂门口道路的照明坏了", ["道路", "照明"]),
        ("路灯", "路 灯", []),
        ("路灯照明", "路灯照明坏了三个月", ["路灯照明"]),
        ("ABC 认证", "要办abc认证", ["abc", "认证"]),
        ("", "什么都有", []),
        ("一", "一", []),
    ],
)
def test_the_longest_stretches_that_both_have(matter: str, said: str, found: list[str]) -> None:
    assert shared_words(matter, said) == found
