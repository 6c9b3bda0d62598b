"""An officer goes on leave and another stands in for him; then another follows him for good."""

from django.db import transaction
from playwright.sync_api import Page, expect

from qinqing.domains.officers import queries
from qinqing.kernel import clock, door, events
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from tests.builders import officers
from tests.builders.problems import Town
from tests.builders.problems_in_memory import CALENDAR
from tests.conftest import Database, acting, point_at
from tests.journeys import steps
from tests.journeys.conftest import DESK, PHONE, House


def _two_more(place: Town) -> None:
    with transaction.atomic():
        for who, name in (("substitute", "苏其琛"), ("successor", "周砚青")):
            place.people[who] = officers.an_officer(name, unit=place.units[1]).person


def _hear(server: Database, database: str) -> None:
    """The worker tells the rooms of what happened."""
    point_at(server.url("qinqing_worker", database))
    with transaction.atomic(), acting(system("tests.worker")):
        events.deliver(list(Event.objects.values_list("id", flat=True)), clock.now())
    point_at(server.url("qinqing_web", database))


def _choose(page: Page, label: str, name: str) -> None:
    """Somebody from a list in which more is said of him than his name."""
    field = page.get_by_label(label)
    field.select_option(field.locator("option", has_text=name).get_attribute("value"))


def _sees(page: Page, address: str) -> bool:
    answer = page.goto(address)
    assert answer is not None
    return answer.status == 200


def test_on_leave_he_is_substituted_and_then_replaced(
    house: House, server: Database, fresh_database: str
) -> None:
    place = house.town
    assert place is not None
    _two_more(place)
    enterprise, officer = house.enter("enterprise", size=PHONE), house.enter("officer", size=PHONE)
    substitute, coordinator = house.enter("substitute"), house.enter("coordinator", size=DESK)
    successor = house.enter("successor", javascript=False)
    address = steps.raise_problem(enterprise)
    assert not _sees(substitute, address)

    officer.goto("/my-enterprises/")
    officer.get_by_role("link", name="登记离岗").click()
    today = clock.local(clock.now()).date()
    officer.get_by_label("从哪天起离岗").fill(today.isoformat())
    officer.get_by_label("哪天回来上班").fill(today.replace(year=today.year + 1).isoformat())
    _choose(officer, "谁代管", "苏其琛")
    officer.get_by_role("button", name="登记离岗").click()
    _hear(server, fresh_database)

    substitute.goto("/")
    substitute.get_by_role("link", name=steps.WORDS[:8]).first.click()
    form = steps.form_of(substitute, "take")
    form.get_by_label("打算").fill("先去厂门口看一看")
    form.get_by_label("答应哪天办好").fill(CALENDAR.workday_from(today, 2).isoformat())
    steps.send(substitute, "take", "我来办")
    enterprise.goto(address)
    expect(enterprise.locator("body")).to_contain_text("苏其琛")

    coordinator.goto(f"/enterprises/{place.enterprise.public_id}/handover/")
    _choose(coordinator, "由谁接替", "周砚青")
    coordinator.get_by_label("交接说明").first.fill("去看过了，等供电所换线缆")
    coordinator.get_by_role("button", name="就这样换").click()
    _hear(server, fresh_database)
    assert not _sees(substitute, address)
    assert not _sees(officer, address)

    successor.goto("/")
    successor.get_by_role("link", name=steps.WORDS[:8]).first.click()
    expect(successor.locator("body")).to_contain_text("等供电所换线缆")
    steps.send(successor, "take_over", "接手")
    steps.pass_on(successor, address)
    with transaction.atomic(), door.as_system("tests.read"):
        assert queries.present_officer(place.enterprise.pk, clock.now()) == place.people["successor"].pk
