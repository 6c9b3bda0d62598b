"""Many figures in one pass: what counts the same rows is counted together, by one statement a source.

A room says once what is known of its rows; a figure names what must hold of them. The rows that a number
opens and the number itself are both made of these names, which are ours: no word of a request is among them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db import connection
from django.db.models import BooleanField, Case, Expression, ExpressionWrapper, F, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable, RawSQL

from qinqing.kernel.permissions import Actor

Column = str | Expression | Subquery
Fact = str | Q | Combinable
"""What is known of a row: the name of a field, a condition, an expression."""
Numbers = Sequence[Sequence[float]]
AREA = "area"
"""The split by places, which whatever is reported and frozen has."""
_Sql = tuple[str, list[Any]]


class Span(Protocol):
    """A time of whole days."""

    @property
    def last(self) -> date:
        """Its last day."""

    @property
    def since(self) -> datetime:
        """Its first moment."""

    @property
    def until(self) -> datetime:
        """The first moment after it."""


@dataclass(frozen=True)
class Beside:
    """A function of the database that knows more of a source's rows, each found by `key`, for a time.

    It shows nobody more than the tables it reads.
    """

    function: str
    key: str
    facts: frozenset[str]


@dataclass(frozen=True, eq=False)
class Source:
    """Rows that several figures count: all in somebody's sight, and what is known of each as of a day."""

    every: Callable[[Actor], QuerySet[Any]]
    facts: Callable[[date], Mapping[str, Fact]]
    splits: Mapping[str, Column]
    beside: Beside | None = None

    def knows(self, fact: str) -> bool:
        """Whether the rows know it themselves."""
        return self.beside is None or fact not in self.beside.facts

    def of(self, *holds: str, at: str = "") -> "Counted":
        """The rows of which these facts are true and, if one is named, the moment `at` lies in the period."""
        return Counted(self, at, holds)


@dataclass(frozen=True, eq=False)
class Counted:
    """What a figure counts; called, it gives the rows."""

    source: Source
    at: str
    holds: tuple[str, ...]

    def also(self, *holds: str) -> "Counted":
        """Those of them of which this is true, too."""
        return replace(self, holds=(*self.holds, *holds))

    def __call__(self, actor: Actor, period: Span) -> QuerySet[Any]:
        """The rows in the actor's sight."""
        known = _expressions(self.source, period, filter(self.source.knows, self.names))
        rows = self.source.every(actor).alias(**known).filter(self.outline(period))
        if (beside := self.source.beside) is None or all(map(self.source.knows, self.names)):
            return rows
        text, params = self._written("known", period, beside.facts)
        keys = f"select known.{beside.key} from {beside.function}(%s, %s) known where {text}"  # noqa: S608
        bound = (period.since, period.until, *params)
        return rows.filter(pk__in=RawSQL(keys, bound))  # noqa: S611  (names of ours)

    @property
    def names(self) -> list[str]:
        """The facts it asks."""
        return [*([self.at] if self.at else []), *self.holds]

    def outline(self, period: Span) -> Q:
        """What a row that is counted must be at least: as far as the rows themselves know it."""
        held = Q(*((f"known_{name}", True) for name in filter(self.source.knows, self.holds)))
        return held & _within(self.at, period) if self.at and self.source.knows(self.at) else held

    def written(self, relation: str, period: Span) -> _Sql:
        """When a row of a relation is counted that has all facts as columns."""
        return self._written(relation, period, self.names)

    def _written(self, relation: str, period: Span, names: Collection[str]) -> _Sql:
        held = [f'{relation}."{name}"' for name in self.holds if name in names]
        if self.at not in names:
            return " and ".join(held) or "true", []
        at = f'{relation}."{self.at}"'
        return " and ".join([f"{at} >= %s", f"{at} < %s", *held]), [period.since, period.until]


@dataclass(frozen=True)
class Wanted:
    """A count of a period: of all, by a split, or with the numbers that `gives` names of each row."""

    counted: Counted
    period: Span
    split: str = ""
    gives: tuple[str, ...] = ()


@dataclass
class Gathered:
    """The answers, by what was wanted."""

    counts: dict[Wanted, int] = field(default_factory=dict)
    by: dict[Wanted, dict[int | None, int]] = field(default_factory=dict)
    given: dict[Wanted, Numbers] = field(default_factory=dict)


def gather(actor: Actor, wanted: Iterable[Wanted], within: Mapping[str, Collection[int]]) -> Gathered:
    """What is wanted, counted among the rows with these values of splits; one statement for each source.

    All periods end on one day. Raises KeyError for a split that a source has not.
    """
    of_source: dict[Source, list[Wanted]] = {}
    for one in dict.fromkeys(wanted):
        of_source.setdefault(one.counted.source, []).append(one)
    found = Gathered()
    for source, some in of_source.items():
        _count(actor, source, some, within, found)
    return found


