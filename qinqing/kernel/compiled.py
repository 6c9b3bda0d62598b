"""Hot reads: a queryset is compiled to SQL once for its shape and then only bound.

Generating SQL costs as much as running it. The shape is what the roles of the actor and the filters make it;
what differs between two people of one shape (who they are, which ids they reach) is bound. The vocabulary
stays the queryset's: it is the permission table's own condition that is compiled.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Lookup,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

from qinqing.kernel.permissions import Actor

MOST_SHAPES = 200
"""Filters make shapes; past so many the whole memory is given up and starts anew."""
_PERSON = -9_100_000_001
_SCOPE = -9_200_000_000
_GIVEN = -9_300_000_000
_M = TypeVar("_M", bound=Model)
_T = TypeVar("_T")
_U = TypeVar("_U")
_Place = Callable[[Actor, Sequence[Any]], Any]
_WORD = re.compile("[a-z_]+")


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`column = any(array)`: one value to bind however many ids there are; the SQL keeps its shape."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s::bigint[])", [*params, list(self.rhs)]


class Said(Value):
    """A word or a number that stands in the statement itself.

    A statement is planned once for whatever is bound to it. Only of what stands in it does the planner know
    how many rows have it, and whether an index of some rows alone holds them.
    """

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        if isinstance(self.value, int):
            return str(int(self.value)), []
        if not _WORD.fullmatch(self.value):
            raise ValueError(f"{self.value!r} is no single word")
        return f"'{self.value}'", []


@dataclass(frozen=True, slots=True)
class Asked(Generic[_T]):
    """A read that is ready to be sent; `read` makes the answer of its rows, which have so many `columns`.

    Of numbers, words, yes and no: what two of them ask `together` comes as JSON, a moment as its text.
    """

    sql: str
    params: Sequence[Any]
    columns: int
    read: Callable[[Sequence[Sequence[Any]]], _T]

    def answer(self) -> _T:
        """Ask it by itself."""
        return self.read(_fetched(self.sql, self.params))

    def then(self, make: Callable[[_T], _U]) -> "Asked[_U]":
        """The same read, its answer made into another."""
        return Asked(self.sql, self.params, self.columns, lambda rows: make(self.read(rows)))

    def as_part(self) -> str:
        """The same as one value of a larger statement: a list of lists, null where there is no row."""
        names = ", ".join(f"c{n}" for n in range(self.columns))
        return f"(select json_agg(json_build_array({names})) from ({self.sql}) asked({names}))"


def together(first: Asked[_T], second: Asked[_U]) -> tuple[_T, _U]:
    """The answers of two reads by one statement: sending a small one costs more than answering it."""
    ((one, other),) = _fetched(
        f"select {first.as_part()}, {second.as_part()}", (*first.params, *second.params)
    )
    return first.read(one or ()), second.read(other or ())


def asked(rows: QuerySet[Any, Any], columns: int, read: Callable[[Sequence[Sequence[Any]]], _T]) -> Asked[_T]:
    """A read of a `values_list` of so many columns, written down anew each time."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        sql, params = f"select {', '.join(['null'] * columns)} where false", ()
    return Asked(sql, params, columns, read)


def counted(rows: QuerySet[Any], counts: Mapping[str, Count]) -> Asked[dict[str, int]]:
    """Several counts of one queryset, written down anew each time."""
    one = rows.order_by().values(one=Value(1)).annotate(**counts).values_list(*counts)
    none = [0] * len(counts)
    return asked(one, len(counts), lambda found: dict(zip(counts, found[0] if found else none, strict=True)))


def counts_of(several: Sequence[QuerySet[Any, Any]]) -> list[int]:
    """How many rows each of some querysets has, by one statement."""
    parts = [asked(rows.order_by().values_list("pk"), 1, len) for rows in several]
    sql = ", ".join(f"(select count(*) from ({part.sql}) counted)" for part in parts)
    (row,) = _fetched(f"select {sql}", [param for part in parts for param in part.params])
    return list(row)


def _fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


class Compiled:
    """A read whose SQL is generated once for each shape.

    `build(actor, shape, *given)` gives a `values_list` queryset that reaches lists of ids by `__among`.
    What differs from call to call (a number, a word, a moment, a list of numbers) is `given` and only bound;
    None is part of the shape.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._shapes: dict[Hashable, tuple[str, tuple[_Place, ...]]] = {}

    def rows(self, actor: Actor, shape: Hashable = (), given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows for this actor; `shape` is everything about the query that is neither actor nor given."""
        return _fetched(*self.bound(actor, shape, given))

    def bound(self, actor: Actor, shape: Hashable = (), given: Sequence[Any] = ()) -> tuple[str, list[Any]]:
        """The SQL with what to bind, for a statement that holds it as a part."""
        kinds = tuple(map(type, given))
        key = (actor.roles, actor.system, tuple(actor.scopes), settings.TWINS, shape, kinds)
        found = self._shapes.get(key)
        if found is None:
            found = self._compile(actor, shape, given)
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()  # another thread may be reading: it holds what it found
            self._shapes[key] = found
        sql, places = found
        return sql, [place(actor, given) for place in places]

    def _compile(self, actor: Actor, shape: Any, given: Sequence[Any]) -> tuple[str, tuple[_Place, ...]]:
        scopes = tuple(actor.scopes)
        marked = Actor(
            person_id=_PERSON,
            roles=actor.roles,
            scopes={name: (_SCOPE - n,) for n, name in enumerate(scopes)},
            system=actor.system,
        )
        marks = [_mark(value, n) for n, value in enumerate(given)]
        sql, params = self._sql_of(self._build(marked, shape, *marks))
        keys = [_key(param) for param in params]
        for mark, value in zip(marks, given, strict=True):
            if value is not None and _key(mark) not in keys:
                raise ValueError(f"{value!r} is given but not bound as it is")
        if any(
            isinstance(param, int) and param <= _SCOPE and _key(param) not in map(_key, marks)
            for param in params
        ):
            raise ValueError("a scope is bound id by id: reach it by `__among`")
        return sql, tuple(_place(param, scopes, marks) for param in params)

    def _sql_of(self, built: Any) -> tuple[str, Sequence[Any]]:
        sql, params = built.query.sql_with_params()
        return sql, params


