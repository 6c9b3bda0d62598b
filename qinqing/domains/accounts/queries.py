"""Reads: people, units and areas, who holds what, and how a phone number is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Area, Delegation, Grant, Person, Session, Unit
from qinqing.domains.accounts.permissions import PERMISSIONS, REVEALS
from qinqing.domains.accounts.terms import AREA_ROLES, UNIT_ROLES, PersonKind, Role
from qinqing.kernel import clock, crypto, timeline
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import NotFound

PAGE = 50


def current(moment: datetime) -> Q:
    """The condition of a grant or delegation that holds at a moment."""
    return Q(from_at__lte=moment) & (Q(until_at__isnull=True) | Q(until_at__gt=moment))


# --- areas and units ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaNode:
    """A node of the tree as it is printed: `depth` steps below the first one."""

    id: int
    code: str
    name: str
    kind: str
    depth: int
    parent_id: int | None


def area_tree() -> list[AreaNode]:
    """Every node, each parent before its children, siblings by code."""
    children: dict[int | None, list[Area]] = {}
    for area in Area.objects.order_by("code"):
        children.setdefault(area.parent_id, []).append(area)
    found: list[AreaNode] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for area in children.get(parent_id, []):
            found.append(AreaNode(area.pk, area.code, area.name, area.kind, depth, parent_id))
            walk(area.pk, depth + 1)

    walk(None, 0)
    return found


def area_and_below(area_id: int) -> QuerySet[Area]:
    """A node and everything below it."""
    return Area.objects.filter(path__startswith=_path_of(area_id))


def areas_upward(area_id: int) -> list[int]:
    """A node and those above it, the nearest first: the order in which a dated setting is looked for."""
    return [int(step) for step in reversed(_path_of(area_id).rstrip(".").split("."))]


def _path_of(area_id: int) -> str:
    path = Area.objects.filter(pk=area_id).values_list("path", flat=True).first()
    if path is None:
        raise NotFound
    return path


def units_valid_on(on: date) -> QuerySet[Unit]:
    """The units that exist on a day."""
    return Unit.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def units_for_choice(on: date) -> list[tuple[int, str]]:
    """Id and short name of the units that exist on a day, those of the district before those of the city."""
    units = units_valid_on(on).order_by("-level", "short", "id").values_list("id", "short")
    return list(units)


def unit_line(unit_id: int, on: date) -> list[int]:
    """A unit and, where it is dissolved by that day, those that took over from it, the living one last."""
    line = [unit_id]
    while True:
        after = Unit.objects.filter(pk=line[-1], successor__isnull=False, valid_until__lte=on)
        heir = after.values_list("successor_id", flat=True).first()
        if heir is None or heir in line:
            return line
        line.append(heir)


# --- people ------------------------------------------------------------


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The people an actor may know of by this room's rules; rooms above show their contacts themselves."""
    return Person.objects.filter(PERMISSIONS.scope(actor)).select_related("unit")


