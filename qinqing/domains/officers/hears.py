"""Lower events this room reacts to: a leader who leaves answers for no enterprise any more."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.accounts import events as accounts
from qinqing.domains.officers import actions
from qinqing.kernel.events import Hearer


def unpair_of_leader(event: accounts.PersonDisabled | accounts.RoleEnded, now: datetime) -> None:
    """An account was closed, on the day of leaving or before, or a role ended: his pairings end with it."""
    actions.end_pairings_of(event.person_id, now)


HEARS: Mapping[type, tuple[Hearer, ...]] = {
    accounts.PersonDisabled: (unpair_of_leader,),
    accounts.RoleEnded: (unpair_of_leader,),
}
