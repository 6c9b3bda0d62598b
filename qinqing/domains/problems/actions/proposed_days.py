"""A local day of the calendar takes two: the coordinator proposes it, the coordination head confirms."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.accounts.actions import NotTaken, decide, held_by_another
from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.actions.calendar import changed_day, refused_day
from qinqing.domains.problems.actions.proposals import deciders, proposers, refuse_foreign
from qinqing.domains.problems.events import DayConfirmed, DayProposed, DayRefused, DayTakenBack
from qinqing.domains.problems.models import ProposedDay
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.ui import formats

PROPOSED_DAY = "proposed_day"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day of an area: what it is to be, why, and by which document; without a kind what holds above."""

    area_id: int
    on: date
    kind: DayKind | None
    name: str
    source: str = ""

    @property
    def said(self) -> str:
        """In one line."""
        return f"{formats.full_day(self.on)}{self.kind.label if self.kind else '回到全国的安排'}：{self.name}"


def propose_day(*, author: Author, facts: DayFacts, now: datetime) -> int:
    """Ask the head to let a day be otherwise in an area; nothing changes before. Gives the proposal's number.

    Refuses an area out of reach, a day for which something waits already, and what could not be confirmed.
    """
    refuse_foreign(author, facts.area_id, "请选您协调的区域")
    if (first := idempotency.first_result(author)) is not None:
        return first.subject_id
    today = clock.local(now).date()
    if reason := refused_day(facts.area_id, facts.on, facts.kind, facts.name, facts.source, today):
        raise Refused("day", *reason)
    if ProposedDay.objects.filter(area=facts.area_id, on=facts.on, state=ProposedState.WAITING).exists():
        raise Refused("waits", f"{formats.full_day(facts.on)}已经拟了一条，还在等确认", "on")
    assert author.actor.person_id is not None, "a person proposes"
    made = ProposedDay.objects.create(
        area_id=facts.area_id, on=facts.on, kind=facts.kind or "", name=facts.name, source=facts.source,
        proposed_by_id=author.actor.person_id, proposed_at=now,
    )  # fmt: skip
    _tell(DayProposed, made, author, now)
    return made.pk


def confirm_day(*, author: Author, proposed_id: int, now: datetime) -> int:
    """Let a proposed day hold from now on, by a second person; gives the event of the calendar's change.

    Refuses what he proposed himself and what cannot be any more; Conflict for what was decided meanwhile.
    """
    if (first := idempotency.first_result(author)) is not None:
        return first.event_id
    row = held_by_another(ProposedDay, author, proposed_id, deciders)
    event = changed_day(
        author=author, area_id=row.area_id, on=row.on, kind=DayKind(row.kind) if row.kind else None,
        name=row.name, source=row.source, now=now,
    )  # fmt: skip
    decide(row, ProposedState.CONFIRMED, author, now)
    _tell(DayConfirmed, row, author.besides, now)
    return event


def refuse_day(*, author: Author, proposed_id: int, reason: str, now: datetime) -> None:
    """The calendar stays as it is. Conflict for what was decided meanwhile."""
    _NOT_TAKEN.refuse(author, proposed_id, reason, now)


def take_back_day(*, author: Author, proposed_id: int, now: datetime) -> None:
    """Whoever coordinates the area takes it back before it was decided. Conflict afterwards."""
    _NOT_TAKEN.take_back(author, proposed_id, now)


def _tell(kind: type, row: ProposedDay, author: Author, now: datetime) -> None:
    facts = DayFacts(row.area_id, row.on, DayKind(row.kind) if row.kind else None, row.name, row.source)
    events.tell(
        kind, subject=(PROPOSED_DAY, row.pk), author=author, at=now, layer="H",
        record={"said": facts.said, "area_id": row.area_id, "reason": row.reason},
    )  # fmt: skip


_NOT_TAKEN = NotTaken(ProposedDay, proposers, deciders, DayRefused, DayTakenBack, _tell)
