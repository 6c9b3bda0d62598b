"""Hot reads: a queryset is compiled to SQL once for its shape and then only bound.

Generating SQL costs as much as running it. The shape is what the roles of the actor and the filters make it;
what differs between two people of one shape (who they are, which ids they reach) is bound. The vocabulary
stays the queryset's: it is the permission table's own condition that is compiled.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from qinqing.kernel.permissions import Actor

MOST_SHAPES = 200
"""Filters make shapes; past so many the whole memory is given up and starts anew."""
_PERSON = -9_100_000_001
_SCOPE = -9_200_000_000


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`column = any(array)`: one value to bind however many ids there are; the SQL keeps its shape."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s::bigint[])", [*params, list(self.rhs)]


class Compiled:
    """A read whose SQL is generated once for each shape.

    `build(actor, shape)` gives a `values_list` queryset that reaches the actor's ids by `__among`.
    """

    def __init__(self, build: Callable[[Actor, Any], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._shapes: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, actor: Actor, shape: Hashable = ()) -> list[tuple[Any, ...]]:
        """The rows for this actor; `shape` is everything about the query that is not the actor."""
        key = (actor.roles, actor.system, tuple(actor.scopes), shape)
        if key not in self._shapes:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            self._shapes[key] = self._compile(actor, shape)
        sql, places = self._shapes[key]
        with connection.cursor() as cursor:
            cursor.execute(sql, [place(actor) if callable(place) else place for place in places])
            return list(cursor.fetchall())

    def _compile(self, actor: Actor, shape: Any) -> tuple[str, tuple[Any, ...]]:
        scopes = tuple(actor.scopes)
        marked = Actor(
            person_id=_PERSON,
            roles=actor.roles,
            scopes={name: (_SCOPE - n,) for n, name in enumerate(scopes)},
            system=actor.system,
        )
        sql, params = self._build(marked, shape).query.sql_with_params()
        return sql, tuple(_place(param, scopes) for param in params)


def _place(param: Any, scopes: Sequence[str]) -> Any:
    """What to bind where the compiled query has this parameter: the actor's, or the value itself."""
    if isinstance(param, int) and param == _PERSON:
        return lambda actor: actor.person_id
    if isinstance(param, list) and len(param) == 1 and isinstance(param[0], int):
        number = _SCOPE - param[0]
        if 0 <= number < len(scopes):
            name = scopes[number]
            return lambda actor: list(actor.ids(name))
    return param
