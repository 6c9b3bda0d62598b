"""Who had the problem day by day: a day is his who had most of it, and the sums are the wait."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.queries import timing
from qinqing.domains.problems.terms import Bucket
from qinqing.kernel import door
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("officer", "coordinator", "most"), [(2, 4, Bucket.HUB), (4, 2, Bucket.OFFICER)])
def test_a_day_is_his_who_had_most_of_it(
    officer: int, coordinator: int, most: Bucket, monday: datetime
) -> None:
    place = town()
    road = Road(place, monday).submitted().wait(hours=officer).passed_on().wait(hours=coordinator)
    road.take("enterprise", "withdraw", reason="no_longer")
    now = road.wait(days=1).now
    actor = door.become(place.people["coordinator"].pk, now)
    ruler = timing.ruler_of(queries.detail_for(actor, road.problem.public_id, now), now)
    assert ruler is not None
    assert ruler.kinds == [most.tone[-1]], ruler.label
