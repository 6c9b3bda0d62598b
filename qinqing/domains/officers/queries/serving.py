"""Reads: who serves whom, who is present, what an officer has, and whom nobody serves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import rules
from qinqing.domains.officers.models import Absence, Assignment
from qinqing.domains.officers.rules import Present, Serving
from qinqing.domains.officers.terms import Part
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor

# --- who acts as officer -----------------------------------------------

# One statement, whatever the number of enterprises: it stands on the way of every problem that is raised.
# Entries that were merged are one enterprise: who serves the one that is left comes first, then who serves
# the one that was asked for, then who serves another of them. The role to act is granted apart from the
# office, and ends with the account.
_SERVING = """
select i.id, case a.enterprise_id when coalesce(e.merged_into_id, i.id) then 0 when i.id then 1 else 2 end,
       a.part, o.id, o.person_id, b.id is not null, s.id, s.person_id
  from unnest(%(ids)s::bigint[]) i(id)
  left join enterprises_enterprise e on e.id = i.id
  cross join lateral (
    select coalesce(e.merged_into_id, i.id) as id union all
    select m.id from enterprises_enterprise m where m.merged_into_id = coalesce(e.merged_into_id, i.id)
  ) f
  join officers_assignment a on a.enterprise_id = f.id
  join officers_officer o on o.id = a.officer_id
  left join officers_absence b on b.officer_id = o.id and b.from_at <= %(at)s and b.until_at > %(at)s
  left join officers_officer s on s.id = b.substitute_id
    and (s.active_until_on is null or s.active_until_on > %(day)s)
    and exists (select from accounts_grant g where g.person_id = s.person_id
      and g.role = %(role)s and g.from_at <= %(at)s and (g.until_at is null or g.until_at > %(at)s))
    and not exists (select from officers_absence away
      where away.officer_id = s.id and away.from_at <= %(at)s and away.until_at > %(at)s)
  where a.from_on <= %(day)s and (a.until_on is null or a.until_on > %(day)s)
    and (o.active_until_on is null or o.active_until_on > %(day)s)
    and exists (select from accounts_grant g where g.person_id = o.person_id
      and g.role = %(role)s and g.from_at <= %(at)s and (g.until_at is null or g.until_at > %(at)s))
"""


def present_officers(enterprise_ids: Collection[int], moment: datetime) -> dict[int, Present]:
    """By enterprise who can act as its officer at a moment; missing where nobody is there or stands in.

    Entries merged into one have their officers in common, those of the entry that is left first.
    """
    servings: dict[int, dict[int, list[Serving]]] = {}
    day = clock.local(moment).date()
    with connection.cursor() as cursor:
        cursor.execute(
            _SERVING, {"at": moment, "day": day, "ids": list(enterprise_ids), "role": Role.OFFICER}
        )
        for enterprise_id, place, *serving in cursor.fetchall():
            servings.setdefault(enterprise_id, {}).setdefault(place, []).append(Serving(*serving))
    found = {number: _first_present(places) for number, places in servings.items()}
    return {number: present for number, present in found.items() if present is not None}


def _first_present(places: Mapping[int, list[Serving]]) -> Present | None:
    present = (rules.present(places[place]) for place in sorted(places))
    return next((one for one in present if one is not None), None)


def present_officer(enterprise_id: int, moment: datetime) -> int | None:
    """The person who can act as officer of an enterprise at a moment; None: it falls to the coordinator."""
    found = present_officers([enterprise_id], moment).get(enterprise_id)
    return found.person_id if found else None


def served_by_person(person_id: int) -> list[int]:
    """The enterprises that somebody serves or served as an officer, himself or standing in."""
    own = Q(officer__person=person_id) | Q(officer__absences__substitute__person=person_id)
    return sorted(set(Assignment.objects.filter(own).values_list("enterprise_id", flat=True)))


def enterprises_of(officer_id: int, day: date) -> list[int]:
    """The enterprises an officer serves on a day, those he stands in for not among them."""
    rows = Assignment.objects.current(day).filter(officer=officer_id).order_by("enterprise_id")
    return list(rows.values_list("enterprise_id", flat=True))


# --- who serves, as it is shown ----------------------------------------


@dataclass(frozen=True, slots=True)
class ServingShown:
    """An officer as an enterprise's page shows him, and how it is about him now."""

    assignment_id: int
    officer_id: int
    person_id: int
    name: str
    unit: str
    post: str
    part: Part
    from_on: date
    away_until: datetime | None
    substitute: str


