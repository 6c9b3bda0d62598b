"""Everybody reads his own messages and nobody else's."""

from django.db.models import Q

from qinqing.domains.accounts.terms import ADMINISTRATORS, GRANTED_ROLES, Role
from qinqing.kernel.permissions import Permissions, Sees
from qinqing.kernel.row_security import Guard, Scope

_SERVED_BY_PROGRAMS = (
    Role.ENTERPRISE_USER,
    *(role for role in GRANTED_ROLES if role not in ADMINISTRATORS),
)

PERMISSIONS = Permissions(
    sees=(Sees(Role.SIGNED_IN, "这是发给您的消息", lambda actor: Q(person=actor.person_id)),),
    may={
        # What one is told, and how one looks at lists, is everybody's own.
        "message.read": [Role.SIGNED_IN],
        "view.keep": [Role.SIGNED_IN],
        # The same by a program; nobody gives a token for an administrator.
        "message.fetch": _SERVED_BY_PROGRAMS,
    },
)

_MINE = "person_id = (select app_person())"

MOST_COUNTED = 99
SCOPES = (
    # Not how far somebody reaches but what waits for him: so the menu of every page knows it from the door.
    Scope(
        "unread",
        "select m.id from inbox_message m where m.person_id = person_ and m.read_at is null"
        f" limit {MOST_COUNTED}",
    ),
)

ROW_SECURITY = (
    # Messages come from events, which the system tells; a person marks his own as read.
    Guard("inbox_message", see=_MINE, add="false", change=_MINE),
    Guard("inbox_delivery", see="false", add="false"),
    Guard("inbox_reachingwish", see=_MINE, add=_MINE, change=_MINE),
)
