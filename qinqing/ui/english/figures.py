"""Dates, times, amounts and counts as `ui.formats` writes them, written as English readers read them."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = {
    "一": "Mon",
    "二": "Tue",
    "三": "Wed",
    "四": "Thu",
    "五": "Fri",
    "六": "Sat",
    "日": "Sun",
}
_NEAR: Final = {"昨天": "yesterday", "今天": "today", "明天": "tomorrow"}
_CURRENCIES: Final = {
    "元": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "日元": "JPY",
    "英镑": "GBP",
}
_SCALES: Final = {"": 1, "万": 10_000, "亿": 100_000_000}
_WORDED: Final = ((Decimal(1_000_000_000), "billion"), (Decimal(1_000_000), "million"))

_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月(\d{1,2})日)(?: 周([一二三四五六日]))?"
DATE: Final = (
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:至(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?"
    r"(?: 周[一二三四五六日])?(?: ?\d\d:\d\d)?"
)
"""A day or a range of days, with weekday and hour if they are told."""
_NUMBER = r"[-−]?\d[\d,]*(?:\.\d+)?"


def figure(text: str) -> str | None:
    """The English of a text that is one date, time, amount or count and nothing else; else None."""
    for pattern, write in _KINDS:
        if found := pattern.fullmatch(text):
            return write(found)
    return None


def _day(year: str | None, month: str, day: str, weekday: str | None) -> str:
    named = f"{int(day)} {_MONTHS[int(month) - 1]}" if 1 <= int(month) <= 12 else f"{day}/{month}"
    return " ".join(filter(None, (_WEEKDAYS.get(weekday or ""), named, year)))


def _moment(found: re.Match[str]) -> str:
    day = _day(*found.group(1, 2, 3, 4))
    return f"{day}, {found[5]}" if found[5] else day


def _range(found: re.Match[str]) -> str:
    year, month, day, year2, month2, day2 = found.groups()
    if year2 is None and month2 is None:
        return f"{int(day)}–{_day(year, month, day2, None).lstrip('0')}"
    if year2 is None:
        return f"{_day(None, month, day, None)} – {_day(year, month2, day2, None)}"
    return f"{_day(year, month, day, None)} – {_day(year2, month2, day2, None)}"


def _month(found: re.Match[str]) -> str:
    return (
        f"{_MONTHS[(int(found[2]) - 1) % 12]} {found[1]}" if found[1] else _MONTHS[(int(found[2]) - 1) % 12]
    )


def _amount(found: re.Match[str]) -> str:
    number, scale, currency = found.groups()
    code = _CURRENCIES[currency]
    minus = "−" if number[0] in "-−" else ""
    plain = number.lstrip("-−")
    if not scale:
        return f"{code} {minus}{plain}"
    value = Decimal(plain.replace(",", "")) * _SCALES[scale]
    for least, word in _WORDED:
        if value >= least:
            return f"{code} {minus}{_trimmed(value / least)} {word}"
    return f"{code} {minus}{_trimmed(value)}"


def _between(found: re.Match[str]) -> str:
    return " – ".join(figure(one) or one for one in found.groups())


def _trimmed(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_KINDS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern), write)
    for pattern, write in (
        (rf"{_DAY}(?: ?(\d\d:\d\d))?", _moment),
        (
            r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日至(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日",
            _range,
        ),
        (r"(?:(\d{4}) ?年)? ?(\d{1,2})月", _month),
        (r"(\d{4}) ?年", lambda found: found[1]),
        (r"周([一二三四五六日])", lambda found: _WEEKDAYS[found[1]]),
        (r"周([一二三四五六日]) (\d\d:\d\d)", lambda found: f"{_WEEKDAYS[found[1]]}, {found[2]}"),
        (r"([一二三四五六日])", lambda found: _WEEKDAYS[found[1]]),
        (rf"({'|'.join(_NEAR)}) (\d\d:\d\d)", lambda found: f"{_NEAR[found[1]]}, {found[2]}"),
        (rf"({_NUMBER}) ?([万亿]?)({'|'.join(_CURRENCIES)})", _amount),
        (rf"({_NUMBER} ?[万亿]?元)—({_NUMBER} ?[万亿]?元)", _between),
        (r"([\d,]+) 人—([\d,]+) 人", lambda found: f"{found[1]}–{found[2]} people"),
        (r"(\d+) 分", lambda found: f"{found[1]} min"),
        (r"(\d+) 小时 (\d+) 分", lambda found: f"{found[1]} h {found[2]} min"),
        (r"(\d+) 天 (\d+) 小时", lambda found: f"{found[1]} d {found[2]} h"),
        (r"(\d+) 天 (\d+) 分", lambda found: f"{found[1]} d {found[2]} min"),
        (r"(\d+) 天 (\d+) 小时 (\d+) 分", lambda found: f"{found[1]} d {found[2]} h {found[3]} min"),
    )
)
