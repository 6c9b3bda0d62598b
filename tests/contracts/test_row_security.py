"""The second line stands on every table."""

import pytest
from django.apps import apps
from django.db import connection

from qinqing.kernel import row_security

pytestmark = pytest.mark.django_db
WITHOUT = {"kernel_searchdocument"}
"""Read only through a function whose owner it belongs to; the web role has no grant at all."""


def _tables() -> dict[str, tuple[bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        return {name: (enabled, forced) for name, enabled, forced in cursor.fetchall()}


def test_every_table_of_ours_forces_row_security() -> None:
    tables = _tables()
    ours = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("qinqing.")} - WITHOUT
    assert {name for name in ours if tables[name] != (True, True)} == set()


def test_every_table_of_ours_has_a_guard() -> None:
    guarded = {guard.table for guard in row_security.guards()}
    assert set(row_security.owned_tables()) - WITHOUT - guarded == set()


def test_the_web_role_owns_nothing_and_passes_no_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)


def test_without_an_actor_there_are_no_rows_of_anybody() -> None:
    with connection.cursor() as cursor:
        for table in (
            "problems_problem",
            "problems_task",
            "enterprises_enterprise",
            "accounts_person",
            "kernel_event",
        ):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table


def test_no_state_of_the_business_changes_without_an_event() -> None:
    """Deliveries and runs of an import have states of their own, of which nobody is told."""
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'state_is_told'")
        told = {name for (name,) in cursor.fetchall()}
    with_state = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("qinqing.domains.")
        and any(f.name == "state" for f in model._meta.fields)
    }
    assert with_state - told == {"inbox_delivery"}