def officer_of(enterprise_ids: Collection[int], moment: datetime) -> dict[int, list[ServingShown]]:
    """By enterprise its officers at a moment, A before B, those of entries merged into it after its own; for
    enterprises the caller may see."""
    day = clock.local(moment).date()
    found: dict[int, list[ServingShown]] = {number: [] for number in enterprise_ids}
    rows = (
        Assignment.objects.current(day)
        .filter(Q(enterprise__in=enterprise_ids) | Q(enterprise__merged_into__in=enterprise_ids))
        .select_related("officer__person", "officer__unit", "enterprise")
        .order_by("part", "pk")
    )
    held = sorted(rows, key=lambda row: row.enterprise_id not in found)
    away = away_of([row.officer_id for row in held], moment)
    for row in held:
        whose = row.enterprise_id if row.enterprise_id in found else row.enterprise.merged_into_id
        found[whose or 0].append(_serving_shown(row, away.get(row.officer_id)))
    return found


def _serving_shown(row: Assignment, absence: Absence | None) -> ServingShown:
    officer = row.officer
    return ServingShown(
        assignment_id=row.pk,
        officer_id=officer.pk,
        person_id=officer.person_id,
        name=officer.person.name,
        unit=officer.unit.short,
        post=officer.person.post,
        part=Part.of(row.part),
        from_on=row.from_on,
        away_until=absence.until_at if absence else None,
        substitute=absence.substitute.person.name if absence and absence.substitute else "",
    )


def away_of(officer_ids: Iterable[int], moment: datetime) -> dict[int, Absence]:
    """By officer the absence of those who are away at a moment."""
    rows = Absence.objects.filter(officer__in=set(officer_ids), from_at__lte=moment, until_at__gt=moment)
    return {row.officer_id: row for row in rows.select_related("substitute__person")}


# --- an officer's own --------------------------------------------------


def served_enterprises(actor: Actor) -> QuerySet[Enterprise]:
    """The enterprises the actor serves or stands in for now, by the sound of their names."""
    mine = Q(pk__in=actor.ids("served"))
    return enterprises.enterprises_visible_to(actor).active().filter(mine).in_order()


@dataclass(frozen=True, slots=True)
class ServedCard:
    """One of an officer's enterprises; `stands_in_for` names whose it is, until when he is away."""

    enterprise: Enterprise
    part: Part
    from_on: date
    stands_in_for: str = ""
    until_at: datetime | None = None


def my_enterprises(actor: Actor, moment: datetime) -> list[ServedCard]:
    """The officer's cards: his own first, A before B, then those he stands in for.

    An entry that was merged into another stands under the other's name, once.
    """
    day = clock.local(moment).date()
    rows = Assignment.objects.current(day).filter(enterprise__in=actor.ids("served"))
    rows = rows.select_related("officer__person", "enterprise__area", "enterprise__merged_into__area")
    away = away_of([row.officer_id for row in rows if row.officer.person_id != actor.person_id], moment)
    own, stood_in = [], []
    for row in rows:
        standing, part = row.enterprise.merged_into or row.enterprise, Part.of(row.part)
        absence = away.get(row.officer_id)
        if row.officer.person_id == actor.person_id:
            own.append(ServedCard(standing, part, row.from_on))
        elif absence and absence.substitute and absence.substitute.person_id == actor.person_id:
            name = row.officer.person.name
            stood_in.append(ServedCard(standing, part, row.from_on, name, absence.until_at))
    found: dict[int, ServedCard] = {}
    for card in (*sorted(own, key=_place_of), *sorted(stood_in, key=_place_of)):
        found.setdefault(card.enterprise.pk, card)
    return list(found.values())


def _place_of(card: ServedCard) -> tuple[str, str, date]:
    return card.part, card.enterprise.pinyin, card.from_on


# --- whom nobody serves ------------------------------------------------


def without_officer(moment: datetime) -> Q:
    """The condition on enterprises that nobody serves at a moment, to narrow their list by."""
    return without_officer_on(clock.local(moment).date())


def without_officer_on(day: date) -> Q:
    """The condition on enterprises that nobody serves on a day."""
    return ~Q(Exists(Assignment.objects.current(day).filter(enterprise=OuterRef("pk"))))
