"""One-time links: shown once, used once, and no way to take over what somebody uses."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts import actions, queries, rules
from qinqing.domains.accounts.models import OneTimeLink, Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, actor_of
from tests.conftest import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> Person:
    return a_person("陈若溪", kind=PersonKind.ENTERPRISE, phone="13811112046")


def made_for(person: Person, now: datetime) -> str:
    with door.as_system("tests.build"):
        return actions.make_one_time_link(author=SYSTEM, person_id=person.pk, now=now)


def signs_in(login: str, now: datetime) -> Person:
    return actions.sign_in(login=login, password=PASSWORD, address="10.0.0.1", agent="", now=now)[1]


def test_whoever_holds_the_link_chooses_a_password_and_signs_in_by_his_number(
    invited: Person, monday: datetime
) -> None:
    key = made_for(invited, monday)
    assert actions.take_one_time_link(key=key, password=PASSWORD, now=monday) == invited
    assert signs_in("138 1111 2046", monday) == invited


def test_a_link_opens_once(invited: Person, monday: datetime) -> None:
    key = made_for(invited, monday)
    actions.take_one_time_link(key=key, password=PASSWORD, now=monday)
    assert queries.one_time_link(key, monday) is None
    with pytest.raises(NotFound):
        actions.take_one_time_link(key=key, password="Other-Way.5531", now=monday)


def test_only_the_digest_of_a_key_is_kept(invited: Person, monday: datetime) -> None:
    key = made_for(invited, monday)
    with door.as_system("tests.read"):
        (link,) = OneTimeLink.objects.filter(person=invited)
    assert link.key_hash == door.session_hash(key)
    assert key not in str(vars(link))


def test_a_link_is_over_after_a_week(invited: Person, monday: datetime) -> None:
    key = made_for(invited, monday)
    last = monday + rules.ONE_TIME_LINK_FOR
    assert queries.one_time_link(key, last - timedelta(seconds=1)) is not None
    assert queries.one_time_link(key, last) is None


def test_a_new_link_takes_the_place_of_the_old_one(invited: Person, monday: datetime) -> None:
    old, new = made_for(invited, monday), made_for(invited, monday)
    assert queries.one_time_link(old, monday) is None
    assert queries.one_time_link(new, monday) is not None


def test_a_weak_password_is_refused_and_leaves_the_link(invited: Person, monday: datetime) -> None:
    key = made_for(invited, monday)
    with pytest.raises(Refused, match="至少 8 个字符"):
        actions.take_one_time_link(key=key, password="short", now=monday)
    assert queries.one_time_link(key, monday) is not None


def test_the_link_of_a_closed_account_opens_nothing(invited: Person, monday: datetime) -> None:
    key = made_for(invited, monday)
    with door.as_system("tests.build"):
        actions.disable_person(author=SYSTEM, person_id=invited.pk, reason="走了", now=monday)
    assert queries.one_time_link(key, monday) is None


def test_nobody_who_invites_takes_over_an_account_that_is_used(invited: Person, monday: datetime) -> None:
    officer = a_person("许知行", Role.OFFICER)
    key = made_for(invited, monday)
    actions.take_one_time_link(key=key, password=PASSWORD, now=monday)
    with acting(actor_of(officer, monday)) as actor, pytest.raises(Refused, match="已经有口令"):
        actions.make_one_time_link(author=Author(actor), person_id=invited.pk, now=monday)


def test_who_was_invited_and_never_came_is_in_nobodys_way(invited: Person, monday: datetime) -> None:
    """A number that is entered for somebody else signs its owner in as before."""
    key = made_for(invited, monday)
    actions.take_one_time_link(key=key, password=PASSWORD, now=monday)
    a_person("同号的人", kind=PersonKind.ENTERPRISE, phone="13811112046")
    assert signs_in("13811112046", monday) == invited
