"""Coming to speak for an enterprise: invited by a link that is shown once, or asked and confirmed."""

import re
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.models import OneTimeLink
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.domains.enterprises.models import Contact, Registration
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_code, a_contact
from tests.builders.hashing import QUICK
from tests.builders.officers import an_assignment, an_officer
from tests.doors.enterprises.conftest import Place

CHOSEN = {"new": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def _quickly() -> object:
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


@pytest.fixture
def officer(place: Place) -> Client:
    person = a_person("许知行", Role.OFFICER)
    an_assignment(an_officer(person=person), place.firm)
    return signed_in(person, place.now)


def new(**changed: str) -> dict[str, str]:
    return {"name": "冯亦可", "post": "厂长", "phone": "13911112222", "sees": "own", **changed}


def way_in(answer: HttpResponse) -> str:
    """The path of the link that a page shows."""
    found = re.search(r"<code[^>]*>(http[^<]+)</code>", answer.content.decode())
    assert found, answer.status_code
    return urlsplit(found[1]).path


def enters(path: str, **typed: str) -> HttpResponse:
    return Client().post(path, typed or CHOSEN)  # type: ignore[return-value]


def signs_in(phone: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"who": "enterprise", "login": phone, "password": password}).url == "/"
    return client


def test_an_officer_invites_the_first_contact_who_then_reads_his_enterprise(
    place: Place, officer: Client
) -> None:
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    assert enters(path).url.startswith("/sign-in/")  # type: ignore[attr-defined]
    assert (
        place.firm.name
        in signs_in("13911112222").get(f"/enterprises/{place.firm.public_id}/").content.decode()
    )


def test_looking_at_a_link_changes_nothing(place: Place, officer: Client) -> None:
    """A scanner of mails opens every link it meets."""
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    with door.as_system("tests.read"):
        events = Event.objects.count()
    for ask in (Client().get, Client().head, Client().get):
        assert ask(path).status_code == 200
    with door.as_system("tests.read"):
        assert Event.objects.count() == events
        assert OneTimeLink.objects.filter(used_at=None, revoked_at=None).count() == 1
    assert enters(path).status_code == 302


def test_a_used_and_an_invented_link_are_answered_alike(place: Place, officer: Client) -> None:
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    enters(path)
    used, invented = Client().get(path), Client().get("/enter/nothing/")
    assert (used.status_code, invented.status_code) == (404, 404)
    assert "这个链接不能用了" in used.content.decode()
    assert "这个链接不能用了" in invented.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"new": "kurz", "again": "kurz"}, "至少 8 个字符"),
        ({"new": PASSWORD, "again": "anders"}, "和上面写的不一样"),
        ({"new": "Ruoxi-2046", "again": ""}, "请填再写一遍新口令"),
    ],
)
def test_what_is_wrong_with_a_chosen_password_is_said(
    typed: dict[str, str], said: str, place: Place, officer: Client
) -> None:
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    answer = enters(path, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert typed["new"] not in answer.content.decode()


def test_sent_twice_it_is_one_contact_with_one_link(place: Place, officer: Client) -> None:
    given = new(client_key="00000000-0000-4000-8000-000000000001")
    paths = [
        way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", given)) for _ in range(2)
    ]
    assert [Client().get(path).status_code for path in paths] == [404, 200]
    with door.as_system("tests.read"):
        assert Contact.objects.filter(name="冯亦可").count() == 1


def test_an_officer_does_not_put_another_in_the_main_contacts_place(place: Place, officer: Client) -> None:
    answer = officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new(is_main="on"))
    assert answer.status_code == 422
    with door.as_system("tests.read"):
        assert Contact.objects.get(enterprise=place.firm, is_main=True).person == place.main


def test_an_officer_invites_for_nobody_else(place: Place, officer: Client) -> None:
    assert officer.get(f"/enterprises/{place.foreign.public_id}/contacts/invite/").status_code == 404


def test_the_main_contact_gives_an_account_to_a_contact_without_one(place: Place) -> None:
    path = way_in(
        place.member.post(f"/enterprises/{place.firm.public_id}/contacts/{place.contact.pk}/account/")
    )
    enters(path)
    signs_in("13800002046")


def test_who_has_an_account_elsewhere_keeps_his_password_and_gets_no_link(place: Place) -> None:
    known = a_person("两家的人", kind=PersonKind.ENTERPRISE, phone="13911112222", password=PASSWORD)
    a_contact(place.foreign, "两家的人", phone="13911112222", person=known)
    answer = place.member.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new(), follow=True)
    assert "用原来的口令登录" in answer.content.decode()
    assert place.firm.name in signs_in("13911112222").get("/enterprise/", follow=True).content.decode()
    with door.as_system("tests.read"):
        assert not OneTimeLink.objects.exists()
        here = Contact.objects.get(enterprise=place.firm, person=known)
    again = place.member.post(f"/enterprises/{place.firm.public_id}/contacts/{here.pk}/account/")
    assert again.status_code == 409


