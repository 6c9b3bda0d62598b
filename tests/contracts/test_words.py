"""Words: the lower floors know none of the business's, and every word of the business is in the glossary."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterable

import pytest
from django.apps import apps

from qinqing.config import handbook
from qinqing.lib.terms import Term
from tests.contracts.source import ROOMS, ROOT, Source, sources, tracked

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
BUSINESS = re.compile(
    r"诉求|服务官|挂点|协调[员办]|承办|办理件|problem|enterprise|officer|assignment|coordinator|convening",
    re.IGNORECASE,
)
LOWER = ("qinqing/kernel/", "qinqing/ui/", "qinqing/lib/")


def business_words(source: Source) -> list[str]:
    """Words of the business in a file of the lower floors."""
    return BUSINESS.findall(source.text)


@pytest.mark.parametrize("floor", LOWER)
def test_the_lower_floors_know_no_word_of_the_business(floor: str) -> None:
    files = [source for suffix in (".py", ".html", ".js", ".css") for source in sources(floor, suffix)]
    assert {source.path: found for source in files if (found := business_words(source))} == {}


def test_a_word_of_the_business_is_seen() -> None:
    assert business_words(Source("qinqing/kernel/planted.py", "def problem_of(row): return '诉求'")) == [
        "problem",
        "诉求",
    ]


# --- the glossary ------------------------------------------------------


def words_of(room: str) -> set[str]:
    """The vocabularies and tables of a room."""
    terms = importlib.import_module(f"qinqing.domains.{room}.terms")
    kinds = {
        name
        for name, kind in vars(terms).items()
        if inspect.isclass(kind) and kind.__module__ == terms.__name__
    }
    return kinds | {model.__name__ for model in apps.get_app_config(room).get_models()}


def missing(words: Iterable[str]) -> list[str]:
    return sorted(word for word in words if f"`{word}`" not in GLOSSARY)


@pytest.mark.parametrize("room", [*ROOMS, "kernel"])
def test_every_vocabulary_and_table_has_a_line_in_the_glossary(room: str) -> None:
    kernel = {model.__name__ for model in apps.get_app_config("kernel").get_models()}
    assert missing(kernel if room == "kernel" else words_of(room)) == []


def test_a_missing_word_is_seen() -> None:
    assert missing(["Problem", "Ticket"]) == ["Ticket"]


def shunned() -> set[str]:
    """The English words that the glossary says we do not use: its last column."""
    rows = [line.split("|") for line in GLOSSARY.splitlines() if line.startswith("|") and "---" not in line]
    return {word for row in rows for word in re.findall(r"~~(\w+)~~", row[-2])}


def names(source: Source) -> set[str]:
    """Everything a file gives a name to."""
    found = set()
    for node in source.nodes:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


def shunned_in(files: Iterable[Source]) -> dict[str, list[str]]:
    """Names that use a shunned word as one of their parts."""
    split = re.compile(r"[A-Z]?[a-z]+")
    found = {
        s.path: sorted(n for n in names(s) if shunned() & {p.lower() for p in split.findall(n)})
        for s in files
    }
    return {path: wrong for path, wrong in found.items() if wrong}


def test_a_concept_is_called_by_its_one_word() -> None:
    assert shunned_in(sources("qinqing/domains/")) == {}


def test_a_second_word_for_a_concept_is_seen() -> None:
    assert shunned_in([Source("qinqing/domains/x/actions.py", "def close_ticket(): ...")]) != {}


@pytest.mark.parametrize(
    "term",
    [t for room in ROOMS for t in vars(importlib.import_module(f"qinqing.domains.{room}.terms")).values()
     if inspect.isclass(t) and issubclass(t, Term) and t is not Term],
    ids=lambda term: f"{term.__module__.split('.')[2]}.{term.__name__}",
)  # fmt: skip
def test_every_value_has_a_chinese_label(term: type[Term]) -> None:
    assert [member.value for member in term if not member.label] == []


# --- documents ---------------------------------------------------------

PAGES = [source for folder in ("docs/", "README", "ARCHITECTURE") for source in sources(folder, ".md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PATH = re.compile(r"`((?:qinqing|tests|docs|scripts|requirements|deploy)/[\w/.-]*\w)`")


def dangling(source: Source) -> list[str]:
    """Links and paths of a page that lead nowhere."""
    folder = (ROOT / source.path).parent
    linked = [link for link in LINK.findall(source.text) if not (folder / link).exists()]
    return linked + [path for path in PATH.findall(source.text) if not (ROOT / path).exists()]


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.path)
def test_documents_point_at_what_is_there(source: Source) -> None:
    assert dangling(source) == []


def test_a_dangling_link_is_seen() -> None:
    assert dangling(Source("docs/x.md", "[a](nowhere.md) and `qinqing/nowhere.py`")) == [
        "nowhere.md",
        "qinqing/nowhere.py",
    ]


def undecided(wanted: Iterable[str]) -> list[str]:
    """Dependencies that no line of the decision about dependencies names."""
    decision = (ROOT / "docs/decisions/0008-dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[\[><=~;]", line)[0].strip() for line in wanted]
    return [
        name for name in names if not re.search(rf"^\|[^|]*\b{re.escape(name)}\b", decision, re.MULTILINE)
    ]


def test_every_dependency_has_a_line_that_says_what_it_is_worth() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert undecided(project["dependencies"]) == []


def test_an_undecided_dependency_is_seen() -> None:
    assert undecided(["django>=5", "pandas[all]>=2"]) == ["pandas"]


@pytest.mark.parametrize("name", handbook.PAGES)
def test_the_generated_pages_are_fresh(name: str) -> None:
    """Run `make docs` where this fails."""
    assert (ROOT / "docs/generated" / name).read_text(encoding="utf-8") == handbook.PAGES[name]()


def test_no_generated_page_is_left_over() -> None:
    assert {path for path in tracked() if path.startswith("docs/generated/")} == {
        f"docs/generated/{name}" for name in handbook.PAGES
    }
