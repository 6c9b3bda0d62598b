"""Everything sealed passes to another key: found in a full world by what the old key opens, not by a list."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.imports import PEOPLE
from qinqing.domains.accounts.models import ConfirmationCode, Person, SignInAttempt
from qinqing.domains.claims.models import PayoutAccount
from qinqing.domains.enterprises.models import Contact
from qinqing.kernel import crypto, door, imports, resealing
from qinqing.kernel.database.keys import Key, Unsealable
from qinqing.kernel.events import Author
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import system
from qinqing.kernel.resealing import Column, Passage, Passed
from qinqing.kernel.row_security import owned_tables
from tests.builders import personas
from tests.builders.personas import NOW, PHONE, Crowd, undone
from tests.conftest import Database, point_at

OLD, NEW = Key(bytes(32)), Key(bytes(range(32)))
HEX = re.compile(r"\b(?:[0-9a-f]{2}){29,}\b")
"""Shorter than this nothing is that was sealed."""
Place = tuple[str, str, Any]


@pytest.fixture
def world(server: Database, crowd: Crowd) -> Iterator[Crowd]:
    """The crowd as the worker meets it, with a row in every sealed column; afterwards all is as it was."""
    point_at(server.url("qinqing_worker", personas.DATABASE))
    with undone():
        door.step_in(system("tests.build"))
        _fill(crowd)
        yield crowd
    point_at(server.url("qinqing_web", personas.DATABASE))


def _fill(crowd: Crowd) -> None:
    """What nothing of the crowd holds: a code on its way, one sent, a sign-in, a corrected number."""
    waiting = {"bound": "b", "way": "phone", "asked_at": NOW, "expires_at": NOW + timedelta(minutes=10)}
    for stub, more in (
        ("sent", {"sent_at": NOW, "code_hash": "h"}),
        ("on its way", {"address": crypto.seal("13911110001")}),
    ):
        index = crypto.blind_index("13911110001")
        ConfirmationCode.objects.create(stub_hash=stub, address_index=index, **waiting, **more)
    login = crypto.blind_index(crowd.people["officer"].login)
    SignInAttempt.objects.create(login_index=login, at=NOW, succeeded=True)
    _corrected(crowd)


def _corrected(crowd: Crowd) -> ImportRun:
    """A table that corrected somebody's number."""
    author = Author(system("tests.build"))
    person = crowd.people["officer"]
    return imports.confirm(
        PEOPLE,
        author=author,
        run=imports.preview(
            PEOPLE,
            author=author,
            content=f"姓名,账号,手机\n{person.name},{person.login},13911110002\n".encode(),
            file_name="表.csv",
            area_id=crowd.town.area.pk,
            now=NOW,
        ),
        now=NOW,
    )


def passed(to: Key = NEW, *earlier: Key, forget: bool = True) -> Passed:
    return resealing.pass_on(Passage(to, earlier or (OLD,), lambda label, seen: None), forget=forget)


# --- looking at everything ---------------------------------------------


def cells() -> Iterator[tuple[Place, Any]]:
    """Every value of every table, as a dump would show it."""
    for table in owned_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {table}")
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    yield (table, name, row[0]), value


def opened_by(key: Key) -> dict[Place, list[str]]:
    """Every text that a key opens, wherever it stands: as bytes, or as digits within a text."""
    found: dict[Place, list[str]] = {}
    for place, value in cells():
        text = value if isinstance(value, str) else json.dumps(value) if isinstance(value, dict) else ""
        candidates = [bytes.fromhex(digits) for digits in HEX.findall(text)]
        if isinstance(value, bytes | memoryview):
            candidates.append(bytes(value))
        for candidate in candidates:
            try:
                found.setdefault(place, []).append(key.unseal(candidate))
            except Unsealable:
                continue
    return {place: texts for place, texts in found.items() if texts}


def columns_of(places: Iterator[Place] | dict[Place, list[str]]) -> set[str]:
    return {f"{table}.{name}" for table, name, _ in places}


def declared_columns() -> set[str]:
    found = {f"{one.model._meta.db_table}.{one.sealed}" for one in resealing.columns() if one.sealed}
    return found | {"kernel_importrow.before"}


def places_of(word: str) -> set[str]:
    """The columns in which a word stands."""
    return columns_of(
        {
            place: []
            for place, value in cells()
            if word.encode() in (bytes(value) if isinstance(value, bytes) else str(value).encode())
        }
    )


# --- none is left out --------------------------------------------------


def test_what_is_sealed_stands_in_the_columns_that_a_rotation_knows(world: Crowd) -> None:
    """Each of them is there, too, so that nothing below is true of an empty table."""
    assert columns_of(opened_by(OLD)) == declared_columns()


