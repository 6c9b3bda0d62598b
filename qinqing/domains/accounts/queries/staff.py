"""Who works in a unit, what its head said of them, and what of that waits for the coordination office."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from qinqing.domains.accounts.models import WAITS, Person, ProposedStaff, Unit
from qinqing.domains.accounts.permissions import decides_staff, proposes_staff
from qinqing.domains.accounts.queries.links import without_password
from qinqing.domains.accounts.queries.people import (
    PeopleFilter,
    grants_of,
    people_page,
    phone_shown,
    proposed_phone_shown,
)
from qinqing.domains.accounts.terms import UNIT_ROLES, PersonKind, Role, StaffChange
from qinqing.kernel import door
from qinqing.kernel.compiled import Asked, Compiled
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

NEWEST: Final = 20
"""So many of what was decided are shown."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a unit as its head sees him: his roles in the units of this head and no other."""

    person: Person
    roles: Sequence[str]
    is_outside: bool
    """He has chosen no password yet."""
    is_leaving: bool
    """That he leaves was said, and waits to be confirmed."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """One page of the people of a unit; `after` opens the next one."""

    people: Sequence[Colleague]
    after: str


def units_headed(actor: Actor, on: date) -> list[Unit]:
    """The units that somebody heads on a day: his own first, those that are no more last."""
    units = Unit.objects.filter(pk__in=actor.ids(Role.UNIT_HEAD)).order_by("short", "id")
    return sorted(units, key=lambda unit: (is_over(unit, on), unit.pk != actor.unit_id))


def is_over(unit: Unit, on: date) -> bool:
    """Whether a unit is no more on a day."""
    return unit.ended_on is not None and unit.ended_on <= on


def colleagues(actor: Actor, unit_id: int, now: datetime, after: str = "") -> Colleagues:
    """The staff of a unit that the actor heads, in the order of their names. Raises NotFound for others."""
    headed = actor.ids(Role.UNIT_HEAD)
    if unit_id not in headed:
        raise NotFound
    wanted = PeopleFilter(unit_id=unit_id, kind=PersonKind.STAFF)
    page = people_page(actor, wanted, now, after)
    numbers = [person.pk for person in page.people]
    held, outside = grants_of(numbers, now), without_password(numbers)
    leaving = set(ProposedStaff.objects.filter(WAITS, person__in=numbers).values_list("person_id", flat=True))
    return Colleagues(
        [
            Colleague(
                person,
                [Role.label_of(one.role) for one in held.get(person.pk, ()) if _is_here(one, headed)],
                person.pk in outside,
                person.pk in leaving,
            )
            for person in page.people
        ],
        page.after,
    )


def _is_here(grant: Any, headed: Collection[int]) -> bool:
    return grant.role in UNIT_ROLES and grant.unit_id in headed


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the one that is to come: by his name in the unit, or by his number anywhere."""

    by_number: bool
    name: str
    """Empty for somebody of an enterprise, whose name is no business of a unit's people."""
    unit: str
    post: str
    phone: str
    """As this reader sees it; nothing where it is the one by which he was found."""
    is_active: bool


@dataclass(frozen=True, slots=True)
class StaffShown:
    """What a unit said of somebody: the number as this reader sees it, who is like him, what he may do."""

    row: ProposedStaff
    phone: str
    alike: Sequence[Alike]
    is_own: bool


def staff_proposed_by_units(actor: Actor) -> tuple[list[StaffShown], list[ProposedStaff]]:
    """What waits of the units that somebody heads, and what became of the rest, the newest first."""
    rows = _with_names(ProposedStaff.objects.filter(proposes_staff(actor)))
    waiting = [_shown(actor, row) for row in rows.filter(WAITS).order_by("id")]
    return waiting, list(rows.exclude(WAITS).order_by("-decided_at", "-id")[:NEWEST])


def staff_to_confirm(actor: Actor, most: int) -> tuple[list[StaffShown], list[ProposedStaff]]:
    """What waits for somebody's office, the longest first, with who is like each; and what was decided."""
    rows = _with_names(ProposedStaff.objects.filter(decides_staff(actor)))
    waiting = list(rows.filter(WAITS).order_by("id")[:most])
    alike = _alike(actor, waiting)
    decided = rows.exclude(WAITS).order_by("-decided_at", "-id")[:NEWEST]
    return [_shown(actor, row, alike[row.pk]) for row in waiting], list(decided)


def staff_change_for(actor: Actor, number: int) -> ProposedStaff:
    """One that the actor's unit said or his office confirms. Raises NotFound."""
    row = ProposedStaff.objects.filter(proposes_staff(actor) | decides_staff(actor), pk=number).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class StaffWaiting:
    """What a unit said of somebody and waits, as a line says it."""

    pk: int
    kind: str
    name: str
    unit: str
    proposed_by: str


def staff_waiting_for(actor: Actor, most: int) -> Asked[list[StaffWaiting]]:
    """What waits for this office, the longest first; his own is another's to confirm."""
    return Asked(*_WAITING.bound(actor, most), 5, lambda rows: [StaffWaiting(*row) for row in rows])


def _waiting(actor: Actor, most: int) -> QuerySet[ProposedStaff, tuple[Any, ...]]:
    here = Q(area__among=actor.ids(Role.COORDINATOR)) | Q(area__among=actor.ids(Role.COORDINATION_HEAD))
    rows = ProposedStaff.objects.filter(WAITS & here).exclude(proposed_by=actor.person_id)
    return rows.order_by("id")[:most].values_list("pk", "kind", "name", "unit__short", "proposed_by__name")


_WAITING: Final = Compiled(_waiting)


def _with_names(rows: QuerySet[ProposedStaff]) -> QuerySet[ProposedStaff]:
    return rows.select_related("unit", "proposed_by", "decided_by")


def _shown(actor: Actor, row: ProposedStaff, alike: Sequence[Alike] = ()) -> StaffShown:
    return StaffShown(row, proposed_phone_shown(actor, row), alike, row.proposed_by_id == actor.person_id)


def _alike(actor: Actor, rows: Iterable[ProposedStaff]) -> Mapping[int, list[Alike]]:
    """By proposal who is like whoever is to come, one entry a person."""
    joining = [row for row in rows if row.kind == StaffChange.JOINING]
    found: dict[int, list[Alike]] = {row.pk: [] for row in rows}
    if not joining:
        return found
    same_number = Q(phone_index__in={row.phone_index for row in joining})
    same_name = Q(
        kind=PersonKind.STAFF,
        name__in={row.name for row in joining},
        unit__in={row.unit_id for row in joining},
    )
    # Whose number it is may be somebody out of sight; his name then stays there.
    with door.as_system("accounts.staff_alike"):
        people = list(Person.objects.filter(same_number | same_name).select_related("unit").order_by("id"))
    for row in joining:
        for person in people:
            by_number = person.phone_index == row.phone_index
            if by_number or (person.kind == PersonKind.STAFF and _is_called_so(person, row)):
                found[row.pk].append(_as_alike(actor, person, by_number))
    return found


def _is_called_so(person: Person, row: ProposedStaff) -> bool:
    return person.name == row.name and person.unit_id == row.unit_id


def _as_alike(actor: Actor, person: Person, by_number: bool) -> Alike:
    if person.kind != PersonKind.STAFF:
        return Alike(by_number, "", "", "", "", person.is_active)
    unit, phone = person.unit.short if person.unit else "", "" if by_number else phone_shown(actor, person)
    return Alike(by_number, person.name, unit, person.post, phone, person.is_active)
