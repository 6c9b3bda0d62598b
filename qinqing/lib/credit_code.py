"""The unified social credit code of GB 32100-2015: read, checked, and refused with the reason."""

import unicodedata
from dataclasses import dataclass
from itertools import starmap
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
LENGTH = 18
WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
# GB 11714: the organisation code inside, with letters A = 10 … Z = 35.
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_VALUES = {character: int(character, 36) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}

# GB 32100-2015 table 1. A prefix not named here is read and kept: registrars are added now and then.
DEPARTMENTS = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管",
    "A": "中央军委改革和编制办公室",
    "N": "农业农村",
    "Y": "其他",
}
CATEGORIES = {
    "11": "机关",
    "12": "事业单位",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
}
CONFUSED = {"O": "0", "I": "1", "Z": "2", "S": "5"}


class InvalidCreditCode(ValueError):
    """A text that is no credit code; the message says in Chinese why."""


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code that holds. `department` and `category` are empty where the standard's list names none.

    `warnings` do not make it invalid: old codes inside were not all formed by the rule.
    """

    value: str
    department: str
    category: str
    area: str
    organisation: str
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.value


def normalise(text: str) -> str:
    """The text as a code is written: half-width, upper-case, without spaces, hyphens and invisible marks."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if unicodedata.category(c) not in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd"))


def check_digit(body: str) -> str:
    """The eighteenth character that belongs to the first seventeen, by GB 32100-2015."""
    total = sum(starmap(mul, zip(map(_VALUES.__getitem__, body), WEIGHTS, strict=True)))
    return ALPHABET[-total % 31]


def inner_check_digit(body: str) -> str:
    """The ninth character that belongs to the eight of an organisation code, by GB 11714."""
    total = sum(starmap(mul, zip(map(_INNER_VALUES.__getitem__, body), INNER_WEIGHTS, strict=True)))
    return "0123456789X"[-total % 11]


def parse(text: str) -> CreditCode:
    """The code in the text; raises InvalidCreditCode with the first reason against it."""
    value = normalise(text)
    if len(value) != LENGTH:
        raise InvalidCreditCode(f"统一社会信用代码应为18位，现在是{len(value)}位")
    if value.strip(ALPHABET):
        place, character = next((n, c) for n, c in enumerate(value, 1) if c not in _VALUES)
        raise InvalidCreditCode(_stranger(place, character))
    if not value[2:8].isdigit():
        raise InvalidCreditCode("统一社会信用代码第3至8位是行政区划代码，应全为数字")
    expected = check_digit(value[:-1])
    if value[-1] != expected:
        raise InvalidCreditCode(f"校验码不对：按前17位推算，末位应为{expected}，请逐位核对")
    return CreditCode(
        value=value,
        department=DEPARTMENTS.get(value[0], ""),
        category=CATEGORIES.get(value[:2], ""),
        area=value[2:8],
        organisation=value[8:17],
        warnings=_warnings(value[8:17]),
    )


def _stranger(place: int, character: str) -> str:
    said = f"第{place}位“{character}”不能出现在统一社会信用代码里"
    if character in "IOZSV":
        said += "（不用字母I、O、Z、S、V）"
    if character in CONFUSED:
        said += f"，是不是数字{CONFUSED[character]}？"
    return said


def _warnings(organisation: str) -> tuple[str, ...]:
    expected = inner_check_digit(organisation[:8])
    if organisation[8] == expected:
        return ()
    return (f"第17位通常应为{expected}（组织机构代码校验码），请对照营业执照核对",)
