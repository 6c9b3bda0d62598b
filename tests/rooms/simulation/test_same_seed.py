"""The same seed and the same moment make the same history."""

import hashlib

from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.simulation.demo import Size, build_demo
from qinqing.domains.accounts.models import Person
from qinqing.domains.problems.models import Task
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.models import Event
from tests.builders.problems import at
from tests.builders.worker import working

NOW = at("2026-07-14 10:30")
TINY = Size(days=40, taken_up=40, enterprises=45, problems=8, scenes=())


def story(seed: int, server: Server) -> str:
    """A whole history, without what is drawn anew each time: ids, numbers, addresses, the password."""
    with working(server):
        build_demo(seed, NOW, TINY)
        names = dict(Person.objects.values_list("id", "name"))
        told = [
            (event.name, event.at.isoformat(), event.role, event.rule, names.get(event.actor_id or 0, ""))
            for event in Event.objects.filter(subject_kind="problem").order_by("id")
        ]
        answers = list(Task.objects.order_by("id").values_list("state", "part", "answer", "unit__code"))
    return hashlib.sha256(repr((told, answers)).encode()).hexdigest()


def test_the_same_seed_plays_the_same_history(
    server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        first, second = story(1, server), story(1, server)
    assert first == second
