"""Who is told when something the platform rests on is not well."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.events import SystemAlarmed
from qinqing.domains.accounts.terms import Role
from qinqing.kernel.notices import Notice


def _system_admins(event: SystemAlarmed, now: datetime) -> Iterable[int]:
    return queries.holders(Role.SYSTEM_ADMIN, now).values_list("pk", flat=True)


NOTICES = (
    Notice(
        key="accounts.alarmed",
        event=SystemAlarmed,
        to=_system_admins,
        say="平台有一项不正常，请看运行状况",
        url=lambda event: reverse("operations:health"),
        level="alarm",
    ),
)
