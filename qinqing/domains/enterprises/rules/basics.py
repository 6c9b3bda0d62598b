"""An enterprise's basic facts, of plain values: names, codes, capital, legal form, industry."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from qinqing.domains.enterprises.terms import DIVISIONS, Currency, EnterpriseType
from qinqing.lib import credit_code, pinyin
from qinqing.lib.spreadsheets import Unreadable, folded, is_absent


def name_key(name: str) -> str:
    """The name for comparing: brackets, dashes, spaces and letter case make no difference."""
    plain = folded(name)
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def sorting_key(name: str) -> str:
    """The name as it sounds, for a list in the order of pinyin."""
    return pinyin.sound(name_key(name)).lower()[:400]


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A credit code that holds, or none with the reason; a warning and the fault where one was given."""

    code: str | None
    missing_reason: str = ""
    warning: str = ""
    fault: str = ""


NO_CODE = "登记时没有信用代码"


def checked_code(text: str) -> CheckedCode:
    """The unified social credit code (GB 32100-2015) in `text`, if its check digit holds.

    One that does not hold never becomes a key: the enterprise is kept without a code, and the reason
    says what was written.
    """
    if is_absent(text):
        return CheckedCode(None, NO_CODE)
    try:
        return CheckedCode(credit_code.parse(text).value)
    except credit_code.InvalidCreditCode as error:
        fault, written = str(error), text.strip()[:40]
        return CheckedCode(
            None, f"登记原文“{written}”不合格：{fault}", f"信用代码“{written}”没有采用：{fault}", fault
        )


@dataclass(frozen=True, slots=True)
class Capital:
    """An amount in whole units of a currency (yuan, dollars), exact to the cent."""

    amount: Decimal
    currency: Currency


_CURRENCIES = {
    Currency.CNY: ("人民币", "RMB", "CNY", "¥", "¥"),
    Currency.USD: ("美元", "美金", "USD", "US$", "$"),
    Currency.HKD: ("港元", "港币", "香港元", "HKD", "HK$"),
    Currency.EUR: ("欧元", "EUR", "€"),
    Currency.JPY: ("日元", "日圆", "日币", "JPY"),
    Currency.GBP: ("英镑", "GBP", "£"),
    Currency.TWD: ("新台币", "台币", "新台元", "台湾元", "TWD"),
    Currency.MOP: ("澳门元", "澳门币", "MOP"),
    Currency.SGD: ("新加坡元", "新元", "新加坡币", "SGD"),
    Currency.KRW: ("韩元", "韩圆", "韩币", "KRW"),
    Currency.AUD: ("澳元", "澳币", "澳大利亚元", "AUD"),
    Currency.CAD: ("加元", "加拿大元", "加币", "CAD"),
    Currency.CHF: ("瑞士法郎", "CHF"),
}
_CURRENCY_OF = {name: currency for currency, names in _CURRENCIES.items() for name in names}
_NAMES = "|".join(sorted(map(re.escape, _CURRENCY_OF), key=len, reverse=True))
_CAPITAL = re.compile(
    rf"(?P<before>{_NAMES})?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>[百千]?[万亿]|千|百)?元?(?P<after>{_NAMES})?元?整?"
)
_HEADING_UNIT = re.compile(r"[(（:：]\s*(?:单位[:：]?)?\s*(.+?)\s*[)）]?$")
_UNITS = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11}
_MOST = Decimal(10) ** 15


@lru_cache(maxsize=20_000)
def capital_of(text: str, heading: str = "") -> Capital | None:
    """Registered capital as registers write it: `1,137.7296(万元人民币)`, `5（万元）`, `USD 500`.

    Without a currency it is yuan; without any unit that of the column's heading (`注册资本(万元)`) is taken.
    None where nothing is stated; raises Unreadable where something is stated that cannot be read surely.
    """
    if is_absent(text):
        return None
    plain = folded(text).replace("(", "").replace(")", "")
    if plain.replace(",", "").replace(".", "").isdecimal():
        unit = _HEADING_UNIT.search(heading)
        if unit is None:
            raise Unreadable(f"注册资本“{text[:30]}”没有写单位")
        plain += folded(unit[1])
    match = _CAPITAL.fullmatch(plain)
    if match is None:
        raise Unreadable(f"注册资本“{text[:30]}”看不懂")
    named = {_CURRENCY_OF[name] for name in (match["before"], match["after"]) if name}
    amount = Decimal(match["number"].replace(",", "")).scaleb(_UNITS[match["unit"]] if match["unit"] else 0)
    if len(named) > 1 or amount >= _MOST:
        raise Unreadable(f"注册资本“{text[:30]}”看不懂")
    return Capital(amount.quantize(Decimal("0.01")), named.pop() if named else Currency.CNY)


