"""Asking for an account where codes are sent: the coordinator sees nobody whose number is not confirmed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.domains.enterprises.models import Contact, Registration
from qinqing.kernel import clock, door
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.codes import another, codes_sent, delivered
from tests.builders.enterprises import a_code
from tests.builders.hashing import QUICK
from tests.builders.rendered import Page
from tests.doors.enterprises.conftest import Place

PHONE = "13911112222"


@pytest.fixture(autouse=True)
def _codes(tmp_path: Path, place: Place) -> Iterator[None]:
    with codes_sent(tmp_path), override_settings(PASSWORD_HASHERS=QUICK):
        yield


def asking(place: Place, **changed: str) -> dict[str, str]:
    given = {
        "credit_code": place.firm.credit_code or "",
        "enterprise_name": place.firm.name,
        "name": "冯亦可",
    }
    return {**given, "post": "厂长", "phone": PHONE, **changed}


def send(given: dict[str, str]) -> HttpResponse:
    return Client().post("/sign-up/", given)  # type: ignore[return-value]


def fields(answer: HttpResponse) -> dict[str, str]:
    (form,) = (one for one in Page("/", answer.content.decode()).forms if "credit_code" in one.fields)
    return {one.name: one.value for one in form.fields.values() if one.name != "do"}


def beside(answer: HttpResponse, field: str = "confirmation") -> str:
    text = unescape(answer.content.decode())
    found = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span></p>', text, re.DOTALL)
    return found[1] if found else ""


def stored() -> list[Registration]:
    with door.as_system("tests.read"):
        return list(Registration.objects.all())


def test_the_coordinator_sees_who_has_typed_the_code_and_that_he_has(place: Place) -> None:
    first = send(asking(place))
    assert (first.status_code, stored()) == (200, [])
    assert "no-store" in first["Cache-Control"]
    assert "等您核实" not in place.client(Role.COORDINATOR).get("/registrations/").content.decode()
    answer = send(fields(first) | {"confirmation": delivered(place.now)})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/?done=1")
    (row,) = stored()
    assert (row.phone_confirmed_at, row.email_confirmed_at) == (place.now, None)
    shown = place.client(Role.COORDINATOR).get("/registrations/").content.decode()
    assert "冯亦可" in shown
    assert "手机号已验证" in shown


def test_without_a_gateway_it_is_one_step_and_nothing_is_confirmed(place: Place, tmp_path: Path) -> None:
    with codes_sent(tmp_path, by_phone=False):
        assert send(asking(place)).status_code == 302
    (row,) = stored()
    assert row.phone_confirmed_at is None
    assert "手机号已验证" not in place.client(Role.COORDINATOR).get("/registrations/").content.decode()


def test_a_confirmed_number_is_the_contacts_once_the_keeper_has_confirmed_him_too(place: Place) -> None:
    send(fields(send(asking(place))) | {"confirmation": delivered(place.now)})
    with door.as_system("tests.read"):
        assert not Contact.objects.filter(name="冯亦可").exists()
    place.client(Role.COORDINATOR).post(f"/registrations/{stored()[0].pk}/confirm/")
    with door.as_system("tests.read"):
        assert Contact.objects.get(name="冯亦可").phone_confirmed_at == place.now


def test_a_wrong_code_leaves_no_application_and_keeps_what_was_typed(place: Place) -> None:
    first = fields(send(asking(place)))
    answer = send(first | {"confirmation": another(delivered(place.now))})
    assert (answer.status_code, beside(answer)) == (422, "验证码不对，还可以试 4 次")
    assert {name: fields(answer)[name] for name in asking(place)} == asking(place)
    assert stored() == []


def test_sent_twice_it_is_one_application_and_both_are_told_so(place: Place) -> None:
    given = fields(send(asking(place))) | {"confirmation": delivered(place.now)}
    assert [send(given)["Location"] for _ in range(2)] == ["/sign-up/?done=1"] * 2
    assert len(stored()) == 1


def test_a_code_asked_for_one_enterprise_opens_no_other(place: Place) -> None:
    given = fields(send(asking(place))) | {"confirmation": delivered(place.now)}
    answer = send(given | {"credit_code": a_code()})
    assert beside(answer) == "这个验证码不能用了，请再要一个"
    assert stored() == []


def test_one_goes_back_with_all_that_was_typed(place: Place) -> None:
    back = send(fields(send(asking(place))) | {"do": "back"})
    assert back.status_code == 200
    assert {name: fields(back)[name] for name in asking(place)} == asking(place)
    assert 'name="stub"' not in back.content.decode()


def test_a_known_number_is_answered_like_any_other(place: Place) -> None:
    a_person("早有账号", kind=PersonKind.ENTERPRISE, phone="13977770001", password=PASSWORD)
    shown = []
    for phone in ("13977770001", "13977770002"):
        text = send(asking(place, phone=phone)).content.decode()
        shown.append(re.sub(rf"{phone}|[0-9a-f]{{64}}|value=\"[\w-]{{30,}}\"", "", text))
    assert shown[0] == shown[1]


def test_by_e_mail_alone_the_address_is_confirmed(place: Place, tmp_path: Path) -> None:
    with codes_sent(tmp_path, by_phone=False, by_mail=True):
        assert beside(send(asking(place)), "email") == "请填写这一项"
        first = send(asking(place, email="feng@example.cn"))
        assert send(fields(first) | {"confirmation": delivered(place.now)}).status_code == 302
    (row,) = stored()
    assert (row.email, row.phone_confirmed_at, row.email_confirmed_at) == ("feng@example.cn", None, place.now)
    assert "邮箱已验证" in place.client(Role.COORDINATOR).get("/registrations/").content.decode()


def test_another_code_is_sent_after_a_minute(place: Place) -> None:
    first = fields(send(asking(place)))
    delivered(place.now)
    assert beside(send(first | {"do": "again"})) == "刚发过一个，请等 1 分钟再要"
    with clock.set_to(place.now + timedelta(minutes=1)):
        again = send(first | {"do": "again"})
        code = delivered(place.now + timedelta(minutes=1))
        assert send(fields(again) | {"confirmation": code}).status_code == 302
