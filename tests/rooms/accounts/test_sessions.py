"""Sessions end by rest, by age, by their person and by whoever closes the account, at the next request."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts import actions, queries, rules
from qinqing.domains.accounts.models import Person, Session
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import NOBODY
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, an_area

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def signed_in(person: Person, now: datetime) -> str:
    return actions.sign_in(login=person.login, password=PASSWORD, address="10.1.2.3", agent="", now=now)[0]


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", Role.COORDINATOR, area=an_area(), login="zhou", password=PASSWORD)


@pytest.fixture
def keeper() -> Person:
    return a_person("系统管理员", Role.SYSTEM_ADMIN, login="keeper", password=PASSWORD)


def test_a_session_holds_until_it_has_rested_too_long(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    assert door.enter(key, monday + rules.IDLE - SECOND).person_id == zhou.pk


def test_a_session_that_rested_too_long_is_over(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    assert door.enter(key, monday + rules.IDLE) is NOBODY


def test_use_prolongs_a_session(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    for minutes in range(20, 121, 20):
        assert door.enter(key, monday + timedelta(minutes=minutes)).is_signed_in


def test_an_administrators_session_rests_shorter(keeper: Person, monday: datetime) -> None:
    key = signed_in(keeper, monday)
    assert door.enter(key, monday + rules.IDLE_OF_ADMINISTRATORS - SECOND).is_signed_in
    key = signed_in(keeper, monday)
    assert door.enter(key, monday + rules.IDLE_OF_ADMINISTRATORS) is NOBODY


def test_no_session_grows_older_than_half_a_day(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    moment = monday
    while moment < monday + rules.ABSOLUTE - SECOND:
        assert door.enter(key, moment).is_signed_in
        moment += timedelta(minutes=20)
    assert door.enter(key, monday + rules.ABSOLUTE) is NOBODY


def test_the_last_use_is_written_down_at_most_once_a_minute(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    seen = []
    for seconds in (30, 59, 61, 90, 121, 130):
        door.enter(key, monday + timedelta(seconds=seconds))
        with door.as_system("test"):
            seen.append((Session.objects.get().seen_at - monday).seconds)
    assert seen == [0, 0, 61, 61, 61, 130]


def test_an_unknown_key_opens_nothing(zhou: Person, monday: datetime) -> None:
    signed_in(zhou, monday)
    assert door.enter("guessed", monday) is NOBODY
    assert door.enter("", monday) is NOBODY


def test_signing_out_ends_the_session(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    actions.sign_out(author=Author(door.enter(key, monday)), now=monday)
    assert door.enter(key, monday) is NOBODY


def test_signing_out_everywhere_keeps_only_this_browser(zhou: Person, monday: datetime) -> None:
    other, mine = signed_in(zhou, monday), signed_in(zhou, monday)
    assert actions.sign_out_everywhere(author=Author(door.enter(mine, monday)), now=monday) == 1
    assert door.enter(other, monday) is NOBODY
    assert door.enter(mine, monday).is_signed_in


def test_nobody_ends_the_session_of_another(zhou: Person, keeper: Person, monday: datetime) -> None:
    theirs = door.enter(signed_in(zhou, monday), monday).session_id
    me = door.enter(signed_in(keeper, monday), monday)
    assert theirs is not None
    with pytest.raises(NotFound):
        actions.end_session(author=Author(me), session_id=theirs, now=monday)


def test_a_person_sees_his_own_sessions_this_one_first(
    zhou: Person, keeper: Person, monday: datetime
) -> None:
    signed_in(keeper, monday)
    first = signed_in(zhou, monday)
    signed_in(zhou, monday + SECOND)
    me = door.enter(first, monday + SECOND)
    assert [one.pk == me.session_id for one in queries.sessions_of(me, monday + SECOND)] == [True, False]


def test_a_closed_account_is_out_at_the_next_request(zhou: Person, keeper: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    me = door.enter(signed_in(keeper, monday), monday)
    actions.disable_person(author=Author(me), person_id=zhou.pk, reason="调离", now=monday)
    assert door.enter(key, monday) is NOBODY


def test_a_closed_account_stays_out_even_with_a_session_left_open(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    with door.as_system("test"):
        Person.objects.filter(pk=zhou.pk).update(is_active=False)
    assert door.enter(key, monday) is NOBODY


def test_an_account_opened_again_has_no_roles(zhou: Person, keeper: Person, monday: datetime) -> None:
    author = Author(door.enter(signed_in(keeper, monday), monday))
    actions.disable_person(author=author, person_id=zhou.pk, reason="误操作", now=monday)
    actions.enable_person(author=author, person_id=zhou.pk, now=monday)
    assert door.become(zhou.pk, monday + SECOND).roles == {Role.SIGNED_IN}


def test_an_account_opened_again_does_not_open_its_old_sessions(
    zhou: Person, keeper: Person, monday: datetime
) -> None:
    key = signed_in(zhou, monday)
    author = Author(door.enter(signed_in(keeper, monday), monday))
    actions.disable_person(author=author, person_id=zhou.pk, reason="误操作", now=monday)
    actions.enable_person(author=author, person_id=zhou.pk, now=monday)
    assert door.enter(key, monday) is NOBODY


def test_a_role_taken_back_is_gone_at_the_next_request(zhou: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    grant = queries.grants_of([zhou.pk], monday)[zhou.pk][0] if door.enter(key, monday) else None
    assert grant is not None
    with door.as_system("test"):
        actions.end_role(author=SYSTEM, grant_id=grant.pk, now=monday)
    after = door.enter(key, monday)
    assert Role.COORDINATOR not in after.roles
    assert after.ids("coordinator") == after.ids("area") == ()


def test_a_temporary_password_opens_nothing_but_its_own_change(keeper: Person, monday: datetime) -> None:
    lin = a_person("林知遥", Role.COORDINATOR, area=an_area(), login="lin")
    me = door.enter(signed_in(keeper, monday), monday)
    actions.reset_password(author=Author(me), person_id=lin.pk, password=PASSWORD, now=monday)
    lins = door.enter(signed_in(lin, monday), monday)
    assert lins.roles == {Role.SIGNED_IN}
    assert lins.ids("coordinator") == ()
    actions.change_password(author=Author(lins), old=PASSWORD, new="Xin-De.8853", now=monday)
    assert Role.COORDINATOR in door.become(lin.pk, monday).roles


def test_a_changed_password_ends_the_other_sessions(zhou: Person, monday: datetime) -> None:
    other, mine = signed_in(zhou, monday), signed_in(zhou, monday)
    me = Author(door.enter(mine, monday))
    actions.change_password(author=me, old=PASSWORD, new="Xin-De.8853", now=monday)
    assert door.enter(other, monday) is NOBODY
    assert door.enter(mine, monday).is_signed_in


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", "Xin-De.8853", "old"),
        (PASSWORD, "weak", "new"),
        (PASSWORD, "Zhouyanqing-1", "new"),
        (PASSWORD, PASSWORD, "new"),
    ],
)
def test_a_password_is_changed_only_to_a_good_other_one_by_who_knows_it(
    zhou: Person, monday: datetime, old: str, new: str, field: str
) -> None:
    me = Author(door.enter(signed_in(zhou, monday), monday))
    with pytest.raises(Refused) as caught:
        actions.change_password(author=me, old=old, new=new, now=monday)
    assert caught.value.field == field
    assert signed_in(zhou, monday)


def test_a_reset_password_ends_every_session(zhou: Person, keeper: Person, monday: datetime) -> None:
    key = signed_in(zhou, monday)
    me = door.enter(signed_in(keeper, monday), monday)
    actions.reset_password(author=Author(me), person_id=zhou.pk, password="Xin-De.8853", now=monday)
    assert door.enter(key, monday) is NOBODY
