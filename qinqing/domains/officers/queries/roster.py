"""Reads: the roster, one officer from all sides, and who or what can be chosen for an office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import PersonKind
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import rules
from qinqing.domains.officers.models import Absence, Assignment, GroupMember, Officer, ThemeGroup
from qinqing.domains.officers.permissions import PERMISSIONS
from qinqing.domains.officers.queries.serving import away_of
from qinqing.domains.officers.terms import Part, Rank, TenRole
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.text import whole_number

PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the roster is narrowed to."""

    words: str = ""
    unit_id: int | None = None
    ten_role: str = ""
    group_id: int | None = None
    state: str = ""

    def condition(self, moment: datetime) -> Q:
        """The filter; `state` is "away", "free" (serves nobody) or "former"; else all of now."""
        day = clock.local(moment).date()
        is_former = Q(active_until_on__lte=day)
        found = is_former if self.state == "former" else ~is_former | Q(active_until_on__isnull=True)
        serves = Exists(Assignment.objects.current(day).filter(officer=OuterRef("pk")))
        is_away = Exists(
            Absence.objects.filter(officer=OuterRef("pk"), from_at__lte=moment, until_at__gt=moment)
        )
        if self.state in ("away", "free"):
            found &= Q(is_away) if self.state == "away" else ~Q(serves)
        for word in self.words.split()[:5]:
            found &= (
                Q(person__name__contains=word)
                | Q(person__pinyin__startswith=word.lower())
                | Q(unit__short__contains=word)
                | Q(specialities__contains=[word])
            )
        if self.unit_id is not None:
            found &= Q(unit=self.unit_id)
        if self.ten_role in TenRole.values():
            found &= Q(ten_roles__contains=[self.ten_role])
        if self.group_id is not None:
            members = GroupMember.objects.filter(current_member(day), group=self.group_id)
            found &= Q(pk__in=members.values("officer_id"))
        return found


def current_member(day: date) -> Q:
    """The condition that a membership holds on `day`."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


def officers_visible_to(actor: Actor) -> QuerySet[Officer]:
    """The officers in the actor's scope, with person and unit."""
    return Officer.objects.filter(PERMISSIONS.scope(actor)).select_related("person", "unit")


def officer_for(actor: Actor, officer_id: int) -> Officer:
    """One officer; raises Officer.DoesNotExist out of sight, too."""
    return officers_visible_to(actor).get(pk=officer_id)


def officer_of_person(person_id: int | None) -> Officer | None:
    """The officer a person is or was."""
    return Officer.objects.select_related("person", "unit").filter(person=person_id).first()


@dataclass(frozen=True, slots=True)
class RosterRow:
    """An officer on the roster with how many he serves as A and as B, and whether he is away."""

    officer: Officer
    rank: Rank
    as_a: int
    as_b: int
    away_until: datetime | None
    substitute: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of the roster; `after` is where the next one starts, empty on the last."""

    rows: list[RosterRow]
    total: int
    after: str


def officers_list(
    actor: Actor, chosen: Chosen, moment: datetime, *, after: str = "", most: int = PAGE
) -> RosterPage:
    """The roster by the sound of names, from the officer after `after` (his id) on."""
    rows = officers_visible_to(actor).filter(chosen.condition(moment))
    total = rows.count()
    place = whole_number(after)
    last = Officer.objects.filter(pk=place).values_list("person__pinyin", "pk").first() if place else None
    if last is not None:
        rows = rows.filter(Q(person__pinyin__gt=last[0]) | Q(person__pinyin=last[0], pk__gt=last[1]))
    page = list(rows.order_by("person__pinyin", "pk")[: most + 1])
    day = clock.local(moment).date()
    counts = _counts([row.pk for row in page], day)
    away = away_of([row.pk for row in page], moment)
    return RosterPage(
        [_roster_row(row, counts, away.get(row.pk)) for row in page[:most]],
        total,
        str(page[most - 1].pk) if len(page) > most else "",
    )


def _counts(officer_ids: list[int], day: date) -> dict[tuple[int, str], int]:
    rows = Assignment.objects.current(day).filter(officer__in=officer_ids)
    counted = rows.values_list("officer_id", "part").annotate(Count("pk")).order_by()
    return {(officer_id, part): count for officer_id, part, count in counted}


def _roster_row(officer: Officer, counts: dict[tuple[int, str], int], absence: Absence | None) -> RosterRow:
    return RosterRow(
        officer=officer,
        rank=Rank.of(officer.rank),
        as_a=counts.get((officer.pk, Part.A), 0),
        as_b=counts.get((officer.pk, Part.B), 0),
        away_until=absence.until_at if absence else None,
        substitute=absence.substitute.person.name if absence and absence.substitute else "",
    )


@dataclass(frozen=True, slots=True)
class OfficerFile:
    """Everything one officer's page shows."""

    officer: Officer
    rank: Rank
    ten_roles: list[TenRole]
    groups: list[GroupMember]
    current: list[Assignment]
    former: list[Assignment]
    absences: list[Absence]
    absence_now: Absence | None


