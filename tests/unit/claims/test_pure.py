"""What is thought without a database: how long a holder has, who that is, what stands against a step."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qinqing.domains.claims import rules
from qinqing.domains.claims.limits import BY_EDITION, PROPOSED, ClaimLimits, DayLimit
from qinqing.domains.claims.rules import HOLDERS, Situation
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel.settings import Value

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Settings:
    """Dated settings with what an area has set."""

    def __init__(self, **said: str) -> None:
        self.said = said

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = "") -> Value:
        name = key.removeprefix("limit.claim.").replace(".", "_")
        if name in self.said:
            return Value(key, self.said[name], "青岚府办〔2026〕1号", 1, on)
        return Value(key, default, source, None, None)


def limits(**said: str) -> ClaimLimits:
    return ClaimLimits(Settings(**said), (1,), NOW.date())


def situation(**given: Any) -> Situation:
    known: dict[str, Any] = {
        "state": ClaimState.ACCEPTED, "origin": ClaimOrigin.APPLIED, "now": NOW, "today": NOW.date(),
    }  # fmt: skip
    return Situation(**known | given)


@pytest.mark.parametrize(
    ("state", "mode", "edition_days", "expected"),
    [
        (ClaimState.APPLIED, ClaimMode.FAST, 60, DayLimit(1, PROPOSED)),
        (ClaimState.ACCEPTED, ClaimMode.FAST, 60, DayLimit(60, BY_EDITION)),
        (ClaimState.ACCEPTED, ClaimMode.INSTANT, None, DayLimit(5, PROPOSED)),
        (ClaimState.ACCEPTED, ClaimMode.COMMITMENT, None, DayLimit(20, PROPOSED)),
        (ClaimState.NOTICE, ClaimMode.NO_APPLICATION, None, DayLimit(5, PROPOSED)),
    ],
)
def test_a_holder_has_so_many_days(
    state: ClaimState, mode: ClaimMode, edition_days: int | None, expected: DayLimit
) -> None:
    assert limits().of(state, mode, edition_days) == expected


def test_an_area_sets_its_own_days_and_says_by_what() -> None:
    found = limits(notice="7wd").of(ClaimState.NOTICE, ClaimMode.FAST, None)
    assert found == DayLimit(7, "青岚府办〔2026〕1号")


@pytest.mark.parametrize("state", [state for state in ClaimState if not CLAIM_FLOW.state(state).ends])
@pytest.mark.parametrize("mode", list(ClaimMode))
def test_every_open_state_has_a_holder_and_days_in_every_mode(state: ClaimState, mode: ClaimMode) -> None:
    assert state in HOLDERS
    assert limits().of(state, mode, None).days > 0


@pytest.mark.parametrize("state", list(ClaimState))
def test_who_must_act_is_who_can_act(state: ClaimState) -> None:
    """The table of holders and the table of steps say the same."""
    as_said = {
        ClaimHolder.OFFICER: {"enterprise", "officer"}, ClaimHolder.ENTERPRISE: {"enterprise"},
        ClaimHolder.UNIT: {"handler", "unit_head"}, ClaimHolder.UNIT_HEAD: {"unit_head"},
        ClaimHolder.PUBLIC: {"system"}, ClaimHolder.NOBODY: set(),
    }  # fmt: skip
    assert set(CLAIM_FLOW.state(state).owner) == as_said[rules.holder_of(state)]


def test_without_an_officer_an_intention_is_the_enterprises() -> None:
    assert rules.holder_of(ClaimState.INTENDED, officer=False) is ClaimHolder.ENTERPRISE


@pytest.mark.parametrize(
    ("left", "amount", "fits"),
    [(None, "9999999", True), ("100", "100", True), ("100", "100.01", False), ("-5", "1", False)],
)
def test_a_budget_suffices_to_the_fen(left: str | None, amount: str, fits: bool) -> None:
    found = situation(budget_left=None if left is None else Decimal(left))
    assert (rules.budget_suffices(found, {"amount": Decimal(amount)}) is None) is fits


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("300000", "30 万元"),
        ("125000", "12.5 万元"),
        ("300050", "300,050 元"),
        ("0.5", "0.50 元"),
        ("1234.56", "1,234.56 元"),
    ],
)
def test_money_is_said_with_its_fen_where_it_has_any(amount: str, said: str) -> None:
    assert rules.yuan(Decimal(amount)) == said
