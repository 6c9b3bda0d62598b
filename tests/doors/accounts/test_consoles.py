"""Each administrator has a console of his own and none of the others'."""

import re
from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Person, Unit
from qinqing.domains.accounts.terms import GRANTED_ROLES, PersonKind, Role
from qinqing.kernel import door
from tests.builders.accounts import PASSWORD, a_person, a_unit, actor_of, an_area
from tests.doors.accounts.conftest import browser

SYSTEM_PAGES = ("/people/new/", "/units/", "/units/new/")
RIGHTS = {
    Role.SYSTEM_ADMIN: {"/people/", *SYSTEM_PAGES},
    Role.SECURITY_ADMIN: {"/people/", "/security-log/"},
    Role.AUDIT_ADMIN: {"/security-log/"},
}
PAGES = ("/people/", *SYSTEM_PAGES, "/security-log/")


@pytest.fixture
def lin() -> Person:
    return a_person("林知遥", login="lin", password=PASSWORD, phone="13800002046")


@pytest.fixture(autouse=True)
def _administrators() -> None:
    a_person("吴管理", Role.SYSTEM_ADMIN, login="sa", password=PASSWORD)
    a_person("安思远", Role.SECURITY_ADMIN, login="xa", password=PASSWORD)
    a_person("申计", Role.AUDIT_ADMIN, login="aa", password=PASSWORD)


@pytest.mark.parametrize("role", GRANTED_ROLES)
def test_a_console_opens_for_its_role_alone(role: Role) -> None:
    a_person("某人", role, area=an_area(), unit=a_unit(), login="some", password=PASSWORD)
    client = browser("some")
    opened = {page for page in PAGES if client.get(page).status_code == 200}
    assert opened == RIGHTS.get(role, set())
    assert {client.get(page).status_code for page in PAGES} <= {200, 403}


# --- the system administrator ------------------------------------------

NEW = {
    "login": "zhao.xl",
    "name": "赵晓岚",
    "post": "股长",
    "phone": "13900001111",
    "email": "",
    "work_phone": "",
    "password": "abxy-LWMP-7697",
}


def test_an_account_is_made_and_its_person_changes_the_password(lin: Person) -> None:
    client = browser("sa")
    answer = client.post("/people/new/", NEW)
    made = client.get(answer.headers["Location"]).content.decode()
    assert "赵晓岚" in made
    assert "13900001111" not in made
    own = browser().post("/sign-in/", {"login": "zhao.xl", "password": "abxy-LWMP-7697"})
    assert own.headers["Location"].startswith("/account/password/")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"login": "lin"}, "login", "已经有人用了"),
        ({"name": ""}, "name", "请填写这一项"),
        ({"phone": "139"}, "phone", "11 位"),
        ({"email": "zhao"}, "email", "邮箱要写成"),
        ({"password": "password"}, "password", "至少 10 个字符"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    wrong: dict[str, str], field: str, said: str, lin: Person
) -> None:
    answer = browser("sa").post("/people/new/", {**NEW, **wrong})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text.partition(f'id="id_{field}_error"')[2][:300]
    assert "股长" in text


def test_a_person_is_corrected(lin: Person) -> None:
    client = browser("sa")
    client.post(f"/people/{lin.pk}/edit/", {"name": "林知遥", "post": "分办员", "phone": ""})
    with door.as_system("test"):
        lin.refresh_from_db()
    assert lin.post == "分办员"
    assert lin.phone is not None
    client.post(f"/people/{lin.pk}/edit/", {"name": "林知遥", "without_phone": "on"})
    with door.as_system("test"):
        lin.refresh_from_db()
    assert lin.phone is None


def test_an_account_is_closed_for_a_reason_and_opened_again(lin: Person) -> None:
    client, lins = browser("sa"), browser("lin")
    assert client.post(f"/people/{lin.pk}/disable/", {"reason": ""}).status_code == 422
    client.post(f"/people/{lin.pk}/disable/", {"reason": "调离"})
    assert lins.get("/account/").status_code == 302
    client.post(f"/people/{lin.pk}/enable/")
    assert browser("lin").get("/account/").status_code == 200


def test_a_temporary_password_is_given(lin: Person) -> None:
    client = browser("sa")
    page = client.get(f"/people/{lin.pk}/password/").content.decode()
    assert 'name="password" type="text" value="' in page
    client.post(f"/people/{lin.pk}/password/", {"password": "abxy-LWMP-7697"})
    assert browser().post("/sign-in/", {"login": "lin", "password": "abxy-LWMP-7697"}).status_code == 302


@pytest.mark.parametrize("path", ["grants/", "grants/1/end/"])
def test_the_system_administrator_gives_no_roles(path: str, lin: Person) -> None:
    assert browser("sa").post(f"/people/{lin.pk}/{path}", {"role": "officer"}).status_code == 403


