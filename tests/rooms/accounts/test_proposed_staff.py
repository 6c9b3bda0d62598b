"""A unit says who came and who leaves; nothing of it holds before the coordination office confirmed it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.models import Area, Grant, Person, ProposedStaff, Unit
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import clock, crypto, door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders import accounts
from tests.conftest import acting

pytestmark = pytest.mark.django_db
PHONE, OTHER_PHONE = "13800002046", "13900003157"


@dataclass(frozen=True)
class Place:
    """A unit with its head and a handler, in an area with its coordinator and the coordination head."""

    area: Area
    elsewhere: Area
    unit: Unit
    head: Person
    handler: Person
    coordinator: Person
    coordination_head: Person
    now: datetime

    def author(self, person: Person) -> Author:
        return Author(accounts.actor_of(person, self.now))

    def joining(self, person: Person | None = None, **known: object) -> int:
        """The number of what was said: that 方遥 came."""
        facts = PersonFacts(
            **{"login": "", "name": "方遥", "unit_id": self.unit.pk, "phone": PHONE, **known}  # type: ignore[arg-type]
        )
        with self.doing(person or self.head) as author:
            return actions.propose_joining(author=author, facts=facts, why="接替周岚", now=self.now)

    def leaving(
        self, person: Person | None = None, *, on: date | None = None, by: Person | None = None
    ) -> int:
        with self.doing(by or self.head) as author:
            return actions.propose_leaving(
                author=author,
                person_id=(person or self.handler).pk,
                on=on or self.today,
                why="",
                now=self.now,
            )

    def confirm(self, number: int, by: Person | None = None) -> None:
        with self.doing(by or self.coordinator) as author:
            actions.confirm_staff(author=author, proposed_id=number, now=self.now)

    def doing(self, person: Person) -> "Doing":
        return Doing(accounts.actor_of(person, self.now))

    @property
    def today(self) -> date:
        return clock.local(self.now).date()


class Doing:
    """As this actor, all or nothing, as the door would have it."""

    def __init__(self, actor: Actor) -> None:
        self._acting, self._whole, self._author = acting(actor), transaction.atomic(), Author(actor)

    def __enter__(self) -> Author:
        self._acting.__enter__()
        self._whole.__enter__()
        return self._author

    def __exit__(self, *fault: object) -> None:
        self._whole.__exit__(*fault)  # type: ignore[arg-type]
        self._acting.__exit__(*fault)  # type: ignore[arg-type]


@pytest.fixture
def place(monday: datetime) -> Place:
    city = accounts.an_area()
    area, elsewhere = (accounts.an_area(name, parent=city) for name in ("青岚区", "望川区"))
    unit = accounts.a_unit("工信局", area=area)
    return Place(
        area, elsewhere, unit,
        head=accounts.a_person("顾局", Role.UNIT_HEAD, unit=unit),
        handler=accounts.a_person("周岚", Role.HANDLER, unit=unit, phone=OTHER_PHONE),
        coordinator=accounts.a_person("许知行", Role.COORDINATOR, area=area),
        coordination_head=accounts.a_person("秦主任", Role.COORDINATION_HEAD, area=area),
        now=monday,
    )  # fmt: skip


def stored(number: int) -> ProposedStaff:
    with door.as_system("tests.read"):
        return ProposedStaff.objects.select_related("person").get(pk=number)


def people_called(name: str) -> list[Person]:
    with door.as_system("tests.read"):
        return list(Person.objects.filter(name=name))


# --- who came ------------------------------------------------------------


def test_who_came_has_an_account_when_a_second_person_confirmed_and_not_before(place: Place) -> None:
    number = place.joining(post="科员", work_phone="0755-1234", email="fang@example.cn")
    assert not people_called("方遥")
    place.confirm(number)
    (made,) = people_called("方遥")
    assert (made.unit_id, made.post, made.work_phone) == (place.unit.pk, "科员", "0755-1234")
    assert (made.login, made.email, made.kind) == ("fangyao", "fang@example.cn", PersonKind.STAFF)
    assert made.phone is not None
    assert crypto.unseal(made.phone) == PHONE
    assert stored(number).person == made


def test_he_is_nobody_until_the_security_administrator_grants(place: Place) -> None:
    place.confirm(place.joining())
    (made,) = people_called("方遥")
    assert accounts.actor_of(made, place.now).roles == {Role.SIGNED_IN}
    security = accounts.a_person("沈安", Role.SECURITY_ADMIN)
    with place.doing(security) as author:
        waiting = queries.people_without_role(author.actor, place.now)
    accounts.grant(made, Role.HANDLER, unit=place.unit, now=place.now)
    with place.doing(security) as author:
        assert queries.people_without_role(author.actor, place.now) == waiting - 1


def test_two_who_are_called_alike_get_two_accounts(place: Place) -> None:
    accounts.a_person("方瑶", login="fangyao")
    place.confirm(place.joining())
    assert [person.login for person in people_called("方遥")] == ["fangyao2"]


@pytest.mark.parametrize("state", ["confirmed", "refused", "taken_back"])
def test_the_number_of_who_was_proposed_is_kept_no_longer_than_it_waits(place: Place, state: str) -> None:
    number = place.joining()
    assert stored(number).phone is not None
    match state:
        case "confirmed":
            place.confirm(number)
        case "refused":
            with place.doing(place.coordinator) as author:
                actions.refuse_staff(author=author, proposed_id=number, reason="没有编制", now=place.now)
        case _:
            with place.doing(place.head) as author:
                actions.take_back_staff(author=author, proposed_id=number, now=place.now)
    row = stored(number)
    assert (row.state, row.phone, row.phone_index) == (state, None, "")


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"name": " "}, "请写姓名"),
        ({"phone": ""}, "请填手机号"),
        ({"phone": "12345"}, "手机号是 11 位"),
        ({"phone": OTHER_PHONE}, "本单位周岚的"),
        ({"unit_id": 0}, "请选您负责的单位"),
    ],
)
def test_what_no_account_could_have_is_refused_when_it_is_said(
    place: Place, known: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        place.joining(**known)


def test_a_number_waits_once_also_where_another_unit_said_it(place: Place) -> None:
    number = place.joining()
    other = accounts.a_unit("商务局", area=place.elsewhere)
    its_head = accounts.a_person("孟局", Role.UNIT_HEAD, unit=other)
    with pytest.raises(Refused, match="已经报过一份"):
        place.joining(its_head, name="方遥", unit_id=other.pk)
    with place.doing(place.head) as author:
        actions.take_back_staff(author=author, proposed_id=number, now=place.now)
    assert place.joining(its_head, name="方遥", unit_id=other.pk)


def test_the_database_lets_a_number_wait_once_whatever_the_code_asks(place: Place) -> None:
    number = place.joining()
    with door.as_system("tests.build"):
        twice = ProposedStaff.objects.get(pk=number)
        twice.pk = None
        with pytest.raises(IntegrityError, match="proposed_staff_phone"), transaction.atomic():
            twice.save(force_insert=True)


def test_nobody_comes_to_a_unit_that_is_no_more(place: Place) -> None:
    number = place.joining()
    heir = accounts.a_unit("数据局", area=place.area)
    with door.as_system("tests.build"):
        actions.end_unit(
            author=accounts.SYSTEM, unit_id=place.unit.pk, on=place.today, successor_id=heir.pk, now=place.now
        )
    with pytest.raises(Refused, match="已经撤并了"):
        place.confirm(number)
    with pytest.raises(Refused, match="承接它的单位"):
        place.joining(phone="13700004268")
    assert not people_called("方遥")


# --- who leaves ----------------------------------------------------------


def test_who_leaves_has_his_day_when_it_was_confirmed_and_not_before(place: Place) -> None:
    on = place.today + timedelta(days=3)
    number = place.leaving(on=on)
    with door.as_system("tests.read"):
        assert Person.objects.get(pk=place.handler.pk).leaves_on is None
    place.confirm(number)
    with door.as_system("tests.read"):
        assert Person.objects.get(pk=place.handler.pk).leaves_on == on
        assert Grant.objects.get(person=place.handler).until_at is not None
    later = place.now + timedelta(days=3)
    assert accounts.actor_of(place.handler, place.now).is_signed_in
    assert not accounts.actor_of(place.handler, later).is_signed_in


def test_who_has_left_already_is_nobody_from_the_moment_it_is_confirmed(place: Place) -> None:
    number = place.leaving(on=place.today - timedelta(days=10))
    assert accounts.actor_of(place.handler, place.now).is_signed_in
    place.confirm(number)
    assert not accounts.actor_of(place.handler, place.now).is_signed_in
    assert stored(number).leaves_on == place.today


def test_a_day_far_away_is_a_slip_of_the_pen(place: Place) -> None:
    with pytest.raises(Refused, match="一年以内"):
        place.leaving(on=place.today + timedelta(days=400))


def test_the_leaving_of_somebody_waits_once(place: Place) -> None:
    place.leaving()
    with pytest.raises(Refused, match="已经报过一份"):
        place.leaving()


def test_people_of_other_units_are_none_of_a_heads(place: Place) -> None:
    stranger = accounts.a_person("外人", unit=accounts.a_unit("商务局", area=place.area))
    with pytest.raises(NotFound):
        place.leaving(stranger)


def test_an_administrator_is_closed_by_no_unit(place: Place) -> None:
    keeper = accounts.a_person("管平台的", Role.AUDIT_ADMIN)
    with door.as_system("tests.build"):
        Person.objects.filter(pk=keeper.pk).update(unit=place.unit)
    with pytest.raises(Refused, match="系统管理员登记"):
        place.leaving(keeper)


def test_who_became_an_administrator_meanwhile_is_not_closed_either(place: Place) -> None:
    plain = accounts.a_person("小林", unit=place.unit)
    number = place.leaving(plain)
    accounts.grant(plain, Role.AUDIT_ADMIN, now=place.now)
    with pytest.raises(Refused, match="系统管理员登记"):
        place.confirm(number)


def test_who_changed_unit_meanwhile_is_left_to_the_other_unit(place: Place) -> None:
    number = place.leaving()
    other = accounts.a_unit("商务局", area=place.area)
    with door.as_system("tests.build"):
        Person.objects.filter(pk=place.handler.pk).update(unit=other)
    with pytest.raises(Refused, match="已经换了单位"):
        place.confirm(number)


# --- who decides -----------------------------------------------------------


def test_nobody_confirms_what_he_proposed_himself(place: Place) -> None:
    both = accounts.a_person("一身两任", Role.COORDINATOR, Role.UNIT_HEAD, area=place.area, unit=place.unit)
    number = place.joining(both)
    with pytest.raises(Refused, match="另一位"):
        place.confirm(number, both)
    place.confirm(number, place.coordination_head)
    assert people_called("方遥")


def test_the_database_lets_nobody_confirm_his_own_whatever_the_code_asks(place: Place) -> None:
    number = place.joining()
    decided = {"state": "confirmed", "decided_by": place.head, "decided_at": place.now}
    with (
        door.as_system("tests.build"),
        pytest.raises(IntegrityError, match="proposed_staff_by_two"),
        transaction.atomic(),
    ):
        ProposedStaff.objects.filter(pk=number).update(**decided)


def test_the_office_of_another_area_decides_nothing(place: Place) -> None:
    other = accounts.a_person("别区的", Role.COORDINATOR, area=place.elsewhere)
    number = place.joining()
    with pytest.raises(Refused, match="不是您的区域"):
        place.confirm(number, other)
    with place.doing(other) as author:
        assert queries.staff_to_confirm(author.actor, 50) == ([], [])
        with pytest.raises(NotFound):
            queries.staff_change_for(author.actor, number)


def test_a_unit_without_an_area_is_the_whole_places(place: Place) -> None:
    unit = accounts.a_unit("市监局")
    its_head = accounts.a_person("孟局", Role.UNIT_HEAD, unit=unit)
    number = place.joining(its_head, unit_id=unit.pk)
    with pytest.raises(Refused, match="不是您的区域"):
        place.confirm(number)
    with door.as_system("tests.read"):
        city = Area.objects.get(parent=None)
    place.confirm(number, accounts.a_person("市里的", Role.COORDINATOR, area=city))
    assert people_called("方遥")


def test_what_was_decided_stays_decided(place: Place) -> None:
    number = place.joining()
    with place.doing(place.coordinator) as author:
        actions.refuse_staff(author=author, proposed_id=number, reason="没有编制", now=place.now)
    with pytest.raises(Conflict):
        place.confirm(number)
    with pytest.raises(Conflict), place.doing(place.head) as author:
        actions.take_back_staff(author=author, proposed_id=number, now=place.now)
    assert not people_called("方遥")


# --- the second line ---------------------------------------------------------


def a_newcomer(place: Place, **known: object) -> None:
    """An account of the staff put into the table, past every action."""
    values = {"login": "past", "name": "方遥", "kind": "staff", "unit": place.unit, "created_at": place.now}
    with transaction.atomic():
        Person.objects.create(**{**values, **known})


def test_row_security_lets_an_office_make_only_whom_a_unit_proposed(place: Place) -> None:
    number = place.joining()
    other = accounts.a_unit("商务局", area=place.area)
    with acting(accounts.actor_of(place.coordinator, place.now)):
        for wrong in ({"unit": other}, {"name": "别人"}, {"unit": None}):
            with pytest.raises(ProgrammingError, match="row-level security"):
                a_newcomer(place, **wrong)
        a_newcomer(place)
    with place.doing(place.coordinator) as author:
        actions.refuse_staff(author=author, proposed_id=number, reason="没有编制", now=place.now)
    with acting(accounts.actor_of(place.coordinator, place.now)), pytest.raises(ProgrammingError):
        a_newcomer(place, login="later")


@pytest.mark.parametrize("who", ["head", "handler"])
def test_row_security_lets_no_unit_make_anybody(place: Place, who: str) -> None:
    place.joining()
    with acting(accounts.actor_of(getattr(place, who), place.now)), pytest.raises(ProgrammingError):
        a_newcomer(place)


def test_row_security_lets_an_office_change_only_whom_a_unit_says_to_leave(place: Place) -> None:
    def close() -> int:
        return Person.objects.filter(pk=place.handler.pk).update(leaves_on=place.today)

    with acting(accounts.actor_of(place.coordinator, place.now)):
        assert close() == 0
    place.leaving()
    with acting(accounts.actor_of(place.head, place.now)):
        assert close() == 0
    with acting(accounts.actor_of(place.coordinator, place.now)):
        assert close() == 1


def test_row_security_shows_a_proposal_to_its_unit_and_its_office_alone(place: Place) -> None:
    number = place.joining()
    other = accounts.a_person("别的局长", Role.UNIT_HEAD, unit=accounts.a_unit("商务局", area=place.area))
    elsewhere = accounts.a_person("别区的", Role.COORDINATOR, area=place.elsewhere)
    sees = {place.head, place.coordinator, place.coordination_head}
    for person in (*sees, place.handler, other, elsewhere):
        with acting(accounts.actor_of(person, place.now)):
            assert ProposedStaff.objects.filter(pk=number).exists() == (person in sees), person.name


def test_row_security_lets_a_unit_take_back_and_not_confirm(place: Place) -> None:
    number = place.joining()
    decided = {"state": "confirmed", "decided_by": place.coordinator, "decided_at": place.now}
    with (
        acting(accounts.actor_of(place.head, place.now)),
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        ProposedStaff.objects.filter(pk=number).update(**decided)


# --- what is read ------------------------------------------------------------


def test_whoever_may_be_the_same_person_is_named_to_the_office(place: Place) -> None:
    there = accounts.a_unit("商务局", area=place.elsewhere)
    accounts.a_person("方遥", unit=place.unit, post="科员", phone=OTHER_PHONE)
    accounts.a_person("方遥", unit=there)
    accounts.a_person("调来的", unit=there, phone=PHONE)
    accounts.a_person("企业的人", kind=PersonKind.ENTERPRISE, phone=PHONE)
    place.joining()
    with place.doing(place.coordinator) as author:
        ((shown,), _) = queries.staff_to_confirm(author.actor, 50)
    found = [(one.by_number, one.name, one.unit, one.post, one.phone) for one in shown.alike]
    assert found == [
        (False, "方遥", "工信局", "科员", OTHER_PHONE),
        (True, "调来的", "商务局", "", ""),
        (True, "", "", "", ""),
    ]
    assert shown.phone == PHONE


def test_the_head_reads_numbers_masked_and_the_roles_of_his_units_alone(place: Place) -> None:
    accounts.grant(place.handler, Role.PERSONNEL_VIEWER, area=place.area)
    number = place.joining()
    with place.doing(place.head) as author:
        page = queries.colleagues(author.actor, place.unit.pk, place.now)
        (waiting,), _ = queries.staff_proposed_by_units(author.actor)
        assert {one.person.name: tuple(one.roles) for one in page.people} == {
            "顾局": (Role.UNIT_HEAD.label,), "周岚": (Role.HANDLER.label,),
        }  # fmt: skip
        assert (waiting.row.pk, waiting.phone) == (number, "138****2046")


def test_the_record_names_no_one_who_came_to_nothing(place: Place) -> None:
    number = place.joining()
    with place.doing(place.coordinator) as author:
        actions.refuse_staff(author=author, proposed_id=number, reason="没有编制", now=place.now)
    with door.as_system("tests.read"):
        told = list(Event.objects.filter(subject_kind="proposed_staff").order_by("id"))
    assert [one.name for one in told] == ["StaffProposed", "StaffRefused"]
    assert all("方遥" not in str(one.record) and PHONE not in str(one.record) for one in told)