def test_a_sealed_value_elsewhere_is_seen(world: Crowd) -> None:
    """The twin: in a text, within a record; that columns of bytes are seen, the test before shows."""
    before = columns_of(opened_by(OLD))
    ImportRun.objects.filter(kind="units").update(
        file_name=crypto.seal("2").hex(), summary={"a": [crypto.seal("3").hex()]}
    )
    planted = columns_of(opened_by(OLD)) - before
    assert planted == {f"kernel_importrun.{name}" for name in ("file_name", "summary")}


# --- they pass ---------------------------------------------------------


def test_everything_reads_the_same_under_the_new_key_and_nothing_under_the_old(world: Crowd) -> None:
    before = opened_by(OLD)
    result = passed()
    assert result.lost == {}
    assert result.moved >= len(before)
    assert opened_by(NEW) == before
    assert opened_by(OLD) == {}


def test_a_column_left_out_is_seen(world: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the same look, with one column that the rotation does not know."""
    known = tuple(one for one in resealing.columns() if one.model is not PayoutAccount)
    monkeypatch.setattr(resealing, "columns", lambda: known)
    passed()
    assert columns_of(opened_by(OLD)) == {"claims_payoutaccount.sealed"}


def indexes_by(key: Key, texts: set[str]) -> set[str]:
    """The indexes that whoever has a key could try on a dump."""
    logins = set(Person.objects.values_list("login", flat=True))
    return {key.blind_index(text) for text in texts | logins}


def test_no_index_of_the_old_key_is_left(world: Crowd) -> None:
    texts = {text for found in opened_by(OLD).values() for text in found}
    assert found_in_dump(indexes_by(OLD, texts)) >= {
        *("accounts_person.phone_index", "enterprises_contact.phone_index"),
        *("accounts_confirmationcode.address_index", "accounts_signinattempt.login_index"),
        "enterprises_registration.phone_index",
    }
    passed()
    assert found_in_dump(indexes_by(OLD, texts)) == set()


def found_in_dump(words: set[str]) -> set[str]:
    return columns_of({place: [] for place, value in cells() if isinstance(value, str) and value in words})


def test_a_number_finds_its_people_by_the_new_index(world: Crowd) -> None:
    contacts = set(Contact.objects.filter(phone_index=OLD.blind_index(PHONE)).values_list("pk", flat=True))
    person = queries.contact_with_phone(personas.MOBILE)
    assert contacts
    with override_settings(FIELD_KEY=NEW.words):
        assert not Contact.objects.filter(phone_index=crypto.blind_index(PHONE)).exists()
        passed()
        again = Contact.objects.filter(phone_index=crypto.blind_index(PHONE))
        assert set(again.values_list("pk", flat=True)) == contacts
        assert queries.contact_with_phone(personas.MOBILE) == person


def test_what_an_import_corrected_is_put_back_after_a_rotation(world: Crowd) -> None:
    run = ImportRun.objects.filter(kind="people", state="done").latest("pk")
    person = Person.objects.get(pk=world.people["officer"].pk)
    assert crypto.unseal(person.phone or b"") == "13911110002"
    before = run.rows.get().before or {}
    was = crypto.unseal(bytes.fromhex(before["before"]["phone"])) if before["before"]["phone"] else ""
    passed()
    with override_settings(FIELD_KEY=NEW.words):
        imports.undo(PEOPLE, author=Author(system("tests")), run=run, now=NOW)
        person.refresh_from_db()
        assert (crypto.unseal(person.phone) if person.phone else "") == was


def test_no_number_stands_in_clear_before_or_after(world: Crowd) -> None:
    texts = {text for found in opened_by(OLD).values() for text in found if re.fullmatch(r"\d{11,}", text)}
    assert len(texts) >= 4
    for _ in range(2):
        assert {place for text in texts for place in places_of(text)} == set()
        passed()


# --- again, and never again --------------------------------------------


def test_run_again_it_changes_nothing(world: Crowd) -> None:
    passed()
    before = {place: bytes(value) for place, value in cells() if isinstance(value, bytes)}
    assert passed().moved == 0
    assert {place: bytes(value) for place, value in cells() if isinstance(value, bytes)} == before


def test_what_no_key_opens_stays_and_is_named(world: Crowd) -> None:
    lost = Key(bytes(reversed(range(32)))).seal("13911110003")
    Person.objects.filter(pk=world.people["officer"].pk).update(phone=lost, phone_index="x")
    assert passed().lost == {"人员": 1}
    row = Person.objects.get(pk=world.people["officer"].pk)
    assert (bytes(row.phone or b""), row.phone_index) == (lost, "x")


def test_where_nothing_passes_no_count_of_tries_is_forgotten(world: Crowd) -> None:
    index = Column(ConfirmationCode, "address", "address_index")
    tries = index.model._base_manager.exclude(address_index="").count()
    assert passed(OLD, NEW, forget=False).moved == 0
    assert index.model._base_manager.exclude(address_index="").count() == tries
