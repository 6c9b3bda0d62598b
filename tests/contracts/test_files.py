"""What files there are, and what none may hold."""

import ast
import importlib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import pytest

from tests.contracts.source import ROOMS, ROOT, tracked

FILES = frozenset({
    "__init__", "apps", "terms", "events", "rules", "workflow", "permissions", "models", "queries", "actions",
    "tables", "imports", "documents", "figures", "notices", "search", "hears", "navigation",
    "forms", "schemas", "pages", "api", "jobs", "urls", "migrations",
})  # fmt: skip
"""The files of a room; any of them may be a package of the same name. Beside them stand jinja2/<room>/, and
data/ with the documents that the room ships."""
NAMES_OF_NOTHING = frozenset(
    {"utils", "util", "helpers", "helper", "misc", "common", "base", "shared", "core"}
)
MOST_OWN_FILES = 2
MOST_BYTES = 1_000_000


def own_files(card: str) -> list[str]:
    """The files that a card declares beside the usual ones, in its line "Own files: `limits` (pure)."."""
    declared = re.search(r"^Own files: (.+?)\.?$", card, re.MULTILINE)
    return re.findall(r"`(\w+)`", declared[1]) if declared else []


def strange(room: str, paths: Iterable[str], card: str) -> list[str]:
    """The files of a room that no room has and its card does not declare."""
    own = own_files(card)
    allowed = FILES | set(own[:MOST_OWN_FILES])
    found = []
    for path in paths:
        parts = PurePosixPath(path).parts[3:]
        name = parts[0].removesuffix(".py")
        template = parts[0] == "jinja2" and parts[1] == room and path.endswith(".html")
        # What a room ships beside its code: documents that are read, and the form of a paper that is printed.
        document = parts[0] == "data" and path.endswith((".yaml", ".typ"))
        if not (template or document or (name in allowed and path.endswith(".py"))):
            found.append(path)
    return found


def paths_of(room: str) -> list[str]:
    return [path for path in tracked("--others") if path.startswith(f"qinqing/domains/{room}/")]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_only_the_files_that_every_room_may_have(room: str) -> None:
    card = importlib.import_module(f"qinqing.domains.{room}").__doc__
    assert strange(room, paths_of(room), card or "") == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_card(room: str) -> None:
    card = importlib.import_module(f"qinqing.domains.{room}").__doc__ or ""
    assert [part for part in ("Nouns:", "Calls:", "Tells:", "Hears:") if part not in card] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_declares_at_most_two_files_and_they_exist(room: str) -> None:
    own = own_files(importlib.import_module(f"qinqing.domains.{room}").__doc__ or "")
    there = {PurePosixPath(path).parts[3].removesuffix(".py") for path in paths_of(room)}
    assert len(own) <= MOST_OWN_FILES
    assert set(own) <= there


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_no_code_in_its_card(room: str) -> None:
    tree = ast.parse((ROOT / f"qinqing/domains/{room}/__init__.py").read_text(encoding="utf-8"))
    assert [ast.unparse(node) for node in tree.body[1:]] == []


def test_a_strange_file_is_seen() -> None:
    there = [
        f"qinqing/domains/x/{name}" for name in ("services.py", "signals/__init__.py", "limits.py", "a.css")
    ]
    there += [
        "qinqing/domains/x/jinja2/other/a.html",
        "qinqing/domains/x/actions/a.py",
        "qinqing/domains/x/jinja2/x/a.html",
    ]
    assert strange("x", there, "Own files: `limits` (pure).") == [there[0], there[1], there[3], there[4]]


def test_no_module_has_a_name_of_nothing() -> None:
    python = (PurePosixPath(path) for path in tracked("--others") if path.endswith(".py"))
    assert [str(path) for path in python if NAMES_OF_NOTHING & {*path.parent.parts, path.stem}] == []


# --- what is committed -------------------------------------------------

BANNED_WORDS = {
    "a place of somebody's machine": r"(?<![\w.])/(?:work|home|Users)/[\w.-]+",
    "a registry's host": r"https?://[^\s\"'<>)]*(?:pypi|pythonhosted|npmjs|npmmirror|registry|artifactory|nexus|mirror)",
    "work put off": r"\b(?:TO[D]O|FIX[M]E|X[X]X|Not[I]mplementedError)\b",
    "a page that is not here": (
        r"\.\./sha[r]ed\b|\bproblem-lifecyc[l]e\b|\bspi[k]e\b|\binvarian[t] \d"
        r"|\b(?:security|architecture|interface|requirements)(?:\.md\b| \d)"
    ),
    "an import hidden in a function": r"no[q]a[^\n]*PLC0415",
}


def banned(text: str) -> list[str]:
    return [
        f"{what}: {found[0]}" for what, words in BANNED_WORDS.items() for found in re.finditer(words, text)
    ]


def test_nothing_committed_names_a_machine_a_registry_or_a_page_elsewhere_or_puts_work_off() -> None:
    found = {}
    for path in tracked():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content and path != "LICENSE":
            found[path] = banned(content.decode())
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "cd /" + "home/somebody/qinqing",
        "https://files." + "pythonhosted.org/packages/x",
        "# TO" + "DO: later",
        "raise Not" + "ImplementedError",
        "import x  # no" + "qa: PLC0415",
        "as it is shown (securi" + "ty 2.3)",
        "see ../sha" + "red/design",
        "the life of a problem (problem-lifecyc" + "le section 6)",
    ],
)
def test_a_banned_word_is_seen(text: str) -> None:
    assert len(banned(text)) == 1


def test_no_committed_file_is_large() -> None:
    assert [path for path in tracked() if (ROOT / path).stat().st_size > MOST_BYTES] == []
