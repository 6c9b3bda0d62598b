"""Who has a second check, and whether this browser waits for his."""

from qinqing.domains.accounts.models import RecoveryCode, SecondFactor, Session
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor


def waits_for_code(actor: Actor) -> bool:
    """Whether this session has not passed its second check yet."""
    return Session.objects.filter(pk=actor.session_id or 0, waits_for_code=True).exists()


def has_second_factor(person_id: int) -> bool:
    """Whether somebody has set up his second check."""
    with door.as_system("accounts.second_factor"):
        return SecondFactor.objects.filter(person=person_id).exists()


def spare_codes(person_id: int) -> int:
    """How many recovery codes somebody has left."""
    with door.as_system("accounts.second_factor"):
        return RecoveryCode.objects.filter(person=person_id, used_at=None).count()
