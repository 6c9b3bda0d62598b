"""Tables: foreign keys point downward with no way back up; migrations and guards keep step with models."""

import importlib
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps

from qinqing.domains.accounts.models import Person
from qinqing.domains.problems.models import Problem
from qinqing.kernel.row_security import Guard
from tests.contracts.source import ROOMS

FLOORS = ("kernel", *ROOMS)
"""Everything that has tables, lowest first."""
OURS = [model for model in apps.get_models() if model.__module__.startswith("qinqing.")]


def label_of(model: type[models.Model]) -> str:
    return str(model._meta.app_label)


def ways_up(found: Iterable[type[models.Model]]) -> list[str]:
    """Relations that leave their room upward or sideways, or by which the other room could look back."""
    faults = []
    for model in found:
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            home, target = label_of(model), label_of(field.related_model)
            hidden = field.remote_field.related_name is not None and field.remote_field.related_name.endswith(
                "+"
            )
            if home != target and not (FLOORS.index(target) < FLOORS.index(home) and hidden):
                faults.append(f"{home}.{model.__name__}.{field.name} → {target}")
    return faults


def test_foreign_keys_between_rooms_point_downward_and_hide_the_way_back() -> None:
    assert ways_up(OURS) == []


def test_a_foreign_key_upward_or_with_a_way_back_is_seen() -> None:
    with isolate_apps("qinqing.domains.officers"):

        class Planted(models.Model):  # noqa: DJ008
            back = models.ForeignKey(Person, models.PROTECT)
            up = models.ForeignKey(Problem, models.PROTECT, related_name="+")
            down = models.ForeignKey(Person, models.PROTECT, related_name="+")

            class Meta:
                app_label = "officers"

    assert ways_up([Planted]) == ["officers.Planted.back → accounts", "officers.Planted.up → problems"]


def test_a_row_is_never_deleted_by_the_deletion_of_another_rooms_row() -> None:
    cascading = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and label_of(model) != label_of(field.related_model)
        and field.remote_field.on_delete is not models.PROTECT
        # What is only worked out again holds nothing in place, and is not deleted with it either.
        and (field.remote_field.on_delete is not models.DO_NOTHING or field.db_constraint)
    ]
    assert cascading == []


def test_apps_that_would_see_past_the_permission_tables_are_not_installed() -> None:
    assert {"admin", "auth", "sessions", "contenttypes"} & set(apps.app_configs) == set()


def test_every_room_is_an_app_under_its_own_name() -> None:
    assert [apps.get_app_config(room).name for room in ROOMS] == [f"qinqing.domains.{room}" for room in ROOMS]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_table_says_what_it_is_in_both_languages(model: type[models.Model]) -> None:
    assert not model._meta.verbose_name.isascii()
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_moments_end_in_at_and_days_in_on(model: type[models.Model]) -> None:
    wrong = [
        field.name
        for field in model._meta.get_fields()
        if (type(field) is models.DateTimeField and field.name.split("_")[-1] != "at")
        or (type(field) is models.DateField and field.name.split("_")[-1] != "on")
    ]
    assert wrong == []


# --- migrations --------------------------------------------------------


def missing_migrations(now: ProjectState) -> list[str]:
    """What the models say and no migration does; asks no database."""
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), now).changes(graph=loader.graph)
    return [
        f"{label}: {one}"
        for label, found in changes.items()
        for migration in found
        for one in migration.operations
    ]


def test_no_migration_is_missing() -> None:
    assert missing_migrations(ProjectState.from_apps(apps)) == []


def test_a_missing_migration_is_seen() -> None:
    changed = ProjectState.from_apps(apps)
    changed.add_field("accounts", "person", "planted", models.IntegerField(null=True), preserve_default=True)
    assert len(missing_migrations(changed)) == 1


# --- guards ------------------------------------------------------------


def unguarded(room: str, guards: Iterable[Guard]) -> set[str]:
    """Tables of a room that no guard of its own covers."""
    tables = {model._meta.db_table for model in apps.get_app_config(room).get_models()}
    return tables - {guard.table for guard in guards if guard.name == "guard"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_guards_every_table_it_has(room: str) -> None:
    permissions = importlib.import_module(f"qinqing.domains.{room}.permissions")
    assert unguarded(room, permissions.ROW_SECURITY) == set()


def test_an_unguarded_table_is_seen() -> None:
    guards = importlib.import_module("qinqing.domains.inbox.permissions").ROW_SECURITY
    assert unguarded("inbox", guards[1:]) == {guards[0].table}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_guards_no_table_above_it(room: str) -> None:
    permissions = importlib.import_module(f"qinqing.domains.{room}.permissions")
    above = FLOORS[FLOORS.index(room) + 1 :]
    assert [guard.table for guard in permissions.ROW_SECURITY if guard.table.split("_")[0] in above] == []