def test_a_unit_is_added_corrected_and_dissolved(monday: datetime) -> None:
    client, heir = browser("sa"), a_unit("经贸局")
    given = {
        "code": "swj",
        "name": "青岚区商务局",
        "short": "商务局",
        "kind": "department",
        "level": "district",
    }
    assert client.post("/units/new/", given).status_code == 302
    with door.as_system("test"):
        unit = Unit.objects.get(code="swj")
    client.post(f"/units/{unit.pk}/", {**given, "short": "区商务局"})
    client.post(f"/units/{unit.pk}/end/", {"on": "2026-04-01", "successor_id": heir.pk})
    text = client.get("/units/").content.decode()
    assert "区商务局" in text
    assert "2026年4月1日起撤并，由经贸局承接" in text


def test_a_unit_without_its_name_is_told_so() -> None:
    answer = browser("sa").post("/units/new/", {"code": "x", "kind": "department", "level": "district"})
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_a_successor_that_cannot_be_is_told_beside_the_field() -> None:
    unit = a_unit("商务局")
    answer = browser("sa").post(f"/units/{unit.pk}/end/", {"on": "2026-04-01", "successor_id": unit.pk})
    assert answer.status_code == 422
    assert 'id="end_successor_id_error"' in answer.content.decode()


# --- the security administrator ----------------------------------------


def test_a_role_is_given_and_taken_back(lin: Person, monday: datetime) -> None:
    area, client = an_area(), browser("xa")
    given = {"role": "coordinator", "area_id": area.pk, "until_on": "2026-12-31"}
    client.post(f"/people/{lin.pk}/grants/", given)
    assert Role.COORDINATOR in actor_of(lin, monday).roles
    page = client.get(f"/people/{lin.pk}/").content.decode()
    assert "授予角色 协调员 澜川市" in page
    (end,) = re.findall(r'action="(/people/\d+/grants/\d+/end/)"', page)
    client.post(end)
    assert Role.COORDINATOR not in actor_of(lin, monday).roles


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "coordinator"}, "area_id"),
        ({"role": "handler"}, "unit_id"),
        ({"role": "enterprise_user"}, "role"),
        ({"role": "officer", "until_on": "2026-02-30"}, "until_on"),
        ({"role": "officer", "until_on": "2020-01-01"}, "until_on"),
    ],
)
def test_a_grant_that_cannot_be_is_told_beside_its_field(
    given: dict[str, str], field: str, lin: Person
) -> None:
    answer = browser("xa").post(f"/people/{lin.pk}/grants/", given)
    assert answer.status_code == 422
    assert f'id="grant_{field}_error"' in answer.content.decode()


def test_the_security_administrator_finds_no_form_for_himself(monday: datetime) -> None:
    client = browser("xa")
    with door.as_system("test"):
        me = Person.objects.get(login="xa")
    assert "不能给自己授权" in client.get(f"/people/{me.pk}/").content.decode()
    answer = client.post(f"/people/{me.pk}/grants/", {"role": "officer"})
    assert answer.status_code == 422
    assert actor_of(me, monday).roles == {Role.SIGNED_IN, Role.SECURITY_ADMIN}


@pytest.mark.parametrize("path", ["edit/", "password/", "disable/", "enable/"])
def test_the_security_administrator_keeps_no_accounts(path: str, lin: Person) -> None:
    assert browser("xa").post(f"/people/{lin.pk}/{path}", {}).status_code == 403


# --- the audit administrator -------------------------------------------


def test_the_log_tells_who_did_what_to_whom(lin: Person) -> None:
    browser("sa").post(f"/people/{lin.pk}/disable/", {"reason": "调离本区"})
    text = browser("aa").get("/security-log/").content.decode()
    assert "停用账号：调离本区（林知遥）" in text
    assert "吴管理" in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "", "１"])
def test_a_place_in_the_log_that_is_none_is_the_beginning(before: str) -> None:
    assert browser("aa").get("/security-log/", {"before": before}).status_code == 200


def test_people_are_found_and_paged_by_address() -> None:
    a_person("企业人员", kind=PersonKind.ENTERPRISE)
    client = browser("sa")
    assert "企业人员" in client.get("/people/", {"kind": "enterprise"}).content.decode()
    assert "没找到这样的人" in client.get("/people/", {"words": "查无此人"}).content.decode()
    for nonsense in (
        {"after": "~"},
        {"after": "x~" + "9" * 40},
        {"unit": "x"},
        {"role": "x"},
        {"words": "\x00"},
    ):
        assert client.get("/people/", nonsense).status_code == 200
