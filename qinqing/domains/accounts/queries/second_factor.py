"""Who has a second check, whether this browser waits for his, and whose is to be taken out of use."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from qinqing.domains.accounts.models import RecoveryCode, SecondFactor, Session
from qinqing.domains.accounts.queries.people import holders
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door, twins
from qinqing.kernel.permissions import Actor


def waits_for_code(actor: Actor) -> bool:
    """Whether this session has not passed its second check yet."""
    return Session.objects.filter(pk=actor.session_id or 0, waits_for_code=True).exists()


def has_second_factor(person_id: int) -> bool:
    """Whether somebody has set up his second check."""
    with door.as_system("accounts.second_factor"):
        return SecondFactor.objects.filter(person=person_id).exists()


def asks_for_code(actor: Actor) -> bool:
    """Whether a weighty act asks this actor for a fresh code of his app.

    The staff have one wherever the second check is on; a contact of an enterprise only if he set it up.
    """
    if not (settings.SECOND_FACTOR and twins.protects(twins.PRESENCE)):
        return False
    return Role.ENTERPRISE_USER not in actor.roles or has_second_factor(actor.person_id or 0)


def spare_codes(person_id: int) -> int:
    """How many recovery codes somebody has left."""
    with door.as_system("accounts.second_factor"):
        return RecoveryCode.objects.filter(person=person_id, used_at=None).count()


def is_reset_asked(person_id: int) -> bool:
    """Whether somebody's second check waits to be taken out of use."""
    with door.as_system("accounts.second_factor"):
        return SecondFactor.objects.filter(person=person_id, reset_asked_at__isnull=False).exists()


def confirmable(actor: Actor, now: datetime) -> Q:
    """The resets that an actor may confirm: of those others asked for, never his own.

    The security administrator everybody's; that of a security administrator, who may be the only one, also
    the audit administrator. Asked as the system: the rows are shown to nobody.
    """
    asked = Q(reset_asked_at__isnull=False) & ~Q(reset_asked_by=actor.person_id) & ~Q(person=actor.person_id)
    if Role.SECURITY_ADMIN in actor.roles:
        return asked
    return asked & Q(person__in=holders(Role.SECURITY_ADMIN, now).values("pk"))


def resets_to_confirm(actor: Actor, now: datetime) -> list[SecondFactor]:
    """The resets that wait for this actor, with whose they are and who asked."""
    with door.as_system("accounts.second_factor"):
        found = SecondFactor.objects.filter(confirmable(actor, now)).defer("secret")
        return list(found.select_related("person__unit", "reset_asked_by").order_by("reset_asked_at", "pk"))
