"""Clock-driven work: the sweep asks which moments have passed and plays what they make due, one at a time."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from qinqing.domains.problems import life
from qinqing.domains.problems.actions.record import put_down, write_down
from qinqing.domains.problems.limits import DRAFT_KEPT_DAYS, LimitTable
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries.load import Loaded, load, load_many
from qinqing.domains.problems.queries.surroundings import (
    Surroundings,
    attended_enterprises,
    surroundings,
    surroundings_within,
)
from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import CaseState, ClockKind
from qinqing.kernel import bulk
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.writing import Writing
from qinqing.lib.workflow import SYSTEM

AT_ONCE = 100
"""So many are read in one statement and written together, locked until they are."""
_SWEEPER = Author(system("problems.sweep"))


def sweep(now: datetime, *, most: int = 500, among: Collection[int] | None = None) -> int:
    """Play everything that has fallen due by `now`, oldest first; gives how many problems were looked at.

    Runs as the system. A machine that slept catches up in order and records when it noticed. Two sweeps
    at once never meet on a problem. `among` leaves all other problems alone, for history that is played.
    """
    waiting = Problem.objects.filter(look_at__lte=now)
    if among is not None:
        waiting = waiting.filter(pk__in=among)
    due = list(waiting.order_by("look_at", "id").values_list("id", flat=True)[:most])
    for some in bulk.chunks(due, AT_ONCE):
        with transaction.atomic():
            free = Problem.objects.select_for_update(skip_locked=True).filter(pk__in=some, look_at__lte=now)
            _catch_up(load_many(list(free.values_list("id", flat=True))), now)
    return len(due)


def _catch_up(problems: Collection[Loaded], now: datetime) -> None:
    """Play these locked problems until nothing of theirs is due, and write all of it together."""
    attended = attended_enterprises((one.case for one in problems), now)
    writing = Writing()
    for loaded in problems:
        around = surroundings_within(loaded.case, attended, now)
        situation = _situation(loaded, around, now)
        plays = life.catch_up(situation, around.limits)
        look = life.next_look(plays[-1] if plays else life.Play(situation, around.limits))
        look = None if look is not None and look <= now else look
        if plays:
            put_down(writing, plays, author=_SWEEPER, version=loaded.version, look_at=look)
        else:
            writing.update(Problem, loaded.case.id, {"look_at": look})
    writing.run_in_bulk()


def discard_old_drafts(now: datetime) -> int:
    """Throw drafts away that nobody touched for 90 days (T00 by the system); gives how many."""
    old = Problem.objects.filter(state=CaseState.DRAFT, created_at__lt=now - timedelta(days=DRAFT_KEPT_DAYS))
    numbers = list(old.order_by("id").values_list("id", flat=True))
    for number in numbers:
        with transaction.atomic():
            _play(number, now, _discarded)
    return len(numbers)


def _discarded(situation: Situation, limits: LimitTable) -> life.Play:
    return life.take_step(situation, "discard", {}, limits)


def reseat_problems_of(enterprise_ids: Iterable[int], now: datetime) -> None:
    """Who acts on an enterprise's problems changed (assignment or absence): C1 and C3 find their holder."""
    for number in _waiting_for_officer().filter(enterprise__in=list(enterprise_ids)):
        _play(number, now, life.reseat)


def reseat_waiting(now: datetime) -> None:
    """The same for every problem that waits for an officer, each in a transaction of its own."""
    for number in list(_waiting_for_officer()):
        with transaction.atomic():
            _play(number, now, life.reseat)


def _waiting_for_officer() -> QuerySet[Problem, int]:
    waiting = Problem.objects.filter(
        state__in=[CaseState.SUBMITTED, CaseState.OFFICER], enterprise__isnull=False
    )
    return waiting.order_by("id").values_list("id", flat=True)


def _play(problem_id: int, now: datetime, what: Callable[..., life.Play | None]) -> None:
    loaded = load(problem_id, lock=True)
    around = surroundings(loaded.case, now)
    play = what(_situation(loaded, around, now), around.limits)
    if play is not None:
        write_down(play, author=_SWEEPER, version=loaded.version)


def _situation(loaded: Loaded, around: Surroundings, now: datetime) -> Situation:
    return Situation(
        case=loaded.case,
        actor_id=None,
        relations=frozenset({SYSTEM}),
        now=now,
        calendar=around.calendar,
        limits=around.limits,
        officer_present=around.officer_present,
        window_due_at=life.due_of_clock(loaded.case, ClockKind.CALLBACK, None, around.calendar, now),
    )
