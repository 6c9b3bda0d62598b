"""What takes two: one proposes, another confirms or refuses; what was decided stays decided."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Q

from qinqing.domains.accounts.models import WAITS, Proposed
from qinqing.domains.accounts.terms import ProposedState
from qinqing.kernel import idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, Refused

DECIDED = "这一条刚才已经定过或收回了，请看最新的"
Row = TypeVar("Row", bound=Proposed)
Reach = Callable[[Actor], Q]
"""The rows of proposals that an actor's office reaches."""


def held(kind: type[Row], author: Author, number: int, reach: Reach) -> Row:
    """What waits, locked, for one whose office reaches it. Conflict where it was decided."""
    here = kind._default_manager.filter(reach(author.actor), pk=number)
    row = here.select_for_update(of=("self",)).filter(WAITS).first()
    if row is None and here.exists():
        raise Conflict(DECIDED)
    if row is None:
        raise Refused("no_right", "这一条不是您的区域的")
    return row


def held_by_another(kind: type[Row], author: Author, number: int, reach: Reach) -> Row:
    """The same for one who confirms: nobody confirms what he proposed himself."""
    row = held(kind, author, number, reach)
    if row.proposed_by_id == author.actor.person_id:
        raise Refused("own", "自己拟的要由另一位负责人确认")
    return row


def decide(row: Proposed, state: ProposedState, author: Author, now: datetime, reason: str = "") -> None:
    """What became of it, by whom and why."""
    row.state, row.reason = state.value, reason
    row.decided_at, row.decided_by_id = now, author.actor.person_id
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])


@dataclass(frozen=True, slots=True)
class NotTaken(Generic[Row]):
    """What becomes of a proposal that nothing follows from: refused by those whom `deciders` reaches, taken
    back by those whom `proposers` reaches; and who tells of it."""

    kind: type[Row]
    proposers: Reach
    deciders: Reach
    refused: type
    taken_back: type
    tell: Callable[[type, Row, Author, datetime], None]

    def refuse(self, author: Author, number: int, reason: str, now: datetime) -> None:
        """What holds goes on to hold. Conflict for what was decided meanwhile."""
        self._close(author, number, self.deciders, ProposedState.REFUSED, self.refused, now, reason)

    def take_back(self, author: Author, number: int, now: datetime) -> None:
        """Those who propose take it back before it was decided. Conflict afterwards."""
        self._close(author, number, self.proposers, ProposedState.TAKEN_BACK, self.taken_back, now)

    def _close(
        self, author: Author, number: int, reach: Reach, state: ProposedState, event: type, now: datetime,
        reason: str = "",
    ) -> None:  # fmt: skip
        if idempotency.first_result(author) is None:
            row = held(self.kind, author, number, reach)
            decide(row, state, author, now, reason)
            self.tell(event, row, author, now)
