"""Every row that a number counts can be reached, page by page, the newest first."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import AreaKind
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock, door, figures, kept
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, Town, town

pytestmark = pytest.mark.django_db
RECEIVED = "/figures/problems.received/?period=2026-03-01~2026-03-31"
TITLES = [f"第 {number} 盏灯不亮" for number in range(5)]


@pytest.fixture
def place(db: None, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr(figures, "SHOWN", 2)
    with clock.set_to(monday):
        yield town()


@pytest.fixture
def roads(place: Town) -> list[Road]:
    return [Road(place, clock.now()).submitted(title) for title in TITLES]


@pytest.fixture
def reader(place: Town, roads: list[Road]) -> Client:
    return signed_in(place.people["coordinator"], clock.now())


def listed(reader: Client, address: str) -> list[str]:
    text = reader.get(address).content.decode()
    return [
        title for row in re.findall(r"<tr>.*?</tr>", text, flags=re.S) for title in TITLES if title in row
    ]


def turned(reader: Client, address: str, way: str = "next") -> str:
    found = re.search(rf'rel="{way}" href="([^"]+)"', reader.get(address).content.decode())
    return address.partition("?")[0] + unescape(found[1]) if found else ""


def walked(reader: Client, address: str) -> list[list[str]]:
    """What stands on each page, from the first to the last."""
    pages = []
    while address:
        pages.append(listed(reader, address))
        address = turned(reader, address)
    return pages


def test_every_row_stands_on_one_page(reader: Client) -> None:
    assert walked(reader, RECEIVED) == [TITLES[:2:-1], TITLES[2:0:-1], TITLES[:1]]


def test_a_page_says_which_of_them_it_shows_and_leads_back(reader: Client) -> None:
    second = turned(reader, RECEIVED)
    assert "这里是第 3 到 4 件" in reader.get(second).content.decode()
    assert listed(reader, turned(reader, second, "prev")) == listed(reader, RECEIVED)


def test_what_was_narrowed_to_stays_so(reader: Client, place: Town, roads: list[Road]) -> None:
    below = accounts.an_area("红石镇", AreaKind.TOWN, place.area)
    with door.as_system("tests.build"):
        Problem.objects.filter(pk__in=[roads[n].problem_id for n in (0, 3, 4)]).update(area=below)
    kept.forget_all()
    assert walked(reader, f"{RECEIVED}&area={below.pk}") == [[TITLES[4], TITLES[3]], [TITLES[0]]]


@pytest.mark.parametrize(
    ("asked", "nearest"), [("0", 0), ("-1", 0), ("x", 0), ("９", 0), ("99", 2), ("9" * 30, 0)]
)
def test_a_strange_page_is_the_nearest_there_is(reader: Client, asked: str, nearest: int) -> None:
    assert listed(reader, f"{RECEIVED}&page={asked}") == walked(reader, RECEIVED)[nearest]


def test_few_rows_are_not_turned(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "SHOWN", 5)
    assert walked(reader, RECEIVED) == [TITLES[::-1]]
    assert "这里是第" not in reader.get(RECEIVED).content.decode()
