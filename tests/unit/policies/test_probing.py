"""How often a draft may be tried, and what is said where it may not."""

from datetime import date
from typing import Any

import pytest

from qinqing.domains.policies.rules import probing
from qinqing.domains.policies.rules.probing import Allowance

DAY = date(2026, 11, 22)


class Written:
    """Dated settings as they were written."""

    def __init__(self, **held: Any) -> None:
        self.held = {name.replace("__", "."): value for name, value in held.items()}

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = "") -> Any:
        return type("Found", (), {"value": self.held.get(key, default)})


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ({}, Allowance(60, 200)),
        ({"limit__trials__item": "5t"}, Allowance(5, 200)),
        ({"limit__trials__all": "many", "limit__trials__item": "5wd"}, Allowance(60, 200)),
        ({"limit__trials__all": "0t"}, Allowance(60, 200)),
    ],
)
def test_a_place_may_set_it_and_nonsense_sets_nothing(written: dict[str, Any], allowed: Allowance) -> None:
    assert probing.allowance(Written(**written), (1,), DAY) == allowed


@pytest.mark.parametrize(
    ("of_item", "of_all", "said"),
    [(59, 199, ""), (60, 60, "这一项今天已经试算了 60 次"), (0, 200, "您今天已经试算了 200 次")],
)
def test_the_refusal_says_how_often_and_why(of_item: int, of_all: int, said: str) -> None:
    found = probing.refusal(of_item, of_all, Allowance(60, 200))
    assert found.startswith(said)
    assert bool(found) is bool(said)
