"""The sign-in page: what is typed is kept, what is wrong stands beside the field, nobody is led astray."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Person, SignInAttempt
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, an_area
from tests.doors.accounts.conftest import browser

COOKIE = settings.SESSION_KEY_COOKIE


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", Role.COORDINATOR, area=an_area(), login="zhou", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"who": "staff", "login": "zhou", "password": password, **more})


def test_anybody_opens_the_page_and_reads_the_name_of_the_place(zhou: Person) -> None:
    answer = browser().get("/sign-in/")
    assert answer.status_code == 200
    assert "澜川市首席服务官服务平台" in answer.content.decode()


def test_a_page_behind_the_door_leads_to_sign_in_and_back(zhou: Person) -> None:
    client = browser()
    away = client.get("/account/?tab=2")
    assert away.headers["Location"] == "/sign-in/?next=/account/%3Ftab%3D2"
    shown = client.get(away.headers["Location"]).content.decode()
    assert 'name="next" value="/account/?tab=2"' in shown
    back = client.post("/sign-in/", {"login": "zhou", "password": PASSWORD, "next": "/account/?tab=2"})
    assert back.headers["Location"] == "/account/?tab=2"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "onward", ["https://evil.cn/", "//evil.cn", "/\\evil.cn", "javascript:alert(1)", "/\t/evil.cn", ""]
)
def test_an_address_elsewhere_is_not_followed(onward: str, zhou: Person) -> None:
    for answer in (sign_in(browser(), next=onward), browser("zhou").get("/sign-in/", {"next": onward})):
        assert answer.headers["Location"] == "/"  # type: ignore[attr-defined]


def test_the_cookie_is_for_this_house_alone(zhou: Person) -> None:
    client = browser()
    sign_in(client)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert not cookie["max-age"]
    assert not cookie["secure"]
    with override_settings(SESSION_COOKIE_SECURE=True):
        sign_in(client)
    assert client.cookies[COOKIE]["secure"]


def test_a_wrong_password_keeps_the_login_and_not_the_password(zhou: Person) -> None:
    answer = sign_in(browser(), "Wrong-Secret-9", next="/account/")
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert 'value="zhou"' in text
    assert 'value="/account/"' in text
    assert "Wrong-Secret-9" not in text
    assert 'aria-describedby="id_password_error"' in text
    assert "账号或口令不对" in text


def test_an_empty_field_is_said_beside_it(zhou: Person) -> None:
    text = browser().post("/sign-in/", {"who": "staff", "login": "", "password": ""}).content.decode()
    assert "请填账号" in text
    assert "请填口令" in text


def test_a_failure_is_counted_although_the_page_answers_with_an_error(zhou: Person) -> None:
    client = browser()
    for _ in range(5):
        sign_in(client, "wrong")
    with door.as_system("test"):
        assert SignInAttempt.objects.count() == 5
    assert "试错太多次了" in sign_in(client).content.decode()  # type: ignore[attr-defined]


def test_the_key_changes_at_every_sign_in(zhou: Person) -> None:
    client = browser("zhou")
    first = client.cookies[COOKIE].value
    sign_in(client)
    second = client.cookies[COOKIE].value
    assert first != second
    client.cookies[COOKIE] = first
    assert client.get("/account/").status_code == 302


def test_who_is_signed_in_needs_no_sign_in(zhou: Person) -> None:
    assert browser("zhou").get("/sign-in/?next=/account/").headers["Location"] == "/account/"


def test_signing_out_ends_the_session_and_clears_the_browser(zhou: Person) -> None:
    client = browser("zhou")
    key = client.cookies[COOKIE].value
    answer = client.post("/sign-out/")
    assert (answer.headers["Location"], client.cookies[COOKIE].value) == ("/sign-in/", "")
    assert "cache" in answer.headers["Clear-Site-Data"]
    client.cookies[COOKIE] = key
    assert client.get("/account/").status_code == 302


def test_signing_out_by_a_link_does_nothing(zhou: Person) -> None:
    client = browser("zhou")
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200


def test_the_old_cookie_of_a_closed_account_opens_nothing(zhou: Person, monday: datetime) -> None:
    client = browser("zhou")
    assert client.get("/account/").status_code == 200
    with door.as_system("test"):
        actions.disable_person(author=SYSTEM, person_id=zhou.pk, reason="调离", now=monday)
    assert client.get("/account/").status_code == 302
    assert client.post("/account/sessions/end/").status_code == 403


def test_a_session_that_rested_too_long_leads_to_sign_in(zhou: Person, monday: datetime) -> None:
    client = browser("zhou")
    with clock.set_to(monday + timedelta(minutes=31)):
        assert client.get("/account/").headers["Location"].startswith("/sign-in/")


def test_a_page_of_somebody_signed_in_is_not_kept(zhou: Person) -> None:
    assert "no-store" in browser("zhou").get("/account/").headers["Cache-Control"]


def test_a_contact_is_asked_for_a_phone_number_and_may_use_it() -> None:
    a_person("企业人员", login="ec", password=PASSWORD, phone="13900001111")
    client = browser()
    assert "手机号或账号" in client.get("/sign-in/").content.decode()
    answer = client.post("/sign-in/", {"login": "139 0000 1111", "password": PASSWORD})
    assert answer.status_code == 302


def test_large_print_holds_for_the_pages_that_follow(zhou: Person) -> None:
    client = browser()
    assert "data-elder" in client.get("/sign-in/?elder=1").content.decode().partition("<head>")[0]
    sign_in(client)
    assert "data-elder" in client.get("/account/").content.decode().partition("<head>")[0]


def test_the_switch_of_the_large_print_keeps_what_the_page_was_asked(zhou: Person) -> None:
    client = browser()
    sign_in(client)
    assert 'href="?whole=1&amp;elder=1"' in client.get("/problems/?whole=1").content.decode()
    on = client.get("/problems/?whole=1&elder=1")
    assert 'href="?whole=1&amp;elder=0"' in on.content.decode()
    assert on.cookies["elder"]["samesite"] == "Lax"
    assert "data-elder" in client.get("/account/").content.decode().partition("<head>")[0]
    client.get("/problems/?elder=0")
    assert "data-elder" not in client.get("/account/").content.decode().partition("<head>")[0]


@pytest.mark.parametrize("login", ["\x00", "a" * 5_000, "<script>", "' or 1=1 --", "\u202ezhou", "😀"])
def test_nonsense_is_refused_and_never_breaks_the_page(login: str, zhou: Person) -> None:
    answer = browser().post("/sign-in/", {"login": login, "password": login})
    assert answer.status_code == 422
    assert "<script>'" not in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(zhou: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"login": "zhou", "password": PASSWORD}).status_code == 403


def test_the_address_of_a_try_is_the_connections(zhou: Person) -> None:
    browser().post(
        "/sign-in/",
        {"login": "zhou", "password": "x"},
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="10.9.9.9",
    )
    with door.as_system("test"):
        assert SignInAttempt.objects.get().address == "203.0.113.9"
