"""The second line: what the database shows and takes, whatever the code asks."""

from contextlib import suppress
from datetime import datetime

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import (
    Area,
    Credential,
    Delegation,
    Grant,
    Person,
    Session,
    SignInAttempt,
    Unit,
)
from qinqing.domains.accounts.permissions import PERMISSIONS, ROW_SECURITY
from qinqing.domains.accounts.terms import ADMINISTRATORS, GRANTED_ROLES, PersonKind, Role
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from tests.builders.accounts import PASSWORD, a_person, a_unit, actor_of, an_area
from tests.conftest import acting

pytestmark = pytest.mark.django_db
PHONE = "13800002046"
OWNERLESS = (Unit, Person, Credential, Grant, Delegation, Session, SignInAttempt)


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", Role.COORDINATOR, area=an_area(), password=PASSWORD, login="zhou", phone=PHONE)


@pytest.fixture
def contact() -> Person:
    return a_person("企业人员", kind=PersonKind.ENTERPRISE, password=PASSWORD)


def test_every_table_of_the_room_is_guarded() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("accounts").get_models()}
    assert tables <= {guard.table for guard in ROW_SECURITY}


@pytest.mark.parametrize("model", OWNERLESS)
def test_nobody_sees_nothing(model: type, zhou: Person, monday: datetime) -> None:
    actions.sign_in(login="zhou", password=PASSWORD, address="10.0.0.1", agent="", now=monday)
    a_unit()
    door.step_in(Actor())
    assert not model._default_manager.exists()


def test_the_same_rows_are_there_for_the_system(zhou: Person) -> None:
    with door.as_system("test"):
        assert Person.objects.count() == Credential.objects.count() == Grant.objects.count() == 1


def test_nobody_may_know_the_name_of_the_place(zhou: Person) -> None:
    door.step_in(Actor())
    assert Area.objects.count() == 1


def test_signed_in_people_see_staff_and_themselves(zhou: Person, contact: Person, monday: datetime) -> None:
    other = a_person("别家的人", kind=PersonKind.ENTERPRISE)
    with acting(actor_of(contact, monday)):
        assert set(Person.objects.all()) == {zhou, contact}
        assert other not in Person.objects.all()


@pytest.mark.parametrize("role", [Role.SIGNED_IN, *GRANTED_ROLES, Role.ENTERPRISE_USER])
def test_the_permission_table_and_the_database_show_the_same_people(
    role: Role, zhou: Person, contact: Person, monday: datetime
) -> None:
    if role == Role.ENTERPRISE_USER:
        person = contact
    elif role == Role.SIGNED_IN:
        person = a_person("无授权")
    else:
        person = a_person("某人", role, area=an_area(), unit=a_unit())
    actor = actor_of(person, monday)
    with door.as_system("test"):
        by_table = set(Person.objects.filter(PERMISSIONS.scope(actor)))
    with acting(actor):
        by_database = set(Person.objects.all())
    assert by_table == by_database


def test_nobody_reads_anothers_password_or_sessions(zhou: Person, monday: datetime) -> None:
    actions.sign_in(login="zhou", password=PASSWORD, address="10.0.0.1", agent="", now=monday)
    for role in (*ADMINISTRATORS, Role.COORDINATOR):
        with acting(actor_of(a_person("别人", role, area=an_area()), monday)):
            assert not Credential.objects.exists()
            assert not Session.objects.exists()


@pytest.mark.parametrize("role", [role for role in GRANTED_ROLES if role != Role.SYSTEM_ADMIN])
def test_nobody_but_the_system_administrator_adds_staff(role: Role, monday: datetime) -> None:
    with (
        acting(actor_of(a_person("某人", role, area=an_area(), unit=a_unit()), monday)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Person.objects.create(login="new", name="新", kind="staff", created_at=monday)


def kept(model: type[models.Model]) -> int:
    with door.as_system("test"):
        return model._default_manager.count()


def test_nobody_removes_anything(zhou: Person, monday: datetime) -> None:
    """Where undoing an import removes, as the system, a person's own delete finds no row."""
    admin = actor_of(a_person("管理员", Role.SYSTEM_ADMIN), monday)
    for model in OWNERLESS:
        before = kept(model)
        with (
            acting(admin),
            suppress(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"delete from {model._meta.db_table}")
        assert kept(model) == before, model
    assert kept(Person) > 1


def test_a_phone_number_is_nowhere_in_the_tables_in_clear(zhou: Person) -> None:
    with door.as_system("test"), connection.cursor() as cursor:
        dumped = []
        for model in apps.get_app_config("accounts").get_models():
            cursor.execute(f"select t::text from {model._meta.db_table} t")
            dumped += [row[0] for row in cursor.fetchall()]
    whole = "\n".join(dumped)
    assert "周砚青" in whole
    assert PHONE not in whole
    # bytea is printed in hexadecimal
    assert PHONE.encode().hex() not in whole


def test_a_number_stored_in_clear_would_be_found_in_the_tables(zhou: Person) -> None:
    with door.as_system("test"), connection.cursor() as cursor:
        Person.objects.filter(pk=zhou.pk).update(phone=PHONE.encode())
        cursor.execute("select t::text from accounts_person t")
        assert PHONE.encode().hex() in "\n".join(row[0] for row in cursor.fetchall())
