"""Credit codes: the vectors of the handbook, and the reason given for each refusal."""

import pytest

from qinqing.lib.credit_code import (
    ALPHABET,
    WEIGHTS,
    InvalidCreditCode,
    check_digit,
    inner_check_digit,
    normalise,
    parse,
)

VALID = [
    "91350100M000100Y43",
    "91512081MA62K0260E",
    "91110000600037341L",
    "91410200MA9000011U",
    "91441300MA5T00029X",
    "92410200MA9KX0036U",
    "12410200MB0X00051A",
    "52410200MJ0000077E",
    "N2410200MF00000802",
    "91410200MA00002260",
]


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_read(code: str) -> None:
    assert str(parse(code)) == code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y4Z", r"第18位“Z”.*不用字母I、O、Z、S、V.*是不是数字2"),
        ("91310115MA1G4L1WXK", "末位应为7"),
        ("9135010OM000100Y43", r"第8位“O”.*是不是数字0"),
        ("91350100M000100Y4", "应为18位，现在是17位"),
        ("91350100M000100Y433", "应为18位，现在是19位"),
        ("", "现在是0位"),
        ("91350100M000100Y4中", "第18位“中”不能出现"),
        ("9135010AM000100Y43", "第3至8位是行政区划代码"),
        ("91A50100M000100Y43", "第3至8位是行政区划代码"),
        ("91350100V000100Y43", "不用字母I、O、Z、S、V"),
        ("91410200MA00002261", "末位应为0"),
        ("９1350100M000100Y4²", "末位应为3"),
        ("91350100M000100Y4٣", "第18位“٣”不能出现"),
    ],
)
def test_an_invalid_code_is_refused_with_its_reason(code: str, said: str) -> None:
    with pytest.raises(InvalidCreditCode, match=said):
        parse(code)


@pytest.mark.parametrize(
    "written",
    [
        "91350100m000100y43",
        " 9135 0100 M000 100Y43 ",
        "91350100-M000100Y4-3",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100　M000100Y43\n",
        "91350100–M000100Y4－3",
        "\u200e91350100M000100Y43\ufeff",
    ],
)
def test_what_people_paste_is_normalised(written: str) -> None:
    assert normalise(written) == "91350100M000100Y43"
    assert parse(written).value == "91350100M000100Y43"


def test_the_parts_of_a_code_are_named() -> None:
    code = parse("N2410200MF00000802")
    assert (code.department, code.category) == ("农业农村", "村级集体经济组织")
    assert (code.area, code.organisation) == ("410200", "MF0000080")


def test_an_unknown_department_is_tolerated() -> None:
    body = "B" + VALID[0][1:17]
    code = parse(body + check_digit(body))
    assert (code.department, code.category) == ("", "")


def test_a_check_digit_is_asked_of_the_right_length_only() -> None:
    for check, body in ((check_digit, VALID[0]), (inner_check_digit, VALID[0][8:17])):
        with pytest.raises(ValueError, match="zip"):
            check(body)


def test_the_inner_check_only_warns() -> None:
    assert parse("91350100M000100Y43").warnings == ()
    body = "91350100M000100Y5"
    assert parse(body + check_digit(body)).warnings == (
        "第17位通常应为4（组织机构代码校验码），请对照营业执照核对",
    )


def test_the_standard_weights_and_sum_come_out() -> None:
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(ALPHABET.index(c) * w for c, w in zip("91350100M000100Y4", WEIGHTS, strict=True))
    assert total == 1640


@pytest.mark.parametrize(("body", "digit"), [("D2143569", "X"), ("M000100Y", "4"), ("60003734", "1")])
def test_an_organisation_code_has_its_own_check(body: str, digit: str) -> None:
    assert inner_check_digit(body) == digit
