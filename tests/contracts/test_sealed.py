"""What is sealed goes into a column that a rotation of the key knows; what is indexed, beside it."""

import ast
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from qinqing.kernel import resealing
from qinqing.kernel.sealed import IndexField, SealedField
from tests.contracts.source import Source, sources

SEALED = frozenset(one.sealed for one in resealing.columns() if one.sealed)
"""The names of sealed columns, of whichever table."""
SEALS = "crypto.seal"


def calls(node: ast.AST) -> list[ast.AST]:
    """Where something is sealed to be kept; as digits it goes into a form, whose next post brings it back."""
    found = [one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) == SEALS]
    spelled = [
        one.func.value
        for one in ast.walk(node)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "hex"
    ]
    return [one for one in found if one not in spelled]


def named(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """Everything that a file hands over by a name, in a call or a dictionary."""
    for node in source.nodes:
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            yield from ((key.value, value) for key, value in _items(node))


def _items(node: ast.Dict) -> Iterator[tuple[ast.Constant, ast.AST]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant):
            yield key, value


def strays(files: Iterable[Source]) -> list[str]:
    """Where something is sealed that goes into no sealed column."""
    faults = []
    for source in files:
        kept = [call for name, value in named(source) if name in SEALED for call in calls(value)]
        whole = ast.parse(source.text) if SEALS in source.text else ast.Module([], [])
        lines = {one.lineno for one in kept if isinstance(one, ast.Call)}
        faults += [
            f"{source.path}:{one.lineno}"
            for one in calls(whole)
            if isinstance(one, ast.Call) and one.lineno not in lines
        ]
    return faults


def test_whatever_is_sealed_goes_into_a_sealed_column() -> None:
    assert strays(sources()) == []


def test_something_sealed_into_another_column_is_seen() -> None:
    planted = Source("qinqing/domains/planted/actions.py", "a = Thing(note=crypto.seal(x))\n")
    fitting = Source("qinqing/domains/planted/actions.py", "a = Thing(phone=crypto.seal(x) if x else None)\n")
    assert strays([planted, fitting]) == ["qinqing/domains/planted/actions.py:1"]


def homeless(found: Iterable[type[models.Model]]) -> list[str]:
    """Indexes that say they are of a sealed field which is not there: their text could not be found again."""
    faults = []
    for model in found:
        sealed = {one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)}
        indexes = [one for one in model._meta.concrete_fields if isinstance(one, IndexField)]
        faults += [f"{model.__name__}.{one.name}" for one in indexes if one.of and one.of not in sealed]
    return faults


def test_an_index_is_of_a_sealed_field_beside_it() -> None:
    assert homeless(apps.get_models()) == []


def test_an_index_of_what_is_not_there_is_seen() -> None:
    with isolate_apps("qinqing.domains.officers"):

        class Planted(models.Model):  # noqa: DJ008
            fone = SealedField()
            phone_index = IndexField(of="phone")

            class Meta:
                app_label = "officers"

    assert homeless([Planted]) == ["Planted.phone_index"]
