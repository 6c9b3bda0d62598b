"""Drafts: kept for their author alone, sent once, thrown away, by him or when forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.actions import Raised, Submitted
from qinqing.domains.problems.limits import DRAFT_KEPT_DAYS
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door
from qinqing.kernel.refusals import Conflict
from tests.builders.problems import Road, a_contact, town

pytestmark = pytest.mark.django_db


def words(road: Road, facts: str) -> Raised:
    return Raised(title=facts, facts=facts, enterprise_id=road.town.enterprise.pk, area_id=road.town.area.pk)


def kept(road: Road, facts: str = "路灯不亮") -> Problem:
    address = actions.save_draft(author=road.author("enterprise"), raised=words(road, facts), now=road.now)
    return Problem.objects.get(public_id=address)


def test_a_draft_becomes_the_problem_with_its_number_and_its_last_words(monday: datetime) -> None:
    road = Road(town(), monday)
    draft = kept(road)
    known = actions.submit_problem(
        author=road.author("enterprise"), raised=words(road, "路灯坏了三个月"), now=monday,
        role=Role.ENTERPRISE_USER, draft_id=draft.pk,
    )  # fmt: skip
    sent = Problem.objects.get(pk=draft.pk)
    assert (sent.number, sent.public_id, sent.facts) == (*known, "路灯坏了三个月")
    assert sent.public_id == draft.public_id
    assert sent.state == CaseState.SUBMITTED
    assert sent.due_at is not None
    assert Problem.objects.count() == 1


def test_a_draft_is_sent_once(monday: datetime) -> None:
    road = Road(town(), monday)
    draft = kept(road)
    author = road.author("enterprise")

    def send() -> Submitted:
        return actions.submit_problem(
            author=author,
            raised=words(road, "路灯"),
            now=monday,
            role=Role.ENTERPRISE_USER,
            draft_id=draft.pk,
        )

    send()
    with pytest.raises(Conflict):
        send()


def test_nobody_else_sends_my_draft(monday: datetime) -> None:
    road = Road(town(), monday)
    draft = kept(road)
    road.town.people["colleague"] = a_contact(road.town.enterprise, "邵敏")
    with pytest.raises(Conflict):
        actions.submit_problem(
            author=road.author("colleague"), raised=words(road, "路灯"), now=monday,
            role=Role.ENTERPRISE_USER, draft_id=draft.pk,
        )  # fmt: skip


def test_a_colleague_sees_neither_my_draft_nor_what_i_threw_away(monday: datetime) -> None:
    road = Road(town(), monday)
    draft = kept(road)
    road.town.people["colleague"] = a_contact(road.town.enterprise, "邵敏")
    road.problem_id = draft.pk
    for thrown_away in (False, True):
        if thrown_away:
            road.take("enterprise", "discard")
        for who in ("colleague", "officer", "coordinator", "supervisor", "leader"):
            actor = door.become(road.town.people[who].pk, monday)
            assert list(queries.problems_visible_to(actor)) == [], who
            assert queries.newest_page(actor).rows == [], who


def test_what_i_threw_away_is_in_none_of_my_lists(monday: datetime) -> None:
    road = Road(town(), monday)
    road.problem_id = kept(road).pk
    road.take("enterprise", "discard")
    actor = door.become(road.town.people["enterprise"].pk, monday)
    assert queries.drafts_of(actor) == []
    assert queries.newest_page(actor).rows == []


def test_a_contact_does_not_see_what_the_officer_only_drafts_about_him(monday: datetime) -> None:
    road = Road(town(), monday)
    contact = road.town.people["enterprise"]
    drafted = replace(words(road, "老板说税收的事"), contact_person_id=contact.pk)
    actions.save_draft(author=road.author("officer"), raised=drafted, now=monday)
    assert list(queries.problems_visible_to(door.become(contact.pk, monday))) == []


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


def test_a_draft_that_was_written_on_is_kept_as_long_again(monday: datetime) -> None:
    road = Road(town(), monday)
    draft, later = kept(road), monday + timedelta(days=DRAFT_KEPT_DAYS - 1)
    raised = words(road, "路灯不亮，东门那一段")
    actions.save_draft(author=road.author("enterprise"), raised=raised, now=later, problem_id=draft.pk)
    with door.as_system("problems.drafts"):
        assert actions.discard_old_drafts(later + timedelta(days=DRAFT_KEPT_DAYS)) == 0
        assert actions.discard_old_drafts(later + timedelta(days=DRAFT_KEPT_DAYS, hours=1)) == 1
