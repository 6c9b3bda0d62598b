"""The roles on a server of one's own: made, printed, or refused."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qinqing.kernel.database import folder, roles, schema
from qinqing.kernel.database.borrowed import Borrowed, server_for_tests
from qinqing.kernel.database.external import External
from qinqing.kernel.database.launcher import Server, temporary_server
from qinqing.kernel.database.startup import CannotStart

PASSWORDS = {"qinqing_web": "webs-own", "qinqing_worker": "workers-own"}
OTHERS = {"qinqing_web": "another", "qinqing_worker": "another"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with temporary_server() as made:
        yield made


@pytest.fixture
def superuser(server: Server) -> Iterator[psycopg.Connection]:
    """A superuser on a server that has none of our working roles."""
    with psycopg.connect(server.url("qinqing"), autocommit=True) as connection:
        for role in (*roles.WORKING, roles.SEARCH, "host_owner"):
            connection.execute(f"drop role if exists {role}")
        yield connection
        for role in (*roles.WORKING, roles.SEARCH, "host_owner"):
            connection.execute(f"drop role if exists {role}")


def an_owner(superuser: psycopg.Connection, attributes: str) -> str:
    """An address for a new user with these attributes."""
    superuser.execute(f"create role host_owner login password 'owners own' {attributes}")
    info = superuser.info
    return f"postgresql://host_owner:owners%20own@/{info.dbname}?host={info.host}"


def test_an_owner_who_may_makes_roles_that_log_in(superuser: psycopg.Connection) -> None:
    owner = an_owner(superuser, "createrole")
    roles.ensure_roles(owner, PASSWORDS)
    assert all(roles.opens(owner, role, PASSWORDS) for role in roles.WORKING)
    assert not roles.opens(owner, "qinqing_web", OTHERS)


def test_an_owner_who_made_the_roles_may_act_for_the_search_role(superuser: psycopg.Connection) -> None:
    owner = an_owner(superuser, "createrole")
    roles.ensure_roles(owner, PASSWORDS)
    with psycopg.connect(owner) as connection:
        connection.execute("set role qinqing_search")


def test_roles_may_be_ensured_again_by_an_owner_who_could_not_make_them(
    superuser: psycopg.Connection,
) -> None:
    owner = an_owner(superuser, "createrole")
    roles.ensure_roles(owner, PASSWORDS)
    superuser.execute("alter role host_owner nocreaterole")
    roles.ensure_roles(owner, PASSWORDS)


def test_what_an_owner_may_not_do_is_printed_and_works_when_run(superuser: psycopg.Connection) -> None:
    owner = an_owner(superuser, "")
    with pytest.raises(CannotStart, match="请由数据库管理员执行") as refused:
        roles.ensure_roles(owner, PASSWORDS)
    printed = str(refused.value)
    assert not any(password in printed for password in PASSWORDS.values())
    for statement in printed.splitlines()[1:]:
        superuser.execute(statement)
    roles.ensure_roles(owner, PASSWORDS)


def test_a_role_of_another_installation_keeps_its_password(superuser: psycopg.Connection) -> None:
    owner = an_owner(superuser, "createrole")
    roles.ensure_roles(owner, PASSWORDS)
    with pytest.raises(CannotStart, match="口令不符"):
        roles.ensure_roles(owner, OTHERS)
    assert roles.opens(owner, "qinqing_web", PASSWORDS)
    roles.ensure_roles(owner, OTHERS, take_over=True)
    assert roles.opens(owner, "qinqing_web", OTHERS)


@pytest.mark.parametrize("attributes", ["superuser", "bypassrls"])
def test_an_owner_whom_row_security_does_not_bind_is_refused(
    superuser: psycopg.Connection, tmp_path: Path, attributes: str
) -> None:
    owner = an_owner(superuser, attributes)
    with pytest.raises(CannotStart, match="host_owner 是超级用户"):
        External(tmp_path, owner).start()


def test_a_working_role_that_was_made_superuser_is_refused(superuser: psycopg.Connection) -> None:
    owner = an_owner(superuser, "createrole")
    roles.ensure_roles(owner, PASSWORDS)
    superuser.execute("alter role qinqing_worker superuser")
    with pytest.raises(CannotStart, match="qinqing_worker 是超级用户"):
        roles.ensure_roles(owner, PASSWORDS)


def test_a_server_of_ones_own_gives_an_address_for_each_role(
    superuser: psycopg.Connection, tmp_path: Path
) -> None:
    owner = an_owner(superuser, "createrole")
    external = External(tmp_path, owner)
    external.start()
    for variable, url in external.urls().items():
        with psycopg.connect(url) as connection:
            expected = "host_owner" if variable == "QINQING_DB_OWNER" else roles.VARIABLES[variable]
            assert connection.info.user == expected
    again = External(tmp_path, owner)
    again.start()
    assert again.urls() == external.urls()


def test_a_server_that_does_not_answer_is_refused_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="连不上数据库") as refused:
        External(tmp_path, "postgresql://someone:geheim@127.0.0.1:1/qinqing").start()
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_database_in_another_encoding_is_refused(superuser: psycopg.Connection, server: Server) -> None:
    superuser.execute("create database latin encoding 'LATIN1' locale 'C' template template0")
    with pytest.raises(CannotStart, match="UTF-8"):
        roles.refuse_unfit(server.url("qinqing", "latin"))
    superuser.execute("drop database latin")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://a:b@host:5433/db?sslmode=require",
            "postgresql://r:p%2Fw@host:5433/db?sslmode=require",
        ),
        ("postgres://host/db", "postgres://r:p%2Fw@host/db"),
        ("postgresql:///db?host=/tmp&user=a&password=b", "postgresql://r:p%2Fw@/db?host=%2Ftmp"),
        ("postgresql://a:b@h1:1,h2:2/db", "postgresql://r:p%2Fw@h1:1,h2:2/db"),
    ],
)
def test_an_address_keeps_everything_but_its_user(address: str, expected: str) -> None:
    assert roles.with_role(address, "r", "p/w") == expected


def test_the_web_alone_goes_by_way_of_the_pooler(tmp_path: Path) -> None:
    folder.ensure_secrets(tmp_path)
    found = External(tmp_path, "postgresql://o:p@db:5432/qinqing?sslmode=require", "127.0.0.1:6432").urls()
    assert found["QINQING_DB_WEB"].endswith("@127.0.0.1:6432/qinqing?sslmode=require")
    assert found["QINQING_DB_WEB"].startswith("postgresql://qinqing_web:")
    assert all("@db:5432/" in found[name] for name in ("QINQING_DB_OWNER", "QINQING_DB_WORKER"))


def test_every_role_has_a_password_in_a_new_folder(tmp_path: Path) -> None:
    folder.ensure_secrets(tmp_path)
    kept = folder.passwords(tmp_path)
    assert set(roles.VARIABLES.values()) < set(kept)
    assert len(set(kept.values())) == len(kept)


def test_the_schema_s_fingerprint_is_kept_by_the_owner_and_travels_with_a_template(server: Server) -> None:
    server.create_database("fresh")
    fresh = server.url("qinqing_owner", "fresh")
    assert schema.is_empty(fresh)
    assert schema.kept(fresh) == ""
    schema.keep(fresh)
    with psycopg.connect(fresh) as connection:
        connection.execute("create table anything (id int)")
    server.create_database("copy", template="fresh")
    copy = server.url("qinqing_owner", "copy")
    assert schema.kept(copy) == schema.fingerprint()
    assert not schema.is_empty(copy)


def test_a_borrowed_server_gets_its_databases_back(
    superuser: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = an_owner(superuser, "createrole createdb")
    before = superuser.execute("select datname from pg_database order by 1").fetchall()
    monkeypatch.setenv("DATABASE_URL", owner)
    beside = Borrowed(tmp_path, owner)
    with server_for_tests() as borrowed:
        assert isinstance(borrowed, Borrowed)
        beside.start()
        borrowed.create_database("first")
        borrowed.create_database("second", template="first")
        for url in borrowed.urls("second").values():
            with psycopg.connect(url) as connection:
                assert connection.info.dbname.startswith("second")
    assert superuser.execute("select datname from pg_database order by 1").fetchall() == before
