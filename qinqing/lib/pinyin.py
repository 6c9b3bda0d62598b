"""How Chinese sounds, for putting names in order: character by character, but words that are read otherwise.

The readings are pypinyin's. Of its 47,000 words those have a reading here whose characters would sound
otherwise one by one (重庆, 银行); the rest are kept as words alone, since they say where a word ends. With
its own tables kept away by `PYPINYIN_NO_PHRASES` that is 30 MB less in every process, and ours are read when
the first name is put in order: a process that only shows what is stored has none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files

_WORD = re.compile(r'"([^"]+)":\s*\[((?:\s*\[[^\]]*\],?)+)\s*\]')
_READING = re.compile(r'\[\s*"([^"]*)"')


def _by_character(text: str) -> list[str]:
    found: list[str] = import_module("pypinyin").lazy_pinyin(text)
    return found


@cache
def _plain(syllable: str) -> str:
    return str(import_module("pypinyin.contrib.tone_convert").to_normal(syllable))


@cache
def _one_by_one(character: str) -> str:
    return "".join(_by_character(character))


def _known() -> Iterator[tuple[str, str]]:
    text = files("pypinyin").joinpath("phrases_dict.json").read_text("utf-8")
    for found in _WORD.finditer(text):
        word, read = found[1], [_plain(one) for one in _READING.findall(found[2])]
        yield word, "" if read == [_one_by_one(one) for one in word] else " ".join(read)


@dataclass(frozen=True, slots=True)
class _Known:
    """The words with their readings, and by a word's first character how long they are, the longest first."""

    readings: Mapping[str, str]
    lengths: Mapping[str, list[int]]


@cache
def _words() -> _Known:
    readings, lengths = dict(_known()), dict[str, list[int]]()
    for first, length in sorted({(word[0], len(word)) for word in readings}, reverse=True):
        lengths.setdefault(first, []).append(length)
    return _Known(readings, lengths)


def words(text: str) -> Iterator[str]:
    """The text in words, the longest that is known first; what is none, character by character."""
    known, place, whole = _words(), 0, len(text)
    while place < whole:
        for length in known.lengths.get(text[place], ()):
            if text[place : place + length] in known.readings:
                break
        else:
            length = 1
        yield text[place : place + length]
        place += length


def syllables(text: str) -> list[str]:
    """The syllables of a text without tones; what is not Chinese stays together as it is."""
    known, found, plain = _words().readings, list[str](), ""
    for word in words(text):
        if read := known.get(word):
            found += [*_by_character(plain), *read.split(" ")]
            plain = ""
        else:
            plain += word
    return found + _by_character(plain)


def sound(text: str) -> str:
    """The text as it sounds, in one piece."""
    return "".join(map(_sound, words(text)))


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    """Names are made of few words: 电子, 科技, 有限公司."""
    return (_words().readings.get(word) or "".join(map(_one_by_one, word))).replace(" ", "")
