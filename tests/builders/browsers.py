"""People at the door: a test client signed in as somebody, without the cost of his password."""

import secrets
from datetime import datetime

from django.conf import settings
from django.test import Client

from qinqing.domains.accounts.models import Person, Session
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor


def signed_in(person: Person, now: datetime) -> Client:
    """A client that carries an open session of this person."""
    key = secrets.token_urlsafe(32)
    with door.as_system("tests.build"):
        Session.objects.create(
            key_hash=door.session_hash(key), person=person, started_at=now, seen_at=now, device="测试"
        )
    door.step_in(Actor())
    client = Client()
    client.cookies[settings.SESSION_KEY_COOKIE] = key
    return client
