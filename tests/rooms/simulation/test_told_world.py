"""A place as an article tells of it: the figures find what the article counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.simulation.told import WORLDS, build_told, plan_of
from qinqing.kernel import figures
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.figures import Period
from qinqing.kernel.permissions import system
from tests.builders.worker import working

SMALL: Mapping[str, Any] = {
    "title": "小地方 2021",
    "note": "测试",
    "as_of": date(2021, 3, 31),
    "register": 90,
    "officers": 64,
    "serving_two": 3,
    "on_the_spot": {1: 2, 2: 1, 3: 2},
    "tracked": {2: 2, 3: 2},
    "still_handled": 1,
    "talks": {1: 3, 2: 70, 3: 5},
    "policies": plan_of("zhongkai")["policies"],
    "by_class": {"09": 4, "05": 3, "17": 2},
    "apart": {"unit": "hwzx", "officers": 7, "problems": [{"month": 2, "category": "0903"}]},
}


def test_every_number_of_the_article_is_found_in_the_rows(
    server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), working(server):
        made = build_told(SMALL, 1)
        opened = {one.opens: _opened(one.opens) for one in made.checks if one.opens}
    assert [(one.label, one.found) for one in made.checks] == [(one.label, one.told) for one in made.checks]
    assert {one.label: one.told for one in made.checks}["收集的诉求"] == 9
    assert "池永安" in made.demo.table()
    assert [one.label for one in made.checks if not one.opens] == ["跟踪办理里还在办的"]
    assert opened == {one.opens: one.told for one in made.checks if one.opens}


def _opened(address: str) -> int:
    """How many rows an address opens."""
    parts, asked = urlsplit(address), dict(parse_qsl(urlsplit(address).query))
    figure = figures.figures()[parts.path.strip("/").rpartition("/")[2]]
    for split in figures.splits().keys() & asked.keys():
        figure = figure.within(split, [int(asked[split])])
    return figure.value(system("tests.read"), Period.parse(asked["period"]))


def test_the_plans_add_up() -> None:
    for name in WORLDS:
        plan = plan_of(name)
        told = sum(plan["on_the_spot"].values()) + sum(plan["tracked"].values())
        assert told == sum(plan["by_class"].values())
        assert plan["still_handled"] <= sum(plan["tracked"].values())
        assert plan["officers"] + plan["serving_two"] <= plan["register"]


def test_the_article_s_own_numbers_are_those_of_the_plan() -> None:
    plan = plan_of("zhongkai")
    assert (plan["officers"], plan["officers"] + plan["serving_two"], plan["register"]) == (530, 687, 19_670)
    assert (sum(plan["on_the_spot"].values()), sum(plan["tracked"].values())) == (311, 122)
    assert sum(plan["talks"].values()) == 1_200
    assert (plan["apart"]["officers"], len(plan["apart"]["problems"])) == (7, 5)
