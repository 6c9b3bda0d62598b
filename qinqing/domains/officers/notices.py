"""Who is told that an officer leaves: those who see to it that his enterprises are handed over."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.events import LeavingPlanned
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Assignment, Officer
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


NOTICES = (
    Notice(
        key="officers.leaves",
        event=LeavingPlanned,
        to=_coordinators,
        say="有一位首席服务官从 {on} 起离任，请在那之前把他的挂点交接好",
        url=_page,
        facts=lambda event: {"on": date.fromisoformat(event.on)},
    ),
)