def test_a_number_is_one_contact_of_an_enterprise(place: Place) -> None:
    enters(way_in(place.member.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new())))
    other = a_contact(place.firm, "同号", phone="13911112222")
    answer = place.member.post(f"/enterprises/{place.firm.public_id}/contacts/{other.pk}/account/")
    assert answer.status_code == 409
    assert "已经是这家企业的联系人" in answer.content.decode()


def test_who_left_loses_sight_with_the_page_he_has_open(place: Place, officer: Client) -> None:
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    enters(path)
    his = signs_in("13911112222")
    with door.as_system("tests.read"):
        contact = Contact.objects.get(name="冯亦可")
    place.member.post(f"/enterprises/{place.firm.public_id}/contacts/{contact.pk}/end/")
    assert his.get(f"/enterprises/{place.firm.public_id}/").url.startswith("/sign-in/")  # type: ignore[attr-defined]
    again = signs_in("13911112222")
    assert again.get(f"/enterprises/{place.firm.public_id}/").status_code == 404


def test_who_left_before_he_came_does_not_come_in(place: Place, officer: Client) -> None:
    path = way_in(officer.post(f"/enterprises/{place.firm.public_id}/contacts/invite/", new()))
    with door.as_system("tests.read"):
        contact = Contact.objects.get(name="冯亦可")
    place.member.post(f"/enterprises/{place.firm.public_id}/contacts/{contact.pk}/end/")
    assert enters(path).status_code == 404


def test_the_main_contact_says_who_reads_all_problems(place: Place, coordinator: Client) -> None:
    path = f"/enterprises/{place.firm.public_id}/contacts/{place.contact.pk}/sees/"
    for sees in ("all", "own"):
        assert place.member.post(path).status_code == 302
        with door.as_system("tests.read"):
            assert Contact.objects.get(pk=place.contact.pk).sees == sees


# --- asked by oneself --------------------------------------------------


def asks(place: Place, **changed: str) -> HttpResponse:
    given = {
        "credit_code": place.firm.credit_code or "",
        "enterprise_name": place.firm.name,
        "name": "冯亦可",
        "post": "",
        "phone": "13911112222",
    }
    return Client().post("/sign-up/", {**given, **changed})  # type: ignore[return-value]


def registration() -> Registration:
    with door.as_system("tests.read"):
        return Registration.objects.latest("pk")


def test_who_asks_is_confirmed_by_the_coordinator_and_comes_in(place: Place, coordinator: Client) -> None:
    assert asks(place).url == "/sign-up/?done=1"  # type: ignore[attr-defined]
    assert "冯亦可" in coordinator.get("/registrations/").content.decode()
    path = way_in(coordinator.post(f"/registrations/{registration().pk}/confirm/"))
    enters(path)
    signs_in("13911112222")
    assert "冯亦可" not in coordinator.get("/registrations/").content.decode()


def test_nobody_is_let_in_by_asking(place: Place) -> None:
    asks(place)
    with door.as_system("tests.read"):
        assert not Contact.objects.filter(name="冯亦可").exists()


def test_the_coordinator_of_another_area_neither_reads_nor_confirms(place: Place) -> None:
    asks(place)
    other = place.client(Role.COORDINATOR, place.other)
    assert "冯亦可" not in other.get("/registrations/").content.decode()
    assert other.post(f"/registrations/{registration().pk}/confirm/").status_code == 404


def test_an_unknown_code_is_answered_alike_and_waits_for_its_enterprise(
    place: Place, coordinator: Client
) -> None:
    assert asks(place, credit_code=a_code()).url == "/sign-up/?done=1"  # type: ignore[attr-defined]
    assert "登记里没有这个代码" in coordinator.get("/registrations/").content.decode()
    answer = coordinator.post(f"/registrations/{registration().pk}/confirm/", follow=True)
    assert "先登记企业" in answer.content.decode()


def test_a_declined_one_is_gone_from_the_list_with_its_reason(place: Place, coordinator: Client) -> None:
    asks(place)
    path = f"/registrations/{registration().pk}/decline/"
    assert coordinator.post(path, {"reason": ""}).status_code == 422
    assert coordinator.post(path, {"reason": "打过去不是本人"}).status_code == 302
    assert "冯亦可" not in coordinator.get("/registrations/").content.decode()
    assert registration().reason == "打过去不是本人"
    assert coordinator.post(path, {"reason": "再来一次"}).status_code == 409


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phone": "12"}, "手机号是 11 位"),
        ({"credit_code": "914413001959738051"}, "校验码不对"),
        ({"name": ""}, "请填写这一项"),
    ],
)
def test_what_is_wrong_with_an_application_is_said_beside_it(
    changed: dict[str, str], said: str, place: Place
) -> None:
    answer = asks(place, **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert place.firm.name in answer.content.decode()


def test_one_address_asks_five_times_an_hour(place: Place) -> None:
    answers = [asks(place, phone=f"1391111222{n}").status_code for n in range(6)]
    assert answers == [302] * 5 + [422]


def test_one_number_asks_three_times_a_day(place: Place) -> None:
    assert [asks(place).status_code for _ in range(4)] == [302] * 3 + [422]
