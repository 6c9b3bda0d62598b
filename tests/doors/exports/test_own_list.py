"""What an enterprise takes away, and what figures open to it, says no more than its own pages do."""

import csv
import io
from datetime import datetime

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Person
from qinqing.kernel import clock
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
LIST = "/exports/new/own_problems/"
BRIEF = {"asked": "用电", "tried": "问过", "blocked_by": "占地", "wanted": "协调"}
INSIDE = {"待审核", "已解决", "1"}
"""What is said of a raised one whose answer is still being looked at, inside."""
NOT_TOLD = ("raised", "level1", "finish_due", "finish_kept", "contact_due", "interim_due")


@pytest.fixture
def place(monday: datetime) -> Town:
    """One problem was raised, and its answer waits for a review."""
    made = town()
    road = Road(made, monday).submitted("路灯不亮").passed_on()
    road.take("officer", "escalate", **BRIEF)
    road.dispatched().signed().contacted().replied().signed_off()
    return made


def sent(who: Person, address: str, now: datetime) -> list[dict[str, str]]:
    """The rows of a file, by their headings."""
    with clock.set_to(now):
        answer = client(who, now).post(f"{address}?whole=1", {"format": "csv"})
    assert answer.status_code == 200
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[call-overload]
    return list(csv.DictReader(io.StringIO("\n".join(lines[1:-1]))))


def client(who: Person, now: datetime) -> Client:
    return signed_in(who, now)


def test_the_file_says_what_the_page_says(place: Town, monday: datetime) -> None:
    (row,) = sent(place.people["enterprise"], LIST, monday)
    assert (row["标题"], row["状态"], row["结果"]) == ("路灯不亮", "办理中", "")
    assert INSIDE & set(row.values()) == set()


def test_the_file_of_the_house_says_it_all(place: Town, monday: datetime) -> None:
    """The twin: of the same problem the same words are told to others."""
    (row,) = sent(place.people["coordinator"], "/exports/new/problems/", monday)
    assert set(row.values()) >= INSIDE


def test_the_file_of_the_house_is_not_for_an_enterprise(place: Town, monday: datetime) -> None:
    with clock.set_to(monday):
        assert client(place.people["enterprise"], monday).get("/exports/new/problems/").status_code == 403


@pytest.mark.parametrize("asked", ["level=4", "state=confirm", "holder=leader", "lane=complex"])
def test_by_what_it_is_not_told_its_list_is_not_narrowed(asked: str, place: Town, monday: datetime) -> None:
    with clock.set_to(monday):
        page = client(place.people["enterprise"], monday).get(f"{LIST}?{asked}").content.decode()
    assert "1 行" in page


@pytest.mark.parametrize("key", NOT_TOLD)
def test_figures_of_how_the_house_works_are_not_for_an_enterprise(
    key: str, place: Town, monday: datetime
) -> None:
    with clock.set_to(monday):
        opened = [
            client(place.people[who], monday).get(f"/figures/problems.{key}/").status_code
            for who in ("enterprise", "coordinator")
        ]
    assert opened == [404, 200]


def test_nor_are_they_by_a_program(place: Town, monday: datetime) -> None:
    found = {}
    for who in ("enterprise", "coordinator"):
        told = Program(a_token(place.people[who], monday), monday).call("show_figures")["figures"]
        found[who] = {one["key"].removeprefix("problems.") for one in told}
    assert set(NOT_TOLD) <= found["coordinator"]
    assert {*NOT_TOLD, "finish_rate"} & found["enterprise"] == set()
    assert "open" in found["enterprise"]


def test_the_rows_of_a_figure_are_called_what_its_reader_calls_them(place: Town, monday: datetime) -> None:
    with clock.set_to(monday):
        own, house = (
            client(place.people[who], monday).get("/figures/problems.open/").content.decode()
            for who in ("enterprise", "coordinator")
        )
    assert ("办理中" in own, "待审核" in own, "待审核" in house) == (True, False, True)
