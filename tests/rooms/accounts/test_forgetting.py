"""What the worker throws away."""

from datetime import datetime, timedelta

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.actions.sessions import KEPT_FOR
from qinqing.domains.accounts.models import Session, SignInAttempt
from tests.builders.accounts import PASSWORD, a_person


def test_old_tries_and_sessions_are_forgotten(worker: None, monday: datetime) -> None:
    a_person(login="zhou", password=PASSWORD)
    for at in (monday - KEPT_FOR - timedelta(days=1), monday):
        actions.sign_in(login="zhou", password=PASSWORD, address="10.1.2.3", agent="", now=at)
    actions.forget_old(now=monday)
    assert (SignInAttempt.objects.count(), Session.objects.count()) == (1, 1)
