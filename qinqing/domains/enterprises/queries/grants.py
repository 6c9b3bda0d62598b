"""Who may read the figures of an enterprise by a grant, who has, and what somebody may read by his."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.events import GrantedFiguresOpened
from qinqing.domains.enterprises.models import Enterprise, FiguresGrant
from qinqing.domains.enterprises.queries.figures import statements_of
from qinqing.domains.enterprises.rules import Stated
from qinqing.domains.enterprises.terms import FactSource, HeldAs, Measure
from qinqing.kernel import clock
from qinqing.kernel.models import EventAbout
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

MOST = 50


@dataclass(frozen=True, slots=True)
class GrantShown:
    """A grant as its enterprise, its keeper and its holder read it; `looks` is how often it was used."""

    pk: int
    enterprise: Enterprise
    person: str
    held_as: HeldAs
    measures: tuple[Measure, ...]
    purpose: str
    granted_by: str
    from_at: datetime
    until_on: date
    holds: bool
    looks: int
    last_at: datetime | None


def grants_of(enterprise: Enterprise, family: Iterable[int], now: datetime) -> list[GrantShown]:
    """The grants about an enterprise and those merged into it, the newest first, as far as rows show."""
    rows = FiguresGrant.objects.filter(enterprise__in=list(family))
    return _shown(rows.select_related("enterprise", "person", "granted_by").order_by("-pk")[:MOST], now)


def grants_to(actor: Actor, now: datetime) -> list[GrantShown]:
    """What the actor may read by grants that hold now, the one that ends first before the others."""
    rows = FiguresGrant.objects.filter(
        person=actor.person_id, enterprise__in=actor.ids("granted"), ended_at=None, until_at__gt=now
    )
    return _shown(rows.select_related("enterprise", "person", "granted_by").order_by("until_at", "pk"), now)


def grant_about(enterprise: Enterprise, number: int) -> FiguresGrant:
    """A grant about an enterprise the caller keeps; raises FiguresGrant.DoesNotExist otherwise."""
    return FiguresGrant.objects.select_related("enterprise", "person").get(pk=number, enterprise=enterprise)


def grant_to(actor: Actor, number: int) -> FiguresGrant:
    """A grant to the actor; raises NotFound for another's."""
    rows = FiguresGrant.objects.select_related("enterprise", "person")
    found = rows.filter(pk=number, person=actor.person_id, enterprise__in=actor.ids("granted")).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class GrantedFigures:
    """By year, the latest first, what a grant lets read, and who says it as of when."""

    years: dict[int, dict[Measure, Stated]]
    sources: dict[int, list[tuple[FactSource, date]]]


def granted_figures(grant: FiguresGrant, family: Iterable[int]) -> GrantedFigures:
    """What is known of these measures and of no other; row security gives the rows to the holder alone."""
    family, wanted = list(family), set(map(Measure.of, grant.measures))
    statements = statements_of(family)
    said = [one for number in family for one in statements.get(number, ()) if wanted & one.values.keys()]
    years = {
        year: {measure: stated for measure, stated in found.items() if measure in wanted}
        for year, found in rules.by_year(said).items()
    }
    sources: dict[int, list[tuple[FactSource, date]]] = {year: [] for year in years}
    for one in sorted(said, key=lambda one: list(FactSource).index(one.source)):
        sources[one.year].append((one.source, one.stated_on))
    return GrantedFigures(years, sources)


def _shown(rows: Iterable[FiguresGrant], now: datetime) -> list[GrantShown]:
    rows = list(rows)
    looks = _looks([row.pk for row in rows])
    return [
        GrantShown(
            pk=row.pk,
            enterprise=row.enterprise,
            person=row.person.name,
            held_as=HeldAs.of(row.held_as),
            measures=tuple(map(Measure.of, row.measures)),
            purpose=row.purpose,
            granted_by=row.granted_by.name,
            from_at=row.from_at,
            until_on=clock.local(row.until_at - timedelta(seconds=1)).date(),
            holds=row.ended_at is None and row.until_at > now,
            looks=looks.get(row.pk, (0, None))[0],
            last_at=looks.get(row.pk, (0, None))[1],
        )
        for row in rows
    ]


def _looks(ids: list[int]) -> dict[int, tuple[int, datetime | None]]:
    """By grant how often it was used, and when last."""
    about = EventAbout.objects.filter(
        kind="figures_grant", object_id__in=ids, event__name=GrantedFiguresOpened.__name__
    )
    counted = about.values_list("object_id").annotate(Count("pk"), Max("event__at")).order_by()
    return {number: (count, last) for number, count, last in counted}
