"""Who is told of what is not well, of a lost app, of an area opened to somebody, of who acts for a leader."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.events import (
    DelegationEnded,
    LeaderDelegated,
    RoleGranted,
    SecondFactorResetAsked,
    StaffConfirmed,
    StaffProposed,
    StaffRefused,
    SystemAlarmed,
)
from qinqing.domains.accounts.models import ProposedStaff
from qinqing.domains.accounts.terms import Role
from qinqing.kernel.notices import Notice


def _system_admins(event: SystemAlarmed, now: datetime) -> Iterable[int]:
    return queries.holders(Role.SYSTEM_ADMIN, now).values_list("pk", flat=True)


def _confirmers(event: SecondFactorResetAsked, now: datetime) -> Iterable[int]:
    """The security administrators; where the check is one of theirs, the audit administrators too."""
    security = set(queries.holders(Role.SECURITY_ADMIN, now).values_list("pk", flat=True))
    audit = queries.holders(Role.AUDIT_ADMIN, now).values_list("pk", flat=True)
    told = security | set(audit) if event.person_id in security else security
    return sorted(told - {event.person_id, event.actor_id})


def _both(event: LeaderDelegated | DelegationEnded, now: datetime) -> Iterable[int]:
    """The leader and his delegate, but for whoever of them did it."""
    return sorted({event.leader_id, event.delegate_id} - {event.actor_id})


def _auditors(event: RoleGranted, now: datetime) -> Iterable[int]:
    """The audit administrators, where a person has opened a whole area to somebody."""
    if event.actor_id is None or queries.area_of_grant(event.grant_id) is None:
        return ()
    return queries.holders(Role.AUDIT_ADMIN, now).values_list("pk", flat=True)


def _supervision(event: RoleGranted, now: datetime) -> Iterable[int]:
    """Whoever supervises that area, but for him to whom it was opened."""
    if event.actor_id is None:
        return ()
    return sorted(set(queries.supervision_of_grant(event.grant_id, now)) - {event.person_id})


def _offices(event: StaffProposed, now: datetime) -> Iterable[int]:
    """The coordination of the unit's area, but for whoever said it himself."""
    offices = (Role.COORDINATOR, Role.COORDINATION_HEAD)
    return queries.deciders(ProposedStaff, event.proposed_staff_id, offices, event.actor_id, now)


def _head(event: StaffConfirmed | StaffRefused, now: datetime) -> Iterable[int]:
    return queries.proposers(ProposedStaff, event.proposed_staff_id)


NOTICES = (
    Notice(
        key="accounts.staff_proposed",
        event=StaffProposed,
        to=_offices,
        say="有单位报来人员变动，请核对后确认",
        url=lambda event: reverse("accounts:proposed_staff"),
    ),
    *(
        Notice(
            key=f"accounts.{key}",
            event=event,
            to=_head,
            say=say,
            url=lambda event: reverse("accounts:unit_staff"),
            level="calm",
        )
        for key, event, say in (
            ("staff_confirmed", StaffConfirmed, "您报的人员变动确认了"),
            ("staff_refused", StaffRefused, "您报的人员变动没有得到同意，请看理由"),
        )
    ),
    Notice(
        key="accounts.alarmed",
        event=SystemAlarmed,
        to=_system_admins,
        say="平台有一项不正常，请看运行状况",
        url=lambda event: reverse("operations:health"),
        level="alarm",
    ),
    Notice(
        key="accounts.second_factor_reset_asked",
        event=SecondFactorResetAsked,
        to=_confirmers,
        say="有一项第二重验证的重置，等您核对身份后同意",
        url=lambda event: reverse("accounts:resets"),
    ),
    Notice(
        key="accounts.area_opened",
        event=RoleGranted,
        to=_auditors,
        say="授予了一个看得到整个区域的角色，谁授给谁、到哪天，请看安全记录",
        url=lambda event: reverse("accounts:log"),
    ),
    Notice(
        key="accounts.area_opened_supervised",
        event=RoleGranted,
        to=_supervision,
        say="您督查的区域里，有人新得了看得到整个区域的角色；要核实，请问安全管理员",
        url=lambda event: reverse("accounts:own"),
        level="calm",
    ),
    Notice(
        key="accounts.delegated",
        event=LeaderDelegated,
        to=_both,
        say="登记了一项领导委托代办，谁代谁、到哪天，请看我的账号",
        url=lambda event: reverse("accounts:own"),
        level="calm",
    ),
    Notice(
        key="accounts.delegation_ended",
        event=DelegationEnded,
        to=_both,
        say="一项领导委托代办提前结束了，请看我的账号",
        url=lambda event: reverse("accounts:own"),
        level="calm",
    ),
)
