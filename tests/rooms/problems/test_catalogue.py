"""The first day's categories and duties are stored by code: again and again changes nothing."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.simulation.catalogue import load_catalogue, load_first_catalogue
from qinqing.domains.problems import actions
from qinqing.domains.problems.actions import NewCategory, NewDuty
from qinqing.domains.problems.models import Category, Duty
from qinqing.kernel import kept
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor, system
from qinqing.kernel.refusals import Refused
from tests.builders.worker import working


@pytest.fixture
def worker(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test does what the worker does, in its role; undone afterwards."""
    with django_db_blocker.unblock(), working(server):
        yield


def stored() -> list[tuple[object, ...]]:
    categories = Category.objects.order_by("code").values_list("pk", "code", "parent", "lane", "sensitive")
    duties = Duty.objects.order_by("code").values_list("pk", "code", "category", "lead", "assist")
    return [*categories, *duties]


def test_a_second_load_changes_nothing(worker: None) -> None:
    load_catalogue()
    first = stored()
    load_catalogue()
    assert stored() == first
    assert len(first) == 100 + 181


def test_placeholders_stay_text_and_kinds_stand_under_their_group(worker: None) -> None:
    load_catalogue()
    assert Duty.objects.filter(lead="@town").exists()
    assert Category.objects.get(code="0903").parent == Category.objects.get(code="09")
    assert set(Category.objects.filter(parent=None).values_list("code", flat=True)) == {
        f"{n:02}" for n in range(1, 18)
    }


def test_what_is_known_takes_new_values_and_keeps_its_row(worker: None) -> None:
    author = Author(system("tests"))
    duty = NewDuty("D1", "0101", "招聘", "jyfw")
    old = NewCategory("0101", "招工", "缺人")
    actions.keep_catalogue(author=author, categories=[old], duties=[duty])
    number = Category.objects.get(code="0101").pk
    new = NewCategory("0101", "招工用工", "缺普工、技工", sensitive=True)
    actions.keep_catalogue(author=author, categories=[new], duties=[duty])
    row = Category.objects.get(code="0101")
    assert (row.pk, row.name, row.sensitive) == (number, "招工用工", True)


def test_a_new_installation_begins_with_all_of_it_and_keeps_what_the_office_changes(worker: None) -> None:
    assert load_first_catalogue()
    assert (Category.objects.count(), Duty.objects.count()) == (100, 181)
    Category.objects.filter(code="0903").update(name="本地的说法")
    kept.forget_all()
    assert not load_first_catalogue()
    assert Category.objects.get(code="0903").name == "本地的说法"


def test_no_person_keeps_the_catalogue() -> None:
    with pytest.raises(Refused):
        actions.keep_catalogue(author=Author(Actor(person_id=1)), categories=[], duties=[])
