"""Links for several people by one form: a slip each, shown once; the way in for whoever has no password."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts import actions, queries, rules
from qinqing.domains.accounts.models import OneTimeLink, Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.pages import new_client_key
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import PASSWORD, a_person, a_unit, an_area
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
MANY = "/people/links/"


@pytest.fixture
def keeper() -> Person:
    return a_person("吴管理", Role.SYSTEM_ADMIN, password=PASSWORD)


@pytest.fixture
def new_ones() -> list[Person]:
    return [a_person(name) for name in ("林知遥", "骆守真", "周砚青")]


@pytest.fixture
def visit(keeper: Person, monday: datetime) -> Visit:
    return Visit(keeper, monday)


def ids(people: list[Person]) -> list[int]:
    return [one.pk for one in people]


def ways_in(page: HttpResponse) -> list[str]:
    """The addresses that stand on the slips, in their order."""
    return re.findall(r"<code>\S+?(/enter/[^<]+)</code>", page.content.decode())


def running(person: Person) -> int:
    with door.as_system("tests.read"):
        return OneTimeLink.objects.filter(person=person, used_at=None, revoked_at=None).count()


def test_each_of_them_comes_in_by_his_own_slip(
    visit: Visit, new_ones: list[Person], monday: datetime
) -> None:
    listed = visit.text(MANY)
    assert all(one.name in listed for one in new_ones)
    sheet = visit.post(MANY, people=ids(new_ones), client_key=new_client_key())
    assert sheet.status_code == 200
    names = [one.split(" 账号 ")[0].split()[-1] for one in words_of(sheet).split("。扫码，")[:-1]]
    for name, address in zip(names, ways_in(sheet), strict=True):
        person = next(one for one in new_ones if one.name == name)
        key = address.strip("/").split("/")[1]
        assert actions.take_one_time_link(key=key, password=PASSWORD, now=monday) == person
    assert sorted(names) == sorted(one.name for one in new_ones)
    assert "人人都有口令了" in visit.text(MANY)


def test_every_slip_bears_a_code_and_the_name_of_its_unit(visit: Visit, new_ones: list[Person]) -> None:
    there = a_person("甲一", unit=a_unit("市政务和数据局", area=an_area()))
    sheet = visit.post(MANY, people=[*ids(new_ones), there.pk])
    assert sheet.content.decode().count('role="img"') >= 4
    assert all(word in words_of(sheet) for word in ("甲一 市政务和数据局", f"账号 {there.login}"))


def test_the_slips_of_a_unit_lie_together(visit: Visit) -> None:
    area = an_area()
    units = [a_unit(name, area=area) for name in ("市场监管局", "人社局")]
    people = [a_person(f"{n}号", unit=units[n % 2]) for n in range(4)]
    found = words_of(visit.post(MANY, people=ids(people)))
    listed = re.findall(r"\d号 (市场监管局|人社局)", found)
    assert listed in (["市场监管局"] * 2 + ["人社局"] * 2, ["人社局"] * 2 + ["市场监管局"] * 2)


def test_the_record_names_each_and_no_key(visit: Visit, new_ones: list[Person], keeper: Person) -> None:
    sheet = visit.post(MANY, people=ids(new_ones))
    with door.as_system("tests.read"):
        told = list(Event.objects.filter(name="OneTimeLinkMade", actor_id=keeper.pk))
        assert sorted(one.subject_id for one in told) == sorted(ids(new_ones))
        kept = [one.key_hash for one in OneTimeLink.objects.all()]
    keys = [address.strip("/").split("/")[1] for address in ways_in(sheet)]
    assert not any(key in str(vars(one)) for key in keys for one in told)
    assert sorted(kept) == sorted(map(door.session_hash, keys))


def test_who_was_given_one_is_marked_and_left_out_when_all_are_chosen(
    visit: Visit, new_ones: list[Person], monday: datetime
) -> None:
    visit.post(MANY, people=[new_ones[0].pk])
    page = visit.get(f"{MANY}?chosen=all")
    assert page.content.decode().count(" checked") == 2
    assert "给过链接，2026年3月9日" in words_of(page)
    later = Visit(a_person("后管理", Role.SYSTEM_ADMIN), monday + rules.ONE_TIME_LINK_FOR)
    assert "给过链接，" not in later.text(MANY)


def test_a_new_slip_takes_the_place_of_the_old_one(
    visit: Visit, new_ones: list[Person], monday: datetime
) -> None:
    first, second = (ways_in(visit.post(MANY, people=[new_ones[0].pk]))[0] for _ in range(2))
    assert (visit.get(first).status_code, visit.get(second).status_code) == (404, 200)
    assert running(new_ones[0]) == 1


def test_one_who_cannot_have_it_is_named_and_nobody_gets_it(visit: Visit, new_ones: list[Person]) -> None:
    known = a_person("有口令", password=PASSWORD)
    contact = a_person("陈若溪", kind=PersonKind.ENTERPRISE)
    said = visit.post(MANY, people=[*ids(new_ones), known.pk])
    assert said.status_code == 422
    assert "有口令：已经有口令了" in words_of(said)
    assert len(re.findall(r'name="people" value="\d+" checked', said.content.decode())) == 3
    assert visit.post(MANY, people=[new_ones[0].pk, contact.pk]).status_code == 422
    assert [running(one) for one in new_ones] == [0, 0, 0]


def test_only_staff_who_are_there_and_cannot_come_in_are_listed(
    visit: Visit, new_ones: list[Person], keeper: Person, monday: datetime
) -> None:
    closed, gone, stays = new_ones
    contact, known = a_person("陈若溪", kind=PersonKind.ENTERPRISE), a_person("有口令", password=PASSWORD)
    with door.as_system("tests.build"):
        Person.objects.filter(pk=closed.pk).update(is_active=False)
        Person.objects.filter(pk=gone.pk).update(leaves_on=monday.date())
    listed = visit.text(MANY).split("给谁")[-1]
    assert stays.name in listed
    assert not any(one.name in listed for one in (closed, gone, contact, known, keeper))
    for one in (closed, gone):
        assert f"{one.name}：这个账号已经停用" in words_of(visit.post(MANY, people=[one.pk]))


def test_the_home_counts_who_cannot_come_in(visit: Visit, new_ones: list[Person]) -> None:
    assert "3 人还没有口令" in visit.text("/")
    visit.post(MANY, people=ids(new_ones[:2]))
    assert "1 人还没有口令" in visit.text("/")
    visit.post(MANY, people=ids(new_ones[2:]))
    assert "还没有口令" not in visit.text("/")


def test_nobody_too_many_and_contacts_are_refused(
    keeper: Person, new_ones: list[Person], monday: datetime
) -> None:
    author = Author(door.become(keeper.pk, monday))
    for people in ([], range(1, actions.MOST_AT_ONCE + 2)):
        with pytest.raises(Refused, match="请选 1 到 200 人"):
            actions.make_one_time_links(author=author, people=list(people), now=monday)
    with pytest.raises(NotFound):
        actions.make_one_time_links(author=author, people=[2**40], now=monday)
    contact = a_person("陈若溪", kind=PersonKind.ENTERPRISE)
    with pytest.raises(Refused, match="陈若溪：只给工作人员"):
        actions.make_one_time_links(author=author, people=[contact.pk], now=monday)
    assert queries.people_without_link(author.actor, monday) == 3


def test_who_keeps_no_accounts_gives_none(new_ones: list[Person], monday: datetime) -> None:
    author = Author(door.become(a_person("安思远", Role.SECURITY_ADMIN).pk, monday))
    with pytest.raises(Refused, match="您的角色不能做这件事"):
        actions.make_one_time_links(author=author, people=ids(new_ones), now=monday)
    assert queries.people_without_link(author.actor, monday) == 0


def test_many_ask_the_database_no_more_often_than_few(keeper: Person, monday: datetime) -> None:
    author = Author(door.become(keeper.pk, monday))

    def statements(people: list[Person]) -> int:
        with CaptureQueriesContext(connection) as asked:
            actions.make_one_time_links(author=author, people=ids(people), now=monday)
        return len(asked)

    few, many = ([a_person(f"{lot}{n}") for n in range(size)] for lot, size in (("甲", 2), ("乙", 20)))
    assert statements(many) == statements(few)
