"""What is known of very many enterprises at once; read by the system for jobs, never for a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.facts.known import known
from qinqing.domains.policies.facts.stated import stated_of
from qinqing.kernel import bulk
from qinqing.lib.rules import Value

_NOTHING: Mapping[str, Value] = {}


@dataclass
class Subjects:
    """Enterprises by their ids, in the same order what is known of each, where each one stands, and the
    kinds of title that it bears."""

    ids: list[int] = field(default_factory=list)
    known: list[Mapping[str, Value]] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    titles: list[Collection[str]] = field(default_factory=list)

    def places(self, areas: Collection[int]) -> list[int]:
        """Who stands in one of these areas."""
        within = frozenset(areas)
        return [place for place, area in enumerate(self.areas) if area in within]

    def add(self, rows: Sequence[Enterprise], day: date) -> None:
        """Some more of them, with what is known of them on a day."""
        ids = [row.pk for row in rows]
        figures = enterprises.figures_of_many(ids)
        titles = enterprises.titles_of_many(ids, day)
        stated = stated_of(ids, day)
        for row in rows:
            borne: Collection[str] = titles.get(row.pk, ())
            self.ids.append(row.pk)
            self.areas.append(row.area_id)
            self.titles.append(borne)
            registered = known(row, figures.get(row.pk, {}), borne, day)
            self.known.append({**stated.get(row.pk, _NOTHING), **registered})


def subjects(areas: Collection[int], day: date, only: Collection[int] | None = None) -> Subjects:
    """The enterprises in business of these areas, or only some of them; the caller opens the view."""
    found = Subjects()
    for some in bulk.chunks(enterprises.in_business(areas, only)):
        found.add(some, day)
    return found
