"""Actions over several rooms: whoever leaves, who follows, and what is open there."""

from collections.abc import Mapping
from datetime import date, datetime

from qinqing.desks.handover.queries import things_left
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers import queries as service
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import actions as problems
from qinqing.kernel import clock, idempotency
from qinqing.kernel.events import Author

Notes = Mapping[int, str]
"""By problem what the next one must know of it."""


def change_officer(
    *,
    author: Author,
    held: Assignment,
    successor: Officer | None,
    on: date,
    notes: Notes,
    now: datetime,
) -> None:
    """Let another officer, or nobody, serve an enterprise from a day on in the place of who holds it (T33).

    What is open goes onto the sheet of who leaves, with the notes, for him to confirm and for the next one to
    take; where that day has come, each problem is handed over by its note. Refuses what assigning refuses,
    and then nothing has happened; the same request once more changes nothing.
    """
    if idempotency.first_result(author) is not None:
        return
    _list_now(held, notes, now)
    if successor is None:
        officers.end_assignment(author=author, assignment=held, until_on=on, now=now)
    else:
        officers.assign_officer(
            author=author, officer=successor, enterprise=held.enterprise, part=Part.of(held.part),
            from_on=on, now=now, replaces=True,
        )  # fmt: skip
    if on <= clock.local(now).date():
        _hand_over(author, held, notes, now)


def release_officer(
    *,
    author: Author,
    officer: Officer,
    on: date,
    held: Mapping[Assignment, Notes],
    now: datetime,
) -> None:
    """He is no officer from a day on, and what is open at each enterprise he holds goes over as it does where
    one officer is changed. The same request once more changes nothing.
    """
    if idempotency.first_result(author) is not None:
        return
    for row, notes in held.items():
        _list_now(row, notes, now)
    officers.release_officer(author=author, officer=officer, until_on=on, now=now)
    if on <= clock.local(now).date():
        for row, notes in held.items():
            _hand_over(author, row, notes, now)


def list_what_was_open(now: datetime, assignment_id: int | None = None) -> None:
    """Bring the sheets of services that ended up to what was open when they did, whichever way they ended.

    Of one assignment, or of all; runs as the system, and once more changes nothing.
    """
    for sheet in service.ended_unlisted(now, assignment_id):
        things = things_left(sheet.assignment, sheet.ended_at or now)
        officers.list_what_is_open(assignment=sheet.assignment, things=things, now=now)


def _list_now(held: Assignment, notes: Notes, now: datetime) -> None:
    officers.list_what_is_open(
        assignment=held,
        things=things_left(held, now),
        notes={("problem", number): note for number, note in notes.items()},
        now=now,
    )


def _hand_over(author: Author, held: Assignment, notes: Notes, now: datetime) -> None:
    """Each problem goes to whoever serves the enterprise now, or to the coordination office."""
    follows = service.officer_of([held.enterprise_id], now)[held.enterprise_id]
    for problem_id, note in notes.items():
        problems.take_step(
            author=author.besides, problem_id=problem_id, step="hand_over", now=now, note=note,
            old_officer=held.officer.person.name, new_officer=next((one.name for one in follows), ""),
        )  # fmt: skip
