"""A notice says numbers and dates and nothing else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from qinqing.kernel.notices import Notice, hearer


@dataclass(frozen=True)
class Due:
    thing_id: int
    fact: Any
    event_id: int = 1


@dataclass(frozen=True)
class Forgotten:
    thing_id: int


def notice(key: str = "things.due") -> Notice:
    return Notice(
        key,
        Due,
        to=lambda event, now: [event.thing_id],
        say="事项 {fact} 快到期了",
        url=lambda event: f"/things/{event.thing_id}",
        facts=lambda event: {"fact": event.fact},
    )


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("WT26030212345", "WT26030212345"),
        (3, "3"),
        (date(2026, 3, 5), "3月5日"),
        (datetime(2026, 3, 5, 10, 30, tzinfo=UTC), "3月5日 18:30"),
    ],
)
def test_numbers_and_dates_are_said(fact: object, said: str) -> None:
    assert notice().text(Due(1, fact)) == f"事项 {said} 快到期了"


@pytest.mark.parametrize("fact", ["砺川精密", "欠薪三个月", "WT1 砺川", "<b>1</b>", "", None, 1.5, ["1"]])
def test_a_fact_with_business_content_is_refused(fact: object) -> None:
    with pytest.raises(ValueError, match="numbers and dates only"):
        notice().text(Due(1, fact))


def test_an_event_without_its_own_number_cannot_be_told() -> None:
    with pytest.raises(ImproperlyConfigured):
        Notice("things.forgotten", Forgotten, to=lambda event, now: [], say="", url=lambda event: "")


def test_two_notices_of_one_event_are_two_hearers() -> None:
    names = {f"{h.__module__}.{h.__qualname__}" for h in (hearer(notice(k), print) for k in ("a.b", "a.c"))}
    assert names == {"notices.a.b", "notices.a.c"}


def test_a_hearer_hands_over_its_notice_the_event_and_the_moment() -> None:
    told: list[tuple[Notice, Any, datetime]] = []
    event, now = Due(7, "1"), datetime(2026, 3, 2, tzinfo=UTC)
    one = notice()
    hearer(one, lambda *given: told.append(given))(event, now)
    assert told == [(one, event, now)]
