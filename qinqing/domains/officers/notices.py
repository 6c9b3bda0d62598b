"""Who is told that an officer leaves, himself among them, and that one whom he serves was struck off."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.events import LeavingPlanned
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.events import EnterpriseStruckOff
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.events import AssignmentEnded
from qinqing.domains.officers.models import Assignment, Handover, Officer
from qinqing.kernel import clock
from qinqing.kernel.notices import Notice


def _served_areas(event: LeavingPlanned, now: datetime) -> set[int]:
    rows = Assignment.objects.current(clock.local(now).date()).filter(officer__person=event.person_id)
    return set(rows.values_list("enterprise__area_id", flat=True))


def _coordinators(event: LeavingPlanned, now: datetime) -> Iterable[int]:
    """The coordinators of the areas in which he serves anybody; nobody where he serves none."""
    for area in sorted(_served_areas(event, now)):
        yield from accounts.people_of_area(area, Role.COORDINATOR, now).values_list("pk", flat=True)


def _page(event: LeavingPlanned) -> str:
    officer = Officer.objects.filter(person=event.person_id).order_by("-pk").first()
    return reverse("officers:detail", args=[officer.pk]) if officer else reverse("officers:list")


def _himself(event: LeavingPlanned, now: datetime) -> Iterable[int]:
    """Whoever leaves, where he serves anybody."""
    return [event.person_id] if _served_areas(event, now) else []


def _who_left(event: AssignmentEnded, now: datetime) -> Iterable[int]:
    """Whoever served it, where he has not confirmed yet and is an officer still."""
    open_sheet = Handover.objects.filter(assignment=event.assignment_id, confirmed_at__isnull=True)
    people = list(open_sheet.values_list("assignment__officer__person", flat=True))
    return accounts.holders(Role.OFFICER, now).filter(pk__in=people).values_list("pk", flat=True)


def _still_open(event: AssignmentEnded, person_id: int, now: datetime) -> bool:
    return person_id in set(_who_left(event, now))


def _serving(event: EnterpriseStruckOff, now: datetime) -> Iterable[int]:
    """Whoever serves it now, unless he recorded it himself."""
    rows = Assignment.objects.current(clock.local(now).date()).filter(enterprise=event.enterprise_id)
    return set(rows.values_list("officer__person", flat=True)) - {event.actor_id}


def _enterprise(event: EnterpriseStruckOff) -> str:
    found = Enterprise.objects.values_list("public_id", flat=True).get(pk=event.enterprise_id)
    return reverse("enterprise_file:detail", args=[found])


NOTICES = (
    Notice(
        key="officers.struck_off",
        event=EnterpriseStruckOff,
        to=_serving,
        say="您服务的一家企业不在册了，在办的请照常办完",
        url=_enterprise,
        level="calm",
    ),
    Notice(
        key="officers.confirm_before_leaving",
        event=LeavingPlanned,
        to=_himself,
        say="您从 {on} 起离任，请在那之前确认交接单",
        url=lambda event: reverse("handover:list"),
        facts=lambda event: {"on": date.fromisoformat(event.on)},
    ),
    Notice(
        key="officers.confirm_handover",
        event=AssignmentEnded,
        to=_who_left,
        say="您不再服务一家企业，请确认交接单",
        url=lambda event: reverse("handover:list"),
        still_concerns=_still_open,
    ),
    Notice(
        key="officers.leaves",
        event=LeavingPlanned,
        to=_coordinators,
        say="有一位首席服务官从 {on} 起离任，请在那之前把他的挂点交接好",
        url=_page,
        facts=lambda event: {"on": date.fromisoformat(event.on)},
    ),
)
