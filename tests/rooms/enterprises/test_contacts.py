"""Who speaks for an enterprise, who sees his number, and what ends when he leaves."""

import pytest
from django.db import IntegrityError, connection, transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions, queries
from qinqing.domains.enterprises.actions import NewContact
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.enterprises import a_contact, a_member, an_enterprise
from tests.conftest import acting
from tests.rooms.enterprises.conftest import Place

PHONE = "13800002046"


@pytest.fixture
def enterprise(place: Place) -> Enterprise:
    return an_enterprise(place.district)


def test_a_number_is_sealed_in_the_database(enterprise: Enterprise) -> None:
    a_contact(enterprise, phone=PHONE)
    with door.as_system("tests.read"), connection.cursor() as cursor:
        cursor.execute("select phone, phone_index, enterprises_contact::text from enterprises_contact")
        sealed, index, whole = cursor.fetchone()
    assert PHONE not in whole
    assert bytes(sealed)[:1] == b"\x01"
    assert len(index) == 64


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR, Role.LEADER])
def test_staff_see_a_number_masked(role: Role, place: Place, enterprise: Enterprise) -> None:
    a_contact(enterprise, phone=PHONE)
    with acting(place.actor(role, place.district)) as actor:
        (shown,) = queries.contacts_shown(actor, enterprise)
    assert (shown.phone, shown.masked) == ("138****2046", True)


def test_a_policy_editor_sees_no_number_at_all(place: Place, enterprise: Enterprise) -> None:
    a_contact(enterprise, phone=PHONE)
    with acting(place.actor(Role.POLICY_EDITOR, place.district)) as actor:
        (shown,) = queries.contacts_shown(actor, enterprise)
    assert (shown.phone, shown.masked) == ("", False)


def test_a_member_sees_the_numbers_of_his_own_firm_only(place: Place, enterprise: Enterprise) -> None:
    other = an_enterprise(place.district, "别家公司")
    a_contact(enterprise, "同事", phone=PHONE)
    a_contact(other, "外人", phone="13700008830")
    member = accounts.actor_of(a_member(enterprise), place.now)
    with acting(member):
        assert PHONE in {row.phone for row in queries.contacts_shown(member, enterprise)}
        assert queries.contacts_shown(member, other) == []


def test_opening_a_number_is_recorded_with_name_and_time(place: Place, enterprise: Enterprise) -> None:
    contact = a_contact(enterprise, phone=PHONE)
    author = place.author
    with acting(author.actor):
        assert actions.reveal_phone(author=author, contact=contact, now=place.now) == PHONE
        event = Event.objects.get(name="ContactPhoneRevealed")
    assert (event.actor_id, event.at, event.layer) == (author.actor.person_id, place.now, "R")
    assert PHONE not in str(event.record)


def test_a_supervisor_may_not_open_a_number(place: Place, enterprise: Enterprise) -> None:
    contact = a_contact(enterprise, phone=PHONE)
    author = Author(place.actor(Role.SUPERVISOR, place.district))
    with acting(author.actor), pytest.raises(Refused):
        actions.reveal_phone(author=author, contact=contact, now=place.now)
    with door.as_system("tests.read"):
        assert not Event.objects.filter(name="ContactPhoneRevealed").exists()


def test_the_enterprise_does_not_see_who_looked_at_its_numbers(place: Place, enterprise: Enterprise) -> None:
    contact = a_contact(enterprise)
    member = accounts.actor_of(a_member(enterprise), place.now)
    author = place.author
    with acting(author.actor):
        actions.reveal_phone(author=author, contact=contact, now=place.now)
    with acting(member):
        assert not Event.objects.filter(name="ContactPhoneRevealed").exists()
        assert Event.objects.filter(name="ContactAdded").exists()