class CompiledModels(Compiled, Generic[_M]):
    """A read of whole rows of one model; `build` gives a plain queryset. For fields without a converter."""

    def __init__(self, model: type[_M], build: Callable[..., Any]) -> None:
        super().__init__(build)
        self._model = model
        self._names = [field.attname for field in model._meta.concrete_fields]

    def instances(self, actor: Actor, shape: Hashable = (), given: Sequence[Any] = ()) -> list[_M]:
        """The rows for this actor as models."""
        return [self._model.from_db(None, self._names, row) for row in self.rows(actor, shape, given)]

    def _sql_of(self, built: Any) -> tuple[str, Sequence[Any]]:
        return super()._sql_of(built.values_list(*self._names))


class CompiledCounts(Compiled):
    """Several counts of one queryset in one statement, generated once for each shape.

    `build` gives the queryset and by name what is counted, always the same names in the same order.
    """

    def __init__(self, names: Sequence[str], build: Callable[..., Any]) -> None:
        super().__init__(build)
        self._names = tuple(names)

    def counts(self, actor: Actor, shape: Hashable = (), given: Sequence[Any] = ()) -> dict[str, int]:
        """The counts for this actor by name."""
        return self.asked(actor, shape, given).answer()

    def asked(
        self, actor: Actor, shape: Hashable = (), given: Sequence[Any] = (), *, kept: bool = True
    ) -> Asked[dict[str, int]]:
        """The same, not sent yet; not `kept` where the shape is one of too many to remember."""
        bound = self.bound if kept else self._bound_once
        return Asked(*bound(actor, shape, given), len(self._names), self._named)

    def _named(self, rows: Sequence[Sequence[Any]]) -> dict[str, int]:
        (row,) = rows
        return dict(zip(self._names, row, strict=True))

    def _bound_once(self, actor: Actor, shape: Any, given: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        return self._sql_of(self._build(actor, shape, *given))

    def _sql_of(self, built: Any) -> tuple[str, Sequence[Any]]:
        rows, counts = built
        if tuple(counts) != self._names:
            raise ValueError(f"counts {list(counts)}, not {list(self._names)}")
        return _statement_of(lambda: rows.aggregate(**counts))


def instance_of(model: type[_M], row: Mapping[str, Any]) -> _M:
    """A model of a row that a statement gave as JSON; no field of bytes or of numbers with a point."""
    names, columns, readers = _reading(model)
    values = [row[column] for column in columns]
    for place, read in readers:
        values[place] = read(values[place])
    return model.from_db(None, names, values)


_AS_IN_JSON = (BooleanField, CharField, ForeignKey, IntegerField, JSONField, TextField)


@cache
def _reading(model: type[Model]) -> tuple[list[str], list[str], list[tuple[int, Callable[..., Any]]]]:
    """The fields and columns of a model, and by their places those that JSON does not hold as they are."""
    fields = list(enumerate(model._meta.concrete_fields))
    readers: list[tuple[int, Callable[..., Any]]] = [
        (n, field.to_python) for n, field in fields if not isinstance(field, _AS_IN_JSON)
    ]
    return [field.attname for _, field in fields], [field.column for _, field in fields], readers


class _Taken(Exception):
    """A statement that was caught on its way to the database."""


def _statement_of(ask: Callable[[], object]) -> tuple[str, Sequence[Any]]:
    """The statement by which a queryset method would ask, which gives no queryset to compile."""

    def take(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        raise _Taken(sql, params)

    try:
        with connection.execute_wrapper(take):
            ask()
    except _Taken as taken:
        sql, params = taken.args
        return sql, params
    raise AssertionError("it did not ask the database")


def _mark(value: Any, number: int) -> Any:
    """A value of the same kind that stands nowhere else."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return datetime(1900, 1, 1, second=number, tzinfo=UTC)
    if isinstance(value, date):
        return date(1900, 1, 1 + number)
    if isinstance(value, int) and not isinstance(value, bool):
        return _GIVEN - number
    if isinstance(value, str):
        return f"\x02{number}"
    if isinstance(value, list | tuple):
        return [_GIVEN - number]
    raise TypeError(f"{type(value).__name__} can only be part of the shape")


def _key(param: Any) -> Hashable:
    if isinstance(param, list | tuple):
        return (list, *param)
    # Django wraps the numbers of some fields in a number of their width.
    return (int if isinstance(param, int) and not isinstance(param, bool) else type(param), param)


def _place(param: Any, scopes: Sequence[str], marks: Sequence[Any]) -> _Place:
    """What to bind where the compiled query has this parameter: the actor's, the given, or itself."""
    key = _key(param)
    if key == (int, _PERSON):
        return lambda actor, given: actor.person_id
    for number, name in enumerate(scopes):
        if key == (list, _SCOPE - number):
            return lambda actor, given: list(actor.ids(name))
    for number, mark in enumerate(marks):
        if mark is not None and key == _key(mark):
            as_list = isinstance(mark, list)
            return lambda actor, given: list(given[number]) if as_list else given[number]
    return lambda actor, given: param
