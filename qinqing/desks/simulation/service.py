"""Officers go and come back, and one is followed by another who reads what was handed over to him."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again, looking
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import actions as problems
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock

AWAY: Final = 5
"""How many officers are away for a time, one after the other."""
HANDED_OVER: Final = range(1, 4)
"""How many open problems an enterprise has whose officer is followed by another."""


def let_officers_be_away(history: History, since: datetime, now: datetime) -> None:
    """Some officers are away for a time, with somebody in their place or without."""
    with looking():
        demo = world.read("people")["demo"]["officer"]
        holding = list(
            Officer.objects.filter(assignments__part="A").exclude(person__name=demo).distinct().order_by("pk")
        )
    chosen = history.rng.sample(holding, 2 * AWAY)
    for turn, (officer, other) in enumerate(zip(chosen[:AWAY], chosen[AWAY:], strict=True)):
        begins = since + (now - since) / (AWAY + 1) * (turn + 1)
        ends = begins + timedelta(days=history.rng.randint(4, 9))
        history.at(begins, _absence(officer, other if turn % 2 == 0 else None, ends))
        history.at(begins, history.reseat)
        history.at(ends, history.reseat)


def _absence(officer: Officer, substitute: Officer | None, ends: datetime) -> Callable[[datetime], None]:
    def go(now: datetime) -> None:
        with looking() as author:
            officers.record_absence(
                author=author, officer=officer, from_at=now, until_at=ends, now=now, substitute=substitute
            )

    return go


def followed(history: History, name: str) -> Callable[[datetime], None]:
    """The officer of this name follows another at an enterprise where something is open (T33)."""

    def change(now: datetime) -> None:
        successor = Officer.objects.select_related("person").filter(person__name=name).get()
        held = _to_follow(successor, now)
        if held is None:
            return
        found = Problem.objects.filter(enterprise=held.enterprise, is_open=True)
        titles = dict(found.values_list("pk", "title"))
        keeper = history.cast.of_area(Role.COORDINATOR, held.enterprise.area_id)[0]
        author = acting_as(keeper, now)
        officers.assign_officer(
            author=author, officer=successor, enterprise=held.enterprise, part=Part.A,
            from_on=clock.local(now).date(), now=now, replaces=True,
        )  # fmt: skip
        officers.list_what_is_open(
            assignment=held, things=[OpenThing("problem", *one) for one in titles.items()], now=now
        )
        for number in titles:
            problems.take_step(
                author=author, problem_id=number, step="hand_over", now=now,
                note=history.sayings.line("notes_to_the_next"),
                old_officer=held.officer.person.name, new_officer=successor.person.name,
            )  # fmt: skip
        officers.confirm_handover(
            author=acting_as(held.officer.person_id, now), assignment_id=held.pk, things=(), now=now,
            words={("problem", number): history.sayings.line("notes_to_the_next") for number in titles},
        )  # fmt: skip
        look_again()
        history.reseat(now)

    return change


def _to_follow(successor: Officer, now: datetime) -> Assignment | None:
    """An enterprise of somebody else's with a few open problems."""
    today = clock.local(now).date()
    serving = Assignment.objects.current(today).filter(part=Part.A).exclude(officer=successor)
    served = Assignment.objects.current(today).filter(officer=successor).values("enterprise")
    for held in serving.exclude(enterprise__in=served).select_related("officer__person", "enterprise"):
        if Problem.objects.filter(enterprise=held.enterprise_id, is_open=True).count() in HANDED_OVER:
            return held
    return None
