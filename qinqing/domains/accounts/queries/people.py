"""People, what they hold, and how a phone number is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Delegation, Grant, Person, ProposedStaff, Session, Unit
from qinqing.domains.accounts.permissions import PERMISSIONS, REVEALS
from qinqing.domains.accounts.queries.links import staff_outside
from qinqing.domains.accounts.queries.places import areas_upward, unit_line
from qinqing.domains.accounts.terms import AREA_ROLES, UNIT_ROLES, PersonKind, Role
from qinqing.kernel import clock, crypto, door
from qinqing.kernel.permissions import Actor, Shown
from qinqing.kernel.refusals import NotFound
from qinqing.lib.text import whole_number

PAGE = 50


def current(moment: datetime) -> Q:
    """The condition of a grant or delegation that holds at a moment."""
    return Q(from_at__lte=moment) & (Q(until_at__isnull=True) | Q(until_at__gt=moment))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The people an actor may know of by this room's rules; rooms above show their contacts themselves."""
    return Person.objects.filter(PERMISSIONS.scope(actor)).select_related("unit")


def person_for(actor: Actor, person_id: int) -> Person:
    """One person; NotFound where he does not exist or not for this actor."""
    person = people_visible_to(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def myself(actor: Actor) -> Person:
    """The person behind the actor."""
    return person_for(actor, actor.person_id or 0)


def colleague_for(actor: Actor, person_id: int) -> Person:
    """One of the staff of a unit that the actor heads; NotFound for everybody else."""
    rows = people_visible_to(actor).filter(kind=PersonKind.STAFF, unit__in=actor.ids(Role.UNIT_HEAD))
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by id, for timelines; who may not be seen is missing."""
    wanted = {number for number in person_ids if number is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def name_shown(
    names: Mapping[int, str], person_id: int | None, acting_for_id: int | None = None, unknown: str = "—"
) -> str:
    """Who did something, as a story says it: `秘书（代区领导）` where he acted for another."""
    name = names.get(person_id or 0, unknown)
    return f"{name}（代{names.get(acting_for_id, unknown)}）" if acting_for_id is not None else name


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


def supervision_of_grant(grant_id: int, now: datetime) -> list[int]:
    """Who supervises the area that a grant opens; nobody for a grant that opens none."""
    area_id = area_of_grant(grant_id)
    found = people_of_area(area_id, Role.SUPERVISOR, now) if area_id is not None else Person.objects.none()
    return list(found.values_list("pk", flat=True))


def area_of_grant(grant_id: int) -> int | None:
    """The area that a grant opens, for a role that reads one."""
    return Grant.objects.values_list("area_id", flat=True).get(pk=grant_id)


def delegates_of(leader_id: int, now: datetime) -> QuerySet[Person]:
    """The active people who may act for a leader now."""
    running = Delegation.objects.filter(current(now), leader=leader_id).values("delegate_id")
    return Person.objects.filter(is_active=True, pk__in=running).order_by("pinyin", "id")


def sign_off_of(unit_id: int, now: datetime) -> list[Person]:
    """Who may sign off for a unit: its heads, and where it has no second person whoever it names besides.

    Empty means that nothing may be dispatched to it. That nobody signs off his own draft is for the caller
    to see to.
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
    idle: bool = False
    waiting: bool = False
    """Staff alone that no role was given to, now or for a later day."""
    outside: bool = False
    """Staff alone that has no password yet, and so cannot come in."""
    but: int | None = None
    """Whoever asks, where a list is of others."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people in the order of their names; `after` opens the next one."""

    people: list[Person]
    after: str


def people_page(
    actor: Actor, wanted: PeopleFilter, now: datetime, after: str = "", size: int = PAGE
) -> PeoplePage:
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
    if wanted.but is not None:
        found = found.exclude(pk=wanted.but)
    found = found_by_words(_to_be_seen_to(found, wanted, now), wanted.words)
    place, _, digits = after.rpartition("~")
    if (number := whole_number(digits)) is not None:
        found = found.filter(Q(pinyin__gt=place) | Q(pinyin=place, id__gt=number))
    people = list(found.prefetch_related(None)[: size + 1])
    last = people[size - 1] if len(people) > size else None
    return PeoplePage(people[:size], f"{last.pinyin}~{last.pk}" if last else "")


def _to_be_seen_to(found: QuerySet[Person], wanted: PeopleFilter, now: datetime) -> QuerySet[Person]:
    """Those of the people whom an administrator has to do something about."""
    if wanted.idle:
        since = now - rules.ACCOUNT_IDLE
        found = found.filter(created_at__lt=since).exclude(pk__in=_signed_in_since(since))
    if wanted.waiting:
        found = _without_role(found, now)
    return found.filter(pk__in=staff_outside(now)) if wanted.outside else found


def _without_role(people: QuerySet[Person], now: datetime) -> QuerySet[Person]:
    """Those of the staff who hold no role, and will get none."""
    held = Grant.objects.exclude(until_at__lte=now).exclude(until_at__lte=F("from_at")).values("person_id")
    return people.filter(kind=PersonKind.STAFF).exclude(pk__in=held)


def people_without_role(actor: Actor, now: datetime) -> int:
    """How many accounts in use wait for a role that the actor may give."""
    if not PERMISSIONS.allows(actor, "account.grant"):
        return 0
    active = Person.objects.filter(is_active=True).exclude(pk=actor.person_id or 0)
    return _without_role(active, now).count()


def staff_among(actor: Actor, person_ids: Iterable[int]) -> list[Person]:
    """Those of the people who are staff, where the actor may know of them."""
    rows = people_visible_to(actor).filter(pk__in=list(person_ids), kind=PersonKind.STAFF)
    return list(rows.order_by("pinyin", "id").prefetch_related(None))


def last_sign_ins(person_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these people last signed in, as far back as sessions are kept."""
    with door.as_system("accounts.last_sign_ins"):
        rows = Session.objects.filter(person__in=list(person_ids)).values_list("person")
        return dict(rows.annotate(Max("started_at")))


def _signed_in_since(moment: datetime) -> list[int]:
    with door.as_system("accounts.last_sign_ins"):
        rows = Session.objects.filter(started_at__gte=moment)
        return list(rows.values_list("person", flat=True).distinct())


def found_by_words(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those of the people whose name, account or pinyin has every one of the words."""
    for word in words.split()[:5]:
        low = word.casefold()
        people = people.filter(Q(name__contains=word) | Q(login__contains=low) | Q(pinyin__startswith=low))
    return people


def grants_of(person_ids: Iterable[int], now: datetime) -> dict[int, list[Grant]]:
    """What each of these people holds now, in the order of the roles' names."""
    found: dict[int, list[Grant]] = {}
    grants = Grant.objects.filter(current(now), person__in=list(person_ids)).select_related("area", "unit")
    for grant in grants.order_by("role", "id"):
        found.setdefault(grant.person_id, []).append(grant)
    return found


def planned_grants(person_id: int, now: datetime) -> list[Grant]:
    """What somebody will hold from a later day on."""
    rows = Grant.objects.filter(person=person_id, from_at__gt=now).select_related("area", "unit")
    return list(rows.exclude(until_at__lte=F("from_at")).order_by("from_at", "id"))


def will_hold(person_id: int, roles: Iterable[Role], now: datetime) -> bool:
    """Whether somebody holds one of the roles now, or will from a later day on."""
    held = Grant.objects.filter(person=person_id, role__in=list(roles))
    return held.exclude(until_at__lte=now).exclude(until_at__lte=F("from_at")).exists()


def places_of_role(role: Role) -> str:
    """What a grant of this role has to name: `area`, `unit` or nothing."""
    return "area" if role in AREA_ROLES else "unit" if role in UNIT_ROLES else ""


# --- phone numbers -----------------------------------------------------


def phone_shown(actor: Actor, person: Person) -> str:
    """A person's number as this actor sees it: clear, masked, or nothing at all; his own always clear."""
    own = person.pk == actor.person_id
    return _shown(person.phone, Shown.CLEAR if own else PERMISSIONS.shown(actor, phone_class(person)))


def proposed_phone_shown(actor: Actor, row: ProposedStaff) -> str:
    """The number of somebody who is to come, as this actor will see it when he has come."""
    return _shown(row.phone, PERMISSIONS.shown(actor, "staff_phone"))


def _shown(sealed: bytes | None, shown: Shown) -> str:
    if sealed is None or shown is Shown.HIDDEN:
        return ""
    number = crypto.unseal(sealed)
    return number if shown is Shown.CLEAR else rules.masked_phone(number)


def phone_masked(person: Person) -> str:
    """A person's number as it is shown to anybody who may know that he has one; empty where he has none."""
    return rules.masked_phone(crypto.unseal(person.phone)) if person.phone is not None else ""


def may_reveal(actor: Actor, person: Person) -> bool:
    """Whether the actor may open a number that he sees masked, for a reason that is recorded."""
    masked = PERMISSIONS.shown(actor, phone_class(person)) is Shown.MASKED
    return person.phone is not None and masked and bool(actor.roles & REVEALS)


def phone_class(person: Person) -> str:
    """Under which line of the masks a person's number stands."""
    return "staff_phone" if person.kind == PersonKind.STAFF else "contact_phone"
