"""How names sound: as pypinyin says with all of its words, which a process of its own is asked."""

import json
import os
import random
import subprocess
import sys

import pytest

from qinqing.lib.pinyin import sound, syllables, words

ASKS = """
import json, sys
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg import mmseg
asked = json.load(sys.stdin) or sorted(PHRASES_DICT)
json.dump([[one, list(mmseg.seg.cut(one)), lazy_pinyin(one)] for one in asked], sys.stdout)
"""


def by_all_words(asked: list[str]) -> list[tuple[str, list[str], list[str]]]:
    """Each text, or every word it knows, with its words and syllables by pypinyin itself."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    run = subprocess.run(
        [sys.executable, "-c", ASKS],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )
    return [tuple(one) for one in json.loads(run.stdout)]


PARTS = (
    *("重庆", "长沙", "银行", "音乐", "会计", "大厦", "厦门", "行长", "电子", "科技", "有限", "公司"),
    *("精密", "制造", "(中国)", "ABC", "2号", "单", "解", "曾", "乐", "重", "澜", "砺"),
)


def names() -> list[str]:
    rng = random.Random(7)
    return ["".join(rng.choices(PARTS, k=rng.randint(1, 6))) for _ in range(3_000)]


def test_every_word_sounds_as_pypinyin_reads_it() -> None:
    known = by_all_words([])
    assert len(known) > 40_000
    assert [one for one, _, read in known if sound(one) != "".join(read)][:20] == []
    assert [one for one, _, read in known if syllables(one) != read][:20] == []


def test_a_name_falls_into_the_same_words_and_syllables() -> None:
    for name, cut, read in by_all_words(names()):
        assert (list(words(name)), syllables(name)) == (cut, read)
        assert sound(name) == "".join("".join(syllables(one)) for one in cut)


@pytest.mark.parametrize(
    ("name", "sounds"),
    [("重庆银行", "chongqingyinhang"), ("长沙", "changsha"), ("吕梁ABC厂", "lvliangABCchang"), ("", "")],
)
def test_a_name_sounds_as_it_is_said(name: str, sounds: str) -> None:
    assert sound(name) == sounds
