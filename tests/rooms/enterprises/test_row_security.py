"""The second line: what the database shows and takes, whatever the code asks; and what without it."""

from dataclasses import replace

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from qinqing.domains.accounts.terms import GRANTED_ROLES, Role
from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises.models import Contact, Enterprise, EnterpriseName
from qinqing.domains.enterprises.permissions import PERMISSIONS, ROW_SECURITY
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.enterprises import a_contact, a_member, an_enterprise
from tests.conftest import SuperuserDsn, acting
from tests.rooms.enterprises.conftest import Place


@pytest.fixture
def firms(place: Place) -> dict[str, Enterprise]:
    found = {
        "district": an_enterprise(place.district, "青岚公司"),
        "town": an_enterprise(place.town, "白鹭公司"),
        "other": an_enterprise(place.other, "东岭公司"),
    }
    for firm in found.values():
        a_contact(firm)
    return found


def seen() -> set[str]:
    """What the database shows without any condition of ours."""
    return {row.name for row in Enterprise.objects.all()}


def test_every_table_of_the_room_is_guarded() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("enterprises").get_models()}
    assert tables <= {guard.table for guard in ROW_SECURITY}


@pytest.mark.parametrize("model", [Enterprise, EnterpriseName, Contact])
def test_nobody_sees_nothing(model: type, firms: dict[str, Enterprise]) -> None:
    door.step_in(Actor())
    assert not model._default_manager.exists()


def test_the_same_rows_are_there_for_the_system(firms: dict[str, Enterprise]) -> None:
    with door.as_system("tests.read"):
        assert Enterprise.objects.count() == Contact.objects.count() == 3


@pytest.mark.parametrize("role", [*GRANTED_ROLES, Role.ENTERPRISE_USER])
def test_the_permission_table_and_the_database_show_the_same_enterprises(
    role: Role, place: Place, firms: dict[str, Enterprise]
) -> None:
    if role == Role.ENTERPRISE_USER:
        person = a_member(firms["town"])
    else:
        person = accounts.a_person("某人", role, area=place.district, unit=accounts.a_unit())
    actor = accounts.actor_of(person, place.now)
    if role == Role.OFFICER:
        actor = replace(actor, scopes={**actor.scopes, "served": (firms["other"].pk,)})
    with door.as_system("tests.read"):
        by_table = {row.name for row in Enterprise.objects.filter(PERMISSIONS.scope(actor))}
    with acting(actor):
        assert seen() == by_table
        assert set(Contact.objects.values_list("enterprise__name", flat=True)) == by_table


def test_an_area_role_sees_its_node_and_below(place: Place, firms: dict[str, Enterprise]) -> None:
    with acting(place.coordinator):
        assert seen() == {"青岚公司", "白鹭公司"}


def test_a_query_without_filter_shows_foreign_rows_once_the_guard_is_gone(
    superuser_dsn: SuperuserDsn, django_db_setup: None
) -> None:
    """The twin: the same bare query as the same coordinator, with row security and without."""
    bare = "select name from enterprises_enterprise order by name"
    with psycopg.connect(superuser_dsn("qinqing_test")) as owner:
        here, there = (
            owner.execute(
                "insert into accounts_area (code, name, kind, path, national_code)"
                " values (%s, %s, 'district', '', '') returning id",
                [name, name],
            ).fetchone()
            for name in ("这里", "那里")
        )
        for name, area in (("这里公司", here), ("那里公司", there)):
            owner.execute(
                "insert into enterprises_enterprise (public_id, name, name_key, pinyin, type, type_text,"
                " currency, capital_text, business_scope, address, industry, code_missing_reason, is_key,"
                " version, created_at, area_id) values (%s, %s, 'x', 'x', 'other', '', '', '', '',"
                " '', '', '无', false, 1, 'today', %s)",
                [name[:12], name, area[0]],
            )
        owner.execute("set constraints all immediate")
        owner.execute("select set_config('app.coordinator', %s, true)", [f"{{{here[0]}}}"])
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchall() == [("这里公司",)]
        owner.execute("reset role")
        owner.execute("alter table enterprises_enterprise disable row level security")
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchall() == [("这里公司",), ("那里公司",)]
        owner.rollback()


def test_a_list_and_a_single_fetch_agree(place: Place, firms: dict[str, Enterprise]) -> None:
    with acting(place.coordinator) as actor:
        listed = {row.public_id for row in queries.enterprise_list(actor, queries.Chosen()).rows}
        for firm in firms.values():
            if firm.public_id in listed:
                assert queries.enterprise_for(actor, firm.public_id) == firm
            else:
                with pytest.raises(Enterprise.DoesNotExist):
                    queries.enterprise_for(actor, firm.public_id)
    assert listed == {firms["district"].public_id, firms["town"].public_id}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER, Role.OFFICER, Role.POLICY_EDITOR])
def test_who_only_reads_cannot_write(role: Role, place: Place, firms: dict[str, Enterprise]) -> None:
    actor = place.actor(role, place.district)
    actor = replace(actor, scopes={**actor.scopes, "served": (firms["town"].pk,)})
    with acting(actor):
        assert Enterprise.objects.filter(name="白鹭公司").update(address="改") == 0
        assert Contact.objects.update(name="改") == 0


def test_a_coordinator_cannot_write_into_another_area(place: Place, firms: dict[str, Enterprise]) -> None:
    with acting(place.coordinator):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Enterprise.objects.filter(pk=firms["district"].pk).update(area=place.other)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Contact.objects.create(enterprise_id=firms["other"].pk, name="甲", from_at=place.now)


def test_an_enterprise_that_was_not_imported_cannot_be_removed(
    place: Place, firms: dict[str, Enterprise]
) -> None:
    with acting(place.coordinator), connection.cursor() as cursor:
        cursor.execute("delete from enterprises_enterprise")
        assert cursor.rowcount == 0
