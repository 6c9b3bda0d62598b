"""Signing in: one answer, one cost, a growing delay for guessers and none for the person himself."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts import actions, rules
from qinqing.domains.accounts.models import Person, Session, SignInAttempt
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders.accounts import PASSWORD, SYSTEM, a_person
from tests.builders.hashing import Counting

pytestmark = pytest.mark.django_db

HOME, ABROAD = "10.1.2.3", "203.0.113.9"
AGENT = "Mozilla/5.0 (Windows NT 10.0) Chrome/131"


def attempt(
    login: str, password: str, now: datetime, address: str = HOME, replaces: int | None = None
) -> tuple[str, Person]:
    return actions.sign_in(
        login=login, password=password, address=address, agent=AGENT, now=now, replaces=replaces
    )


def refused(login: str, password: str, now: datetime, address: str = HOME) -> Refused:
    with pytest.raises(Refused) as caught:
        attempt(login, password, now, address)
    return caught.value


def guess(login: str, times: int, now: datetime, address: str = HOME) -> datetime:
    """Wrong passwords, each after its delay; gives the moment of the last."""
    for number in range(times):
        while refused(login, f"Wrong-{number}-guess", now, address).code == "too_many":
            now += timedelta(seconds=5)
    return now


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", login="zhou", password=PASSWORD, phone="13800002046")


def test_the_right_password_opens_a_session(zhou: Person, monday: datetime) -> None:
    key, person = attempt("zhou", PASSWORD, monday)
    assert person == zhou
    assert door.enter(key, monday).person_id == zhou.pk


def test_the_database_does_not_hold_the_key(zhou: Person, monday: datetime) -> None:
    key, _ = attempt("zhou", PASSWORD, monday)
    with door.as_system("test"):
        assert Session.objects.get().key_hash == door.session_hash(key) != key


def test_a_login_is_found_however_it_is_typed(zhou: Person, monday: datetime) -> None:
    assert attempt(" ＺＨＯＵ ", PASSWORD, monday)[1] == zhou


def test_a_phone_number_is_as_good_as_a_login(zhou: Person, monday: datetime) -> None:
    assert attempt("+86 138-0000-2046", PASSWORD, monday)[1] == zhou


def test_a_number_that_two_people_share_signs_in_neither(zhou: Person, monday: datetime) -> None:
    a_person("另一人", password=PASSWORD, phone="13800002046")
    assert refused("13800002046", PASSWORD, monday).code == "not_accepted"


def test_absent_wrong_and_closed_are_told_the_same(zhou: Person, monday: datetime) -> None:
    closed = a_person("离任", login="closed", password=PASSWORD)
    inert = a_person("没有口令", login="inert")
    with door.as_system("test"):
        actions.disable_person(author=SYSTEM, person_id=closed.pk, reason="离任", now=monday)
    tries = [("nobody", PASSWORD), ("zhou", "wrong"), ("closed", PASSWORD), ("inert", PASSWORD), ("zhou", "")]
    assert inert.is_active
    assert len({str(refused(login, password, monday)) for login, password in tries}) == 1


def test_absent_wrong_closed_and_right_cost_the_same(zhou: Person, monday: datetime) -> None:
    a_person("没有口令", login="inert")
    refused("nobody", "to make the digest that is nobody's", monday)

    def cost(login: str, password: str) -> int:
        before = Counting.computed
        with suppress(Refused):
            attempt(login, password, monday, address=f"10.0.0.{before % 250}")
        return Counting.computed - before

    tries = [
        ("nobody", PASSWORD),
        ("zhou", "wrong"),
        ("inert", PASSWORD),
        ("13900000000", "x"),
        ("zhou", PASSWORD),
    ]
    assert [cost(*one) for one in tries] == [1] * len(tries)


def test_the_sixth_guess_is_not_heard(zhou: Person, monday: datetime) -> None:
    guess("zhou", 5, monday)
    before = Counting.computed
    assert refused("zhou", PASSWORD, monday).code == "too_many"
    assert Counting.computed == before


def test_without_the_brake_the_sixth_guess_would_be_heard(
    zhou: Person, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PAIR", replace(rules.PAIR, free=1_000_000))
    guess("zhou", 5, monday)
    assert attempt("zhou", PASSWORD, monday)[1] == zhou


def test_an_account_that_does_not_exist_is_braked_the_same(monday: datetime) -> None:
    guess("nobody", 5, monday)
    assert refused("nobody", PASSWORD, monday).code == "too_many"


def test_after_the_delay_the_right_password_is_heard_again(zhou: Person, monday: datetime) -> None:
    guess("zhou", 5, monday)
    assert attempt("zhou", PASSWORD, monday + timedelta(seconds=30))[1] == zhou


def test_a_try_during_the_delay_does_not_lengthen_it(zhou: Person, monday: datetime) -> None:
    guess("zhou", 5, monday)
    for seconds in range(0, 30, 3):
        refused("zhou", PASSWORD, monday + timedelta(seconds=seconds))
    assert attempt("zhou", PASSWORD, monday + timedelta(seconds=30))[1] == zhou


def test_each_further_failure_doubles_the_delay(zhou: Person, monday: datetime) -> None:
    last = guess("zhou", 6, monday)
    assert refused("zhou", PASSWORD, last + timedelta(seconds=59)).code == "too_many"
    assert attempt("zhou", PASSWORD, last + timedelta(seconds=60))[1] == zhou


def test_a_success_forgets_the_failures_before_it(zhou: Person, monday: datetime) -> None:
    guess("zhou", 4, monday)
    attempt("zhou", PASSWORD, monday + timedelta(seconds=1))
    guess("zhou", 4, monday + timedelta(seconds=2))
    assert attempt("zhou", PASSWORD, monday + timedelta(seconds=3))[1] == zhou


def test_a_stranger_locks_nobody_out(zhou: Person, monday: datetime) -> None:
    attempt("zhou", PASSWORD, monday - timedelta(days=3))
    for number in range(rules.ACCOUNT.free):
        refused("zhou", "Spring-2026", monday, f"203.0.113.{number}")
    assert refused("zhou", PASSWORD, monday, ABROAD).code == "too_many"
    assert attempt("zhou", PASSWORD, monday, HOME)[1] == zhou


def test_a_stranger_with_the_account_only_brake_on_everybody_would_lock_him_out(
    zhou: Person, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAMILIAR_FOR", timedelta(0))
    attempt("zhou", PASSWORD, monday - timedelta(days=3))
    for number in range(rules.ACCOUNT.free):
        refused("zhou", "Spring-2026", monday, f"203.0.113.{number}")
    assert refused("zhou", PASSWORD, monday, HOME).code == "too_many"


def test_a_list_of_accounts_guessed_from_one_address_is_braked(monday: datetime) -> None:
    for number in range(rules.ADDRESS.free):
        refused(f"guess{number}", "Spring-2026", monday, ABROAD)
    assert refused("another", "Spring-2026", monday, ABROAD).code == "too_many"


def test_a_failure_is_an_event_without_what_was_typed(zhou: Person, monday: datetime) -> None:
    refused("zhou", "Secret-typed-1", monday)
    refused("typed-as-login", "x", monday)
    with door.as_system("test"):
        rows = list(Event.objects.filter(name="SignInFailed").order_by("pk"))
        attempts = list(SignInAttempt.objects.order_by("pk"))
    assert [row.record["person_id"] for row in rows] == [zhou.pk, None]
    kept = repr([row.record for row in rows]) + repr([one.login_index for one in attempts])
    assert "typed" not in kept


def test_a_success_is_an_event_of_the_person(zhou: Person, monday: datetime) -> None:
    attempt("zhou", PASSWORD, monday)
    with door.as_system("test"):
        row = Event.objects.get(name="SignedIn")
    assert (row.actor_id, row.subject_id, row.record["address"]) == (zhou.pk, zhou.pk, HOME)


def test_signing_in_ends_the_session_of_the_same_browser(zhou: Person, monday: datetime) -> None:
    first, _ = attempt("zhou", PASSWORD, monday)
    session = door.enter(first, monday).session_id
    second, _ = attempt("zhou", PASSWORD, monday, replaces=session)
    assert not door.enter(first, monday).is_signed_in
    assert door.enter(second, monday).is_signed_in


def test_a_session_too_many_ends_the_oldest(zhou: Person, monday: datetime) -> None:
    keys = [
        attempt("zhou", PASSWORD, monday + timedelta(seconds=number))[0]
        for number in range(rules.MOST_SESSIONS + 1)
    ]
    living = [door.enter(key, monday + timedelta(minutes=1)).is_signed_in for key in keys]
    assert living == [False] + [True] * rules.MOST_SESSIONS


def test_signing_in_leaves_no_rights_behind_in_the_transaction(zhou: Person, monday: datetime) -> None:
    door.step_in(Actor())
    attempt("zhou", PASSWORD, monday)
    assert not Person.objects.exists()
