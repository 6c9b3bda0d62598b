"""How everything that is sealed passes to another key, by parts, and goes on where it was killed.

What is sealed is found by the class of its field, and what an import keeps for taking it back by its
declaration. A column that is neither would be left behind under a key that has gone: `tests/contracts` and
`tests/rooms/kernel/test_rotation.py` see it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from qinqing.kernel import bulk, declared, door
from qinqing.kernel.database.keys import Key, Unsealable
from qinqing.kernel.imports import Import
from qinqing.kernel.models import ImportRow
from qinqing.kernel.permissions import system
from qinqing.kernel.sealed import ROWS_AT_ONCE, IndexField, SealedField

RULE: Final = "field_key.rotate"


# --- which they are ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column with its blind index, or an index alone; what is missing is empty."""

    model: type[models.Model]
    sealed: str = ""
    index: str = ""
    rows_at_once: int = ROWS_AT_ONCE


def columns() -> tuple[Column, ...]:
    """Every sealed column, and every index of a text that is kept nowhere."""
    return tuple(column for model in apps.get_models() for column in _columns_of(model))


def _columns_of(model: type[models.Model]) -> Iterator[Column]:
    fields = model._meta.concrete_fields
    indexes = {one.of or one.name: one.name for one in fields if isinstance(one, IndexField)}
    for one in fields:
        if isinstance(one, SealedField):
            yield Column(model, one.name, indexes.pop(one.name, ""), one.rows_at_once)
    for name in indexes.values():
        yield Column(model, index=name)


def kept_by_imports() -> Mapping[str, tuple[str, ...]]:
    """By the kind of an import the facts that its rows keep sealed, as hexadecimal digits."""
    return {
        one.kind: one.sealed
        for one in declared.declarations("imports", "IMPORTS")
        if isinstance(one, Import) and one.sealed
    }


# --- how they pass -----------------------------------------------------


@dataclass(slots=True)
class Passed:
    """What became of the sealed values: how many passed, and of each table how many no key opens."""

    moved: int = 0
    lost: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """To which key, from which; `tick` hears the label of a table and how many of its rows were seen."""

    to: Key
    earlier: Sequence[Key]
    tick: Callable[[str, int], None]
    passed: Passed = field(default_factory=Passed)

    def opened(self, sealed: bytes, label: str) -> str | None:
        """The text of a value, whichever key opens it; counts one that none does."""
        for key in (self.to, *self.earlier):
            if (text := _opens(key, sealed)) is not None:
                return text
        self.passed.lost[label] = self.passed.lost.get(label, 0) + 1
        return None

    def sealed(self, was: bytes, text: str) -> bytes:
        """The value under the key; as it was where it is under it already."""
        return was if _opens(self.to, was) is not None else self.to.seal(text)


@dataclass(frozen=True, slots=True)
class _Lot:
    """The rows of one table that pass: which, which of their columns, and what becomes of these."""

    rows: "models.QuerySet[Any]"
    names: Sequence[str]
    anew: Callable[[list[Any]], list[Any]]
    rows_at_once: int = ROWS_AT_ONCE

    @property
    def label(self) -> str:
        """What they are, in words."""
        return str(self.rows.model._meta.verbose_name)


def pass_on(passage: Passage, *, forget: bool) -> Passed:
    """Let everything that one of the earlier keys opens be sealed and indexed by the key.

    What is sealed by it already stays as it is: killed and run again, it goes on. What no key opens stays as
    it is too, and is counted. Indexes of texts that are kept nowhere are forgotten with `forget`, and where
    anything passed. Nobody else may write meanwhile.
    """
    lots = [_lot_of_column(column, passage) for column in columns() if column.sealed]
    lots += [_lot_of_import(kind, names, passage) for kind, names in kept_by_imports().items()]
    for lot in lots:
        _pass_lot(lot, passage)
    if forget or passage.passed.moved:
        for column in columns():
            _forget(column)
    return passage.passed


def _pass_lot(lot: _Lot, passage: Passage) -> None:
    last = seen = 0
    while some := _pass_part(lot, last, passage):
        last, seen = some[-1], seen + len(some)
        passage.tick(lot.label, seen)


@transaction.atomic
def _pass_part(lot: _Lot, after: int, passage: Passage) -> list[int]:
    """Let the next rows pass; gives their keys, none where there is none left."""
    door.step_in(system(RULE))
    some = list(
        lot.rows.filter(pk__gt=after).order_by("pk").values_list("pk", *lot.names)[: lot.rows_at_once]
    )
    moved = [(pk, *now) for pk, *was in some if (now := lot.anew(was)) != was]
    bulk.update(lot.rows.model, lot.names, moved)
    passage.passed.moved += len(moved)
    return [pk for pk, *_ in some]


def _lot_of_column(column: Column, passage: Passage) -> _Lot:
    rows = column.model._base_manager.filter(**{f"{column.sealed}__isnull": False})
    label = str(column.model._meta.verbose_name)

    def anew(was: list[Any]) -> list[Any]:
        sealed = bytes(was[0])
        text = passage.opened(sealed, label)
        if text is None:
            return was
        now = passage.sealed(sealed, text)
        return [now, passage.to.blind_index(text)] if column.index else [now]

    names = [name for name in (column.sealed, column.index) if name]
    return _Lot(rows, names, anew, column.rows_at_once)


def _lot_of_import(kind: str, names: Sequence[str], passage: Passage) -> _Lot:
    """What the rows of an import keep for taking it back, those facts in it that are sealed."""
    label = str(ImportRow._meta.verbose_name)

    def hex_anew(was: str) -> str:
        text = passage.opened(bytes.fromhex(was), label) if was else None
        return was if text is None else passage.sealed(bytes.fromhex(was), text).hex()

    def facts_anew(was: Any) -> Any:
        if not isinstance(was, dict):
            return was
        return {name: hex_anew(one) if name in names else facts_anew(one) for name, one in was.items()}

    rows = ImportRow.objects.filter(run__kind=kind, before__isnull=False)
    return _Lot(rows, ["before"], lambda was: [facts_anew(was[0])])


def _opens(key: Key, sealed: bytes) -> str | None:
    try:
        return key.unseal(sealed)
    except Unsealable:
        return None


@transaction.atomic
def _forget(column: Column) -> None:
    """Let go of the indexes of texts that are kept no more."""
    if not column.index:
        return
    door.step_in(system(RULE))
    rows = column.model._base_manager.exclude(**{column.index: ""})
    gone = rows.filter(Q(**{f"{column.sealed}__isnull": True})) if column.sealed else rows
    gone.update(**{column.index: ""})