_FORMS = (
    (EnterpriseType.BRANCH, "分公司|分支机构|非法人|分厂|分店|分行|支行|办事处|代表处|营业部"),
    (EnterpriseType.HOUSEHOLD, "个体"),
    (EnterpriseType.SOLE, "个人独资"),
    (EnterpriseType.COOPERATIVE, "合作社"),
    (EnterpriseType.PARTNERSHIP, "合伙"),
    (EnterpriseType.COMPANY, "有限责任|有限公司|股份有限|股份公司|一人有限"),
    (EnterpriseType.PUBLIC, "国有|集体|全民|联营|股份合作"),
)
_BY_CODE = {"2": EnterpriseType.HOUSEHOLD, "3": EnterpriseType.COOPERATIVE}


def type_of(text: str, name: str, code: str | None) -> EnterpriseType:
    """The legal form from the register's words, else from the name, else from the code's second character."""
    if not is_absent(text):
        return _form_in(text) or EnterpriseType.OTHER
    form = _form_in(name)
    if form and form is not EnterpriseType.PUBLIC:
        return form
    if code and code[0] == "9" and code[1] in _BY_CODE:
        return _BY_CODE[code[1]]
    return EnterpriseType.UNKNOWN


@lru_cache(maxsize=20_000)
def _form_in(text: str) -> EnterpriseType | None:
    return next((form for form, words in _FORMS if re.search(words, text)), None)


_DIVISION_OF = {name_key(name): code for code, name in DIVISIONS.items()} | {
    name_key(name).removesuffix("业"): code for code, name in DIVISIONS.items()
}
_INDUSTRY_CODE = re.compile(r"[A-T]?(\d{2})\d{0,2}(?!\d)")


@lru_cache(maxsize=20_000)
def division_of(text: str) -> str:
    """The two digits of a GB/T 4754 division, from `C39`, `3961`, `39 计算机…` or the division's name.

    Empty where nothing is stated; raises Unreadable for an industry that is not on the list.
    """
    if is_absent(text):
        return ""
    match = _INDUSTRY_CODE.match(folded(text))
    code = match[1] if match else _DIVISION_OF.get(name_key(text), "")
    if code not in DIVISIONS:
        raise Unreadable(f"行业“{text[:20]}”不在国民经济行业分类的大类里")
    return code


_FINER_CODE = re.compile(r"[A-T]?(\d{3,4})(?!\d)")


@lru_cache(maxsize=20_000)
def industry_code_of(text: str) -> str:
    """The three or four digits of a finer GB/T 4754 code, where the text states one; else empty."""
    match = _FINER_CODE.match(folded(text))
    return match[1] if match and match[1][:2] in DIVISIONS else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The basic facts of an enterprise as they are to be kept; the code has been checked."""

    name: str
    area_id: int
    credit_code: str | None = None
    code_missing_reason: str = ""
    type: str = EnterpriseType.UNKNOWN
    type_text: str = ""
    registered_on: date | None = None
    capital: Capital | None = None
    capital_text: str = ""
    business_scope: str = ""
    address: str = ""
    industry: str = ""
    is_key: bool = False
    industry_code: str = ""
    legal_representative: str = ""


_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}|\d{7,8}|400-?\d{3}-?\d{4}")


def phone_number(typed: str) -> str:
    """A mobile as its eleven digits, a landline as typed with its hyphen; empty for nothing.

    Raises Unreadable for what nobody could call.
    """
    plain = folded(typed).replace("(", "").replace(")", "-").replace("--", "-")
    if not plain:
        return ""
    if mobile := _MOBILE.fullmatch(plain.replace("-", "")):
        return mobile[1]
    if _LANDLINE.fullmatch(plain):
        return plain
    raise Unreadable("电话写 11 位手机号，或带区号的座机，例如 0752-1234567")


def mobile_of(typed: str) -> str:
    """The eleven digits of a mobile number, which can be one's way in; empty for everything else."""
    try:
        number = phone_number(typed)
    except Unreadable:
        return ""
    return number if _MOBILE.fullmatch(number) else ""


def confirmed_in_words(phone_at: datetime | None, email_at: datetime | None) -> str:
    """What a code has confirmed of somebody's number and address; empty where nothing."""
    if phone_at is not None and email_at is not None:
        return "手机号和邮箱已验证"
    if phone_at is not None:
        return "手机号已验证"
    return "邮箱已验证" if email_at is not None else ""
