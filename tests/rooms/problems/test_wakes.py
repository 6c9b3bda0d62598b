"""A dormant enterprise that raises a problem has business again."""

from datetime import datetime

import pytest

from qinqing.config import wiring
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door, events
from qinqing.kernel.models import Event
from tests.builders.problems import Road, town
from tests.builders.worker import working
from tests.conftest import Database


@pytest.mark.parametrize("asleep", [True, False])
def test_it_wakes_once_and_its_story_says_so(
    asleep: bool, server: Database, django_db_setup: None, django_db_blocker: object, monday: datetime
) -> None:
    wiring.connect()
    with django_db_blocker.unblock(), working(server):  # type: ignore[attr-defined]
        place = town()
        firms = Enterprise.objects.filter(pk=place.enterprise.pk)
        with door.as_system("tests.build"):
            if asleep:
                firms.update(dormant_on=monday.date(), dormant_reason="停产清算")
        road = Road(place, monday).submitted()
        with door.as_system("tests.tell"):
            for _ in range(2):
                told = Event.objects.filter(subject_kind="problem", subject_id=road.problem_id)
                events.deliver(told.values_list("pk", flat=True), monday)
            woke = Event.objects.filter(name="EnterpriseWoke", subject_id=place.enterprise.pk)
            assert list(woke.values_list("rule", flat=True)) == ["enterprise.wakes_by_problem"] * asleep
            assert firms.get().dormant_on is None
