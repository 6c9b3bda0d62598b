"""Very many enterprises at once stand as each one stands alone, and nearly by the same conditions."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.policies.rules import standing_of
from qinqing.domains.policies.rules.matching import MOST_FAILING, NEAR_DAYS, NEAR_SHARE
from qinqing.domains.policies.rules.partition import Near, parted
from qinqing.domains.policies.terms import Standing
from qinqing.lib.rules import Finding, Judgement, Value, judge, read_rulebook
from qinqing.lib.rules.columns import columns
from qinqing.lib.rules.plan import plan
from qinqing.lib.rules.words import distance, effort
from tests.properties.test_rules import AMOUNTS, DAY, FACTS, GIVEN_DERIVED, MANY, VALUES, rulebooks

CLOSE = st.builds(
    lambda bound, part: bound * part,
    st.sampled_from([one for one in AMOUNTS if one]),
    st.sampled_from([0.79, 0.8, 0.81, 0.95, 1.0, 1.05, 1.19, 1.2, 1.21]),
)
"""Numbers about as far from a bound as still counts as nearly."""
DAYS = st.sampled_from((-400, -182, -181, -180, -179, -1, 0, 1, 2, 179, 180, 181, 182)).map(
    lambda days: DAY + timedelta(days)
)
subjects = st.fixed_dictionaries(
    dict.fromkeys("abc", CLOSE) | {"d": DAYS},
    optional={name: one for name, one in (VALUES | GIVEN_DERIVED).items() if name not in "abcd"},
)


def failing(judged: Judgement) -> tuple[int, ...]:
    return tuple(number for number, one in enumerate(judged.findings, 1) if one.truth is not True)


def way(finding: Finding) -> tuple[float, bool]:
    """What part of the reach is missing, as it is read out of one finding; whether it is days."""
    away = distance(finding)
    if away is not None and away.days is not None:
        return away.days / NEAR_DAYS, True
    return effort(finding)[1] / NEAR_SHARE, False


def near(judged: list[Judgement]) -> list[Near]:
    """By condition whom of these it alone keeps out, and how far they are."""
    alone: dict[int, list[tuple[int, float, bool]]] = {}
    for place, one in enumerate(judged):
        if standing_of(one) is Standing.NEARLY and len(failing(one)) == 1:
            (number,) = failing(one)
            alone.setdefault(number, []).append((place, *way(one.findings[number - 1])))
    return [
        Near(
            number,
            tuple(place for place, _, _ in some),
            tuple(  # type: ignore[arg-type]
                sum(low < part <= high for _, part, _ in some)
                for low, high in pairwise((-1.0, 0.25, 0.5, float("inf")))
            ),
            some[0][2],
        )
        for number, some in sorted(alone.items())
    ]


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=12))
def test_many_stand_as_each_one_stands_alone(document: dict[str, Any], known: list[dict[str, Value]]) -> None:
    book = read_rulebook(document)
    planned = plan(book, DAY)
    parts = parted(planned, columns(planned, known), len(known))
    for part, rule in zip(parts, book.rules.values(), strict=True):
        judged = [judge(book, rule, one, DAY) for one in known]
        stands = [standing_of(one) for one in judged]
        assert part.fits.tolist() == [n for n, one in enumerate(stands) if one is Standing.FITS]
        assert part.needs.tolist() == [n for n, one in enumerate(stands) if one is Standing.NEEDS]
        found = {int(who): part.nearly.failing(place) for place, who in enumerate(part.nearly.who)}
        assert found == {n: failing(judged[n]) for n, one in enumerate(stands) if one is Standing.NEARLY}
        assert all(len(some) <= MOST_FAILING for some in found.values())
        assert list(part.near) == near(judged)


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "==", "!=", "between"])
def test_days_are_near_up_to_the_last_one(op: str) -> None:
    """Each day around half a year before and after the bound, by every way to compare."""
    bound = DAY.isoformat()
    rule = {
        "id": "r", "title": "r", "source": {"name": "s"}, "effective_from": "2026-01-01",
        "conditions": {"fact": "d", "op": op, "value": [bound, bound] if op == "between" else bound},
    }  # fmt: skip
    book = read_rulebook({"schema_version": 2, "facts": FACTS, "rules": [rule]})
    known: list[dict[str, Value]] = [{"d": DAY + timedelta(days)} for days in range(-185, 186)]
    planned = plan(book, DAY)
    (part,) = parted(planned, columns(planned, known), len(known))
    stands = [standing_of(judge(book, book.rules["r"], one, DAY)) for one in known]
    assert part.nearly.who.tolist() == [n for n, one in enumerate(stands) if one is Standing.NEARLY]
    assert part.fits.tolist() == [n for n, one in enumerate(stands) if one is Standing.FITS]