def _count(
    actor: Actor,
    source: Source,
    wanted: Sequence[Wanted],
    within: Mapping[str, Collection[int]],
    found: Gathered,
) -> None:
    plain = [one for one in wanted if not one.split and not one.gives]
    giving = [one for one in wanted if one.gives]
    split: dict[str, list[Wanted]] = {}
    for one in wanted:
        if one.split:
            split.setdefault(one.split, []).append(one)
    relation, params = _relation(actor, source, wanted, within)
    parts = [_totals(plain), *(_lines(name, some) for name, some in split.items()), *map(_numbers, giving)]
    sql = f"with asked as materialized ({relation}) select {', '.join(text for text, _ in parts)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *(param for _, some in parts for param in some)])
        ((totals, *answers),) = cursor.fetchall()
    found.counts.update(zip(plain, totals, strict=True))
    for some, lines in zip(split.values(), answers, strict=False):
        for place, one in enumerate(some, start=1):
            found.by[one] = {line[0]: line[place] for line in lines or () if line[place]}
    found.given.update((one, rows or ()) for one, rows in zip(giving, answers[len(split) :], strict=True))


# --- the rows, each with what is asked of it ---------------------------


def _relation(
    actor: Actor, source: Source, wanted: Sequence[Wanted], within: Mapping[str, Collection[int]]
) -> _Sql:
    """Every row that might be counted, with the facts and the values of splits that are asked."""
    widest = _widest(wanted)
    names = dict.fromkeys(name for one in wanted for name in (*one.counted.names, *one.gives))
    own = [name for name in names if source.knows(name)]
    rows = source.every(actor).order_by().alias(**_expressions(source, widest, own))
    rows = rows.filter(_any(one.counted.outline(widest) for one in wanted))
    for split, values in within.items():
        rows = rows.alias(**{f"in_{split}": _expression(source.splits[split])})
        rows = rows.filter(**{f"in_{split}__in": list(values)})
    columns: dict[str, Any] = {f"as_{name}": F(f"known_{name}") for name in own}
    for split in dict.fromkeys(one.split for one in wanted if one.split):
        columns[f"as_{split}"] = _split(source, split, [one for one in wanted if one.split == split])
    sql, params = rows.annotate(key=F("pk"), **columns).values_list("key", *columns).query.sql_with_params()
    listed = [f'rows."{name}" as "{name.removeprefix("as_")}"' for name in columns]
    if (beside := source.beside) is None:
        return f"select {', '.join(listed)} from ({sql}) rows", list(params)  # noqa: S608  (names of ours)
    listed += [f'known."{name}"' for name in names if not source.knows(name)]
    joined = f"left join {beside.function}(%s, %s) known on known.{beside.key} = rows.key"
    bound = [*params, widest.since, widest.until]
    return f"select {', '.join(listed)} from ({sql}) rows {joined}", bound  # noqa: S608  (names of ours)


def _widest(wanted: Sequence[Wanted]) -> Span:
    if len({one.period.last for one in wanted}) > 1:
        raise ValueError("what is gathered ends on one day")
    return min((one.period for one in wanted), key=lambda period: period.since)


def _split(source: Source, split: str, wanted: Sequence[Wanted]) -> Expression:
    """The value of a split, worked out only for rows that are counted by it."""
    column = _expression(source.splits[split])
    counted = _any(one.counted.outline(one.period) for one in wanted)
    if isinstance(source.splits[split], str) or not counted:
        return column
    return Case(When(counted, then=column))


def _any(outlines: Iterable[Q]) -> Q:
    """Any of them; one that asks nothing holds of every row, which `|` would forget."""
    found = list(outlines)
    return reduce(or_, found) if all(found) else Q()


def _within(name: str, period: Span) -> Q:
    return Q(**{f"known_{name}__gte": period.since, f"known_{name}__lt": period.until})


def _expressions(source: Source, period: Span, names: Iterable[str]) -> dict[str, Any]:
    """The facts of these names, for a queryset."""
    facts = source.facts(period.last)
    return {f"known_{name}": _expression(facts[name]) for name in names}


def _expression(fact: Fact | Column) -> Any:
    if isinstance(fact, str):
        return F(fact)
    return ExpressionWrapper(fact, BooleanField()) if isinstance(fact, Q) else fact


# --- what is counted of them -------------------------------------------


def _totals(wanted: Sequence[Wanted]) -> _Sql:
    if not wanted:
        return "'{}'::bigint[]", []
    texts, params = _counts(wanted)
    return f"(select array[{', '.join(texts)}]::bigint[] from asked)", params  # noqa: S608  (names of ours)


def _lines(split: str, wanted: Sequence[Wanted]) -> _Sql:
    """For each value of a split: the value, and the counts."""
    texts, params = _counts(wanted)
    lines = f'select "{split}" as value, {", ".join(texts)} from asked group by 1'  # noqa: S608  (names of ours)
    names = ", ".join(["value", *(f"n{place}" for place in range(len(texts)))])
    return f"(select json_agg(json_build_array({names})) from ({lines}) lines({names}))", params  # noqa: S608


def _numbers(one: Wanted) -> _Sql:
    """What is given of each row."""
    text, params = one.counted.written("asked", one.period)
    given = ", ".join(f'"{name}"::float8' for name in one.gives)
    return f"(select array_agg(array[{given}]) from asked where {text})", params  # noqa: S608  (names of ours)


def _counts(wanted: Sequence[Wanted]) -> tuple[list[str], list[Any]]:
    written = [one.counted.written("asked", one.period) for one in wanted]
    return [f"count(*) filter (where {text})" for text, _ in written], [
        param for _, params in written for param in params
    ]
