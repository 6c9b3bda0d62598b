"""What is known of very many enterprises at once; read by the system for jobs, never for a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.policies.facts.known import known
from qinqing.domains.policies.facts.stated import stated_of
from qinqing.lib.rules import Value


@dataclass(frozen=True)
class Subjects:
    """Enterprises by their ids, in the same order what is known of each, where each one stands, and the
    kinds of title that it bears."""

    ids: list[int]
    known: Sequence[Mapping[str, Value]]
    areas: list[int]
    titles: Sequence[Collection[str]]

    def places(self, areas: Collection[int]) -> list[int]:
        """Who stands in one of these areas."""
        within = frozenset(areas)
        return [place for place, area in enumerate(self.areas) if area in within]


def subjects(areas: Collection[int], day: date, only: Collection[int] | None = None) -> Subjects:
    """The enterprises in business of these areas, or only some of them; the caller opens the view."""
    rows = enterprises.in_business(areas, only)
    ids = [row.pk for row in rows]
    figures = enterprises.figures_of_many(ids)
    titles = enterprises.titles_of_many(ids, day)
    stated = stated_of(ids, day)
    nothing: Mapping[str, Value] = {}
    facts = [
        {**stated.get(row.pk, nothing), **known(row, figures.get(row.pk, {}), titles.get(row.pk, ()), day)}
        for row in rows
    ]
    borne: list[Collection[str]] = [titles.get(row.pk, frozenset()) for row in rows]
    return Subjects(ids, facts, [row.area_id for row in rows], borne)
