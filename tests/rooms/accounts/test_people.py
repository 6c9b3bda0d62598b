"""Accounts made, corrected and closed; numbers masked and revealed; the lists that others build on."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.models import Credential, Person, Unit
from qinqing.domains.accounts.queries import PeopleFilter, log, people
from qinqing.domains.accounts.terms import AreaKind, PersonKind, Role, UnitLevel
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, a_unit, actor_of, an_area, grant
from tests.conftest import acting

pytestmark = pytest.mark.django_db
LIN = PersonFacts("lin.zy", "林知遥", post="分办员", phone="138 0000 2046")


@pytest.fixture
def keeper(monday: datetime) -> Author:
    return Author(actor_of(a_person("系统管理员", Role.SYSTEM_ADMIN), monday))


# --- making ------------------------------------------------------------


def test_the_system_administrator_makes_an_account_that_must_change_its_password(
    keeper: Author, monday: datetime
) -> None:
    with acting(keeper.actor):
        made = actions.create_person(author=keeper, facts=LIN, password=PASSWORD, now=monday)
        assert Person.objects.get(pk=made.pk).pinyin == "lin zhi yao"
    with door.as_system("test"):
        assert Credential.objects.get(person=made.pk).temporary
        assert Event.objects.get(name="PersonCreated", subject_id=made.pk).actor_id == keeper.actor.person_id


def test_an_account_without_a_password_signs_in_with_none(keeper: Author, monday: datetime) -> None:
    with acting(keeper.actor):
        actions.create_person(author=keeper, facts=LIN, now=monday)
    for password in ("", "!"):
        with pytest.raises(Refused):
            actions.sign_in(login="lin.zy", password=password, address=None, agent="", now=monday)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(LIN, login="l"), "login"),
        (replace(LIN, login="13800002046"), "login"),
        (replace(LIN, name="  "), "name"),
        (replace(LIN, phone="1380000"), "phone"),
        (replace(LIN, kind=PersonKind.ENTERPRISE, unit_id=1), "unit_id"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    facts: PersonFacts, field: str, keeper: Author, monday: datetime
) -> None:
    with acting(keeper.actor), pytest.raises(Refused) as caught:
        actions.create_person(author=keeper, facts=facts, now=monday)
    assert caught.value.field == field


def test_a_login_is_given_once_however_it_is_written(keeper: Author, monday: datetime) -> None:
    a_person(login="lin.zy")
    with acting(keeper.actor), pytest.raises(Refused, match="已经有人用了"):
        actions.create_person(author=keeper, facts=replace(LIN, login=" LIN.ZY"), now=monday)


def test_the_same_form_sent_twice_makes_one_account(keeper: Author, monday: datetime) -> None:
    author = replace(keeper, client_key=uuid.uuid4(), client_digest="one")
    with acting(keeper.actor):
        first = actions.create_person(author=author, facts=LIN, now=monday)
        again = actions.create_person(author=author, facts=LIN, now=monday)
        with pytest.raises(Conflict):
            actions.create_person(author=replace(author, client_digest="two"), facts=LIN, now=monday)
    assert first == again


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER])
def test_who_invites_contacts_makes_their_accounts_but_no_staff(role: Role, monday: datetime) -> None:
    author = Author(actor_of(a_person("邀请人", role, area=an_area()), monday))
    contact = replace(LIN, kind=PersonKind.ENTERPRISE)
    with acting(author.actor):
        assert actions.create_person(author=author, facts=contact, now=monday).pk
        with pytest.raises(Refused, match="您的角色"):
            actions.create_person(author=author, facts=replace(LIN, login="staff"), now=monday)


def test_the_first_password_of_an_account_is_given_by_its_keeper_only(monday: datetime) -> None:
    author = Author(actor_of(a_person("协调员", Role.COORDINATOR, area=an_area()), monday))
    contact = replace(LIN, kind=PersonKind.ENTERPRISE)
    with acting(author.actor), pytest.raises(Refused, match="您的角色"):
        actions.create_person(author=author, facts=contact, password=PASSWORD, now=monday)


def test_thousands_are_made_at_once_and_share_a_password(monday: datetime) -> None:
    many = [PersonFacts(f"demo{number}", f"演示{number}") for number in range(2_000)]
    with door.as_system("test"):
        digest = actions.password_hash(PASSWORD)
        made = actions.create_people(author=SYSTEM, people=many, password_hash=digest, now=monday)
        assert Person.objects.filter(pk__in=[one.pk for one in made]).count() == len(many)
        assert Event.objects.filter(name="PersonCreated").count() == len(many)
    key, person = actions.sign_in(login="demo1999", password=PASSWORD, address=None, agent="", now=monday)
    assert person == made[-1]
    assert door.enter(key, monday).person_id == made[-1].pk


def test_one_wrong_row_makes_none(monday: datetime) -> None:
    many = [PersonFacts("demo1", "演示"), PersonFacts("DEMO1", "同名")]
    with door.as_system("test"), pytest.raises(Refused):
        actions.create_people(author=SYSTEM, people=many, now=monday)
    with door.as_system("test"):
        assert not Person.objects.exists()


# --- correcting and closing --------------------------------------------


def test_a_correction_names_what_changed(keeper: Author, monday: datetime) -> None:
    person = a_person("林知遥", login="lin.zy", post="分办员", phone="13800002046")
    with acting(keeper.actor):
        facts = PersonFacts("ignored", "林知遥", post="股长", phone=None)
        actions.change_person(author=keeper, person_id=person.pk, facts=facts, now=monday)
        after = Person.objects.get(pk=person.pk)
        told = Event.objects.get(name="PersonChanged").record["fields"]
    assert (after.login, after.post, told) == ("lin.zy", "股长", "职务")
    assert queries.phone_shown(actor_of(person, monday), after) == "13800002046"


def test_a_correction_of_nothing_tells_nothing(keeper: Author, monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    with acting(keeper.actor):
        facts = PersonFacts("", "林知遥", phone="138-0000-2046")
        actions.change_person(author=keeper, person_id=person.pk, facts=facts, now=monday)
        assert not Event.objects.filter(name="PersonChanged").exists()


def test_a_number_is_removed_by_an_empty_one(keeper: Author, monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    with acting(keeper.actor):
        facts = PersonFacts("", "林知遥", phone="")
        changed = actions.change_person(author=keeper, person_id=person.pk, facts=facts, now=monday)
        assert queries.phone_shown(actor_of(person, monday), changed) == ""


def test_nobody_closes_his_own_account(keeper: Author, monday: datetime) -> None:
    me = keeper.actor.person_id
    assert me is not None
    with acting(keeper.actor), pytest.raises(Refused, match="自己"):
        actions.disable_person(author=keeper, person_id=me, reason="试试", now=monday)


def test_closing_needs_a_reason(keeper: Author, monday: datetime) -> None:
    person = a_person()
    with acting(keeper.actor), pytest.raises(Refused) as caught:
        actions.disable_person(author=keeper, person_id=person.pk, reason=" ", now=monday)
    assert caught.value.field == "reason"


def test_a_coordinator_closes_no_staff(monday: datetime) -> None:
    author = Author(actor_of(a_person("协调员", Role.COORDINATOR, area=an_area()), monday))
    staff = a_person()
    with acting(author.actor), pytest.raises(Refused, match="您的角色"):
        actions.disable_person(author=author, person_id=staff.pk, reason="试试", now=monday)


# --- phone numbers -----------------------------------------------------

SHOWN = {
    Role.COORDINATOR: "13800002046",
    Role.LEADER: "13800002046",
    Role.UNIT_HEAD: "138****2046",
    Role.SUPERVISOR: "138****2046",
    Role.HANDLER: "",
    Role.OFFICER: "",
    Role.SYSTEM_ADMIN: "",
    Role.SECURITY_ADMIN: "",
    Role.AUDIT_ADMIN: "",
}


@pytest.mark.parametrize(("role", "shown"), SHOWN.items())
def test_a_mobile_is_shown_as_the_matrix_says(role: Role, shown: str, monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    actor = actor_of(a_person("某人", role, area=an_area(), unit=a_unit()), monday)
    assert queries.phone_shown(actor, person) == shown


def test_a_masked_number_is_revealed_for_a_reason_that_is_recorded(monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    author = Author(actor_of(a_person("负责人", Role.UNIT_HEAD, unit=a_unit()), monday))
    with acting(author.actor):
        number = actions.reveal_phone(author=author, person_id=person.pk, reason="约现场查看", now=monday)
    with door.as_system("test"):
        row = Event.objects.get(name="PhoneRevealed")
    assert (number, row.subject_id, row.actor_id) == ("13800002046", person.pk, author.actor.person_id)
    assert number not in str(row.record)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.HANDLER, Role.SYSTEM_ADMIN])
def test_who_may_not_reveal_a_number_is_refused(role: Role, monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    author = Author(actor_of(a_person("某人", role, area=an_area(), unit=a_unit()), monday))
    with acting(author.actor), pytest.raises(Refused, match="不能查看"):
        actions.reveal_phone(author=author, person_id=person.pk, reason="想看", now=monday)


def test_a_number_is_not_revealed_without_a_reason(monday: datetime) -> None:
    person = a_person("林知遥", phone="13800002046")
    author = Author(actor_of(a_person("负责人", Role.UNIT_HEAD, unit=a_unit()), monday))
    with acting(author.actor), pytest.raises(Refused) as caught:
        actions.reveal_phone(author=author, person_id=person.pk, reason="", now=monday)
    assert caught.value.field == "reason"


# --- places ------------------------------------------------------------


def test_the_tree_lists_each_parent_before_its_children() -> None:
    city = an_area()
    district = an_area("青岚区", AreaKind.DISTRICT, city)
    town = an_area("柳河街道", AreaKind.TOWN, district)
    other = an_area("东岭区", AreaKind.DISTRICT, city)
    with door.as_system("test"):
        tree = [(node.name, node.depth) for node in queries.area_tree()]
        assert tree == [("澜川市", 0), ("青岚区", 1), ("柳河街道", 2), ("东岭区", 1)]
        assert set(queries.area_and_below(district.pk)) == {district, town}
        assert queries.areas_upward(town.pk) == [town.pk, district.pk, city.pk]
        assert other not in queries.area_and_below(district.pk)


def test_a_dissolved_unit_is_chosen_until_its_last_day(monday: datetime) -> None:
    old, new = a_unit("商务局"), a_unit("经贸局", level=UnitLevel.CITY)
    with door.as_system("test"):
        actions.end_unit(author=SYSTEM, unit_id=old.pk, successor_id=new.pk, on=date(2026, 3, 10), now=monday)
        assert queries.units_for_choice(date(2026, 3, 9)) == [(old.pk, "商务局"), (new.pk, "经贸局")]
        assert queries.units_for_choice(date(2026, 3, 10)) == [(new.pk, "经贸局")]
        assert queries.unit_line(old.pk, date(2026, 3, 10)) == [old.pk, new.pk]


@pytest.mark.parametrize("case", ["itself", "gone", "twice"])
def test_a_successor_must_exist_on_that_day(case: str, monday: datetime) -> None:
    first, second, third = a_unit("甲"), a_unit("乙"), a_unit("丙")

    def end(unit: Unit, heir: Unit, on: date) -> None:
        actions.end_unit(author=SYSTEM, unit_id=unit.pk, successor_id=heir.pk, on=on, now=monday)

    with door.as_system("test"):
        end(second, third, date(2026, 3, 10))
        unit, heir = {"itself": (first, first), "gone": (first, second), "twice": (second, first)}[case]
        with pytest.raises(Refused):
            end(unit, heir, date(2026, 4, 1))


def test_the_people_of_a_unit_are_its_current_holders(monday: datetime) -> None:
    unit = a_unit()
    handler, head = a_person("承办", Role.HANDLER, unit=unit), a_person("分管", Role.UNIT_HEAD, unit=unit)
    left = a_person("走了")
    grant(left, Role.HANDLER, unit=unit, until_at=monday)
    with door.as_system("test"):
        assert list(queries.people_of_unit(unit.pk, Role.HANDLER, monday)) == [handler]
        assert list(queries.people_of_unit(unit.pk, Role.UNIT_HEAD, monday)) == [head]


def test_the_people_of_an_area_hold_their_role_there_or_above(monday: datetime) -> None:
    city = an_area()
    district, other = an_area("青岚区", AreaKind.DISTRICT, city), an_area("东岭区", AreaKind.DISTRICT, city)
    above = a_person("市协调员", Role.COORDINATOR, area=city)
    here = a_person("区协调员", Role.COORDINATOR, area=district)
    a_person("邻区协调员", Role.COORDINATOR, area=other)
    with door.as_system("test"):
        assert set(queries.people_of_area(district.pk, Role.COORDINATOR, monday)) == {above, here}


def test_a_unit_with_two_people_is_signed_off_by_its_head(monday: datetime) -> None:
    outside = a_person("上级负责人", Role.UNIT_HEAD, unit=a_unit("上级"))
    unit = a_unit("分局", signs_off=outside)
    head = a_person("局长", Role.UNIT_HEAD, unit=unit)
    a_person("承办", Role.HANDLER, unit=unit)
    with door.as_system("test"):
        assert queries.sign_off_of(unit.pk, monday) == [head]


def test_a_unit_without_a_second_person_is_signed_off_by_whom_it_names(monday: datetime) -> None:
    outside = a_person("上级负责人", Role.UNIT_HEAD, unit=a_unit("上级"))
    unit = a_unit("分局", signs_off=outside)
    a_person("独自承办", Role.HANDLER, unit=unit)
    with door.as_system("test"):
        assert queries.sign_off_of(unit.pk, monday) == [outside]


def test_a_unit_that_names_nobody_has_no_sign_off(monday: datetime) -> None:
    unit = a_unit("分局")
    a_person("独自承办", Role.HANDLER, unit=unit)
    with door.as_system("test"):
        assert queries.sign_off_of(unit.pk, monday) == []


# --- lists -------------------------------------------------------------


def test_paging_shows_everybody_once_in_order(
    keeper: Author, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PAGE", 3)
    for name in ("王一", "王一", "安二", "周三", "王一", "卓四", "李五"):
        a_person(name)
    seen, after = [], ""
    with acting(keeper.actor):
        while True:
            page = queries.people_page(keeper.actor, PeopleFilter(), monday, after)
            seen += page.people
            if not page.after:
                break
            after = page.after
    assert [one.pinyin for one in seen] == sorted(one.pinyin for one in seen)
    assert len(seen) == len({one.pk for one in seen}) == 8


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (PeopleFilter(words="知遥"), ["林知遥"]),
        (PeopleFilter(words="lin"), ["林知遥"]),
        (PeopleFilter(words="gu.mh"), ["顾明衡"]),
        (PeopleFilter(role="coordinator"), ["林知遥"]),
        (PeopleFilter(kind="enterprise"), ["企业人员"]),
        (PeopleFilter(active=False), ["离任"]),
        (PeopleFilter(words="没有这个人"), []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(
    wanted: PeopleFilter, found: list[str], keeper: Author, monday: datetime
) -> None:
    a_person("林知遥", Role.COORDINATOR, area=an_area(), login="lzy")
    a_person("顾明衡", login="gu.mh")
    a_person("企业人员", kind=PersonKind.ENTERPRISE)
    gone = a_person("离任")
    with acting(keeper.actor):
        actions.disable_person(author=keeper, person_id=gone.pk, reason="调离", now=monday)
        page = queries.people_page(keeper.actor, wanted, monday + timedelta(seconds=1))
    assert [person.name for person in page.people] == found


def test_who_may_not_be_seen_is_not_found(monday: datetime) -> None:
    contact, me = a_person("企业", kind=PersonKind.ENTERPRISE), actor_of(a_person(), monday)
    with acting(me), pytest.raises(NotFound):
        queries.person_for(me, contact.pk)


# --- the security log --------------------------------------------------


def test_the_audit_administrator_reads_everything_and_others_their_own(monday: datetime) -> None:
    zhou = a_person("周砚青", login="zhou", password=PASSWORD)
    a_person("别人", login="other", password=PASSWORD)
    for login in ("zhou", "other"):
        actions.sign_in(login=login, password=PASSWORD, address="10.0.0.1", agent="", now=monday)
    audit = actor_of(a_person("审计", Role.AUDIT_ADMIN), monday)
    with acting(audit):
        lines, _ = queries.security_log(audit)
    assert {line.who for line in lines if "登录" in line.text} == {"周砚青", "别人"}
    me = actor_of(zhou, monday)
    with acting(me):
        mine, _ = queries.security_log(me)
    assert [(line.who, line.text) for line in mine] == [("周砚青", "登录，来自 10.0.0.1，其他设备")]


def test_the_log_is_paged_by_number(monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE", 2)
    for number in range(3):
        a_person(f"第{number}人")
    audit = actor_of(a_person("审计", Role.AUDIT_ADMIN), monday)
    seen: list[int] = []
    before: int | None = None
    with acting(audit):
        while True:
            lines, before = queries.security_log(audit, before)
            seen += [line.event_id for line in lines]
            if before is None:
                break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5
