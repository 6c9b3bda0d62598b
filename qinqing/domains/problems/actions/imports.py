"""Messages of another system arrive by thousands: they wait for the coordinator, and nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left

from qinqing.domains.problems import life
from qinqing.domains.problems.actions.record import KIND, case_values, ledger_row
from qinqing.domains.problems.actions.submit import NUMBER_PREFIX
from qinqing.domains.problems.models import LedgerEntry, Problem
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries.surroundings import surroundings
from qinqing.domains.problems.rules.situation import Case, Situation
from qinqing.domains.problems.terms import CaseState, Channel, ClockKind, LaneClass
from qinqing.kernel import bulk, clock, door, numbering, search
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.lib.workflow import SYSTEM


@dataclass(frozen=True, slots=True)
class Arriving:
    """A message as it comes in: its number over there, when it was first said, by whom, and the words."""

    source_ref: str
    original_at: datetime
    title: str
    facts: str
    area_id: int
    contact_name: str = ""


def import_problems(*, author: Author, arriving: Sequence[Arriving], run_id: int, now: datetime) -> list[int]:
    """Let messages arrive in C1 of the coordinator, without an enterprise; gives their ids in this order.

    X runs from the original time, the accept clock from now; the import tells one event a chunk itself.
    Refuses an area the author does not coordinate.
    """
    areas = {one.area_id for one in arriving}
    kept = {*author.actor.ids("coordinator"), *author.actor.ids("coordination_head")}
    if not author.actor.system and not (PERMISSIONS.allows(author.actor, "problem.import") and areas <= kept):
        raise Refused("foreign_area", "这个区域不归您协调", "area")
    ids = bulk.draw(Problem, len(arriving))
    numbers = _numbers(arriving)
    for area_id in areas:
        here = [row for row in zip(arriving, ids, numbers, strict=True) if row[0].area_id == area_id]
        _insert_alike(_arrival(area_id, now), here, run_id)
    search.put_many(
        KIND,
        [
            (number, f"{name} {one.title} {one.facts}", [("a", one.area_id)])
            for one, number, name in zip(arriving, ids, numbers, strict=True)
        ],
    )
    return ids


def _arrival(area_id: int, now: datetime) -> life.Play:
    """One message played; of the others only the original time differs."""
    case = Case(
        id=0,
        state=CaseState.SUBMITTED,
        enterprise_id=None,
        area_id=area_id,
        author_id=None,
        lane=LaneClass.ORDINARY,
        submitted_at=now,
    )
    around = surroundings(case, now)
    return life.arrive(
        Situation(case, None, frozenset({SYSTEM}), now, around.calendar, around.limits), around.limits
    )


_OWN = (
    "id",
    "number",
    "public_id",
    "source_ref",
    "original_at",
    "submitted_at",
    "title",
    "facts",
    "contact_name",
)


def _insert_alike(play: life.Play, arriving: Sequence[tuple[Arriving, int, str]], run_id: int) -> None:
    """The rows of messages of one area: one was played, the others differ in words and time alone."""
    values = case_values(play.case) | {
        "area": play.case.area_id,
        "channel": Channel.HOTLINE.value,
        "place": "",
        "import_run_id": run_id,
        "created_at": play.now,
        "look_at": life.next_look(play),
        "version": 1,
    }
    bulk.insert(
        Problem,
        _OWN,
        [
            (number, name, numbering.new_address(), one.source_ref, one.original_at, one.original_at,
             one.title, one.facts, one.contact_name)
            for one, number, name in arriving
        ],
        {name: value for name, value in values.items() if name not in _OWN},
    )  # fmt: skip
    for entry in play.entries:
        row = ledger_row(entry, 0, {}, None)
        own = entry.clock == ClockKind.EXPERIENCE
        bulk.insert(
            LedgerEntry,
            ("problem", "at"),
            [(number, one.original_at if own else play.now) for one, number, _ in arriving],
            {name: value for name, value in row.items() if name not in ("problem", "at")},
        )


def _numbers(arriving: Sequence[Arriving]) -> list[str]:
    days = [clock.local(one.original_at).date() for one in arriving]
    heads = {f"{NUMBER_PREFIX}{day:%y%m%d}" for day in days}
    with door.as_system("problems.numbers"):
        of_the_days = Problem.objects.annotate(head=Left("number", 8)).filter(head__in=heads)
        taken = {str(number) for number in of_the_days.values_list("number", flat=True)}
    return numbering.dated_numbers(NUMBER_PREFIX, days, taken)
