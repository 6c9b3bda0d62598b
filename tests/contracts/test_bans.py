"""What nobody writes in this house (ARCHITECTURE.md): one row for each ban, each with code that breaks it."""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import pytest

from tests.contracts.source import Source, sources

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
SQL_TIME = re.compile(r"\bnow\(\)|\bcurrent_(?:timestamp|date|time)\b|\bclock_timestamp\b", re.IGNORECASE)
READS_CLOCK = frozenset({"pages", "api", "jobs"})
READS_ROWS = frozenset({"objects", "filter", "exclude", "annotate", "aggregate", "select_related", "raw"})
WRITES_ROWS = frozenset(
    {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
)
TELLS = frozenset({"Writing", "Telling", "tell", "tell_many"})
ABSENT_APPS = ("admin", "sessions", "contenttypes", "auth")
HASHERS = "django.contrib.auth.hashers"
EMPTY_VERBS = ("update", "do", "process", "manage", "perform")


@dataclass(frozen=True)
class Ban:
    """`breaks` says of one node whether it is forbidden, in the files that `where` chooses."""

    says: str
    where: Callable[[Source], bool]
    breaks: Callable[[ast.AST], bool]
    planted: str
    at: str = "qinqing/domains/planted/actions.py"


@cache
def called(node: ast.AST) -> str:
    """What a call names: `clock.now` of `clock.now()`; empty where the node is no call."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def method(node: ast.AST) -> str:
    """The method that is called, whatever it is called on."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def imported(node: ast.AST) -> list[str]:
    """The modules and names that an import brings in, in full."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{name.name}" for name in node.names]
    return []


def keywords(node: ast.AST) -> dict[str, ast.expr]:
    return {word.arg: word.value for word in node.keywords if word.arg} if isinstance(node, ast.Call) else {}


def overrides_saving(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and bool(
        {"save", "delete", "save_base"} & {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    )


def receives_signals(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return (
        any("receiver" in ast.unparse(one) for one in decorators)
        or any(re.search(r"\bsignals\b|django\.dispatch", name) for name in imported(node))
        or (method(node) == "connect" and called(node) not in ("wiring.connect", "psycopg.connect"))
    )


def reads_rows(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "objects") or method(node) in READS_ROWS


def writes_rows(node: ast.AST) -> bool:
    on_rows = isinstance(node, ast.Call) and "objects" in ast.unparse(node.func)
    if method(node) == "save" and isinstance(node, ast.Call) and node.args:
        return False  # a document into a file: a row is saved with keywords alone
    return (method(node) in WRITES_ROWS or (method(node) == "update" and on_rows)) or called(node) in TELLS


def reads_wall_clock(node: ast.AST) -> bool:
    name = called(node)
    return bool(re.search(r"\b(datetime|date|timezone)\.(now|utcnow|today)$", name)) or name == "time.time"


def defaults_to_now(node: ast.AST) -> bool:
    given = keywords(node) if called(node).endswith("Field") else {}
    clocks = [given[word] for word in ("default", "db_default") if word in given]
    return bool({"auto_now", "auto_now_add"} & given.keys()) or any(
        re.search(r"\bnow\b|\bNow\b|today", ast.unparse(one)) for one in clocks
    )


def is_text(node: ast.AST, pattern: re.Pattern[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(pattern.search(node.value))


def names_a_row(node: ast.AST) -> bool:
    ids = [value for word, value in keywords(node).items() if word in ("pk", "id") or word.endswith("_id")]
    return is_text(node, UUID) or any(
        isinstance(v, ast.Constant) and type(v.value) is int and v.value for v in ids
    )


def knows_superusers(node: ast.AST) -> bool:
    name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "arg", None)
    return name == "is_superuser" or is_text(node, re.compile("^is_superuser$"))


def uses_an_absent_app(node: ast.AST) -> bool:
    return any(
        name.startswith(tuple(f"django.contrib.{app}" for app in ABSENT_APPS))
        and not name.startswith(HASHERS)
        for name in imported(node)
    )


def relates_generically(node: ast.AST) -> bool:
    return called(node).split(".")[-1] in ("GenericForeignKey", "GenericRelation")


def takes_anything(node: ast.AST) -> bool:
    """Of functions: a method of a value may name any of the value's fields."""
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.args.kwarg is None:
        return False
    is_method = bool(node.args.args) and node.args.args[0].arg in ("self", "cls")
    return not is_method and node.args.kwarg.arg != "given"


def is_everything(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and called(node) in ("Q", "models.Q")
        and not node.args
        and not node.keywords
    )


def has_no_business_name(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.split("_")[0] in EMPTY_VERBS


def is_floating(node: ast.AST) -> bool:
    return called(node).split(".")[-1] == "FloatField"


def everywhere(source: Source) -> bool:
    return True


def in_rooms(*files: str) -> Callable[[Source], bool]:
    """In these files of the rooms and desks."""
    return lambda source: source.room is not None and source.file in files


def outside_actions(source: Source) -> bool:
    """`imports` writes too: an import is one action over thousands of rows."""
    return source.room is not None and source.file not in ("actions", "imports", "permissions")


BANS = (
    Ban("no class overrides save or delete", everywhere, overrides_saving, "class A:\n def save(self): ..."),
    Ban("no signal is received", everywhere, receives_signals, "@receiver(x)\ndef f(): ..."),
    Ban("no signal is connected", everywhere, receives_signals, "post_save.connect(f)"),
    Ban(
        "pages, forms and tables do not query",
        in_rooms("pages", "api", "forms", "schemas", "tables", "navigation"),
        reads_rows,
        "def f(): return Thing.objects.all()",
        at="qinqing/domains/planted/pages/one.py",
    ),
    Ban(
        "only actions write",
        outside_actions,
        writes_rows,
        "def f(thing): thing.save()",
        at="qinqing/domains/planted/queries.py",
    ),
    Ban(
        "only actions tell events",
        outside_actions,
        writes_rows,
        "def f(): tell(SomethingHappened)",
        at="qinqing/domains/planted/pages.py",
    ),
    Ban(
        "nobody but the clock asks for the time",
        lambda source: source.path != "qinqing/kernel/clock.py",
        reads_wall_clock,
        "def f(): return datetime.now(UTC)",
    ),
    Ban(
        "only doors read the clock",
        lambda source: source.room is not None and source.file not in READS_CLOCK,
        lambda node: called(node) in ("clock.now", "clock.today"),
        "def f(): return clock.now()",
    ),
    Ban(
        "no column fills in the time by itself",
        everywhere,
        defaults_to_now,
        "DateTimeField(auto_now_add=True)",
    ),
    Ban(
        "no SQL asks for the time",
        everywhere,
        lambda node: is_text(node, SQL_TIME),
        "x = 'select * from t where at < now()'",
    ),
    Ban("no row is named by its id", everywhere, names_a_row, "Thing.objects.get(pk=7)"),
    Ban("nobody is a superuser", everywhere, knows_superusers, "person.is_superuser"),
    Ban(
        "apps that are not installed are not used",
        everywhere,
        uses_an_absent_app,
        "from django.contrib.auth import login",
    ),
    Ban("no foreign key is generic", everywhere, relates_generically, "x = GenericForeignKey()"),
    Ban(
        "an action or a query takes no keywords but the given of a step",
        in_rooms("actions", "queries"),
        takes_anything,
        "def f(**values): ...",
    ),
    Ban(
        "an empty condition is not everything",
        in_rooms("permissions"),
        is_everything,
        "rows = Q()",
        at="qinqing/domains/planted/permissions.py",
    ),
    Ban(
        "an action has a business name", in_rooms("actions"), has_no_business_name, "def update_thing(): ..."
    ),
    Ban("no amount floats", everywhere, is_floating, "x = models.FloatField()"),
)


def faults(ban: Ban, files: Iterable[Source]) -> list[str]:
    return [
        f"{source.path}:{getattr(node, 'lineno', 0)}"
        for source in files
        if ban.where(source)
        for node in source.nodes
        if ban.breaks(node)
    ]


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.says)
def test_the_house_keeps_the_ban(ban: Ban) -> None:
    assert faults(ban, sources()) == []


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.says)
def test_a_planted_breach_is_seen(ban: Ban) -> None:
    assert faults(ban, [Source(ban.at, ban.planted)]) != []


# --- tests keep a law too ---------------------------------------------

STAND_INS = frozenset({"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "create_autospec", "mocker"})
"""What plays our own code. `patch` may take a protection away, to see its test fail without it."""

TEST_BANS = (
    Ban(
        "nothing stands in for our own code",
        everywhere,
        lambda node: any(name.split(".")[-1] in STAND_INS for name in imported(node)),
        "from unittest.mock import MagicMock",
    ),
    Ban("no sleep", everywhere, lambda node: called(node) in ("time.sleep", "sleep"), "time.sleep(1)"),
    Ban(
        "names are sentences",
        everywhere,
        lambda node: (
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
        ),
        "def test_it(): ...",
    ),
)


@pytest.mark.parametrize("ban", TEST_BANS, ids=lambda ban: ban.says)
def test_the_tests_keep_the_ban(ban: Ban) -> None:
    assert faults(ban, sources("tests/")) == []


@pytest.mark.parametrize("ban", TEST_BANS, ids=lambda ban: ban.says)
def test_a_planted_breach_in_a_test_is_seen(ban: Ban) -> None:
    assert faults(ban, [Source("tests/test_planted.py", ban.planted)]) != []
