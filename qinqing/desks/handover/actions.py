"""One action over several rooms."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.desks.handover.queries import open_things
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import actions as problems
from qinqing.kernel import clock, idempotency
from qinqing.kernel.events import Author


def change_officer(
    *,
    author: Author,
    enterprise: Enterprise,
    held: Assignment,
    successor: Officer | None,
    notes: Mapping[int, str],
    now: datetime,
) -> None:
    """Let another officer, or nobody, serve an enterprise from today on in the place of who holds it (T33).

    `notes` says by problem what the next one must know; what is open goes onto the sheet of who leaves, for
    him to confirm and for the next one to take. Refuses what assigning refuses, and then nothing
    has happened; the same request once more changes nothing.
    """
    if idempotency.first_result(author) is not None:
        return
    today = clock.local(now).date()
    officers.list_what_is_open(assignment=held, things=open_things(author.actor, enterprise.pk))
    if successor is None:
        officers.end_assignment(author=author, assignment=held, until_on=today, now=now)
    else:
        officers.assign_officer(
            author=author, officer=successor, enterprise=enterprise, part=Part.A, from_on=today, now=now,
            replaces=True,
        )  # fmt: skip
    for problem_id, note in notes.items():
        problems.take_step(
            author=author.besides, problem_id=problem_id, step="hand_over", now=now, note=note,
            old_officer=held.officer.person.name,
            new_officer=successor.person.name if successor else "",
        )  # fmt: skip