def person_for(actor: Actor, person_id: int) -> Person:
    """One person; NotFound where he does not exist or not for this actor."""
    person = people_visible_to(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by id, for timelines; who may not be seen is missing."""
    wanted = {number for number in person_ids if number is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def holders(role: Role, now: datetime) -> QuerySet[Person]:
    """The active people who hold a role by grant now, wherever."""
    grants = Grant.objects.filter(current(now), role=role).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=grants).order_by("pinyin", "id")


def people_of_unit(unit_id: int, role: Role, now: datetime) -> QuerySet[Person]:
    """The active people who hold a unit role here now; of a dissolved unit those of its successor too."""
    line = unit_line(unit_id, clock.local(now).date())
    grants = Grant.objects.filter(current(now), role=role, unit__in=line).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=grants).order_by("pinyin", "id")


def people_of_area(area_id: int, role: Role, now: datetime) -> QuerySet[Person]:
    """The active people whose role, granted for this node or one above it, reaches this area now."""
    grants = Grant.objects.filter(current(now), role=role, area__in=areas_upward(area_id)).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=grants).order_by("pinyin", "id")


def delegates_of(leader_id: int, now: datetime) -> QuerySet[Person]:
    """The active people who may act for a leader now."""
    running = Delegation.objects.filter(current(now), leader=leader_id).values("delegate_id")
    return Person.objects.filter(is_active=True, pk__in=running).order_by("pinyin", "id")


def sign_off_of(unit_id: int, now: datetime) -> list[Person]:
    """Who may sign off for a unit: its heads, and where it has no second person whoever it names besides.

    Empty means that nothing may be dispatched to it (problem-lifecycle K-i). That nobody signs off his own
    draft is for the caller to see to.
    """
    line = unit_line(unit_id, clock.local(now).date())
    held = Grant.objects.filter(current(now), role__in=UNIT_ROLES, unit__in=line, person__is_active=True)
    heads = held.filter(role=Role.UNIT_HEAD).select_related("person")
    people = {grant.person_id: grant.person for grant in heads}
    if len(set(held.values_list("person_id", flat=True))) < 2:
        named = Unit.objects.select_related("signs_off").get(pk=line[-1]).signs_off
        if named is not None and named.is_active:
            people[named.pk] = named
    return sorted(people.values(), key=lambda person: (person.pinyin, person.pk))


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list of people is narrowed to."""

    words: str = ""
    unit_id: int | None = None
    role: str = ""
    kind: str = ""
    active: bool | None = True


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people in the order of their names; `after` opens the next one."""

    people: list[Person]
    after: str


def people_page(actor: Actor, wanted: PeopleFilter, now: datetime, after: str = "") -> PeoplePage:
    """The people an actor may know of, narrowed, from the place `after` on."""
    found = people_visible_to(actor).order_by("pinyin", "id")
    if wanted.active is not None:
        found = found.filter(is_active=wanted.active)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.unit_id is not None:
        found = found.filter(unit=wanted.unit_id)
    if wanted.role:
        found = found.filter(pk__in=Grant.objects.filter(current(now), role=wanted.role).values("person_id"))
    for word in wanted.words.split()[:5]:
        low = word.casefold()
        found = found.filter(Q(name__contains=word) | Q(login__contains=low) | Q(pinyin__startswith=low))
    place, _, number = after.rpartition("~")
    if number.isdecimal():
        found = found.filter(Q(pinyin__gt=place) | Q(pinyin=place, id__gt=int(number)))
    people = list(found.prefetch_related(None)[: PAGE + 1])
    last = people[PAGE - 1] if len(people) > PAGE else None
    return PeoplePage(people[:PAGE], f"{last.pinyin}~{last.pk}" if last else "")


def grants_of(person_ids: Iterable[int], now: datetime) -> dict[int, list[Grant]]:
    """What each of these people holds now, in the order of the roles' names."""
    found: dict[int, list[Grant]] = {}
    grants = Grant.objects.filter(current(now), person__in=list(person_ids)).select_related("area", "unit")
    for grant in grants.order_by("role", "id"):
        found.setdefault(grant.person_id, []).append(grant)
    return found


def places_of_role(role: Role) -> str:
    """What a grant of this role has to name: `area`, `unit` or nothing."""
    return "area" if role in AREA_ROLES else "unit" if role in UNIT_ROLES else ""


# --- phone numbers -----------------------------------------------------


def phone_shown(actor: Actor, person: Person) -> str:
    """A person's number as this actor sees it: clear, masked, or nothing at all; his own always clear."""
    if person.phone is None:
        return ""
    shown = Shown.CLEAR if person.pk == actor.person_id else PERMISSIONS.shown(actor, phone_class(person))
    if shown is Shown.HIDDEN:
        return ""
    number = crypto.unseal(person.phone)
    return number if shown is Shown.CLEAR else rules.masked_phone(number)


def may_reveal(actor: Actor, person: Person) -> bool:
    """Whether the actor may open a number that he sees masked, for a reason that is recorded."""
    masked = PERMISSIONS.shown(actor, phone_class(person)) is Shown.MASKED
    return person.phone is not None and masked and bool(actor.roles & REVEALS)


def phone_class(person: Person) -> str:
    """Under which line of the masks a person's number stands."""
    return "staff_phone" if person.kind == PersonKind.STAFF else "contact_phone"


# --- sessions and the security log -------------------------------------


def sessions_of(actor: Actor, now: datetime) -> list[Session]:
    """The actor's own sessions that still hold, the one in use first, then the latest used."""
    found = Session.objects.filter(
        person=actor.person_id,
        ended_at__isnull=True,
        seen_at__gt=now - rules.idle_limit(actor.roles),
        started_at__gt=now - rules.ABSOLUTE,
    )
    return sorted(found.order_by("-seen_at"), key=lambda session: session.pk != actor.session_id)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the security log."""

    event_id: int
    at: datetime
    who: str
    text: str
    drawing: str


SECURITY_SUBJECTS = ("person", "attempt", "grant", "delegation", "unit", "area")


def security_log(actor: Actor, before: int | None = None) -> tuple[list[LogLine], int | None]:
    """The newest security events an actor may read, and the number that opens the older ones.

    Row security decides whose: administrators of audit and security all, everybody else his own.
    """
    found = Event.objects.filter(subject_kind__in=SECURITY_SUBJECTS, name__in=list(timeline.sayings()))
    if not PERMISSIONS.allows(actor, "account.audit"):
        found = found.filter(actor_id=actor.person_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    names = names_of(number for row in rows for number in (row.actor_id, _concerned(row)))
    lines = [_line(row, names) for row in rows[:PAGE]]
    return lines, (lines[-1].event_id if len(rows) > PAGE else None)


def _concerned(row: Event) -> int | None:
    return row.subject_id if row.subject_kind == "person" else row.record.get("person_id")


def _line(row: Event, names: dict[int, str]) -> LogLine:
    entry, concerned = timeline.entry_of(row), _concerned(row)
    about = f"（{names.get(concerned, timeline.UNKNOWN)}）" if concerned not in (None, row.actor_id) else ""
    who = names.get(row.actor_id, timeline.UNKNOWN) if row.actor_id is not None else "系统"
    return LogLine(row.pk, row.at, who, entry.text + about, entry.drawing)
