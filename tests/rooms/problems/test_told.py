"""What changed was told, in the same transaction, or did not change."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door
from qinqing.kernel.permissions import system
from tests.builders.problems import Road, town


@transaction.atomic
def _attack(road: Road) -> None:
    door.step_in(system("tests.attack"))
    Problem.objects.filter(pk=road.problem_id).update(state=CaseState.HANDLING)


def test_a_state_cannot_change_without_an_event(fresh_database: str, monday: datetime) -> None:
    with transaction.atomic():
        road = Road(town(), monday).submitted()
    with transaction.atomic():
        road.passed_on()  # the twin: with its event the change goes through
    with pytest.raises(IntegrityError, match="without an event"):
        _attack(road)
