"""What one room says and another does: an enterprise that raises a problem has business again."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems.events import ProblemSubmitted
from qinqing.domains.problems.models import Problem
from qinqing.kernel.events import Author, Hearer
from qinqing.kernel.permissions import system

RULE = "enterprise.wakes_by_problem"


def wake_of_problem(event: ProblemSubmitted, now: datetime) -> None:
    """A problem was raised for a dormant enterprise: it wakes."""
    raised = Problem.objects.filter(pk=event.problem_id).values("enterprise")
    for one in Enterprise.objects.filter(pk__in=raised, dormant_on__isnull=False):
        actions.wake(author=Author(system(RULE)), enterprise=one, now=now)


HEARS: Mapping[type, tuple[Hearer, ...]] = {ProblemSubmitted: (wake_of_problem,)}
