"""What registers write, read as values: capital, codes, names, legal forms, industries."""

from decimal import Decimal

import pytest

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.rules import Capital
from qinqing.domains.enterprises.terms import (
    DIVISIONS,
    SECTION_OF,
    SECTIONS,
    Currency,
    EnterpriseType,
    division_label,
)
from qinqing.lib.spreadsheets import Unreadable


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1,137.7296(万元人民币)", "11377296.00", "CNY"),
        ("200(万美元)", "2000000.00", "USD"),
        ("50万美元", "500000.00", "USD"),
        ("5（万元）", "50000.00", "CNY"),
        ("0万人民币", "0.00", "CNY"),
        ("1,736.7614(万香港元)", "17367614.00", "HKD"),
        ("３００万港元", "3000000.00", "HKD"),
        ("人民币500万元整", "5000000.00", "CNY"),
        ("USD 500,000", "500000.00", "USD"),
        ("1.2亿元", "120000000.00", "CNY"),
        ("8000(万日元)", "80000000.00", "JPY"),
        ("1000000元", "1000000.00", "CNY"),
        ("0.00001万元", "0.10", "CNY"),
    ],
)
def test_capital_is_read_as_registers_write_it(written: str, amount: str, currency: str) -> None:
    assert rules.capital_of(written) == Capital(Decimal(amount), Currency.of(currency))


@pytest.mark.parametrize("written", ["N/A", "", "—", "无", "不详", " / ", "ｎ／ａ"])
def test_no_stated_capital_is_none_and_never_zero(written: str) -> None:
    assert rules.capital_of(written) is None


@pytest.mark.parametrize(
    "written",
    ["壹佰万元", "10,00万元", "-5万元", "1.137,72万元", "5万克朗", "USD 5万港元", "9" * 20 + "万元", "200"],
)
def test_capital_that_cannot_be_read_surely_is_refused(written: str) -> None:
    with pytest.raises(Unreadable, match="注册资本"):
        rules.capital_of(written)


def test_a_bare_number_takes_the_unit_of_its_heading() -> None:
    assert rules.capital_of("200", "注册资本（万元）") == Capital(Decimal("2000000.00"), Currency.CNY)
    assert rules.capital_of("200", "注册资本(单位：万美元)") == Capital(Decimal("2000000.00"), Currency.USD)


def test_a_code_that_holds_becomes_the_key_folded_to_its_one_spelling() -> None:
    assert rules.checked_code("９１４４１３００１９５９７３８０５ｐ").code == "91441300195973805P"


@pytest.mark.parametrize("written", ["914413001959738051", "91441300195973805", "441300000012345", "N/A"])
def test_a_code_that_does_not_hold_never_becomes_a_key(written: str) -> None:
    checked = rules.checked_code(written)
    assert checked.code is None
    assert checked.missing_reason
    assert written == "N/A" or (written in checked.missing_reason and written in checked.warning)


def test_brackets_spaces_dashes_and_case_make_no_other_name() -> None:
    spellings = ["TCL－罗格朗（惠州）有限公司", "tcl—罗格朗(惠州) 有限公司", "ＴＣＬ罗格朗惠州有限公司"]
    assert len({rules.name_key(name) for name in spellings}) == 1


def test_names_are_sorted_by_how_they_sound() -> None:
    names = ["中行惠州分行", "安达物流", "重庆火锅店", "TCL王牌"]
    assert sorted(names, key=rules.sorting_key) == ["安达物流", "重庆火锅店", "TCL王牌", "中行惠州分行"]


@pytest.mark.parametrize(
    ("text", "name", "code", "form"),
    [
        ("有限责任公司 国有企业", "甲公司", None, EnterpriseType.COMPANY),
        ("集体分支机构(非法人)", "甲厂", None, EnterpriseType.BRANCH),
        ("集体所有制", "甲公司", None, EnterpriseType.PUBLIC),
        ("个体户", "甲店", None, EnterpriseType.HOUSEHOLD),
        ("私营企业", "甲厂", None, EnterpriseType.OTHER),
        ("N/A", "甲有限公司惠州分公司", None, EnterpriseType.BRANCH),
        ("N/A", "甲股份有限公司", None, EnterpriseType.COMPANY),
        ("N/A", "国有林场", None, EnterpriseType.UNKNOWN),
        ("N/A", "甲店", "92441300MA4W12345X", EnterpriseType.HOUSEHOLD),
    ],
)
def test_the_legal_form_comes_from_the_register_then_the_name_then_the_code(
    text: str, name: str, code: str | None, form: EnterpriseType
) -> None:
    assert rules.type_of(text, name, code) is form


def test_the_industries_are_those_of_the_national_list() -> None:
    assert (len(SECTIONS), len(DIVISIONS)) == (20, 97)
    assert division_label("39") == "C39 计算机、通信和其他电子设备制造业"
    assert {
        "05": "A",
        "06": "B",
        "43": "C",
        "44": "D",
        "90": "R",
        "96": "S",
        "97": "T",
    }.items() <= SECTION_OF.items()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("C39", "39"),
        ("39", "39"),
        ("3961", "39"),
        ("c３９ 计算机", "39"),
        ("汽车制造业", "36"),
        ("零售", "52"),
        ("", ""),
    ],
)
def test_an_industry_is_read_from_code_or_name(written: str, code: str) -> None:
    assert rules.division_of(written) == code


@pytest.mark.parametrize("written", ["98", "00", "制造业", "软件开发公司"])
def test_an_industry_that_is_on_no_list_is_refused(written: str) -> None:
    with pytest.raises(Unreadable, match="行业"):
        rules.division_of(written)


def test_phone_numbers_are_kept_in_one_form() -> None:
    assert rules.phone_number("+86 138-0000-2046") == "13800002046"
    assert rules.phone_number("（0752）1234567") == "0752-1234567"
    assert rules.phone_number("") == ""
    with pytest.raises(Unreadable):
        rules.phone_number("12345")