def test_the_main_contact_keeps_the_others_and_no_one_else_of_the_firm_does(
    place: Place, enterprise: Enterprise
) -> None:
    main = Author(accounts.actor_of(a_member(enterprise, "罗砚", is_main=True), place.now))
    ordinary = Author(accounts.actor_of(a_member(enterprise, "方一鸣"), place.now))
    new = NewContact(name="陈若溪", phone=PHONE)
    with acting(ordinary.actor), pytest.raises(Refused):
        actions.add_contact(author=ordinary, enterprise=enterprise, contact=new, now=place.now)
    with acting(main.actor):
        added = actions.add_contact(author=main, enterprise=enterprise, contact=new, now=place.now)
        actions.end_contact(author=main, contact=added, now=place.now)
        assert Contact.objects.get(pk=added.pk).until_at == place.now


def test_another_firms_main_contact_is_a_stranger(place: Place, enterprise: Enterprise) -> None:
    other = an_enterprise(place.district, "别家公司")
    stranger = Author(accounts.actor_of(a_member(other, is_main=True), place.now))
    with acting(stranger.actor), pytest.raises(Refused):
        actions.add_contact(
            author=stranger, enterprise=enterprise, contact=NewContact("甲", phone=PHONE), now=place.now
        )


def test_what_a_contact_sees_ends_with_him(place: Place, enterprise: Enterprise) -> None:
    person = a_member(enterprise, sees=ContactSees.ALL)
    actor = accounts.actor_of(person, place.now)
    assert actor.ids("member") == actor.ids("member_all") == (enterprise.pk,)
    assert actor.ids("member_main") == ()
    author = place.author
    with acting(author.actor):
        contact = Contact.objects.select_related("enterprise").get(person=person)
        actions.end_contact(author=author, contact=contact, now=place.now)
    gone = accounts.actor_of(person, place.now)
    assert gone.ids("member") == gone.ids("member_all") == ()
    with acting(gone):
        assert not Enterprise.objects.exists()


def test_a_former_contacts_name_stays_and_his_number_is_hidden(place: Place, enterprise: Enterprise) -> None:
    contact = a_contact(enterprise, phone=PHONE)
    author = place.author
    with acting(author.actor):
        actions.end_contact(author=author, contact=contact, now=place.now)
        assert queries.contacts_shown(author.actor, enterprise) == []
        (shown,) = queries.contacts_shown(author.actor, enterprise, former=True)
    assert (shown.name, shown.phone, shown.email) == ("陈若溪", "", "")


def test_a_new_main_contact_takes_the_place_of_the_former_one(place: Place, enterprise: Enterprise) -> None:
    first = a_contact(enterprise, "罗砚", is_main=True)
    second = a_contact(enterprise, "陈若溪", phone="13700008830")
    author = place.author
    with acting(author.actor):
        actions.make_main_contact(author=author, contact=second, now=place.now)
        rows = {row.pk: row for row in Contact.objects.all()}
    assert (rows[first.pk].is_main, rows[second.pk].is_main) == (False, True)
    assert rows[second.pk].sees == ContactSees.ALL


@pytest.mark.parametrize(
    ("contact", "field"),
    [(NewContact("甲", phone="123"), "phone"), (NewContact("甲"), "phone")],
)
def test_a_contact_nobody_could_reach_is_refused_beside_the_field(
    contact: NewContact, field: str, place: Place, enterprise: Enterprise
) -> None:
    author = place.author
    with acting(author.actor), pytest.raises(Refused) as refused:
        actions.add_contact(author=author, enterprise=enterprise, contact=contact, now=place.now)
    assert refused.value.field == field


def test_the_database_knows_one_main_contact_only(enterprise: Enterprise) -> None:
    a_contact(enterprise, "罗砚", is_main=True)
    with (
        door.as_system("tests.write"),
        pytest.raises(IntegrityError, match="contact_one_main"),
        transaction.atomic(),
    ):
        Contact.objects.create(
            enterprise=enterprise, name="乙", sees=ContactSees.ALL, is_main=True, from_at=accounts.FOUNDED
        )
    door.step_in(accounts.SYSTEM.actor)


def test_speakers_are_those_who_can_sign_in_the_main_one_first(place: Place, enterprise: Enterprise) -> None:
    a_contact(enterprise, "没有账号")
    ordinary = a_member(enterprise, "方一鸣")
    main = a_member(enterprise, "罗砚", is_main=True)
    with door.as_system("tests.read"):
        assert queries.speakers([enterprise.pk]) == {enterprise.pk: [main.pk, ordinary.pk]}
