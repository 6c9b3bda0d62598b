"""Writing as one statement: inserts, updates and the delivery job of one change in one round trip.

An action thinks first and then hands its whole result over. Ids are drawn in the same statement, so
rows may refer to each other before they exist (`Drawn`). Nothing is returned by `insert … returning`,
which would ask the select policy about rows that are not visible yet.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from qinqing.kernel.refusals import Conflict


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

    `run()` returns the drawn ids in order. It raises Conflict when a row to be updated was not there
    any more in the version that was read; the caller's transaction is then to be rolled back.
    """

    def __init__(self) -> None:
        self._sequences: list[str] = []
        self._parts: list[str] = []
        self._params: list[Any] = []
        self._updates: list[str] = []
        self._selects: list[tuple[str, list[Any]]] = []

    def draw(self, model: type[models.Model]) -> Drawn:
        """An id for a row of `model` that this writing inserts."""
        self._sequences.append(f"{model._meta.db_table}_{model._meta.pk.column}_seq")
        return Drawn(len(self._sequences) - 1)

    def insert(self, model: type[models.Model], *rows: Mapping[str, Any]) -> None:
        """Insert rows that all give the same fields; fields not given take their default."""
        if not rows:
            return
        names = list(rows[0])
        fields = [_column(model, name) for name in names]
        selects = []
        for row in rows:
            assert list(row) == names, "all rows of one insert give the same fields"
            selects.append(
                "select " + ", ".join(self._value(f, row[n]) for f, n in zip(fields, names, strict=True))
            )
        body = " from i union all ".join(selects) + " from i"
        columns = ", ".join(f'"{f.name}"' for f in fields)
        self._parts.append(f'insert into "{model._meta.db_table}" ({columns}) {body}')

    def update(
        self,
        model: type[models.Model],
        pk: int,
        changes: Mapping[str, Any],
        *,
        only_if: Mapping[str, Any] | None = None,
    ) -> None:
        """Update one row; with `only_if`, its absence in that condition is a Conflict."""
        if not changes:
            return
        columns = [(_column(model, name), value) for name, value in changes.items()]
        sets = ", ".join(f'"{column.name}" = {self._value(column, value)}' for column, value in columns)
        where = " and ".join(
            f'"{column.name}" = {self._value(column, value)}'
            for column, value in [(_column(model, n), v) for n, v in {"pk": pk, **(only_if or {})}.items()]
        )
        self._parts.append(f'update "{model._meta.db_table}" set {sets} where {where} returning 1')
        self._updates.append(f"u{len(self._parts) - 1}")

    def call(self, sql: str, *params: Any) -> None:
        """Call a function of ours in the same statement; `Drawn` values may be among the parameters."""
        bound: list[Any] = []
        pieces = sql.split("%s")
        text = pieces[0]
        for piece, param in zip(pieces[1:], params, strict=True):
            if isinstance(param, Drawn):
                text += f"i.a{param.position}" + piece
            else:
                text += "%s" + piece
                bound.append(param)
        self._selects.append((text, bound))

    def run(self) -> list[int]:
        """Write everything collected so far in one statement."""
        drawn = ", ".join(f"nextval('{name}') a{n}" for n, name in enumerate(self._sequences)) or "1 one"
        sql = f"with i as materialized (select {drawn})"
        for n, part in enumerate(self._parts):
            sql += f", u{n} as ({part})"
        columns = [f"i.a{n}" for n in range(len(self._sequences))]
        columns += [f"(select count(*) from {name})" for name in self._updates]
        params = list(self._params)
        for text, bound in self._selects:
            columns.append(text)
            params += bound
        sql += " select " + ", ".join(columns or ["1"]) + " from i"
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            row = cursor.fetchone()
        count = len(self._sequences)
        if any(found != 1 for found in row[count : count + len(self._updates)]):
            raise Conflict("这件事刚刚被别人动过，请看最新情况后再做")
        return list(row[:count])

    def _value(self, column: "_Column", value: Any) -> str:
        if isinstance(value, Drawn):
            return f"i.a{value.position}"
        if isinstance(value, Sql):
            return value.text
        self._params.append(column.prepared(value))
        return column.mark


@dataclass(frozen=True, slots=True)
class _Column:
    """How a field is written: its column, the placeholder with its type, how a value is made ready."""

    name: str
    mark: str
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
        return _Column(field.column, "%s::jsonb", _json)
    mark = f"%s::{_CASTS.get(kind, kind)}"
    if isinstance(field, _PLAIN):
        return _Column(field.column, mark, _as_it_is)
    return _Column(field.column, mark, partial(field.get_db_prep_save, connection=connection))


def _as_it_is(value: Any) -> Any:
    return str(value) if isinstance(value, StrEnum) else value
