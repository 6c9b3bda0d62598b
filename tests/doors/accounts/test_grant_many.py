"""One role for several people by one form: all of them or nobody, each with a record of his own."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.pages import new_client_key
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import a_person, a_unit, an_area
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
MANY = "/people/grants/"


@pytest.fixture
def security() -> Person:
    return a_person("安思远", Role.SECURITY_ADMIN)


@pytest.fixture
def new_ones() -> list[Person]:
    return [a_person(name) for name in ("林知遥", "骆守真", "周砚青")]


@pytest.fixture
def visit(security: Person, monday: datetime) -> Visit:
    return Visit(security, monday)


def roles(person: Person) -> list[tuple[str, int | None, int | None]]:
    with door.as_system("tests.read"):
        found = Grant.objects.filter(person=person).order_by("id")
        return list(found.values_list("role", "area", "unit"))


def ids(people: list[Person]) -> list[int]:
    return [one.pk for one in people]


def test_all_who_wait_for_a_role_are_given_it_by_one_form(visit: Visit, new_ones: list[Person]) -> None:
    page = visit.text(MANY)
    assert all(one.name in page for one in new_ones)
    answer = visit.post(MANY, people=ids(new_ones), role="officer", client_key=new_client_key())
    assert answer.status_code == 302
    assert [roles(one) for one in new_ones] == [[("officer", None, None)]] * 3
    after = visit.text(MANY)
    assert "授予 3 人首席服务官" in after
    assert not any(one.name in after.split("给多人授权")[-1] for one in new_ones)


def test_the_record_names_each_of_them(visit: Visit, new_ones: list[Person], security: Person) -> None:
    visit.post(MANY, people=ids(new_ones), role="officer")
    with door.as_system("tests.read"):
        told = Event.objects.filter(name="RoleGranted", actor_id=security.pk).values_list("record", flat=True)
        assert sorted(record["person_id"] for record in told) == sorted(ids(new_ones))


def test_the_same_form_sent_twice_gives_it_once(visit: Visit, new_ones: list[Person]) -> None:
    form = {"people": ids(new_ones), "role": "officer", "client_key": new_client_key()}
    assert [visit.post(MANY, **form).status_code for _ in range(2)] == [302, 302]
    assert [roles(one) for one in new_ones] == [[("officer", None, None)]] * 3


def test_one_who_cannot_have_it_is_named_and_nobody_gets_it(
    visit: Visit, new_ones: list[Person], monday: datetime
) -> None:
    keeper = a_person("吴管理", Role.SYSTEM_ADMIN)
    said = visit.post(MANY, people=[*ids(new_ones), keeper.pk], role="officer", until_on="2027-01-01")
    text = said.content.decode()
    assert said.status_code == 422
    assert "吴管理：" in text
    assert 'value="2027-01-01"' in text
    assert len(re.findall(r'name="people" value="\d+" checked', text)) == 3
    assert [roles(one) for one in new_ones] == [[], [], []]


def test_a_role_of_a_unit_is_for_the_unit_of_each(visit: Visit) -> None:
    area = an_area()
    units = [a_unit("市政务和数据局", area=area), a_unit("市场监管局", area=area)]
    people = [a_person(name, unit=unit) for name, unit in zip(("甲一", "乙二"), units, strict=True)]
    visit.post(MANY, people=ids(people), role="handler")
    assert [roles(one) for one in people] == [[("handler", None, unit.pk)] for unit in units]


def test_who_has_no_unit_is_named_before_a_role_of_a_unit_is_given(visit: Visit) -> None:
    people = [a_person("甲一", unit=a_unit("市政务和数据局", area=an_area())), a_person("乙二")]
    said = visit.post(MANY, people=ids(people), role="handler").content.decode()
    assert "乙二没有单位，请选一个单位" in said
    assert [roles(one) for one in people] == [[], []]


def test_only_staff_without_a_role_wait(visit: Visit, new_ones: list[Person]) -> None:
    closed, contact = new_ones[0], a_person("陈若溪", kind=PersonKind.ENTERPRISE)
    held = a_person("已有角色", Role.OFFICER)
    with door.as_system("tests.build"):
        Person.objects.filter(pk=closed.pk).update(is_active=False)
    text = visit.text(MANY)
    assert new_ones[1].name in text
    assert not any(one.name in text for one in (closed, contact, held))


def test_a_role_from_a_later_day_is_a_role(visit: Visit, new_ones: list[Person]) -> None:
    visit.post(MANY, people=ids(new_ones[:1]), role="officer", from_on="2027-01-01")
    assert new_ones[0].name not in visit.text(MANY).split("找")[-1]
    assert new_ones[1].name in visit.text(MANY)


def test_everybody_is_chosen_by_one_link_and_the_list_is_narrowed(
    visit: Visit, new_ones: list[Person]
) -> None:
    page = visit.get(f"{MANY}?chosen=all").content.decode()
    assert page.count(" checked") == 3
    narrowed = visit.get(f"{MANY}?words=林&chosen=all").content.decode()
    assert narrowed.count(" checked") == 1
    assert "/people/grants/?words=%E6%9E%97" in narrowed
    assert visit.get(MANY).content.decode().count(" checked") == 0


def test_the_people_page_finds_them_too_and_the_home_counts_them(
    visit: Visit, new_ones: list[Person]
) -> None:
    held = a_person("已有角色", Role.OFFICER)
    listed = visit.text("/people/?role=none")
    assert all(one.name in listed for one in new_ones)
    assert held.name not in listed
    assert "3 人还没有角色" in visit.text("/")


def test_nobody_and_too_many_are_refused_and_a_contact_is_no_choice(
    security: Person, new_ones: list[Person], monday: datetime
) -> None:
    author = Author(door.become(security.pk, monday))
    give = {"author": author, "role": Role.OFFICER, "now": monday}
    for people in ([], range(1, actions.MOST_AT_ONCE + 2)):
        with pytest.raises(Refused, match="请选 1 到 200 人"):
            actions.grant_role_to_many(people=list(people), **give)
    with pytest.raises(NotFound):
        actions.grant_role_to_many(people=[2**40], **give)
    with pytest.raises(Refused, match="安思远：不能给自己授权"):
        actions.grant_role_to_many(people=[security.pk], **give)
    assert queries.people_without_role(author.actor, monday) == 3


def test_many_ask_the_database_no_more_often_than_few(security: Person, monday: datetime) -> None:
    author = Author(door.become(security.pk, monday))

    def statements(people: list[Person]) -> int:
        with CaptureQueriesContext(connection) as asked:
            actions.grant_role_to_many(author=author, people=ids(people), role=Role.OFFICER, now=monday)
        return len(asked)

    few, many = ([a_person(f"{lot}{n}") for n in range(size)] for lot, size in (("甲", 2), ("乙", 20)))
    assert statements(many) == statements(few)
