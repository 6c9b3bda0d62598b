"""Writing as one statement: inserts, updates and the delivery job of one change in one round trip.

An action thinks first and then hands its whole result over. Ids are drawn in the same statement, so
rows may refer to each other before they exist (`Drawn`). Nothing is returned by `insert … returning`,
which would ask the select policy about rows that are not visible yet.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from operator import add
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import RawCursor
from psycopg.types.json import Jsonb

from qinqing.kernel import bulk
from qinqing.kernel.refusals import Conflict

Model = type[models.Model]
MOST_CALLS = 500
"""A statement has room for three times as many columns."""
MOVED = "这件事刚刚被别人动过，请看最新情况后再做"


@dataclass(frozen=True, slots=True)
class Drawn:
    """An id that the statement will draw; usable as a value in the same `Writing`."""

    position: int


@dataclass(frozen=True, slots=True)
class Sql:
    """A value computed by the database; for counters, never for anything typed by a person."""

    text: str


class Writing:
    """Collects what one change writes and writes it at once.

    `run()` returns the drawn ids in order. Both ways of writing raise Conflict when a row to be updated was
    not there any more in the version that was read; the caller's transaction is then to be rolled back.
    """

    def __init__(self) -> None:
        self._drawn: list[Model] = []
        self._rows: dict[tuple[Model, tuple[str, ...]], list[Mapping[str, Any]]] = {}
        self._updates: list[_Update] = []
        self._calls: list[tuple[str, tuple[Any, ...]]] = []

    def draw(self, model: Model) -> Drawn:
        """An id for a row of `model` that this writing inserts."""
        self._drawn.append(model)
        return Drawn(len(self._drawn) - 1)

    def insert(self, model: Model, *rows: Mapping[str, Any]) -> None:
        """Insert rows that all give the same fields; fields not given take their default."""
        if not rows:
            return
        names = tuple(rows[0])
        assert all(tuple(row) == names for row in rows), "all rows of one insert give the same fields"
        self._rows.setdefault((model, names), []).extend(rows)

    def update(
        self, model: Model, pk: int, changes: Mapping[str, Any], *, only_if: Mapping[str, Any] | None = None
    ) -> None:
        """Update one row; with `only_if`, its absence in that condition is a Conflict."""
        if changes:
            self._updates.append(_Update(model, pk, changes, only_if or {}))

    def call(self, sql: str, *params: Any) -> None:
        """Call a function of ours in the same statement; `Drawn` values may be among the parameters."""
        self._calls.append((sql, params))

    def run(self) -> list[int]:
        """Write everything collected so far in one statement."""
        statement = _Statement()
        parts = [statement.insert(model, names, rows) for (model, names), rows in self._rows.items()]
        first = len(parts)
        parts += [statement.update(one) for one in self._updates]
        drawn = ", ".join(f"nextval('{bulk.sequence_of(model)}') a{n}" for n, model in enumerate(self._drawn))
        columns = [f"i.a{n}" for n in range(len(self._drawn))]
        columns += [f"(select count(*) from u{n})" for n in range(first, len(parts))]
        columns += [statement.call(sql, params) for sql, params in self._calls]
        written = "".join(f", u{n} as ({part})" for n, part in enumerate(parts))
        given = ", ".join(columns) or "1"
        row = statement.run(
            f"with i as materialized (select {drawn or '1 one'}){written} select {given} from i"
        )
        count = len(self._drawn)
        if any(found != 1 for found in row[count : count + len(self._updates)]):
            raise Conflict(MOVED)
        return list(row[:count])

    def run_in_bulk(self) -> None:
        """Write everything collected so far, one statement a table: for what many changes write together."""
        ids = self._draw_all()

        def known(value: Any) -> Any:
            return ids[value.position] if isinstance(value, Drawn) else _as_it_is(value)

        for (model, names), rows in self._rows.items():
            bulk.insert(model, names, [[known(row[name]) for name in names] for row in rows])
        alike: dict[tuple[Model, tuple[str, ...], tuple[str, ...]], list[list[Any]]] = {}
        for model, pk, changes, only_if in self._updates:
            values = [pk, *map(known, changes.values()), *only_if.values()]
            alike.setdefault((model, tuple(changes), tuple(only_if)), []).append(values)
        for (model, changed, conditions), lines in alike.items():
            if bulk.update(model, changed, lines, only_if=conditions) != len(lines):
                raise Conflict(MOVED)
        for some in bulk.chunks(self._calls, MOST_CALLS):
            statement = _Statement()
            calls = [statement.call(sql, tuple(map(known, params))) for sql, params in some]
            statement.run(f"select {', '.join(calls)}")

    def _draw_all(self) -> list[int]:
        waiting = {model: iter(bulk.draw(model, count)) for model, count in Counter(self._drawn).items()}
        return [next(waiting[model]) for model in self._drawn]


class _Update(NamedTuple):
    model: Model
    pk: int
    changes: Mapping[str, Any]
    only_if: Mapping[str, Any]


class _Statement:
    """The one statement in the making: its parts as SQL, and what they bind."""

    def __init__(self) -> None:
        self._params: list[Any] = []

    def insert(self, model: Model, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
        fields = [_column(model, name) for name in names]
        selects = [
            "select " + ", ".join([self._value(f, row[n]) for f, n in zip(fields, names, strict=True)])
            for row in rows
        ]
        columns = ", ".join(f'"{field.name}"' for field in fields)
        body = " from i union all ".join(selects) + " from i"
        return f'insert into "{model._meta.db_table}" ({columns}) {body}'

    def update(self, one: _Update) -> str:
        sets = ", ".join(self._equals(one.model, name, value) for name, value in one.changes.items())
        known = {"pk": one.pk, **one.only_if}
        where = " and ".join(self._equals(one.model, name, value) for name, value in known.items())
        return f'update "{one.model._meta.db_table}" set {sets} where {where} returning 1'

    def call(self, sql: str, params: Sequence[Any]) -> str:
        pieces = sql.split("%s")
        marks = [
            f"i.a{param.position}" if isinstance(param, Drawn) else self._bound(param) for param in params
        ]
        return pieces[0] + "".join(map(add, marks, pieces[1:]))

    def run(self, sql: str) -> Sequence[Any]:
        # A cursor that sends `$1` as it stands: to look for a hundred `%s` anew costs half of running them.
        connection.ensure_connection()
        raw = RawCursor(connection.connection)
        with connection.make_cursor(raw) as cursor:  # type: ignore[arg-type]
            cursor.execute(sql, self._params)
            row: Sequence[Any] = cursor.fetchone()
            return row

    def _equals(self, model: Model, name: str, value: Any) -> str:
        column = _column(model, name)
        return f'"{column.name}" = {self._value(column, value)}'

    def _value(self, column: "_Column", value: Any) -> str:
        if isinstance(value, Drawn):
            return f"i.a{value.position}"
        if isinstance(value, Sql):
            return value.text
        return f"{self._bound(column.prepared(value))}::{column.kind}"

    def _bound(self, value: Any) -> str:
        self._params.append(value)
        return f"${len(self._params)}"


@dataclass(frozen=True, slots=True)
class _Column:
    """How a field is written: its column and type, how a value is made ready."""

    name: str
    kind: str
    prepared: Callable[[Any], Any]


_CASTS = {"serial": "integer", "bigserial": "bigint"}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value, dumps=_dumps)


_PLAIN = (
    models.IntegerField,
    models.BooleanField,
    models.CharField,
    models.TextField,
    models.ForeignKey,
    models.DateTimeField,
)
"""Fields whose values psycopg binds as they are; asking Django for each costs more than the statement."""


@cache
def _column(model: type[models.Model], name: str) -> _Column:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(field, models.Field)
    kind = field.db_type(connection)
    assert kind is not None
    if isinstance(field, models.JSONField):
        return _Column(field.column, "jsonb", _json)
    kind = _CASTS.get(kind, kind)
    if isinstance(field, _PLAIN):
        return _Column(field.column, kind, _as_it_is)
    return _Column(field.column, kind, partial(field.get_db_prep_save, connection=connection))


def _as_it_is(value: Any) -> Any:
    return str(value) if isinstance(value, StrEnum) else value
