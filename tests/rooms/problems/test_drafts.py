"""Drafts: kept for their author, thrown away when forgotten."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.problems import actions
from qinqing.domains.problems.limits import DRAFT_KEPT_DAYS
from qinqing.domains.problems.models import Problem
from qinqing.kernel import door
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db


def test_a_draft_is_thrown_away_when_nobody_touched_it_for_long(monday: datetime) -> None:
    place = town()
    road = Road(place, monday)
    raised = actions.Raised(
        title="草稿", facts="还没想好", enterprise_id=place.enterprise.pk, area_id=place.area.pk
    )
    actions.save_draft(author=road.author("enterprise"), raised=raised, now=monday)
    with door.as_system("problems.drafts"):
        assert actions.discard_old_drafts(monday + timedelta(days=DRAFT_KEPT_DAYS)) == 0
        assert actions.discard_old_drafts(monday + timedelta(days=DRAFT_KEPT_DAYS, hours=1)) == 1
        assert list(Problem.objects.values_list("state", "number")) == [("withdrawn", None)]
        assert actions.discard_old_drafts(monday + timedelta(days=200)) == 0


def test_a_contact_does_not_see_what_the_officer_only_drafts_about_him(monday: datetime) -> None:
    road = Road(town(), monday)
    contact = road.town.people["enterprise"]
    drafted = replace(words(road, "老板说税收的事"), contact_person_id=contact.pk)
    actions.save_draft(author=road.author("officer"), raised=drafted, now=monday)
    assert list(queries.problems_visible_to(door.become(contact.pk, monday))) == []
