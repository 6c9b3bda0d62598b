"""What a list is narrowed to is kept under a name: one's own, and never more than one may see."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, transaction

from qinqing.kernel import door, saved
from qinqing.kernel.models import SavedView
from qinqing.kernel.permissions import Actor
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
LATE = {"place": "problems:list", "name": "超期的", "query": "?light=late&holder=unit"}


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def coordinator(place: Town, monday: datetime) -> Visit:
    return Visit(place.people["coordinator"], monday)


def views() -> list[tuple[str, str]]:
    with door.as_system("tests.read"):
        return list(SavedView.objects.order_by("pk").values_list("name", "query"))


def page(visit: Visit, path: str) -> str:
    return visit.get(path).content.decode()


def number() -> int:
    with door.as_system("tests.read"):
        return SavedView.objects.get().pk


def test_it_stands_as_a_tab_and_opens_the_same_conditions(coordinator: Visit) -> None:
    kept = coordinator.post("/views/", **LATE)
    assert (kept.status_code, kept["Location"]) == (302, "/problems/?light=late&holder=unit")
    assert '<a href="?light=late&amp;holder=unit"><span translate="no">超期的</span></a>' in page(
        coordinator, "/problems/"
    )
    opened = page(coordinator, "/problems/?light=late&holder=unit")
    assert (
        '<a href="?light=late&amp;holder=unit" aria-current="page"><span translate="no">超期的</span></a>'
        in opened
    )
    assert "不再记住“超期的”" in opened


def test_the_same_name_takes_the_new_conditions(coordinator: Visit) -> None:
    coordinator.post("/views/", **LATE)
    coordinator.post("/views/", **LATE | {"query": "?light=red"})
    assert views() == [("超期的", "light=red")]


def test_what_a_list_does_not_know_is_not_kept(coordinator: Visit) -> None:
    coordinator.post("/views/", **LATE | {"query": "?light=pink&level=2&next=//evil.example&x=<script>"})
    assert views() == [("超期的", "level=2")]


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"name": "长" * 13}])
def test_a_name_that_is_none_is_refused_in_words(wrong: dict[str, str], coordinator: Visit) -> None:
    assert coordinator.post("/views/", **LATE | wrong).status_code == 409
    assert views() == []


def test_a_list_that_keeps_none_is_not_found(coordinator: Visit) -> None:
    assert coordinator.post("/views/", **LATE | {"place": "accounts:people"}).status_code == 404


def test_no_more_than_stand_on_a_line(coordinator: Visit) -> None:
    for count in range(saved.MOST):
        assert coordinator.post("/views/", **LATE | {"name": f"第{count}"}).status_code == 302
    assert coordinator.post("/views/", **LATE | {"name": "多的"}).status_code == 409
    assert coordinator.post("/views/", **LATE | {"name": "第3"}).status_code == 302


def test_another_neither_sees_nor_drops_it(coordinator: Visit, place: Town, monday: datetime) -> None:
    coordinator.post("/views/", **LATE)
    head = Visit(place.people["head"], monday)
    assert "超期的</a>" not in page(head, "/problems/")
    assert head.post(f"/views/{number()}/drop/").status_code == 404
    assert len(views()) == 1
    door.become(place.people["head"].pk, monday)
    assert SavedView.objects.count() == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        SavedView.objects.create(person_id=0, place="x", name="x", query="", saved_at=monday)
    door.step_in(Actor())


def test_it_is_forgotten_when_asked(coordinator: Visit) -> None:
    coordinator.post("/views/", **LATE)
    assert coordinator.post(f"/views/{number()}/drop/").status_code == 302
    assert views() == []


def test_it_shows_what_its_reader_may_see_at_that_moment(
    coordinator: Visit, place: Town, monday: datetime
) -> None:
    road = Road(place, monday).submitted()
    officer = Visit(place.people["officer"], monday)
    whole = LATE | {"name": "都要", "query": "?whole=1"}
    for visit in (coordinator, officer):
        visit.post("/views/", **whole)
    assert road.problem.public_id in page(officer, "/problems/?whole=1")
    with door.as_system("tests.end"):
        place.people["officer"].grants.update(until_at=monday)
    assert officer.get("/problems/?whole=1").status_code == 403


OTHERS = (
    ("enterprise_file:list", "/enterprises/", "?served=no&key=1&evil=2", "?key=1&served=no"),
    ("officers:list", "/officers/", "?state=away&words=%E6%9E%97&evil=2", "?words=%E6%9E%97&state=away"),
)


@pytest.mark.parametrize(("name", "path", "asked", "kept"), OTHERS)
def test_other_lists_keep_what_they_know_of_an_address(
    coordinator: Visit, name: str, path: str, asked: str, kept: str
) -> None:
    sent = coordinator.post("/views/", place=name, name="要看的", query=asked)
    assert (sent.status_code, sent["Location"]) == (302, path + kept)
    tab = kept.replace("&", "&amp;")
    assert f'<a href="{tab}"><span translate="no">要看的</span></a>' in page(coordinator, path)
    opened = page(coordinator, path + kept)
    assert f'<a href="{tab}" aria-current="page"><span translate="no">要看的</span></a>' in opened
    assert "不再记住“要看的”" in opened


@pytest.mark.parametrize(("name", "path", "asked", "kept"), OTHERS)
def test_a_view_stands_on_its_own_list_alone(
    coordinator: Visit, name: str, path: str, asked: str, kept: str
) -> None:
    coordinator.post("/views/", **LATE)
    assert "超期的</a>" not in page(coordinator, path)
