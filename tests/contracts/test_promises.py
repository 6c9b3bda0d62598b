"""The table of promises in docs/promises.md: what it names is there, its numbers are those that run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.sizes import SIZES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "promises.md"
PROMISED = ("I1", "I2", "I3", "I4", "I5", "I8", "I10", "I11", "I12", "I15", "I17", "I18")
AMOUNT = re.compile(r"([\d,]+|all) ([a-z ]+)")


class Line(NamedTuple):
    """One line of the table."""

    promise: str
    test: str
    twin: str
    gate: str
    night: str


def lines() -> Iterator[Line]:
    """The lines that begin with the number of a promise."""
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"I\d+", cells[0]) and len(cells) == 6:
            promise, _, test, twin, gate, night = cells
            yield Line(promise, test.strip("`"), twin.strip("`"), gate, night)


LINES = tuple(lines())


def is_there(name: str) -> bool:
    """Whether a test called so stands in the file."""
    path, _, wanted = name.partition("::")
    place = ROOT / "tests" / path
    if not place.exists():
        return False
    names = set()
    for node in ast.walk(ast.parse(place.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return wanted in names


def test_every_promise_has_a_line() -> None:
    assert tuple(dict.fromkeys(line.promise for line in LINES)) == PROMISED


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.promise} {line.test}")
def test_its_test_and_its_twin_are_there(line: Line) -> None:
    assert [name for name in (line.test, line.twin) if not is_there(name)] == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.promise} {line.test}")
def test_its_numbers_are_those_that_run(line: Line) -> None:
    if line.gate == line.night == "everything":
        return
    gate, night = (AMOUNT.fullmatch(cell) for cell in (line.gate, line.night))
    assert gate, "a number and what it counts"
    assert night, "a number and what it counts"
    assert gate[2] == night[2]
    found = tuple(0 if one[1] == "all" else int(one[1].replace(",", "")) for one in (gate, night))
    assert found == SIZES[gate[2]]


def test_every_size_stands_in_the_table() -> None:
    named = {match[2] for line in LINES if (match := AMOUNT.fullmatch(line.gate))}
    assert set(SIZES) == named


def test_a_test_that_is_not_there_is_seen() -> None:
    assert not is_there("properties/test_workdays.py::test_that_nobody_wrote")
    assert not is_there("properties/test_nothing.py::test_a")
