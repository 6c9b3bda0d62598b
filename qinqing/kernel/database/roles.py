"""The database roles: who owns the tables, and who merely works with them under row-level security.

| role | may |
|---|---|
| `qinqing` | superuser of the embedded cluster, the launcher's alone |
| `qinqing_owner` | own the tables, run migrations; on a server of your own, the user of `DATABASE_URL` |
| `qinqing_web`, `qinqing_worker` | what migrations grant; they own nothing and cannot pass row security |
| `qinqing_search` | not log in; it owns the search table and the one function that reads it |
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from qinqing.kernel.database.startup import CannotStart

OWNER = "qinqing_owner"
WEB = "qinqing_web"
WORKER = "qinqing_worker"
SEARCH = "qinqing_search"
WORKING = (WEB, WORKER)
VARIABLES = {"QINQING_DB_OWNER": OWNER, "QINQING_DB_WEB": WEB, "QINQING_DB_WORKER": WORKER}
OLDEST_VERSION = 150000
PATIENCE = 10


def ensure_cluster(dsn: str, passwords: Mapping[str, str]) -> None:
    """Make the roles of an embedded cluster, as its superuser; those that exist stay as they are."""
    with connected(dsn) as connection:
        missing = _missing(connection, (OWNER, *WORKING, SEARCH))
        with connection.transaction():
            for statement in statements(connection, passwords, missing, OWNER):
                connection.execute(statement)


def ensure_roles(dsn: str, passwords: Mapping[str, str], *, take_over: bool = False) -> None:
    """See that the working roles exist beside the owner that `dsn` names, with these passwords.

    May be repeated. Refuses with the statements to run when the owner may not run them. A role that exists
    with another password is another installation's: refused too, unless `take_over` gives it this one.
    """
    with connected(dsn) as connection, connection.transaction():
        # Two starts may meet on one server.
        connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [SEARCH])
        needed = _needed(connection, dsn, passwords, take_over=take_over)
        try:
            for statement in needed:
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise _refused(needed, "无权创建角色 (the owner may not create roles)") from error
    for role in WORKING:
        refuse_superuser(with_role(dsn, role, passwords[role]))


def _needed(
    connection: psycopg.Connection, dsn: str, passwords: Mapping[str, str], *, take_over: bool
) -> list[str]:
    """The statements still to run on a server of one's own."""
    owner = connection.info.user
    missing = _missing(connection, (*WORKING, SEARCH))
    foreign = [role for role in WORKING if role not in missing and not opens(dsn, role, passwords)]
    if foreign and not take_over:
        raise _refused(_alterations(connection, passwords, foreign), "口令不符 (other passwords)")
    needed = statements(connection, passwords, missing, owner)
    needed += _alterations(connection, passwords, foreign)
    if SEARCH not in missing and not _uses(connection, SEARCH):
        needed.append(_membership(owner))
    return needed


def statements(
    connection: psycopg.Connection, passwords: Mapping[str, str], missing: Iterable[str], owner: str
) -> list[str]:
    """The statements that make the missing roles, fit to print: they hold no password, only its verifier."""
    made = []
    for role in missing:
        if role == SEARCH:
            made.append(f"CREATE ROLE {SEARCH} NOLOGIN")
            made.append(_membership(owner))
        else:
            made.append(f"CREATE ROLE {role} LOGIN PASSWORD '{_verifier(connection, role, passwords)}'")
    return made


def refuse_superuser(dsn: str) -> None:
    """Refuse a role that row-level security does not bind."""
    with connected(dsn) as connection:
        unbound = connection.execute(
            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
        if unbound and unbound[0]:
            user = connection.info.user
            raise CannotStart(
                f"数据库用户 {user} 是超级用户，行级权限对它无效，请换普通用户 (superuser refused)"
            )


def refuse_unfit(dsn: str) -> None:
    """Refuse a server older than PostgreSQL 15 and a database that is not in UTF-8."""
    with connected(dsn) as connection:
        if connection.info.server_version < OLDEST_VERSION:
            version = connection.info.server_version // 10000
            raise CannotStart(
                f"数据库是 PostgreSQL {version}，需要 15 以上 (PostgreSQL 15 or newer is needed)"
            )
        if connection.info.parameter_status("server_encoding") != "UTF8":
            raise CannotStart("数据库编码不是 UTF-8 (the database's encoding is not UTF-8)")


def opens(dsn: str, role: str, passwords: Mapping[str, str]) -> bool:
    """Whether the role can log in with its password."""
    try:
        psycopg.connect(with_role(dsn, role, passwords[role]), connect_timeout=PATIENCE).close()
    except psycopg.OperationalError:
        return False
    return True


def with_role(dsn: str, role: str, password: str) -> str:
    """The same address for another role."""
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    query = [pair for pair in parse_qsl(parts.query) if pair[0] not in ("user", "password")]
    netloc = f"{role}:{quote(password, safe='')}@{place}"
    return urlunsplit(parts._replace(netloc=netloc, query=urlencode(query, quote_via=quote)))


def by_way_of(dsn: str, pooler: str) -> str:
    """The same address at a pooler, `host:port`."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{pooler}"))


@contextlib.contextmanager
def connected(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection that commits each statement; where none can be had the refusal names no password."""
    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=PATIENCE)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(f"连不上数据库：{reason} (cannot connect to the database)") from error
    with connection:
        yield connection


def _missing(connection: psycopg.Connection, wanted: Iterable[str]) -> list[str]:
    there = {name for (name,) in connection.execute("select rolname from pg_roles")}
    return [role for role in wanted if role not in there]


def _uses(connection: psycopg.Connection, role: str) -> bool:
    row = connection.execute("select pg_has_role(%s, 'usage')", [role]).fetchone()
    return bool(row and row[0])


def _membership(owner: str) -> str:
    return f"GRANT {SEARCH} TO {sql.Identifier(owner).as_string()}"


def _alterations(
    connection: psycopg.Connection, passwords: Mapping[str, str], roles: Iterable[str]
) -> list[str]:
    return [f"ALTER ROLE {role} PASSWORD '{_verifier(connection, role, passwords)}'" for role in roles]


def _verifier(connection: psycopg.Connection, role: str, passwords: Mapping[str, str]) -> str:
    made = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
    return made.decode()


def _refused(needed: Iterable[str], why: str) -> CannotStart:
    lines = "\n".join(f"  {statement};" for statement in needed)
    return CannotStart(
        f"数据库角色{why}。请由数据库管理员执行 (have these run by an administrator):\n{lines}"
    )
