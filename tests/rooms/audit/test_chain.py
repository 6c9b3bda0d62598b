"""The chain over the record: sealed by the worker, verified by a program without Django, whoever tampers."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connections, transaction
from django.test import override_settings

from qinqing.cli import verifying
from qinqing.desks.operations.watches import WATCHES
from qinqing.domains.accounts.events import AreaCreated
from qinqing.kernel import audit, door, events
from qinqing.kernel.database import chain
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.events import Author, Told
from qinqing.kernel.models import ChainHead, Event, Seal
from qinqing.kernel.permissions import system
from tests.conftest import Database, SuperuserDsn, point_at
from tests.sizes import size

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
AUTHOR = Author(system("tests"))


@pytest.fixture
def dsn(server: Database, fresh_database: str, tmp_path: Path) -> Iterator[str]:
    """A database of its own in which the worker has recorded and sealed twelve events."""
    point_at(server.url("qinqing_worker", fresh_database))
    with override_settings(AUDIT_HEADS=tmp_path / "heads.txt"):
        record(12)
        sealed()
        yield server.url("qinqing_worker", fresh_database)


@pytest.fixture
def superuser(superuser_dsn: SuperuserDsn, fresh_database: str) -> Iterator[psycopg.Connection]:
    """Somebody at the database whom no trigger and no policy stops."""
    with psycopg.connect(superuser_dsn(fresh_database), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def record(count: int) -> list[int]:
    with transaction.atomic():
        door.step_in(system("tests"))
        told = [
            Told(("area", number), (("unit", 7),), {"name": f"第 {number} 区"}) for number in range(count)
        ]
        return events.tell_many(AreaCreated, told, author=AUTHOR, at=NOW)


def sealed(now: datetime = NOW) -> int:
    with transaction.atomic():
        door.step_in(system("audit.seal"))
        return audit.seal(now)


def exported() -> None:
    with transaction.atomic():
        door.step_in(system("audit.seal"))
        audit.export_heads()


def verified(dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the verification says, the heads that were carried out before it held against it."""
    heads = tmp_path / "heads.txt"
    verifying.verify_database(dsn, verifying.trusted_heads([heads] if heads.exists() else []))
    return capsys.readouterr().out


def ids() -> list[int]:
    return list(Seal.objects.order_by("number").values_list("event_id", flat=True))


