"""Lower events this room reacts to: who serves an enterprise decides who holds its problems."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.accounts import events as accounts
from qinqing.domains.enterprises import events as enterprises
from qinqing.domains.enterprises import queries
from qinqing.domains.officers import events as officers
from qinqing.domains.officers import queries as service
from qinqing.domains.officers.models import Assignment
from qinqing.domains.problems import actions
from qinqing.kernel.events import Hearer


def reseat_of_assignment(event: officers.OfficerAssigned | officers.AssignmentEnded, now: datetime) -> None:
    """An assignment began or ended: the problems of its enterprise find their holder."""
    actions.reseat_problems_of(queries.families_of([event.enterprise_id]), now)


def reseat_of_absence(event: officers.AbsenceRecorded | officers.AbsenceEnded, now: datetime) -> None:
    """An officer is away or back: the problems of all his enterprises find their holder."""
    served = Assignment.objects.filter(officer=event.officer_id).values_list("enterprise_id", flat=True)
    actions.reseat_problems_of(queries.families_of(sorted(set(served))), now)


def reseat_of_merger(event: enterprises.MergerTookEffect | enterprises.MergerEnded, now: datetime) -> None:
    """Two entries became one or two again: the problems of both find their holder."""
    actions.reseat_problems_of(queries.families_of([event.enterprise_id, event.into_id]), now)


def reseat_of_role(
    event: accounts.RoleGranted | accounts.RoleEnded | accounts.PersonDisabled, now: datetime
) -> None:
    """Somebody may act as an officer now, or no longer: the problems he could hold find their holder."""
    served = service.served_by_person(event.person_id)
    actions.reseat_problems_of(queries.families_of(served), now)


HEARS: Mapping[type, tuple[Hearer, ...]] = {
    accounts.RoleGranted: (reseat_of_role,),
    accounts.RoleEnded: (reseat_of_role,),
    accounts.PersonDisabled: (reseat_of_role,),
    officers.OfficerAssigned: (reseat_of_assignment,),
    officers.AssignmentEnded: (reseat_of_assignment,),
    officers.AbsenceRecorded: (reseat_of_absence,),
    officers.AbsenceEnded: (reseat_of_absence,),
    enterprises.MergerTookEffect: (reseat_of_merger,),
    enterprises.MergerEnded: (reseat_of_merger,),
}
