"""Confirmation codes: sent to whoever asks, opening one thing once, telling nobody anything else."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import override_settings

from qinqing.domains.accounts import actions, queries, rules
from qinqing.domains.accounts.actions import Confirmation, Confirming
from qinqing.domains.accounts.models import ConfirmationCode
from qinqing.domains.accounts.rules import Reach
from qinqing.domains.accounts.terms import CodePurpose, CodeWay, PersonKind, Role
from qinqing.kernel import door, sending
from qinqing.kernel.confirming import USED, WRONG
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders.accounts import PASSWORD, a_person, actor_of, an_area
from tests.builders.codes import another, codes_sent, delivered
from tests.conftest import acting

pytestmark = pytest.mark.django_db
PHONE = "13911113333"
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _sent(tmp_path: Path) -> Iterator[None]:
    with codes_sent(tmp_path, by_mail=True):
        yield


def about(
    purpose: CodePurpose = CodePurpose.RAISE, thing: str = "7", to: str = PHONE, way: CodeWay = CodeWay.PHONE
) -> Confirming:
    return Confirming(purpose, thing, Reach(way, to))


def ask(
    now: datetime, what: Confirming | None = None, network: str | None = "203.0.113.9", key: str = ""
) -> str:
    author = Author(Actor(), client_key=UUID(int=int(key)) if key else None)
    return actions.ask_code(about=what or about(), author=author, network=network, now=now)


def take(now: datetime, stub: str, code: str, what: Confirming | None = None) -> str:
    """What became of a code that somebody types: the code of the refusal, or nothing."""
    try:
        actions.take_code(about=what or about(), confirmation=Confirmation(stub, code), now=now)
    except Refused as refused:
        return refused.code
    return ""


def stored() -> ConfirmationCode:
    with door.as_system("tests.read"):
        return ConfirmationCode.objects.latest("pk")


def test_what_was_sent_opens_once(monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    assert take(monday, stub, code) == ""
    assert take(monday, stub, code) == USED


def test_the_message_names_the_code_and_nothing_of_the_business(monday: datetime) -> None:
    ask(monday)
    code = delivered(monday)
    (letter,) = sending.outbox()
    assert letter.text == f"亲清：验证码 {code}，10 分钟内有效。别告诉别人；不是您要的，不用理会。"
    assert letter.to == "139****3333"


def test_of_a_code_only_digests_are_kept_and_the_number_until_it_was_sent(monday: datetime) -> None:
    stub = ask(monday)
    waiting = stored()
    assert waiting.address is not None
    assert PHONE.encode() not in bytes(waiting.address)
    code = delivered(monday)
    row = stored()
    assert row.address is None
    kept = " ".join(str(value) for value in vars(row).values())
    assert not any(secret in kept for secret in (code, PHONE, stub))


def test_a_code_is_drawn_anew_for_each_asking(monday: datetime) -> None:
    drawn = set()
    for number in range(8):
        ask(monday, about(to=f"1391111{number:04}"), network=None)
        drawn.add(delivered(monday))
    assert len(drawn) > 5


@pytest.mark.parametrize(
    "other",
    [
        about(purpose=CodePurpose.REGISTER),
        about(thing="8"),
        about(to="13911113334"),
        about(to=PHONE, way=CodeWay.MAIL),
    ],
)
def test_a_code_opens_nothing_else(other: Confirming, monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    assert take(monday, stub, code, other) == "void_code"
    assert take(monday, stub, code) == ""


def test_two_addresses_that_are_spelt_nearly_alike_are_two(monday: datetime) -> None:
    one, other = (about(to=to, way=CodeWay.MAIL) for to in ("a-b@example.cn", "ab@example.cn"))
    stub = ask(monday, one)
    assert take(monday, stub, delivered(monday), other) == "void_code"


def test_a_code_without_the_stub_of_its_form_opens_nothing(monday: datetime) -> None:
    ask(monday, key="1")
    code = delivered(monday)
    with door.as_system("tests.read"):
        held = ConfirmationCode.objects.get().stub_hash
    assert [take(monday, stub, code) for stub in ("", "x", held)] == ["void_code"] * 3


def test_after_ten_minutes_it_opens_nothing(monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    assert take(monday + 10 * MINUTE, stub, code) == "void_code"
    assert take(monday + 10 * MINUTE - SECOND, stub, code) == ""


def test_the_sixth_try_opens_nothing_however_right_it_is(monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    at = monday
    for _ in range(rules.MOST_CODE_TRIES):
        at += MINUTE
        assert take(at, stub, another(code)) == WRONG
    assert take(at + MINUTE, stub, code) == "void_code"


def test_with_four_wrong_ones_the_right_one_still_opens(monday: datetime) -> None:
    """The twin: it is the number of tries that closes it."""
    stub = ask(monday)
    code = delivered(monday)
    at = monday
    for _ in range(rules.MOST_CODE_TRIES - 1):
        at += MINUTE
        take(at, stub, another(code))
    assert take(at + MINUTE, stub, code) == ""


def test_a_guess_that_comes_too_soon_is_not_heard_and_does_not_count(monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    for _ in range(2):
        take(monday, stub, another(code))
    assert take(monday + 4 * SECOND, stub, code) == "void_code"
    assert stored().tries == 2
    assert take(monday + 5 * SECOND, stub, code) == ""


def test_before_it_was_sent_nothing_is_the_code(monday: datetime) -> None:
    stub = ask(monday)
    assert [take(monday, stub, code) for code in ("", "000000")] == ["void_code"] * 2
    assert stored().tries == 0


# --- how many ----------------------------------------------------------


def refused(now: datetime, what: Confirming | None = None, network: str | None = "203.0.113.9") -> str:
    try:
        ask(now, what, network)
    except Refused as found:
        return found.message
    return ""


def test_one_a_minute_for_a_number_whatever_it_is_for(monday: datetime) -> None:
    ask(monday)
    assert "请等 20 秒" in refused(monday + 40 * SECOND, about(CodePurpose.REGISTER, "x"), "198.51.100.7")
    assert refused(monday + MINUTE) == ""


def test_ten_a_day_for_a_number(monday: datetime) -> None:
    for number in range(rules.MOST_CODES_A_DAY):
        ask(monday + number * MINUTE, network=f"198.51.100.{number}")
    assert "明天再试" in refused(monday + 20 * MINUTE, network=None)
    assert refused(monday + 20 * MINUTE, about(to="13911114444"), None) == ""
    assert refused(monday + DAY + SECOND, network=None) == ""


def test_twenty_an_hour_from_one_address_of_the_network(monday: datetime) -> None:
    for number in range(rules.MOST_CODES_NEARBY):
        ask(monday, about(to=f"1391111{number:04}"))
    other = about(to="13922220000")
    assert "从您这里要的验证码太多了" in refused(monday + MINUTE, other)
    assert refused(monday + MINUTE, other, "198.51.100.7") == ""
    assert refused(monday + 60 * MINUTE, about(to="13922221111")) == ""


def test_a_refusal_stands_beside_the_field_that_the_code_goes_to(monday: datetime) -> None:
    for what, field in ((about(), "phone"), (about(to="a@example.cn", way=CodeWay.MAIL), "email")):
        ask(monday, what, None)
        with pytest.raises(Refused) as found:
            ask(monday, what, None)
        assert found.value.field == field


def test_the_same_form_sent_twice_asks_once(monday: datetime) -> None:
    assert ask(monday, key="1") == ask(monday + SECOND, key="1")
    with door.as_system("tests.read"):
        assert ConfirmationCode.objects.count() == 1


def test_who_is_known_is_answered_like_who_is_not(monday: datetime) -> None:
    a_person(kind=PersonKind.ENTERPRISE, phone=PHONE, password=PASSWORD)
    known, unknown = ask(monday), ask(monday, about(to="13911114444"))
    assert len(known) == len(unknown)
    with door.as_system("tests.read"):
        rows = list(ConfirmationCode.objects.all())
    assert len({(row.way, row.expires_at, len(row.bound)) for row in rows}) == 1
    assert "明天" not in refused(monday + MINUTE)


# --- how it leaves -----------------------------------------------------


def test_by_e_mail_it_is_a_letter(monday: datetime) -> None:
    what = about(to="feng@example.cn", way=CodeWay.MAIL)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        stub = ask(monday, what)
        with door.as_system("tests.send"):
            actions.send_code(code_id=stored().pk, now=monday)
    (letter,) = mail.outbox
    assert letter.to == ["feng@example.cn"]
    code = next(word for word in letter.body.replace("，", " ").split() if word.isdigit())
    assert take(monday, stub, code, what) == ""


def test_what_could_not_be_sent_says_so_and_opens_nothing(monday: datetime) -> None:
    stub = ask(monday)
    with override_settings(SMS="http://127.0.0.1:9/nobody"), door.as_system("tests.send"):
        actions.send_code(code_id=stored().pk, now=monday)
    row = stored()
    assert (row.failed_at, row.fault, row.address) == (monday, "短信网关连不上", None)
    with pytest.raises(Refused, match="没有发出去"):
        actions.take_code(about=about(), confirmation=Confirmation(stub, ""), now=monday)


def test_what_waited_until_it_was_over_is_not_sent(monday: datetime) -> None:
    ask(monday)
    with door.as_system("tests.send"):
        actions.send_code(code_id=stored().pk, now=monday + 10 * MINUTE)
    assert sending.outbox() == []


def test_sent_again_by_the_queue_it_stays_the_same_code(monday: datetime) -> None:
    stub = ask(monday)
    code = delivered(monday)
    with door.as_system("tests.send"):
        actions.send_code(code_id=stored().pk, now=monday)
    assert len(sending.outbox()) == 1
    assert take(monday, stub, code) == ""


# --- where codes are sent ----------------------------------------------


@pytest.mark.parametrize(
    ("by_phone", "by_mail", "phone", "email", "goes"),
    [
        (True, False, "139 1111 3333", "", Reach(CodeWay.PHONE, PHONE)),
        (True, True, PHONE, "a@example.cn", Reach(CodeWay.PHONE, PHONE)),
        (True, True, "", "a@example.cn", Reach(CodeWay.MAIL, "a@example.cn")),
        (False, True, PHONE, "a@example.cn", Reach(CodeWay.MAIL, "a@example.cn")),
        (False, False, PHONE, "", None),
        (True, True, "", "", "phone"),
        (True, False, "12", "", "phone"),
        (False, True, PHONE, "", "email"),
    ],
)
def test_a_code_goes_where_it_can(
    by_phone: bool, by_mail: bool, phone: str, email: str, goes: object, tmp_path: Path
) -> None:
    with codes_sent(tmp_path, by_phone=by_phone, by_mail=by_mail):
        try:
            found: object = queries.reach_of(phone=phone, email=email)
        except Refused as refused:
            found = refused.field
    assert found == goes


# --- the second line ---------------------------------------------------


def test_nobody_reads_or_changes_a_code_past_the_actions(monday: datetime) -> None:
    ask(monday)
    for person in (
        None,
        a_person("周砚青", Role.COORDINATOR, area=an_area()),
        a_person("管", Role.SYSTEM_ADMIN),
    ):
        with acting(actor_of(person, monday) if person else Actor()):
            assert not ConfirmationCode.objects.exists()
            assert ConfirmationCode.objects.update(used_at=None) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                ConfirmationCode.objects.create(
                    stub_hash="0" * 64, bound="x", way="phone", address=b"x", asked_at=monday,
                    expires_at=monday + DAY,
                )  # fmt: skip


def test_the_same_row_is_there_for_the_system(monday: datetime) -> None:
    """The twin: it is the policy that hides it."""
    ask(monday)
    with door.as_system("test"):
        assert ConfirmationCode.objects.count() == 1
        assert ConfirmationCode.objects.update(tries=0) == 1


def test_the_database_takes_no_code_that_was_used_before_it_was_sent(monday: datetime) -> None:
    ask(monday)
    with door.as_system("test"), pytest.raises(DatabaseError), transaction.atomic():
        ConfirmationCode.objects.update(used_at=monday)


def test_the_outbox_is_a_file_of_masked_numbers(monday: datetime, tmp_path: Path) -> None:
    ask(monday)
    delivered(monday)
    (kept,) = json.loads((tmp_path / "outbox.json").read_text("utf-8"))
    assert PHONE not in str(kept)
