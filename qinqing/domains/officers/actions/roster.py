"""Who is an officer, and in which theme groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import PersonKind
from qinqing.domains.officers.actions.assignments import end_assignment
from qinqing.domains.officers.events import (
    OfficerAppointed,
    OfficerChanged,
    OfficerReleased,
    ThemeGroupJoined,
    ThemeGroupLeft,
)
from qinqing.domains.officers.models import Assignment, GroupMember, Officer, ThemeGroup
from qinqing.domains.officers.permissions import require
from qinqing.domains.officers.queries import current_member
from qinqing.domains.officers.terms import Rank, TenRole
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What is known of an officer beside his account; the unit that sends him need not be his own."""

    unit_id: int
    rank: Rank
    specialities: tuple[str, ...] = ()
    ten_roles: tuple[TenRole, ...] = ()

    def columns(self) -> dict[str, object]:
        """As columns of an officer."""
        return {
            "unit_id": self.unit_id,
            "rank": self.rank.value,
            "specialities": list(self.specialities),
            "ten_roles": [role.value for role in self.ten_roles],
        }


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """Someone of the staff who is to be an officer from a day on."""

    person_id: int
    facts: OfficerFacts
    from_on: date


def facts_of(officer: Officer) -> OfficerFacts:
    """What is known of an officer as it stands."""
    return OfficerFacts(
        unit_id=officer.unit_id,
        rank=Rank.of(officer.rank),
        specialities=tuple(officer.specialities),
        ten_roles=tuple(map(TenRole.of, officer.ten_roles)),
    )


def appoint_officer(
    *, author: Author, person: Person, facts: OfficerFacts, from_on: date, now: datetime
) -> Officer:
    """Someone of the staff is an officer from a day on, for the first time or again.

    The right to act as one is the role `officer`, which the security administrator grants. Refuses whoever is
    an officer already, has no staff account or a closed one.
    """
    require(author.actor, "officer.appoint")
    first = idempotency.first_result(author)
    if first is not None:
        return Officer.objects.get(pk=first.subject_id)
    if person.kind != PersonKind.STAFF or not person.is_active:
        raise Refused("no_staff", "只有在用的工作人员账号才能担任首席服务官", "person_id")
    officer = Officer.objects.select_for_update(of=("self",)).filter(person=person).first()
    if officer is None:
        officer = Officer.objects.create(person=person, active_from_on=from_on, **facts.columns())
    elif officer.active_until_on is None or officer.active_until_on > from_on:
        raise Refused("already", f"{person.name} 已经是首席服务官", "person_id")
    else:
        _write(officer, facts, active_from_on=from_on, active_until_on=None)
    _tell(OfficerAppointed, officer, author, now)
    return officer


def appoint_officers(*, author: Author, officers: Sequence[NewOfficer], now: datetime) -> list[Officer]:
    """Hundreds at once by the ids of people who are none yet, for imports and the simulation; in order."""
    require(author.actor, "officer.appoint")
    rows = Officer.objects.bulk_create(
        Officer(person_id=one.person_id, active_from_on=one.from_on, **one.facts.columns())
        for one in officers
    )
    names = dict(Person.objects.filter(pk__in=[row.person_id for row in rows]).values_list("pk", "name"))
    told = [Told(("officer", row.pk), record={"officer": names[row.person_id]}) for row in rows]
    events.tell_many(OfficerAppointed, told, author=author, at=now)
    return rows


def change_officer(*, author: Author, officer: Officer, facts: OfficerFacts, now: datetime) -> None:
    """Correct unit, rank, specialities and duties."""
    require(author.actor, "officer.appoint")
    if all(getattr(officer, name) == value for name, value in facts.columns().items()):
        return
    _write(officer, facts)
    _tell(OfficerChanged, officer, author, now)


def release_officer(*, author: Author, officer: Officer, until_on: date, now: datetime) -> None:
    """He is no officer from `until_on` on; his assignments end on that day.

    Refuses while one of them is at an enterprise the author does not keep.
    """
    require(author.actor, "officer.appoint")
    if until_on < officer.active_from_on:
        raise Refused("too_early", "不能早于担任的那一天", "until_on")
    serving = Assignment.objects.current(until_on).filter(officer=officer)
    for row in serving.select_related("officer__person", "enterprise").order_by("pk"):
        end_assignment(author=author.besides, assignment=row, until_on=until_on, now=now)
    Officer.objects.filter(pk=officer.pk).update(active_until_on=until_on)
    _tell(OfficerReleased, officer, author, now)


def create_theme_group(*, author: Author, name: str, now: datetime) -> ThemeGroup:
    """A theme that officers work on together; refuses a name that is taken."""
    require(author.actor, "officer.appoint")
    plain = " ".join(name.split())
    if not 2 <= len(plain) <= 40:
        raise Refused("name", "专题组名称 2 到 40 个字", "name")
    if ThemeGroup.objects.filter(name=plain).exists():
        raise Refused("taken", "已经有这个专题组", "name")
    return ThemeGroup.objects.create(name=plain)


def join_theme_group(
    *, author: Author, officer: Officer, group: ThemeGroup, from_on: date, now: datetime
) -> GroupMember:
    """The officer works in the group from a day on; refuses one who does already."""
    require(author.actor, "officer.appoint")
    if GroupMember.objects.filter(current_member(from_on), officer=officer, group=group).exists():
        raise Refused("member", f"{officer.person.name} 已经在{group.name}", "group_id")
    row = GroupMember.objects.create(officer=officer, group=group, from_on=from_on)
    _tell(ThemeGroupJoined, officer, author, now, group=group.name)
    return row


def join_theme_group_named(
    *, author: Author, officer: Officer, group_id: int | None, name: str, now: datetime
) -> GroupMember:
    """The officer works from today in the group chosen, or in a new one of that name."""
    require(author.actor, "officer.appoint")
    if group_id is None and not name:
        raise Refused("no_group", "选一个专题组，或者写新专题组的名称", "group_id")
    chosen = ThemeGroup.objects.filter(pk=group_id or 0, is_active=True).first()
    if group_id is not None and chosen is None:
        raise Refused("no_group", "这个专题组已经没有了，请重新选", "group_id")
    group = chosen or create_theme_group(author=author, name=name, now=now)
    today = clock.local(now).date()
    return join_theme_group(author=author, officer=officer, group=group, from_on=today, now=now)


def leave_theme_group(*, author: Author, member: GroupMember, until_on: date, now: datetime) -> None:
    """He is in the group no longer from `until_on` on."""
    require(author.actor, "officer.appoint")
    if until_on < member.from_on:
        raise Refused("too_early", "不能早于加入的那一天", "until_on")
    GroupMember.objects.filter(pk=member.pk).update(until_on=until_on)
    _tell(ThemeGroupLeft, member.officer, author, now, group=member.group.name)


def _write(officer: Officer, facts: OfficerFacts, **more: object) -> None:
    values = {**facts.columns(), **more}
    for name, value in values.items():
        setattr(officer, name, value)
    officer.save(update_fields=list(values))


def _tell(event: type, officer: Officer, author: Author, now: datetime, **more: str) -> None:
    record = {"officer": officer.person.name, **more}
    events.tell(event, subject=("officer", officer.pk), author=author, at=now, layer="H", record=record)
