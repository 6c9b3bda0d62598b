"""Rules of an area as two people make them: the coordinator proposes, the head of coordination confirms."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from qinqing.domains.accounts.models import Person
from qinqing.domains.problems import actions
from qinqing.domains.problems.models import ProposedRule
from qinqing.domains.problems.queries.proposals import forget_rules
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders.visits import Visit, words_of


def proposed(coordinator: Person, facts: Any, from_on: date, now: datetime, why: str = "开会时定的") -> int:
    """What waits for the head, by its number."""
    author = Author(door.become(coordinator.pk, now))
    number = actions.propose_rule(author=author, facts=facts, from_on=from_on, why=why, now=now)
    door.step_in(Actor())
    return number


def confirmed(head: Person, number: int, now: datetime) -> None:
    """The head lets it hold."""
    actions.confirm_rule(author=Author(door.become(head.pk, now)), proposed_id=number, now=now)
    door.step_in(Actor())
    forget_rules()


def let_hold(coordinator: Person, head: Person, facts: Any, from_on: date, now: datetime) -> None:
    """Both at one moment."""
    confirmed(head, proposed(coordinator, facts, from_on, now), now)


def at_the_pages(coordinator: Visit, head: Visit, path: str, **fields: object) -> HttpResponse:
    """Proposed at a page of the coordinator's and, where that was taken, confirmed at the head's."""
    answer = coordinator.post(path, **{"why": "区里的会定的", **fields})
    if answer.status_code == 302:
        with door.as_system("tests.read"):
            number = ProposedRule.objects.latest("id").pk
        sure = head.post(f"/rules/proposed/{number}/confirm/")
        assert sure.status_code == 302, words_of(sure)
        forget_rules()
    return answer
