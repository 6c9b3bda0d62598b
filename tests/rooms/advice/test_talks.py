"""A talk is entered once, by who gave it; who was not there says so; nobody gives two at the same hour."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qinqing.domains.advice import actions, queries
from qinqing.domains.advice.models import Talk, TalkListing, TalkSpeaker
from qinqing.domains.officers.models import Officer
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders import advice, policies
from tests.builders.advice import Place
from tests.builders.policies import author
from tests.builders.problems import at

HOUR = at("2026-02-27 14:00")


@pytest.fixture
def item(place: Place) -> PolicyItem:
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], place.now), editors[0], place.now)
    return policies.published(draft, *editors, place.now).item


def given(
    here: Place, item: PolicyItem, begins_at: datetime = HOUR, who: str = "officer", **more: Any
) -> Talk:
    return advice.a_talk(here.people[who], [here.enterprise], [item], begins_at, here.now, **more)


def officer(place: Place, who: str) -> Officer:
    with door.as_system("tests.read"):
        return Officer.objects.get(person=place.people[who])


def seen_by(place: Place, who: str) -> list[int]:
    actor = door.become(place.people[who].pk, place.now)
    found = list(queries.talks_visible_to(actor).values_list("pk", flat=True))
    door.step_in(Actor())
    return found


def test_two_at_the_same_hour_are_refused_and_the_other_is_named(place: Place, item: PolicyItem) -> None:
    given(place, item, place="园区二楼会议室")
    with pytest.raises(Refused, match=r"officer那个时候已经记了一场：.*园区二楼会议室"):
        given(place, item, HOUR + timedelta(minutes=30))
    given(place, item, HOUR + timedelta(hours=1))


def test_who_only_spoke_with_another_gave_it_too(place: Place, item: PolicyItem) -> None:
    given(place, item, with_officers=[officer(place, "expert").pk])
    with pytest.raises(Refused, match="expert那个时候"):
        given(place, item, who="expert")


def test_the_database_alone_lets_nobody_speak_twice_at_an_hour(place: Place, item: PolicyItem) -> None:
    """The twin without the action: the constraint holds."""
    talk, speaker = given(place, item), officer(place, "officer")
    again = TalkSpeaker(
        talk=talk, officer=speaker, person_id=speaker.person_id, begins_at=HOUR,
        ends_at=HOUR + timedelta(minutes=5),
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="talk_speaker_once"),
        transaction.atomic(),
        door.as_system("tests.twin"),
    ):
        again.save()


def test_what_was_taken_back_leaves_its_hour_free_and_is_still_there(place: Place, item: PolicyItem) -> None:
    talk = given(place, item)
    with pytest.raises(Refused, match="只有记这一场的人"):
        actions.withdraw_talk(
            author=author(place.people["coordinator"], place.now), talk=talk, reason="x", now=place.now
        )
    by = author(place.people["officer"], place.now)
    actions.withdraw_talk(author=by, talk=talk, reason="记重了", now=place.now)
    door.step_in(Actor())
    given(place, item)
    assert len(seen_by(place, "officer")) == 2


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_what_is_entered_a_month_later_is_marked(
    place: Place, item: PolicyItem, days: int, late: bool
) -> None:
    assert given(place, item, place.now - timedelta(days=days)).is_late is late


def test_what_is_still_to_come_is_not_entered(place: Place, item: PolicyItem) -> None:
    with pytest.raises(Refused, match="还没有讲"):
        given(place, item, place.now + timedelta(minutes=1))


def test_who_was_not_there_says_so_and_nobody_says_it_for_him(place: Place, item: PolicyItem) -> None:
    talk = given(place, item)
    for who in ("rival", "officer", "coordinator"):
        with pytest.raises(NotFound):
            actions.deny_talk(
                author=author(place.people[who], place.now), talk=talk, enterprise_id=place.enterprise.pk,
                now=place.now,
            )  # fmt: skip
    by = author(place.people["asker"], place.now)
    actions.deny_talk(author=by, talk=talk, enterprise_id=place.enterprise.pk, now=place.now)
    door.step_in(Actor())
    with door.as_system("tests.read"):
        assert TalkListing.objects.get(talk=talk).denied_at == place.now


def test_a_talk_is_seen_by_who_gave_it_who_was_there_who_serves_them_and_the_offices(
    place: Place, item: PolicyItem
) -> None:
    talk = given(place, item, who="expert")
    seen = {who for who in place.people if talk.pk in seen_by(place, who)}
    assert seen == {"expert", "asker", "officer", "coordinator", "head", "supervisor"}


def test_a_pasted_list_names_enterprises_by_whole_name_or_code_and_says_what_it_did_not_find(
    place: Place,
) -> None:
    with door.as_system("tests.read"):
        code = place.rival.credit_code
    door.become(place.people["officer"].pk, place.now)
    found = queries.pasted(f"澜川微澜电子有限公司\n{code or '澜川砺川机械有限公司'}\n澜川微澜\n\n没有的公司")
    door.step_in(Actor())
    assert found.found == tuple(sorted((place.enterprise.pk, place.rival.pk)))
    assert found.missing == ("澜川微澜", "没有的公司")
