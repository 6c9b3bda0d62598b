"""What stands in a single cell: without invisible characters, folded for comparing, as a day."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

_FIRST_EXCEL_DAY = date(1899, 12, 30)


class Unreadable(ValueError):
    """The text cannot be read as what it should be; the message says why, to the person who sent it."""


def tidy(text: str) -> str:
    """The text without invisible characters, full-width letters and digits folded, runs of space made one.

    Chinese punctuation stays as it was written.
    """
    return " ".join(text.translate(_TIDY).split()) if _UNTIDY.search(text) else text


def are_tidy(texts: Sequence[str]) -> bool:
    """Whether `tidy` would change none of them: one look at a whole row instead of one at each cell."""
    return _UNTIDY_ROW.search(f"|{'|'.join(texts)}|") is None


def folded(text: str) -> str:
    """The text for comparing and parsing: forms folded (（ to (, ５ to 5), no spaces, upper case."""
    plain = tidy(text)
    return "".join((plain if plain.isascii() else unicodedata.normalize("NFKC", plain)).split()).upper()


ABSENT = frozenset(
    {"", "N/A", "NA", "NULL", "NONE", "-", "--", "—", "——", "/", "无", "不详", "未登记", "未填", "暂无"}
)
"""What people write where they know nothing."""


def is_absent(text: str) -> bool:
    """Whether a cell says nothing: empty, N/A, a dash, 无 and the like."""
    return len(text) < 10 and _says_nothing(text)


@lru_cache(maxsize=20_000)
def _says_nothing(text: str) -> bool:
    """Short cells say the same thousands of times: 是, 有限公司, 100万元."""
    return folded(text) in ABSENT


def date_of(text: str) -> date:
    """A day: 2015-06-01, 2015/6/1, 2015.6.1, 2015年6月1日, 20150601, also with a time, or Excel's number.

    Raises Unreadable for anything else, a day that does not exist among it.
    """
    plain = unicodedata.normalize("NFKC", tidy(text))
    if _EXCEL_DAY.fullmatch(plain):
        return _FIRST_EXCEL_DAY + timedelta(days=int(plain))
    match = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    if match is None:
        raise Unreadable(f"日期“{text[:20]}”看不懂，写成 2015-06-01 这样就可以")
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise Unreadable(f"没有“{text[:20]}”这一天") from None


_SPACES = (*range(0x20), 0x85, 0xA0, 0x2028, 0x2029, 0x3000)
_INVISIBLE = (
    *(*range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x180E, 0xFEFF),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
)
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_TIDY: dict[int, int | str | None] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_INVISIBLE),
    **{code: code - 0xFEE0 for code in _FULL_WIDTH},
}
_UNSEEN = f"[{re.escape(''.join(map(chr, sorted({*_TIDY} - {0x20}))))}]"
_UNTIDY = re.compile(f"{_UNSEEN}|  |^ | $")
_UNTIDY_ROW = re.compile(rf"{_UNSEEN}|  |\| | \|")
_EXCEL_DAY = re.compile(r"[1-5]\d{4}")
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DATE = re.compile(r"([12]\d{3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _TIME)
_COMPACT_DATE = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
