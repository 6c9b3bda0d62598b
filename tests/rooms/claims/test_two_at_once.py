"""Of two people acting at once one wins and the other is told; without the lock a budget is spent twice."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from qinqing.domains.claims import actions
from qinqing.domains.claims.models import Claim
from qinqing.kernel import door, twins
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders import problems
from tests.builders.claims import GIVEN, THIRTY, Office, an_office
from tests.builders.problems import at, town

Act = Callable[[], object]


def at_once(office: Office, *acts: tuple[str, Act]) -> list[str]:
    """All started at the same moment in threads of their own; gives what became of each."""
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def run(position: int, who: str, act: Act) -> None:
        def whole() -> None:
            door.become(office.people[who].pk, office.now)
            act()

        try:
            barrier.wait(10)
            door.drawn_again(whole)
            outcomes[position] = "done"
        except Refused as refused:
            outcomes[position] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, who, act)) for n, (who, act) in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def step(office: Office, who: str, claim: Claim, name: str) -> tuple[str, Act]:
    def act() -> None:
        author = Author(door.become(office.people[who].pk, office.now))
        actions.take_step(author=author, claim=claim, step=name, given=GIVEN[name], now=office.now)

    return who, act


def two_examined(budget: Decimal) -> tuple[Office, Claim, Claim]:
    """Two claims of one edition in examination, each for 300,000 yuan."""
    with transaction.atomic():
        office = an_office(town(), at("2026-03-02 10:00"))
        office.item = office.edition(title="小预算", budget=budget)
        first = office.at("accepted")
        other = problems.an_enterprise(office.town.area, "另一家公司")
        office.people["another"] = problems.a_contact(other, "另一位", is_main=True)
        second = office.applied("another", firm=other)
        second = office.take("handler1", second, "accept")
        door.step_in(Actor())
    return office, first, second


def test_two_approvals_do_not_both_find_the_budget_enough(fresh_database: str) -> None:
    office, first, second = two_examined(THIRTY)
    found = at_once(
        office, step(office, "handler1", first, "approve"), step(office, "unit_head1", second, "approve")
    )
    assert sorted(found) == ["done", "guard:budget_suffices"]


def test_without_the_lock_the_budget_is_spent_twice(fresh_database: str) -> None:
    """The twin: the check above must be able to fail. Each waits, approved, for the other before it ends."""
    meet = Barrier(2)

    def meeting(who: str, act: Act) -> tuple[str, Act]:
        return who, lambda: (act(), meet.wait(10))

    with override_settings(TWINS=frozenset({twins.LOCK})):
        office, first, second = two_examined(THIRTY)
        acts = (step(office, "handler1", first, "approve"), step(office, "unit_head1", second, "approve"))
        assert at_once(office, *(meeting(*one) for one in acts)) == ["done", "done"]


def test_withdrawn_while_it_is_approved(fresh_database: str) -> None:
    office, first, _ = two_examined(THIRTY * 2)
    found = at_once(
        office, step(office, "handler1", first, "approve"), step(office, "enterprise", first, "withdraw")
    )
    assert sorted(found) == ["done", "wrong_state"]


def test_two_who_begin_at_once_have_one_claim(fresh_database: str) -> None:
    with transaction.atomic():
        office = an_office(town(), at("2026-03-02 10:00"))

    def begin(who: str) -> tuple[str, Act]:
        def act() -> None:
            author = Author(door.become(office.people[who].pk, office.now))
            actions.apply(author=author, wish=office.wish(), now=office.now)

        return who, act

    assert sorted(at_once(office, begin("enterprise"), begin("officer"))) == ["conflict", "done"]


def test_no_state_changes_without_a_word(fresh_database: str) -> None:
    with transaction.atomic():
        claim = an_office(town(), at("2026-03-02 10:00")).at("applied")
    with (
        pytest.raises(DatabaseError, match="changed without an event"),
        transaction.atomic(),
        door.as_system("tests.twin"),
    ):
        Claim.objects.filter(pk=claim.pk).update(state="accepted")
