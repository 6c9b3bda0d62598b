"""A filter offers the kinds of problems that the reader's areas can have, and none that only others have."""

from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.problems.models import Category
from qinqing.domains.problems.queries import catalogue
from qinqing.kernel import door
from tests.builders import accounts


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """A city with two districts and a town in the first, each with a kind of its own beside everybody's."""
    city = accounts.an_area()
    here = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    found = {
        "city": city,
        "here": here,
        "town": accounts.an_area("白鹭街道", AreaKind.TOWN, here),
        "there": accounts.an_area("东岭区", AreaKind.DISTRICT, city),
    }
    with door.as_system("tests.build"):
        group = Category.objects.create(code="98", name="组", definition="一组", lane="ordinary")
        for number, name in enumerate(("everybody", *found), start=1):
            Category.objects.create(
                code=f"980{number}", name=name, definition=name, lane="ordinary", parent=group,
                area=found.get(name),
            )  # fmt: skip
    catalogue.forget_catalogue()
    return found


@pytest.mark.parametrize(
    ("role", "area", "offered"),
    [
        (Role.COORDINATOR, "city", {"everybody", "city", "here", "town", "there"}),
        (Role.COORDINATOR, "here", {"everybody", "city", "here", "town"}),
        (Role.LEADER, "town", {"everybody", "city", "here", "town"}),
        (Role.SUPERVISOR, "there", {"everybody", "city", "there"}),
        (Role.HANDLER, "here", {"everybody", "city", "here", "town"}),
        (Role.HANDLER, "city", {"everybody", "city", "here", "town", "there"}),
    ],
)
def test_a_reader_is_offered_the_kinds_of_his_line_of_areas(
    role: Role, area: str, offered: set[str], areas: dict[str, Area], monday: datetime
) -> None:
    unit = accounts.a_unit(area=areas[area]) if role is Role.HANDLER else None
    person = accounts.a_person("某人", role, area=areas[area], unit=unit)
    actor = accounts.actor_of(person, monday)
    with door.as_system("tests.read"):
        found = catalogue.categories_within(actor)
    assert {label.partition("·")[2] for _, label in found if label.startswith("组·")} == offered
