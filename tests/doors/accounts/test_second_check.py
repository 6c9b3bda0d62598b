"""The staff pass a second check at every sign-in; before it a password opens nothing."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.models import Person, RecoveryCode, SecondFactor
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import clock, crypto, door
from qinqing.lib import totp
from tests.builders.accounts import PASSWORD, a_person
from tests.doors.accounts.conftest import browser


@pytest.fixture(autouse=True)
def _two_checks() -> Iterator[None]:
    with override_settings(SECOND_FACTOR=True):
        yield


@pytest.fixture
def admin() -> Person:
    return a_person("周砚青", Role.SYSTEM_ADMIN, login="zhou", password=PASSWORD)


def code(secret: bytes, at: datetime | None = None) -> str:
    return totp.code_of(secret, totp.span_of(at or clock.now()))


def set_up(client: Client) -> tuple[bytes, HttpResponse]:
    """Take an app into use; gives its secret and the page with the recovery codes."""
    page = client.get("/second-check/set-up/").content.decode()
    found = re.search(r'name="sealed" value="(\w+)"', page)
    assert found, page[:500]
    secret = bytes.fromhex(crypto.unseal(bytes.fromhex(found[1])))
    answer = client.post("/second-check/set-up/", {"sealed": found[1], "code": code(secret)})
    return secret, answer  # type: ignore[return-value]


def spare(answer: HttpResponse) -> list[str]:
    return re.findall(r"<code>(\w{5}-\w{5})</code>", answer.content.decode())


def test_a_password_alone_opens_nothing(admin: Person) -> None:
    client = browser("zhou")
    for path in ("/", "/people/", "/account/", "/account/password/"):
        assert client.get(path).url.startswith("/second-check/?next="), path  # type: ignore[attr-defined]
    assert client.post("/people/new/").status_code == 403


def test_whoever_has_no_app_sets_one_up_and_is_in(admin: Person) -> None:
    client = browser("zhou")
    assert client.get("/second-check/").url.startswith("/second-check/set-up/")  # type: ignore[attr-defined]
    _, answer = set_up(client)
    assert len(spare(answer)) == 10
    assert client.get("/people/").status_code == 200


def test_the_next_sign_in_asks_for_a_code_and_goes_on_where_one_wanted(admin: Person) -> None:
    secret, _ = set_up(browser("zhou"))
    client = browser("zhou")
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        given = {"code": code(secret), "next": "/people/"}
        assert client.post("/second-check/", given).url == "/people/"  # type: ignore[attr-defined]
        assert client.get("/people/").status_code == 200


def test_a_code_opens_one_door_only(admin: Person) -> None:
    secret, _ = set_up(browser("zhou"))
    answer = browser("zhou").post("/second-check/", {"code": code(secret)})
    assert answer.status_code == 422
    assert "验证码不对" in answer.content.decode()


def test_a_recovery_code_opens_once(admin: Person) -> None:
    _, answer = set_up(browser("zhou"))
    given = {"code": spare(answer)[0].upper()}
    assert browser("zhou").post("/second-check/", given).status_code == 302
    assert browser("zhou").post("/second-check/", given).status_code == 422


def test_new_recovery_codes_void_the_old_ones(admin: Person) -> None:
    client = browser("zhou")
    secret, answer = set_up(client)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        new = client.post("/second-check/codes/", {"code": code(secret)})
        assert set(spare(new)).isdisjoint(spare(answer))  # type: ignore[arg-type]
        assert browser("zhou").post("/second-check/", {"code": spare(answer)[0]}).status_code == 422


def test_who_guesses_codes_has_to_wait(admin: Person) -> None:
    set_up(browser("zhou"))
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        client = browser("zhou")
        said = [client.post("/second-check/", {"code": f"00000{n}"}).content.decode() for n in range(6)]
    assert "验证码不对" in said[4]
    assert "试错太多次了" in said[5]


def test_neither_secret_nor_recovery_codes_can_be_read_in_the_database(admin: Person) -> None:
    secret, answer = set_up(browser("zhou"))
    with door.as_system("tests.read"):
        (factor,) = SecondFactor.objects.all()
        kept = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert secret not in bytes(factor.secret)
    assert not any(one.replace("-", "") in kept for one in spare(answer))


def test_a_secret_that_we_did_not_seal_is_not_taken(admin: Person) -> None:
    known = b"x" * totp.SECRET_BYTES
    client = browser("zhou")
    answer = client.post("/second-check/set-up/", {"sealed": known.hex(), "code": code(known)})
    assert answer.status_code == 422


# --- a lost app --------------------------------------------------------

RESETS = "/second-check/resets/"


def ready(name: str, role: Role, login: str) -> tuple[Person, Client]:
    """Somebody in a role whose app is in use."""
    person = a_person(name, role, login=login, password=PASSWORD)
    client = browser(login)
    set_up(client)
    return person, client


def confirmed(client: Client, person: Person, of: Person) -> int:
    """Confirm the reset of somebody, by a fresh code of who confirms; gives the status."""
    with door.as_system("tests.read"):
        secret = bytes.fromhex(crypto.unseal(SecondFactor.objects.get(person=person).secret))
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        return client.post(f"{RESETS}{of.pk}/confirm/", {"fresh_code": code(secret)}).status_code


def in_use(person: Person) -> bool:
    with door.as_system("tests.read"):
        return SecondFactor.objects.filter(person=person).exists()


def test_a_lost_app_is_reset_by_two_administrators(admin: Person) -> None:
    his = browser("zhou")
    set_up(his)
    _, asks = ready("另一位", Role.SYSTEM_ADMIN, "other")
    second, confirms = ready("安思远", Role.SECURITY_ADMIN, "xa")
    assert asks.post(f"/people/{admin.pk}/second-check/reset/").status_code == 302
    assert in_use(admin)
    assert his.get("/people/").status_code == 200
    assert "已经申请，等另一位管理员同意" in asks.get(f"/people/{admin.pk}/").content.decode()
    page = confirms.get(RESETS).content.decode()
    assert "周砚青" in page
    assert "另一位" in page
    assert confirmed(confirms, second, admin) == 302
    assert not in_use(admin)
    assert his.get("/people/").url.startswith("/sign-in/")  # type: ignore[attr-defined]
    assert browser("zhou").get("/second-check/").url.startswith("/second-check/set-up/")  # type: ignore[attr-defined]


def test_no_system_administrator_resets_alone(admin: Person) -> None:
    """Whoever may also give a temporary password would become anybody."""
    set_up(browser("zhou"))
    other, client = ready("另一位", Role.SYSTEM_ADMIN, "other")
    assert client.post(f"/people/{other.pk}/second-check/reset/").status_code == 409
    client.post(f"/people/{admin.pk}/second-check/reset/")
    assert client.post(f"/people/{admin.pk}/second-check/reset/").status_code == 409
    assert client.post(f"{RESETS}{admin.pk}/confirm/").status_code == 403
    assert in_use(admin)


def test_what_nobody_asked_for_is_not_reset(admin: Person) -> None:
    set_up(browser("zhou"))
    _, confirms = ready("安思远", Role.SECURITY_ADMIN, "xa")
    assert confirms.post(f"{RESETS}{admin.pk}/confirm/").status_code == 404
    assert in_use(admin)


def test_not_agreed_the_app_stays_and_may_be_asked_for_again(admin: Person) -> None:
    set_up(browser("zhou"))
    _, asks = ready("另一位", Role.SYSTEM_ADMIN, "other")
    _, confirms = ready("安思远", Role.SECURITY_ADMIN, "xa")
    for _ in range(2):
        assert asks.post(f"/people/{admin.pk}/second-check/reset/").status_code == 302
        assert confirms.post(f"{RESETS}{admin.pk}/deny/").status_code == 302
    assert in_use(admin)
    assert "周砚青" not in confirms.get(RESETS).content.decode()


def test_the_only_security_administrator_is_helped_by_the_audit_administrator(admin: Person) -> None:
    keeps = browser("zhou")
    set_up(keeps)
    lost, his = ready("安思远", Role.SECURITY_ADMIN, "xa")
    auditor, audits = ready("申计", Role.AUDIT_ADMIN, "aa")
    lin, _ = ready("林知遥", Role.OFFICER, "lin")
    for person in (lost, lin):
        keeps.post(f"/people/{person.pk}/second-check/reset/")
    assert his.post(f"{RESETS}{lost.pk}/confirm/").status_code == 404  # not his own
    assert audits.post(f"{RESETS}{lin.pk}/confirm/").status_code == 404  # nor the audit anybody else's
    assert "林知遥" not in audits.get(RESETS).content.decode()
    assert confirmed(audits, auditor, lost) == 302
    assert (in_use(lost), in_use(lin)) == (False, True)


def test_a_contact_of_an_enterprise_signs_in_by_his_password(admin: Person) -> None:
    a_person("陈若溪", kind=PersonKind.ENTERPRISE, login="chen", password=PASSWORD)
    assert browser("chen").get("/").status_code == 200


def test_a_demo_world_asks_for_no_code(admin: Person) -> None:
    """The twin: with the second check off the password alone opens the house."""
    with override_settings(SECOND_FACTOR=False):
        assert browser("zhou").get("/people/").status_code == 200
