"""One format each for dates, durations, amounts and numbers, so that a thing reads the same on every page.

`today` and `now` are always handed in. A moment must carry its time zone; it is shown in Asia/Shanghai, and
where a day is asked for it is the day it has there.
What is not known is `EMPTY`, never 0.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

EMPTY = "—"
ZONE = ZoneInfo("Asia/Shanghai")

_WEEKDAYS = "一二三四五六日"
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)
_CENT = Decimal("0.01")


def full_day(on: date | None) -> str:
    """`2026年3月2日`."""
    on = _day_of(on)
    return EMPTY if on is None else f"{on.year}年{on.month}月{on.day}日"


def long_day(on: date) -> str:
    """`2026年3月10日 周二`, for the head of a page."""
    return f"{full_day(on)} {weekday(on)}"


def weekday(on: date) -> str:
    """`周二`."""
    return f"周{_WEEKDAYS[on.weekday()]}"


def day(on: date | None, today: date) -> str:
    """`3月2日 周一` in the year of today, else `2025年12月4日`."""
    on = _day_of(on)
    if on is None or on.year != today.year:
        return full_day(on)
    return f"{on.month}月{on.day}日 {weekday(on)}"


def near_day(on: date | None, today: date) -> str:
    """`今天`, `昨天`, `明天`, else as `day`."""
    return day(on, today) if on is None else _NEAR.get((on - today).days) or day(on, today)


def short_day(on: date | None, today: date) -> str:
    """`3月2日` in the year of today, else with the year: for narrow places that say the weekday elsewhere."""
    on = _day_of(on)
    if on is None or on.year != today.year:
        return full_day(on)
    return f"{on.month}月{on.day}日"


def days(first: date, last: date, today: date) -> str:
    """A range: `3月16日至20日`, `3月30日至4月2日`, with years as soon as one of them is not this year."""
    if first == last:
        return short_day(first, today)
    if first.year != last.year:
        return f"{full_day(first)}至{full_day(last)}"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{short_day(first, today)}至{end}"


def clock(at: datetime | None) -> str:
    """`18:00`."""
    return EMPTY if at is None else f"{_local(at):%H:%M}"


def moment(at: datetime | None, now: datetime) -> str:
    """`3月11日 周三 18:00`; near days by name: `今天 18:00`; another year: `2025年12月4日 16:05`."""
    if at is None:
        return EMPTY
    return f"{near_day(_local(at).date(), _local(now).date())} {clock(at)}"


def full_moment(at: datetime | None) -> str:
    """`2026年3月2日 11:42`, for papers and records, which are read in other years."""
    return EMPTY if at is None else f"{full_day(_local(at).date())} {clock(at)}"


def local_date(at: datetime) -> date:
    """The day of the moment in Asia/Shanghai."""
    return _local(at).date()


def _day_of(on: date | None) -> date | None:
    return local_date(on) if isinstance(on, datetime) else on


def workdays_left(count: int) -> str:
    """`还剩 2 个工作日`, `今天到期`, `已过 6 个工作日`."""
    if count == 0:
        return "今天到期"
    return f"还剩 {count} 个工作日" if count > 0 else f"已过 {-count} 个工作日"


def workdays_left_short(count: int) -> str:
    """`剩 2 天`, `今天`, `过 6 天`: in a table, where the column says the rest."""
    if count == 0:
        return "今天"
    return f"剩 {count} 天" if count > 0 else f"过 {-count} 天"


def minutes_left(count: int) -> str:
    """`还剩 1 小时 20 分`, `已过 40 分`, `马上到期` in the last minute."""
    if count == 0:
        return "马上到期"
    return f"{'还剩' if count > 0 else '已过'} {duration(abs(count))}"


def minutes_left_short(count: int) -> str:
    """`剩 1:20`, `过 0:40`: in a queue that is sorted by it."""
    hours, minutes = divmod(abs(count), 60)
    return f"{'过' if count < 0 else '剩'} {hours}:{minutes:02}"


def duration(minutes: int) -> str:
    """`1 小时 20 分`, `2 小时`, `40 分`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} 小时"] * bool(hours) + [f"{rest} 分"] * bool(rest or not hours)
    return " ".join(parts)


def workdays(count: int) -> str:
    """`19 个工作日`."""
    return f"{count:,} 个工作日"


def amount(value: int | Decimal | None, currency: str = "元") -> str:
    """`860 万元`, `1.2 亿元`, `3,200 元`, `120 万美元`; whole numbers are fen (cents), a Decimal is yuan.

    Two decimals at most, halves up: a figure to read. `exact_amount` loses nothing."""
    if value is None:
        return EMPTY
    yuan = _yuan(value)
    if abs(_rounded(yuan)) < _WAN:
        return f"{_plain(yuan)} {currency}"
    if abs(_rounded(yuan / _WAN)) < _WAN:
        return f"{_plain(yuan / _WAN)} 万{currency}"
    return f"{_plain(yuan / _YI)} 亿{currency}"


def exact_amount(value: int | Decimal | None, currency: str = "元") -> str:
    """`12,345.67 元`: every cent, for papers and accounts."""
    return EMPTY if value is None else f"{_minus(f'{_rounded(_yuan(value)):,}')} {currency}"


def thousands(value: int | None) -> str:
    """`2,318`."""
    return EMPTY if value is None else _minus(f"{value:,}")


def counted(value: int | None, noun: str) -> str:
    """`2,318 件`."""
    return EMPTY if value is None else f"{thousands(value)} {noun}"


def month_said(on: date) -> str:
    """`2026年3月`."""
    return f"{on.year}年{on.month}月"


def percent(part: int, whole: int) -> str:
    """`88%`, and `EMPTY` of nothing; the page prints part and whole beside it.

    All alone is 100 %, none alone 0 %: 220 of 221 are 99 %, 1 of 300 is 1 %.
    """
    if whole == 0:
        return EMPTY
    rounded = int((Decimal(part * 100) / whole).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{min(max(rounded, 1), 99) if 0 < part < whole else rounded}%"


def characters(text: str) -> str:
    """`96 字`: the characters of a text, spaces and line ends left out."""
    return f"{len(''.join(text.split())):,} 字"


def masked(text: str, head: int, tail: int) -> str:
    """The first and last characters with stars between; a text too short to hide anything is all stars."""
    if not text:
        return EMPTY
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def masked_phone(number: str) -> str:
    """`138****2046`; a landline keeps its last four digits."""
    digits = "".join(c for c in number if c.isdigit())
    return masked(digits, 3 if len(digits) == 11 and digits[0] == "1" else 0, 4)


def masked_email(address: str) -> str:
    """The first letter and the domain: `c***@example.cn`."""
    head, at, domain = address.partition("@")
    return f"{head[:1]}***{at}{domain}" if at else ""


def file_size(count: int) -> str:
    """`640 字节`, `82 KB`, `1.2 MB`."""
    if count < 1024:
        return f"{count} 字节"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / (1024 * 1024):.1f} MB"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without time zone has no place on a page")
    return at.astimezone(ZONE)


def _yuan(value: int | Decimal) -> Decimal:
    return Decimal(value) / 100 if isinstance(value, int) else value


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{_rounded(value):,}"
    return _minus(text.rstrip("0").rstrip("."))


def _minus(text: str) -> str:
    return text.replace("-", "−")