def officer_file(actor: Actor, officer_id: int, moment: datetime) -> OfficerFile:
    """One officer from all sides; assignments only of enterprises the actor may see."""
    officer = officer_for(actor, officer_id)
    day = clock.local(moment).date()
    groups = GroupMember.objects.filter(current_member(day), officer=officer).order_by("group__name")
    visible = enterprises.enterprises_visible_to(actor).order_by().values("pk")
    assignments = list(
        Assignment.objects.filter(officer=officer, enterprise__in=visible)
        .select_related("enterprise__area")
        .order_by("part", F("until_on").desc(nulls_first=True), "enterprise__pinyin")
    )
    current = [row for row in assignments if rules.is_current(row.from_on, row.until_on, day)]
    absences = list(
        Absence.objects.filter(officer=officer).select_related("substitute__person").order_by("-from_at")[:10]
    )
    return OfficerFile(
        officer=officer,
        rank=Rank.of(officer.rank),
        ten_roles=[TenRole.of(role) for role in officer.ten_roles],
        groups=list(groups.select_related("group")),
        current=current,
        former=[row for row in assignments if row not in current],
        absences=absences,
        absence_now=next((row for row in absences if row.from_at <= moment < row.until_at), None),
    )


def assignment_for(actor: Actor, assignment_id: int) -> Assignment:
    """One assignment of an enterprise the actor may see; raises Assignment.DoesNotExist otherwise."""
    visible = enterprises.enterprises_visible_to(actor).order_by().values("pk")
    rows = Assignment.objects.select_related("officer__person", "officer__unit", "enterprise")
    return rows.get(pk=assignment_id, enterprise__in=visible)


def assignments_held(actor: Actor, officer_id: int, day: date) -> list[Assignment]:
    """What an officer holds on a day, of enterprises the actor may see, part A before B."""
    visible = enterprises.enterprises_visible_to(actor).order_by().values("pk")
    rows = Assignment.objects.current(day).filter(officer=officer_id, enterprise__in=visible)
    return list(rows.select_related("officer__person", "enterprise").order_by("part", "enterprise__pinyin"))


def absentee_for(actor: Actor, officer_id: int) -> Officer:
    """An officer whose absences the actor records: himself, a keeper everybody. Raises NotFound otherwise."""
    officer = officer_for(actor, officer_id)
    if not PERMISSIONS.relations(actor, officer) & {"himself", "keeper"}:
        raise NotFound
    return officer


def absence_for(actor: Actor, absence_id: int) -> Absence:
    """One absence that the actor may end: his own, a keeper everybody's. Raises NotFound otherwise."""
    found = Absence.objects.select_related("officer__person").filter(pk=absence_id).first()
    if found is None:
        raise NotFound
    absentee_for(actor, found.officer_id)
    return found


def officer_choices(actor: Actor, moment: datetime) -> list[tuple[int, str]]:
    """Who can be chosen as an officer now, with what he has: id and `周砚青 企服中心，A 角 2 家`."""
    rows = list(
        officers_visible_to(actor).filter(Chosen().condition(moment)).order_by("person__pinyin", "pk")
    )
    counts = _counts([row.pk for row in rows], clock.local(moment).date())
    found = []
    for row in rows:
        load = [f"{part.label} {n} 家" for part in Part if (n := counts.get((row.pk, part.value), 0))]
        words = "，".join([f"{row.person.name} {row.unit.short}", *load])
        found.append((row.pk, words))
    return found


def enterprise_to_serve(actor: Actor, public_id: str) -> Enterprise:
    """The enterprise an officer is to be found for; raises Enterprise.DoesNotExist out of sight, too."""
    return enterprises.enterprise_for(actor, public_id)


def candidates() -> list[tuple[int, str]]:
    """The active staff who are no officers now: id and `周砚青 企服中心`."""
    serving = Officer.objects.filter(active_until_on__isnull=True).values("person_id")
    rows = Person.objects.filter(kind=PersonKind.STAFF, is_active=True).exclude(pk__in=serving)
    rows = rows.select_related("unit").order_by("pinyin", "pk")
    return [(row.pk, f"{row.name} {row.unit.short if row.unit else row.login}") for row in rows]


def candidate(person_id: int) -> Person:
    """Someone of the staff; raises Person.DoesNotExist for anybody else."""
    return Person.objects.get(pk=person_id, kind=PersonKind.STAFF)


def unit_choices(day: date) -> list[tuple[int, str]]:
    """The units that can send an officer."""
    return accounts.units_for_choice(day)


def membership_of(officer: Officer, member_id: int) -> GroupMember:
    """A membership of this officer; raises GroupMember.DoesNotExist otherwise."""
    return GroupMember.objects.select_related("group", "officer__person").get(pk=member_id, officer=officer)


def absence_now(person_id: int | None, moment: datetime) -> Absence | None:
    """The absence of a person who is away now."""
    rows = Absence.objects.filter(officer__person=person_id, from_at__lte=moment, until_at__gt=moment)
    return rows.select_related("substitute__person").first()


def theme_groups() -> list[tuple[int, str]]:
    """The groups in use: id and name."""
    return list(ThemeGroup.objects.filter(is_active=True).order_by("pk").values_list("pk", "name"))
