"""Guesses sent at the same moment are heard one after another, so the brake holds against them too."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.accounts import actions, rules
from qinqing.domains.accounts.actions import sessions
from qinqing.domains.accounts.models import SignInAttempt
from qinqing.kernel import door
from qinqing.kernel.refusals import Refused
from tests.builders.accounts import PASSWORD, a_person

SENT = 12
AS_IN_PRODUCTION = list(settings.PASSWORD_HASHERS)


@pytest.fixture
def heard(
    fresh_database: str, django_db_blocker: DjangoDbBlocker, monday: datetime
) -> Iterator[Callable[[], int]]:
    """Sends all guesses at once and counts those that were heard."""
    together = Barrier(SENT)

    def guess(number: int) -> None:
        try:
            with transaction.atomic():
                connection.ensure_connection()
                together.wait()
                with suppress(Refused):
                    actions.sign_in(
                        login="zhou", password=f"Guess-{number}", address="203.0.113.9", agent="", now=monday
                    )
        finally:
            connection.close()

    def send() -> int:
        with transaction.atomic():
            a_person(login="zhou", password=PASSWORD)
        with ThreadPoolExecutor(SENT) as pool:
            list(pool.map(guess, range(SENT)))
        with transaction.atomic(), door.as_system("test"):
            return SignInAttempt.objects.count()

    # A digest takes its time in production; with a quick one the guesses would not meet.
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=AS_IN_PRODUCTION):
        yield send


def test_of_guesses_sent_at_once_only_the_free_ones_are_heard(heard: Callable[[], int]) -> None:
    assert heard() == rules.PAIR.free


def test_without_the_lock_more_of_them_would_be_heard(
    heard: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "one_at_a_time", lambda what: None)
    assert heard() > rules.PAIR.free
