"""Who acts for which leader, from when to when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Delegation, Person
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries.people import holders
from qinqing.domains.accounts.terms import DelegationState, PersonKind, Role
from qinqing.kernel.permissions import Actor

MOST = 50


@dataclass(frozen=True, slots=True)
class DelegationShown:
    """One delegation, and whether the actor may end it."""

    delegation: Delegation
    state: DelegationState
    may_end: bool


def leads(actor: Actor) -> bool:
    """Whether the actor is a leader himself, not on behalf of one."""
    return Role.LEADER in actor.roles and actor.acts_for(Role.LEADER) is None


def delegations_shown(actor: Actor, now: datetime) -> list[DelegationShown]:
    """The newest delegations by the actor and to him; for the security administrator everybody's."""
    found = Delegation.objects.select_related("leader", "delegate").order_by("-from_at", "-pk")
    if Role.SECURITY_ADMIN not in actor.roles:
        found = found.filter(Q(leader=actor.person_id) | Q(delegate=actor.person_id))
    return [_shown(actor, one, now) for one in found[:MOST]]


def leaders_for_choice(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """For whom the actor may say who acts, where that is anybody but himself."""
    if Role.SECURITY_ADMIN not in actor.roles:
        return []
    people = holders(Role.LEADER, now).select_related("unit")
    return [(one.pk, f"{one.name}（{one.unit.short}）" if one.unit else one.name) for one in people]


def staff_called(words: str) -> list[Person]:
    """The staff in use of this account, or else of this name."""
    staff = Person.objects.filter(kind=PersonKind.STAFF, is_active=True)
    by_login = list(staff.filter(login=rules.normal_login(words)))
    return by_login or list(staff.filter(name=rules.plain_name(words)).order_by("pk")[:2])


def _shown(actor: Actor, one: Delegation, now: datetime) -> DelegationShown:
    state = rules.delegation_state(one.from_at, one.until_at, now)
    own = one.leader_id == actor.person_id or Role.SECURITY_ADMIN in actor.roles
    may_end = state is not DelegationState.ENDED and own and PERMISSIONS.allows(actor, "account.delegate")
    return DelegationShown(one, state, may_end)
