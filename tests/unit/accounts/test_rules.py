"""Delays, passwords, phones, paths: judged without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.rules import ACCOUNT, ADDRESS, PAIR, Failures
from qinqing.domains.accounts.terms import ADMINISTRATORS, GRANTED_ROLES, PersonKind, Role

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
NONE = Failures(0, None)


def failed(count: int, ago: timedelta = timedelta(0)) -> Failures:
    return Failures(count, NOW - ago)


def test_four_failures_cost_nothing() -> None:
    assert PAIR.delay_after(4) == timedelta(0)


def test_the_fifth_failure_makes_one_wait() -> None:
    assert PAIR.delay_after(5) == timedelta(seconds=30)


@given(st.integers(0, 10_000))
def test_a_further_failure_never_shortens_the_wait(failures: int) -> None:
    for brake in (PAIR, ACCOUNT, ADDRESS):
        assert brake.delay_after(failures) <= brake.delay_after(failures + 1) <= brake.longest


def test_the_account_alone_is_braked_later_and_more_gently_than_the_pair() -> None:
    assert ACCOUNT.free > PAIR.free
    assert ACCOUNT.longest < PAIR.longest


def test_who_waited_is_heard() -> None:
    assert rules.waits_until(failed(5, timedelta(seconds=30)), NONE, NONE, familiar=False, now=NOW) is None


def test_who_did_not_wait_is_told_until_when() -> None:
    until = rules.waits_until(failed(5, timedelta(seconds=10)), NONE, NONE, familiar=False, now=NOW)
    assert until == NOW + timedelta(seconds=20)


def test_guesses_from_elsewhere_hold_up_strangers() -> None:
    assert rules.waits_until(NONE, failed(40), NONE, familiar=False, now=NOW) is not None


def test_guesses_from_elsewhere_do_not_hold_up_the_person_himself() -> None:
    assert rules.waits_until(NONE, failed(40), NONE, familiar=True, now=NOW) is None


def test_a_list_of_accounts_guessed_from_one_address_is_braked() -> None:
    assert rules.waits_until(NONE, NONE, failed(60), familiar=False, now=NOW) is not None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-", "至少 10 个字符"),
        ("abcdefghij", "三种"),
        ("abcdefghij1", "三种"),
        ("Password123", "password"),
        ("P@ssw0rd1234", "password"),
        ("Qinqing-2026", "qinqing"),
        ("Zhouyanqing88", "zhouyanqing"),
        ("Gongxinju-88", "gongxinju"),
        ("Lu-Deng.1111", "连写四次"),
        ("Aa1-" * 40, "最多"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in rules.password_fault(password, PersonKind.STAFF, ["zhouyanqing", "gongxinju"])


@pytest.mark.parametrize(
    "password", ["Lu-Deng.7742", "三月的路灯-Deng8", "correct Horse battery 9", "x9$Kp2vL!q"]
)
def test_a_strong_password_is_accepted(password: str) -> None:
    assert rules.password_fault(password, PersonKind.STAFF, ["zhouyanqing", "gongxinju"]) == ""


def test_a_contact_may_choose_a_shorter_one_than_staff() -> None:
    assert rules.password_fault("Lu-Dg.77", PersonKind.ENTERPRISE) == ""
    assert rules.password_fault("Lu-Dg.77", PersonKind.STAFF) != ""


@pytest.mark.parametrize(
    "typed", ["13800002046", "138 0000 2046", "+86 138-0000-2046", "１３８００００２０４６"]
)
def test_a_mobile_number_is_one_number_however_it_is_typed(typed: str) -> None:
    assert rules.normal_phone(typed) == "13800002046"


@pytest.mark.parametrize("typed", ["", "1380000204", "23800002046", "0752-1234567", "zhou", "138000020461"])
def test_what_is_no_mobile_number_is_none(typed: str) -> None:
    assert rules.normal_phone(typed) == ""


def test_a_masked_number_keeps_only_head_and_tail() -> None:
    assert rules.masked_phone("13800002046") == "138****2046"


def test_a_login_counts_without_case_width_and_spaces() -> None:
    assert rules.normal_login(" ＺＨＯＵ.yq ") == "zhou.yq"


@pytest.mark.parametrize("login", ["", "a", "a b", "zhou@x", "<zhou>", "x" * 41, "13800002046"])
def test_a_login_that_cannot_be_given_is_refused(login: str) -> None:
    assert rules.login_fault(login)


@pytest.mark.parametrize(
    ("name", "sorted_as"), [("单小明", "shan xiao ming"), ("周砚青", "zhou yan qing"), ("Li Na", "li na")]
)
def test_people_are_sorted_by_how_their_names_are_read(name: str, sorted_as: str) -> None:
    assert rules.pinyin_of(name) == sorted_as


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/131 Safari/537", "Windows · Chrome"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8", "安卓 · 微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) AppleWebKit Safari/604", "苹果手机 · Safari"),
        ("", "其他设备"),
    ],
)
def test_a_device_is_named_in_words(agent: str, device: str) -> None:
    assert rules.device_of(agent) == device


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
@pytest.mark.parametrize("role", GRANTED_ROLES)
def test_an_administrator_stands_alone(administrator: Role, role: Role) -> None:
    apart = administrator != role
    assert bool(rules.apart_fault(role, [administrator])) == apart
    assert bool(rules.apart_fault(administrator, [role])) == apart


def test_business_roles_go_together() -> None:
    assert rules.apart_fault(Role.UNIT_HEAD, [Role.HANDLER, Role.OFFICER]) == ""


def test_an_administrators_session_rests_shorter() -> None:
    assert rules.idle_limit({Role.AUDIT_ADMIN}) < rules.idle_limit({Role.HANDLER})


@pytest.mark.parametrize(
    ("days", "is_slip"), [(0, False), (-366, False), (366, False), (367, True), (-367, True)]
)
def test_a_unit_says_of_no_day_further_than_a_year_that_somebody_leaves(days: int, is_slip: bool) -> None:
    today = date(2026, 3, 2)
    assert bool(rules.leaving_fault(today + timedelta(days=days), today)) is is_slip


@pytest.mark.parametrize(("days", "begins"), [(-3, 0), (0, 0), (3, 3)])
def test_nobody_is_gone_before_the_day_on_which_it_is_confirmed(days: int, begins: int) -> None:
    today = date(2026, 3, 2)
    assert rules.leaving_begins(today + timedelta(days=days), today) == today + timedelta(days=begins)
