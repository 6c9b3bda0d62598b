"""What takes two: the coordinator of an area proposes, its coordination head confirms or refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from qinqing.domains.problems.models import Proposed
from qinqing.domains.problems.terms import ProposedState
from qinqing.kernel import idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused

PROPOSER, DECIDER = "coordinator", "coordination_head"
DECIDED = "这一条刚才已经定过或收回了，请看最新的"
Row = TypeVar("Row", bound=Proposed)


def refuse_foreign(author: Author, area_id: int | None, because: str) -> None:
    """Whoever proposes a rule coordinates its area."""
    if area_id not in author.actor.ids(PROPOSER):
        raise Refused("no_right", because, "area")


def held(kind: type[Row], author: Author, number: int, office: str) -> Row:
    """What waits, locked, for one who holds the office in its area. Conflict where it was decided."""
    here = kind.objects.filter(pk=number, area__in=author.actor.ids(office))  # type: ignore[attr-defined]
    row = here.select_for_update().filter(state=ProposedState.WAITING).first()
    if row is None and here.exists():
        raise Conflict(DECIDED)
    if row is None:
        raise Refused("no_right", "这一条不是您的区域的")
    return row


def held_by_another(kind: type[Row], author: Author, number: int) -> Row:
    """The same for one who confirms: nobody confirms what he proposed himself."""
    row = held(kind, author, number, DECIDER)
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
    """What becomes of a proposal that nothing follows from: refused, or taken back; and who tells of it."""

    kind: type[Row]
    refused: type
    taken_back: type
    tell: Callable[[type, Row, Author, datetime], None]

    def refuse(self, author: Author, number: int, reason: str, now: datetime) -> None:
        """What holds goes on to hold. Conflict for what was decided meanwhile."""
        self._close(author, number, DECIDER, ProposedState.REFUSED, self.refused, now, reason)

    def take_back(self, author: Author, number: int, now: datetime) -> None:
        """Whoever coordinates the area takes it back before it was decided. Conflict afterwards."""
        self._close(author, number, PROPOSER, ProposedState.TAKEN_BACK, self.taken_back, now)

    def _close(
        self, author: Author, number: int, office: str, state: ProposedState, event: type, now: datetime,
        reason: str = "",
    ) -> None:  # fmt: skip
        if idempotency.first_result(author) is None:
            row = held(self.kind, author, number, office)
            decide(row, state, author, now, reason)
            self.tell(event, row, author, now)