def test_what_is_recorded_is_sealed_once_in_order_and_holds(
    dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sealed() == 0
    record(3)
    assert sealed() == 3
    with transaction.atomic():
        door.step_in(system("tests"))
        assert ids() == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    exported()
    assert "完整：共 15 环，和 1 个留存的头一致" in verified(dsn, tmp_path, capsys)


def test_a_row_that_commits_late_is_sealed_after_those_that_overtook_it(
    dsn: str,
    superuser_dsn: SuperuserDsn,
    fresh_database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with psycopg.connect(superuser_dsn(fresh_database)) as slow:
        (late,) = slow.execute(
            "insert into kernel_event (name, subject_kind, subject_id, role, rule, layer, at, record,"
            " client_digest, imported) values ('AreaCreated', 'area', 99, '', 'tests', 'E', %s, '{}', '',"
            " false) returning id",
            [NOW],
        ).fetchone() or (0,)
        overtaking = record(2)
        assert min(overtaking) > late
        # While the slow one is open nothing behind it is sealed, or it would have to be slipped in.
        assert sealed() == 0
        slow.commit()
    assert sealed() == 3
    with transaction.atomic():
        door.step_in(system("tests"))
        assert ids()[-3:] == [late, *overtaking]
    exported()
    assert "完整：共 15 环" in verified(dsn, tmp_path, capsys)


CHANGES = {
    "a word of one row": (
        "update kernel_event set record = jsonb_build_object('name', '别处') where id = {4}",
        "第 5 环，事件 {4}：记录和封存时不一样",
    ),
    "the moment of one row": (
        "update kernel_event set at = at - interval '1 microsecond' where id = {6}",
        "第 7 环，事件 {6}：记录和封存时不一样",
    ),
    "what one row is about": (
        "delete from kernel_eventabout where event_id = {2} and kind = 'unit'",
        "第 3 环，事件 {2}：记录和封存时不一样",
    ),
    "a row deleted": (
        "delete from kernel_event where id = {8}",
        "第 9 环，事件 {8}：封存的记录不见了",
    ),
    "a row and its seal deleted": (
        "delete from kernel_event where id = {8}; delete from kernel_seal where event_id = {8}",
        "第 9 环：第 9 环不见了",
    ),
    "two rows swapped": (
        "update kernel_event e set record = o.record from kernel_event o"
        " where (e.id, o.id) in (({1}, {5}), ({5}, {1}))",
        "第 2 环，事件 {1}：记录和封存时不一样",
    ),
    "the order of two seals": (
        "update kernel_seal set event_id = case number when 4 then -{4} else -{3} end where number in (4, 5);"
        " update kernel_seal set event_id = -event_id where event_id < 0",
        "第 4 环，事件 {4}：记录和封存时不一样",
    ),
    "a row inserted among the sealed ones": (
        "insert into kernel_event (id, name, subject_kind, subject_id, role, rule, layer, at, record,"
        " client_digest, imported, txid) overriding system value"
        " select 900001, name, subject_kind, subject_id, role, rule, layer, at, record, '', imported,"
        " (txid::text::bigint - 1)::text::xid8 from kernel_event where id = {3}",
        "第 13 环，事件 900001：插在已封存的记录中间，没有封存",
    ),
    "the tail cut off": (
        "delete from kernel_event where id > {9}; delete from kernel_seal where event_id > {9}",
        "第 11 环：链尾被截断",
    ),
}


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a lent server gives nobody a superuser")
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_superuser_does_to_the_record_is_named(
    change: str,
    dsn: str,
    superuser: psycopg.Connection,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    exported()
    with transaction.atomic():
        door.step_in(system("tests"))
        there = ids()
    assert "完整" in verified(dsn, tmp_path, capsys)
    order, expected = CHANGES[change]
    superuser.execute(order.format(*there))
    assert expected.format(*there) in verified(dsn, tmp_path, capsys)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a lent server gives nobody a superuser")
def test_a_chain_written_anew_is_seen_by_the_heads_kept_outside_and_only_by_them(
    dsn: str, superuser: psycopg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported()
    superuser.execute("update kernel_event set record = '{}' where id = (select min(id) from kernel_event)")
    superuser.execute("delete from kernel_seal")
    superuser.execute("delete from kernel_chainhead")
    sealed(NOW + timedelta(hours=1))
    assert "第 12 环" in verified(dsn, tmp_path, capsys)
    assert verifying.verify_database(dsn, []) == 0


def test_nobody_who_serves_can_change_or_delete_what_is_recorded(
    dsn: str, server: Database, fresh_database: str
) -> None:
    orders = ("delete from {}", "update {} set {} = {}", "truncate {} cascade")
    columns = {"kernel_event": "id", "kernel_eventabout": "id", "kernel_seal": "number"}
    columns["kernel_chainhead"] = "number"
    for role in ("qinqing_web", "qinqing_worker", "qinqing_owner"):
        with psycopg.connect(server.url(role, fresh_database), autocommit=True) as connection:
            connection.execute("select set_config('app.system', 'tests', false)")
            for (table, column), order in itertools.product(columns.items(), orders):
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
                    connection.execute(order.format(table, column, column))


def test_a_head_is_due_after_ten_minutes_or_a_thousand_rows_and_leaves_the_database_once(
    dsn: str, tmp_path: Path
) -> None:
    place = tmp_path / "heads.txt"
    assert not place.exists()
    record(5)
    sealed(NOW + timedelta(minutes=9))
    assert heads() == [12]
    sealed(NOW + timedelta(minutes=10))
    assert heads() == [12, 17]
    record(1000)
    sealed(NOW + timedelta(minutes=11))
    assert heads() == [12, 17, 1017]
    exported()
    sealed(NOW + timedelta(minutes=30))
    exported()
    kept = chain.kept_heads(place.read_text())
    assert [head.number for head, _, _ in kept.heads] == [12, 17, 1017]
    assert place.read_text().count("key") == 1


def heads() -> list[int]:
    with transaction.atomic():
        door.step_in(system("tests"))
        return list(ChainHead.objects.order_by("number").values_list("number", flat=True))


def test_a_forged_head_is_refused(dsn: str, tmp_path: Path) -> None:
    exported()
    place = tmp_path / "heads.txt"
    place.write_text(place.read_text().replace("\n12 ", "\n13 "))
    with pytest.raises(CannotStart, match="签名不对"):
        verifying.trusted_heads([place])


def test_a_saved_chain_is_verified_elsewhere_and_a_change_of_it_is_named(
    dsn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported()
    copy = tmp_path / "chain.jsonl"
    kept = verifying.trusted_heads([tmp_path / "heads.txt"])
    assert verifying.verify_database(dsn, kept, copy) == 0
    assert verifying.verify_file(copy, kept) == 0
    copy.write_text(copy.read_text().replace("第 6 区", "第 9 区", 1))
    capsys.readouterr()
    assert verifying.verify_file(copy, kept) == 1
    assert "第 7 环" in capsys.readouterr().out


def test_after_a_dump_was_read_into_a_younger_server_sealing_goes_on(
    dsn: str, superuser: psycopg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    superuser.execute("update kernel_event set txid = (txid::text::bigint + 1000000)::text::xid8")
    record(2)
    assert sealed() == 2
    assert sealed() == 0
    assert "完整：共 14 环" in verified(dsn, tmp_path, capsys)


def test_the_verification_loads_no_django() -> None:
    code = "import sys, qinqing.cli.verifying; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a lent server gives nobody a superuser")
def test_every_one_of_many_random_changes_is_found(dsn: str, superuser: psycopg.Connection) -> None:
    exported()
    kept = verifying.trusted_heads([Path(audit.settings.AUDIT_HEADS)])
    columns = ("name", "subject_kind", "role", "rule", "client_digest")
    for number in range(size("changes of the record")):
        row, column = number % 12 + 1, columns[number % len(columns)]
        find = "(select event_id from kernel_seal where number = %s)"
        (before,) = superuser.execute(
            f"select {column} from kernel_event where id = {find}", [row]
        ).fetchone()  # type: ignore[misc]
        change = f"update kernel_event set {column} = %s where id = {find}"
        superuser.execute(change, [f"{before}x", row])
        assert verifying.verify_database(dsn, kept) == 1
        superuser.execute(change, [before, row])
    assert verifying.verify_database(dsn, kept) == 0
    connections.close_all()


# --- the watch over the newest links -----------------------------------

LOOK = {watch.key: watch.look for watch in WATCHES}["chain_fits"]


def watched(most: int) -> str:
    """What the watch would say of so many of the newest links."""
    with transaction.atomic():
        door.step_in(system("operations.look"))
        fault = audit.fault_of_newest(most)
    return fault.says if fault else ""


def alarm() -> str:
    with transaction.atomic():
        door.step_in(system("operations.look"))
        return LOOK(NOW)


def links(superuser: psycopg.Connection) -> list[int]:
    return [row[0] for row in superuser.execute("select event_id from kernel_seal order by number")]


def test_the_newest_links_fit_wherever_the_look_begins(dsn: str) -> None:
    assert [watched(most) for most in range(15)] == [""] * 15


NEWEST = {
    "a changed record": ("update kernel_event set record = '{}' where id = %s", "不一样"),
    "a record that is gone": ("delete from kernel_event where id = %s", "记录不见了"),
    "a link that is gone": ("delete from kernel_seal where event_id = %s", "环不见了"),
    "another digest": ("update kernel_seal set digest = sha256('x') where event_id = %s", "不一样"),
}


@pytest.mark.parametrize("change", NEWEST)
def test_a_change_among_the_newest_links_is_seen_and_an_old_one_is_left_to_verify(
    change: str, dsn: str, superuser: psycopg.Connection
) -> None:
    statement, says = NEWEST[change]
    superuser.execute(statement, [links(superuser)[7]])
    assert says in watched(6)
    assert watched(2) == ""
    assert says in alarm()


def test_an_end_that_was_cut_off_is_seen_by_the_heads_outside_and_only_by_them(
    dsn: str, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    exported()
    last = links(superuser)[-1]
    superuser.execute("delete from kernel_seal where event_id = %s", [last])
    superuser.execute("delete from kernel_event where id = %s", [last])
    superuser.execute("delete from kernel_chainhead")
    assert "链尾被截断" in alarm()
    (tmp_path / "heads.txt").unlink()
    assert alarm() == ""


def test_of_a_long_file_of_heads_the_end_is_read_and_one_that_is_none_is_told(
    dsn: str, tmp_path: Path
) -> None:
    exported()
    place = tmp_path / "heads.txt"
    place.write_text("0" * 100_000 + "\n" + place.read_text())
    assert alarm() == ""
    place.write_text("nothing of the kind\n")
    assert "读不了" in alarm()
