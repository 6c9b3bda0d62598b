"""The life of a claim: every step in every state by everybody, as the table says and nothing else."""

import pytest
from django.db import transaction

from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.terms import ClaimHolder, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.kernel import clock, door
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.claims import ROADS, Office
from tests.builders.enterprises import struck_off

pytestmark = pytest.mark.django_db

RELATIONS = {
    "enterprise": {"enterprise"},
    "officer": {"officer"},
    "handler1": {"handler"},
    "unit_head1": {"unit_head"},
    "handler2": set(),
    "coordinator": set(),
    "leader": set(),
}
"""What each of them is to a claim of the enterprise that the first unit pays."""
TAKEN = {step.name: (set(step.source), set(step.by)) for step in CLAIM_FLOW.steps if step.by}
"""By step the states from which it is open and those who take it."""


def test_every_state_has_a_road() -> None:
    assert set(ROADS) == set(ClaimState.values())


@pytest.mark.parametrize("state", ROADS)
def test_a_step_is_taken_from_its_states_by_its_people_and_by_nobody_else(state: str, office: Office) -> None:
    claim = office.at(state)
    assert claim.state == state
    wrong = []
    for step, (sources, takers) in TAKEN.items():
        for who, stands_as in RELATIONS.items():
            open_ = state in sources and bool(takers & stands_as)
            if open_ and step == "turn_down" and state == "supplement":
                open_ = False  # the enterprise's days are not over
            if open_ != _is_taken(office, who, claim.pk, step):
                wrong.append(f"{step} by {who}: should {'' if open_ else 'not '}be taken")
    assert wrong == []


def _is_taken(office: Office, who: str, claim_id: int, step: str) -> bool:
    """Whether the step can be taken; whatever it did is undone."""
    with transaction.atomic():
        with door.as_system("tests.read"):
            claim = Claim.objects.select_related("edition").get(pk=claim_id)
        try:
            office.take(who, claim, step)
        except (Refused, NotFound):
            return False
        finally:
            transaction.set_rollback(True)
    return True


@pytest.mark.parametrize("state", [state for state in ROADS if not CLAIM_FLOW.state(state).ends])
def test_what_is_open_has_a_holder_and_a_date_that_says_why(state: str, office: Office) -> None:
    claim = office.at(state)
    assert claim.is_open
    assert claim.holder != ClaimHolder.NOBODY
    assert claim.due_at is not None
    assert claim.limit_days
    assert claim.limit_source


@pytest.mark.parametrize("state", [state for state in ROADS if CLAIM_FLOW.state(state).ends])
def test_what_has_ended_is_in_nobodys_hands(state: str, office: Office) -> None:
    claim = office.at(state)
    assert (claim.is_open, claim.holder, claim.due_at) == (False, ClaimHolder.NOBODY, None)
    assert claim.ended_at is not None


@pytest.mark.parametrize("begun", ["intended", "applied"])
def test_nothing_is_claimed_for_one_that_was_struck_off(begun: str, office: Office) -> None:
    struck_off(office.town.enterprise, clock.local(office.now).date())
    with pytest.raises(Refused, match="不再办新的事"):
        getattr(office, begun)()
