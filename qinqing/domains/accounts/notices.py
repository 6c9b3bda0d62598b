"""Who is told when something the platform rests on is not well, and who that he acts for a leader."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.events import DelegationEnded, LeaderDelegated, SystemAlarmed
from qinqing.domains.accounts.terms import Role
from qinqing.kernel.notices import Notice


def _system_admins(event: SystemAlarmed, now: datetime) -> Iterable[int]:
    return queries.holders(Role.SYSTEM_ADMIN, now).values_list("pk", flat=True)


def _both(event: LeaderDelegated | DelegationEnded, now: datetime) -> Iterable[int]:
    """The leader and his delegate, but for whoever of them did it."""
    return sorted({event.leader_id, event.delegate_id} - {event.actor_id})


NOTICES = (
    Notice(
        key="accounts.alarmed",
        event=SystemAlarmed,
        to=_system_admins,
        say="平台有一项不正常，请看运行状况",
        url=lambda event: reverse("operations:health"),
        level="alarm",
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
