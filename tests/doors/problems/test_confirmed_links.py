"""Raised by the QR code where codes are sent: what was typed waits in the form until the code is right."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.models import ConfirmationCode, Person
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.domains.problems.models import Attachment, Problem
from qinqing.domains.problems.terms import Channel
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.browsers import signed_in
from tests.builders.codes import another, codes_sent, delivered
from tests.builders.enterprises import a_code, a_contact
from tests.builders.hashing import QUICK
from tests.builders.pictures import png
from tests.builders.problems import Town, at
from tests.builders.problems import town as a_town
from tests.builders.rendered import Page

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:30")
SAID = {"facts": "门口的路灯坏了三天", "contact_name": "冯亦可", "phone": "13911112222"}
MAIL = "feng@example.cn"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _codes(tmp_path: Path) -> Iterator[None]:
    with codes_sent(tmp_path), override_settings(PASSWORD_HASHERS=QUICK, FILES=tmp_path / "files"):
        yield


@pytest.fixture
def town() -> Iterator[Town]:
    with clock.set_to(NOW):
        yield a_town()


@pytest.fixture
def card(town: Town) -> str:
    """The path behind the QR code."""
    client = signed_in(town.people["enterprise"], NOW)
    answer = client.post(f"/enterprises/{town.enterprise.public_id}/card/")
    found = re.search(r'data-copy="(http[^"]+/r/[^"]+)"', answer.content.decode())
    assert found
    return urlsplit(found[1]).path


def fields(answer: HttpResponse) -> dict[str, str]:
    """What the form of a page carries, as a browser without JavaScript would send it back."""
    (form,) = (one for one in Page("/", answer.content.decode()).forms if "facts" in one.fields)
    return {one.name: one.value for one in form.fields.values() if one.name != "do" and one.kind != "file"}


def send(path: str, given: dict[str, object], now: datetime = NOW) -> HttpResponse:
    with clock.set_to(now):
        return Client().post(path, given)  # type: ignore[return-value]


def asked(card: str, **changed: object) -> dict[str, str]:
    """The step that asks for the code, as it is to be sent back."""
    answer = send(card, {**fields(Client().get(card)), **SAID, **changed})
    assert answer.status_code == 200, answer.content.decode()
    return fields(answer)


def raised() -> list[Problem]:
    with door.as_system("tests.read"):
        return list(Problem.objects.filter(channel=Channel.LINK))


def said(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def beside(answer: HttpResponse, field: str = "confirmation") -> str:
    """What is said beside a field."""
    found = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span></p>', said(answer), re.DOTALL)
    return found[1] if found else ""


def test_nothing_is_stored_before_the_code_was_typed(card: str) -> None:
    with door.as_system("tests.read"):
        people = Person.objects.count()
    step = asked(card)
    assert raised() == []
    with door.as_system("tests.read"):
        assert Person.objects.count() == people
    answer = send(card, step | {"confirmation": delivered(NOW)})
    assert answer.status_code == 302
    assert "收到了，编号 WT" in said(Client().get(answer["Location"]))
    (problem,) = raised()
    assert (problem.facts, problem.contact_name) == (SAID["facts"], SAID["contact_name"])


def test_the_contact_is_confirmed_and_as_unverified_as_before(card: str, town: Town) -> None:
    send(card, asked(card) | {"confirmation": delivered(NOW)})
    with door.as_system("tests.read"):
        contact = Contact.objects.select_related("person").get(name="冯亦可")
    assert contact.phone_confirmed_at == NOW
    assert (contact.sees, contact.person.phone) == (ContactSees.ONE, None)  # type: ignore[union-attr]
    officer = signed_in(town.people["officer"], NOW)
    for page in (f"/problems/{raised()[0].public_id}/", f"/enterprises/{town.enterprise.public_id}/"):
        text = said(officer.get(page))  # type: ignore[arg-type]
        assert "手机号已验证" in text
        assert "扫码来的，未核实" in text


def test_without_a_gateway_nobody_is_asked(card: str, town: Town, tmp_path: Path) -> None:
    """The twin: as it is where the officer calls."""
    with codes_sent(tmp_path, by_phone=False):
        assert send(card, SAID).status_code == 302
    with door.as_system("tests.read"):
        assert Contact.objects.get(name="冯亦可").phone_confirmed_at is None
    text = said(signed_in(town.people["officer"], NOW).get(f"/problems/{raised()[0].public_id}/"))  # type: ignore[arg-type]
    assert "手机号已验证" not in text


def test_who_confirmed_nothing_is_not_the_contact_who_did(card: str, tmp_path: Path) -> None:
    send(card, asked(card) | {"confirmation": delivered(NOW)})
    with codes_sent(tmp_path, by_phone=False):
        send(card, SAID)
    with door.as_system("tests.read"):
        found = {one.phone_confirmed_at for one in Contact.objects.filter(name="冯亦可")}
    assert found == {NOW, None}


def test_a_wrong_code_is_said_beside_its_field_and_what_was_typed_is_kept(card: str) -> None:
    step = asked(card)
    wrong = another(delivered(NOW))
    answer = send(card, step | {"confirmation": wrong})
    assert answer.status_code == 422
    assert beside(answer) == "验证码不对，还可以试 4 次"
    assert {name: fields(answer)[name] for name in SAID} == SAID
    assert fields(answer)["stub"] == step["stub"]
    assert fields(answer)["confirmation"] == wrong
    assert raised() == []


def test_wrong_ones_count_although_they_are_refused(card: str) -> None:
    step = asked(card)
    code = delivered(NOW)
    for number in range(5):
        send(card, step | {"confirmation": another(code)}, NOW + (number + 1) * MINUTE)
    answer = send(card, step | {"confirmation": code}, NOW + 6 * MINUTE)
    assert beside(answer) == "错了 5 次，这个验证码作废了，请再要一个"
    assert raised() == []


@pytest.mark.parametrize(
    ("typed", "later", "words"),
    [
        ("", 0, "请填写这一项"),
        ("right", 10, "这个验证码过了 10 分钟，不能用了，请再要一个"),
    ],
)
def test_what_is_refused_stands_beside_the_code(typed: str, later: int, words: str, card: str) -> None:
    step = asked(card)
    code = delivered(NOW)
    answer = send(card, step | {"confirmation": code if typed else ""}, NOW + later * MINUTE)
    assert answer.status_code == 422
    assert beside(answer) == words
    assert SAID["facts"] in said(answer)


def test_full_width_digits_and_spaces_are_a_code_too(card: str) -> None:
    step = asked(card)
    typed = delivered(NOW).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert send(card, step | {"confirmation": f" {typed[:3]} {typed[3:]} "}).status_code == 302


def test_a_code_of_another_number_or_enterprise_opens_nothing(card: str, town: Town) -> None:
    step = asked(card)
    code = delivered(NOW)
    answer = send(card, step | {"confirmation": code, "phone": "13911113333"})
    assert beside(answer) == "这个验证码不能用了，请再要一个"
    assert raised() == []


def test_the_code_of_a_registration_raises_nothing(card: str) -> None:
    given = {"credit_code": a_code(), "enterprise_name": "某公司", "name": "冯亦可", "phone": SAID["phone"]}
    answer = send("/sign-up/", given)
    stub = re.search(r'name="stub" value="(\w+)"', said(answer))
    assert stub, said(answer)
    answer = send(card, {**SAID, "stub": stub[1], "confirmation": delivered(NOW)})
    assert beside(answer) == "这个验证码不能用了，请再要一个"
    assert raised() == []


def test_a_code_that_was_used_raises_no_second_problem(card: str) -> None:
    step = asked(card)
    given = step | {"confirmation": delivered(NOW)}
    assert send(card, given).status_code == 302
    answer = send(card, given | {"client_key": "00000000-0000-4000-8000-000000000009", "facts": "又一件"})
    assert beside(answer).startswith("这个验证码用过了")
    assert len(raised()) == 1


def test_the_last_step_sent_twice_is_one_problem_with_one_link(card: str) -> None:
    step = asked(card)
    given = step | {"confirmation": delivered(NOW)}
    first, second = send(card, given), send(card, given)
    assert first["Location"] == second["Location"]
    assert len(raised()) == 1


def test_the_first_step_sent_twice_asks_for_one_code(card: str) -> None:
    given = {**fields(Client().get(card)), **SAID}  # type: ignore[arg-type]
    stubs = {fields(send(card, given))["stub"] for _ in range(2)}
    assert len(stubs) == 1
    with door.as_system("tests.read"):
        assert ConfirmationCode.objects.count() == 1


def test_another_is_sent_after_a_minute_and_before_it_is_said_how_long_it_takes(card: str) -> None:
    step = asked(card)
    delivered(NOW)
    early = send(card, step | {"do": "again"}, NOW + timedelta(seconds=30))
    assert (early.status_code, beside(early)) == (422, "刚发过一个，请等 30 秒再要")
    assert fields(early)["stub"] == step["stub"]
    later = send(card, fields(early) | {"do": "again"}, NOW + MINUTE)
    assert later.status_code == 200
    code = delivered(NOW + MINUTE)
    assert fields(later)["stub"] != step["stub"]
    assert send(card, fields(later) | {"confirmation": code}, NOW + MINUTE).status_code == 302


def test_one_goes_back_and_changes_the_number(card: str) -> None:
    step = asked(card)
    back = send(card, step | {"do": "back"})
    assert back.status_code == 200
    assert {name: fields(back)[name] for name in SAID} == SAID
    assert "stub" not in fields(back)
    again = send(card, fields(back) | {"phone": "13911113333"})
    assert "13911113333" in said(again)
    assert send(card, fields(again) | {"confirmation": delivered(NOW)}).status_code == 302


def test_a_number_that_is_none_is_sent_no_code(card: str) -> None:
    answer = send(card, {**SAID, "phone": "12"})
    assert (answer.status_code, beside(answer, "phone")) == (422, "手机号是 11 位，以 1 开头")
    assert SAID["facts"] in said(answer)
    with door.as_system("tests.read"):
        assert not ConfirmationCode.objects.exists()


def test_a_number_that_is_asked_for_too_often_is_said_so_beside_it(card: str) -> None:
    asked(card)
    answer = send(card, {**SAID, "client_key": "00000000-0000-4000-8000-000000000009"})
    assert (answer.status_code, beside(answer, "phone")) == (422, "刚发过一个，请等 1 分钟再要")


def test_whether_a_number_is_known_is_not_told(card: str, town: Town) -> None:
    a_contact(town.enterprise, "早有的人", phone="13977776665")
    numbers = ("13977776665", "13977776666")
    shown = []
    for number in numbers:
        text = said(send(card, {**SAID, "phone": number}))
        shown.append(re.sub(rf"{number}|[0-9a-f]{{64}}|value=\"[\w-]{{30,}}\"", "", text))
    assert shown[0] == shown[1]


def test_photos_are_kept_through_the_step_and_through_a_wrong_code(card: str) -> None:
    photo = SimpleUploadedFile("路灯.png", png())
    first = send(card, {**SAID, "attachments": photo})
    assert "路灯.png" in said(first)
    code = delivered(NOW)
    second = send(card, fields(first) | {"confirmation": another(code)})
    assert "路灯.png" in said(second)
    assert send(card, fields(second) | {"confirmation": code}, NOW + MINUTE).status_code == 302
    with door.as_system("tests.read"):
        assert [one.name for one in Attachment.objects.filter(problem=raised()[0])] == ["路灯.png"]


def test_a_photo_that_this_house_did_not_write_down_is_none(card: str) -> None:
    step = asked(card)
    written = f'["{"0" * 64}",1,"image/png","x.png"]:1abc:zzz'
    given = step | {"held": written, "confirmation": delivered(NOW)}
    assert send(card, given).status_code == 302
    with door.as_system("tests.read"):
        assert not Attachment.objects.filter(problem=raised()[0]).exists()


def test_where_codes_go_by_e_mail_an_address_will_do(card: str, town: Town, tmp_path: Path) -> None:
    with codes_sent(tmp_path, by_mail=True):
        step = asked(card, phone="", email=MAIL)
        assert send(card, step | {"confirmation": delivered(NOW)}).status_code == 302
        neither = send(card, {**SAID, "phone": "", "email": ""})
        assert beside(neither, "phone") == "请写手机号或者邮箱，验证码发到那里"
    with door.as_system("tests.read"):
        contact = Contact.objects.get(name="冯亦可")
    assert (contact.phone, contact.email_confirmed_at) == (None, NOW)


def test_an_address_in_place_of_a_number_is_masked_and_opens_with_a_record(
    card: str, town: Town, tmp_path: Path
) -> None:
    with codes_sent(tmp_path, by_mail=True):
        send(card, asked(card, phone="", email=MAIL) | {"confirmation": delivered(NOW)})
    officer, page = signed_in(town.people["officer"], NOW), f"/problems/{raised()[0].public_id}/"
    shown = said(officer.get(page))  # type: ignore[arg-type]
    assert "邮箱已验证" in shown
    assert "f***@example.cn" in shown
    assert MAIL not in shown
    with door.as_system("tests.read"):
        contact = Contact.objects.get(name="冯亦可")
    opened = officer.post(f"{page}phone/{contact.pk}/", {"view": "staff"})
    assert f'href="mailto:{MAIL}"' in said(opened)  # type: ignore[arg-type]
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ContactPhoneRevealed").count() == 1


def test_by_e_mail_alone_the_address_is_asked_for(card: str, tmp_path: Path) -> None:
    with codes_sent(tmp_path, by_phone=False, by_mail=True):
        assert beside(send(card, SAID), "email") == "请写邮箱，验证码发到那里"  # type: ignore[arg-type]


def test_what_is_behind_the_key_stays_in_no_browser(card: str) -> None:
    answer = send(card, SAID)  # type: ignore[arg-type]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_void_card_sends_no_code(card: str, town: Town) -> None:
    signed_in(town.people["enterprise"], NOW).post(f"/enterprises/{town.enterprise.public_id}/card/end/")
    assert send(card, SAID).status_code == 404  # type: ignore[arg-type]
    with door.as_system("tests.read"):
        assert not ConfirmationCode.objects.exists()


def test_looking_at_the_card_asks_for_no_code(card: str) -> None:
    Client().get(card)
    Client().head(card)
    with door.as_system("tests.read"):
        assert not ConfirmationCode.objects.exists()
