"""Thousands of rows in one statement, for imports and simulated history.

Ids are drawn beforehand and nothing is returned: `returning` would ask the select policy about rows whose
parents this very statement may still be writing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg.types.json import Jsonb

CHUNK = 5_000

T = TypeVar("T")

_AS_IT_IS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigIntegerField: int,
    models.ForeignKey: int,
    models.DateField: date,
    models.DecimalField: Decimal,
}
"""By kind of field the type whose values go into its column as they are."""


def draw(model: type[models.Model], count: int) -> list[int]:
    """So many ids for rows of `model` that will be inserted."""
    sequence = sequence_of(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(%s::text::regclass) from generate_series(1, %s::integer)", [sequence, count]
        )
        return [row[0] for row in cursor.fetchall()]


def sequence_of(model: type[models.Model]) -> str:
    """The sequence that the ids of a model are drawn from."""
    return f"{model._meta.db_table}_{model._meta.pk.column}_seq"


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows whose values stand in the order of `names`, and `same` in every one of them.

    The other columns take the database's default.
    """
    fields = [_field(model, name) for name in names]
    alike = [_field(model, name) for name in same or ()]
    columns = ", ".join(f'"{field.column}"' for field in (*fields, *alike))
    constants = "".join(f", %s::{field.db_type(connection)}" for field in alike)
    head = f'insert into "{model._meta.db_table}" ({columns}) select r.*{constants}'
    shared = [_prepared(field, [value])[0] for field, value in zip(alike, (same or {}).values(), strict=True)]
    with connection.cursor() as cursor:
        for some in chunks(rows):
            values = zip(*some, strict=True)
            varying = [_prepared(field, column) for field, column in zip(fields, values, strict=True)]
            arrays = ", ".join(map(_array, fields, varying))
            cursor.execute(f"{head} from unnest({arrays}) r", [*shared, *varying])


def columns(rows: "models.QuerySet[Any]", *names: str) -> list[list[Any]]:
    """What a queryset finds in its order, a list for each of `names`: very many values as one row.

    Made one by one, rows cost several times as much as what they hold.
    """
    try:
        sql, params = rows.values_list(*names).query.sql_with_params()
    except EmptyResultSet:
        return [[] for _ in names]
    heads = [f"c{n}" for n in range(len(names))]
    arrays = ", ".join(f"array_agg({head})" for head in heads)
    with connection.cursor() as cursor:
        cursor.execute(f"select {arrays} from ({sql}) r({', '.join(heads)})", params)  # noqa: S608 (Django's own)
        return [found or [] for found in cursor.fetchone()]


def update(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    only_if: Sequence[str] = (),
) -> int:
    """Update rows given as their key, the values of `names` and those that `only_if` must still have.

    Gives how many were there to be updated.
    """
    pk = model._meta.pk
    fields = [pk, *(_field(model, name) for name in (*names, *only_if))]
    given = ", ".join(f"v{n}" for n in range(len(fields)))
    sets = ", ".join(f'"{field.column}" = r.v{n}' for n, field in enumerate(fields[1 : len(names) + 1], 1))
    as_read = "".join(
        f' and t."{field.column}" = r.v{n}'
        for n, field in enumerate(fields[len(names) + 1 :], len(names) + 1)
    )
    where = f'r({given}) where t."{pk.column}" = r.v0{as_read}'
    found = 0
    with connection.cursor() as cursor:
        for some in chunks(rows):
            columns = zip(*some, strict=True)
            values = [_prepared(field, column) for field, column in zip(fields, columns, strict=True)]
            arrays = ", ".join(map(_array, fields, values))
            head = f'update "{model._meta.db_table}" t set {sets}'  # noqa: S608 (our own tables and columns)
            cursor.execute(f"{head} from unnest({arrays}) {where}", values)
            found += cursor.rowcount
    return found


def _array(field: "models.Field[Any, Any]", values: Sequence[Any]) -> str:
    # Binary: as text, every character of a long array is looked at for quoting.
    mark = "%b" if any(value is not None for value in values) else "%s"
    return f"{mark}::{field.db_type(connection)}[]"


def chunks(rows: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The rows in parts that one statement takes."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _prepared(field: "models.Field[Any, Any]", values: Sequence[Any]) -> list[Any]:
    if isinstance(field, models.JSONField):
        return [None if value is None else Jsonb(value) for value in values]
    # The proxy `connection` looks the real one up at every touch, which shows in tens of thousands of values.
    real = connections[DEFAULT_DB_ALIAS]
    prepared = field.get_db_prep_save
    plain = _AS_IT_IS.get(type(field))
    return [value if value is None or type(value) is plain else prepared(value, real) for value in values]
