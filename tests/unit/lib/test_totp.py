"""One-time codes against the vectors of RFC 6238, and what makes a code count once."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.lib import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_of(SECRET, totp.span_of(moment)) == code
    assert totp.matching_span(SECRET, f" {code[:3]} {code[3:]} ", moment, taken=0) == seconds // 30


def test_a_code_counts_half_a_minute_early_and_late_and_no_more() -> None:
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    code = totp.code_of(SECRET, totp.span_of(moment))
    late = [totp.matching_span(SECRET, code, moment + timedelta(seconds=30 * n), 0) for n in range(-2, 3)]
    assert [span is not None for span in late] == [False, True, True, True, False]


def test_a_code_that_was_taken_counts_no_more() -> None:
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    span = totp.span_of(moment)
    assert totp.matching_span(SECRET, totp.code_of(SECRET, span), moment, taken=span) is None
    assert totp.matching_span(SECRET, totp.code_of(SECRET, span - 1), moment, taken=span) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.matching_span(SECRET, typed, datetime(2026, 3, 2, tzinfo=UTC), 0) is None


def test_the_secret_is_spelled_for_typing_by_hand() -> None:
    assert totp.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
