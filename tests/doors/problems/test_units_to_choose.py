"""Units to choose from where a problem is passed on or another unit is asked: by the catalogue, then all."""

import re
from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.terms import AreaKind, UnitKind
from qinqing.domains.problems.models import Category, Duty
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel import clock, door, kept
from tests.builders import accounts
from tests.builders.problems import Road, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(monday: datetime) -> Road:
    """At the city's own unit, of a kind for which the catalogue has a lead and one that assists."""
    place = town()
    with door.as_system("tests.build"):
        kind = Category.objects.create(
            code="T1", name="路灯照明", keywords=[], questions=[], definition="", lane="ordinary"
        )
        Duty.objects.create(
            code="T1", category=kind, matter="道路照明线路抢修", lead=place.units[1].code,
            assist=[place.units[2].code], basis="供用电条例", not_this="灯杆归城管局",
            valid_from_on="2020-01-01",
        )  # fmt: skip
    accounts.a_unit("水务局", area=place.area)
    kept.forget_all()
    found = Road(place, monday).submitted().passed_on()
    lead = place.units[0].pk
    found.take("coordinator", "dispatch", lead=lead, lane=LaneClass.ORDINARY, category=kind.pk)
    return found.signed().wait(hours=3)


def water() -> str:
    """The unit of which the catalogue does not know."""
    with door.as_system("tests.read"):
        return str(Unit.objects.get(short="水务局").pk)


def coordinator(road: Road) -> Visit:
    return Visit(road.town.people["coordinator"], road.now)


def opened(road: Road, step: str) -> str:
    return f"/problems/{road.problem.public_id}/?do={step}"


def offered(visit: Visit, path: str, field: str) -> list[str]:
    """The units of a field in their order, by their numbers."""
    page = visit.get(path).content.decode()
    return re.findall(rf'type="radio"[^>]* name="{field}" value="(\d*)"', page)


def test_the_catalogue_comes_first_with_its_reason_then_all_others_by_kind(road: Road) -> None:
    page = coordinator(road).text(opened(road, "change_lead"))
    assert re.search("供电所 目录里主办： 道路照明线路抢修.*供用电条例 ·常见错派：灯杆归城管局", page)
    assert page.index("目录里主办") < page.index("目录里协办") < page.index("先不定单位，回到分办")
    assert page.index("先不定单位，回到分办") < page.index("政府部门 1 个 水务局")


def test_who_is_asked_to_help_is_first_whom_the_catalogue_lets_assist(road: Road) -> None:
    page = coordinator(road).text(opened(road, "add_unit"))
    assert page.index("目录里协办") < page.index("目录里主办")
    assert "回到分办" not in page.split("加哪个单位")[1].split("身份")[0]


@pytest.mark.parametrize(("step", "field"), [("add_unit", "new_unit"), ("change_lead", "lead")])
def test_a_unit_that_has_it_is_not_offered(road: Road, step: str, field: str) -> None:
    road.take("coordinator", "add_unit", new_unit=road.town.units[1].pk, part="assist")
    numbers = offered(coordinator(road), opened(road, step), field)
    lead, assists = (str(road.town.units[n].pk) for n in (0, 1))
    assert lead not in numbers
    assert (assists in numbers) == (step == "change_lead"), "who assists may lead, and is not added again"


def test_the_leads_head_opens_the_same_picker_and_what_failed_stays_chosen(road: Road) -> None:
    head, task = Visit(road.town.people["unit_head1"], road.now), road.task(1).pk
    assert offered(head, f"/tasks/{task}/", "new_unit") == []
    with head.at_most(8, f"/tasks/{task}/?do=add_unit") as page:
        assert "目录里协办： 道路照明线路抢修" in page
    sent = {"view": "task", "task_ref": task, "new_unit": water(), "part": "parallel"}
    answer = head.step(road.problem.public_id, "add_unit", **sent)
    assert answer.status_code == 422
    assert f'name="new_unit" value="{water()}" checked' in answer.content.decode()


def test_at_the_desk_any_unit_is_pressed_into_the_list(road: Road) -> None:
    second = Road(road.town, road.now).submitted("水管爆了", "门口的水管爆了").passed_on()
    here, desk, unit = f"/triage/{second.problem.public_id}/", coordinator(road), water()
    assert f'name="add" value="{unit}"' in desk.get(here).content.decode()
    answer = desk.post(here, add=unit, lane="ordinary", assist=str(road.town.units[2].pk)).content.decode()
    assert f'name="lead" value="{unit}" checked' in answer
    assert f'name="assist" value="{road.town.units[2].pk}" checked' in answer
    assert f'name="add" value="{unit}"' not in answer


def test_units_are_grouped_as_somebody_in_the_area_looks_for_them(monday: datetime) -> None:
    city = accounts.an_area()

    def area(name: str, kind: AreaKind, above: Area) -> Area:
        return accounts.an_area(name, kind, above)

    here, there = (area(name, AreaKind.DISTRICT, city) for name in ("青岚区", "白石区"))
    town_here, town_beside = (area(name, AreaKind.TOWN, here) for name in ("东坪街道", "石鼓镇"))
    town_there = area("白石镇", AreaKind.TOWN, there)
    homes = {
        "发改委": city,
        "城管局": here,
        "石鼓镇政府": town_beside,
        "白石城管": there,
        "白石镇政府": town_there,
    }
    for short, home in homes.items():
        unit = accounts.a_unit(short, area=home)
        if home.kind == AreaKind.TOWN:
            with door.as_system("tests.build"):
                Unit.objects.filter(pk=unit.pk).update(kind=UnitKind.TOWN)
    kept.forget_all()
    with door.as_system("tests.read"), clock.set_to(monday):
        units = catalogue.units_on(clock.today())
        found = {
            label: {u.short for u in group} & set(homes)
            for label, group in catalogue.grouped(units, town_here.pk)
        }
    assert found == {
        "政府部门": {"发改委", "城管局"}, "镇街": {"石鼓镇政府"}, "白石区": {"白石城管", "白石镇政府"},
    }  # fmt: skip
