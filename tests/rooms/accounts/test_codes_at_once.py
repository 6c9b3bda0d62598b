"""Two at the same moment: one takes the code, one is sent one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.actions import Confirmation, Confirming, codes
from qinqing.domains.accounts.models import ConfirmationCode
from qinqing.domains.accounts.rules import Reach
from qinqing.domains.accounts.terms import CodePurpose, CodeWay
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders.codes import codes_sent, delivered

ABOUT = Confirming(CodePurpose.RAISE, "7", Reach(CodeWay.PHONE, "13911113333"))
HELD_BACK = 1.0  # how long one waits for another whom a lock keeps from coming
LATE = 60.0  # how long for one whom nothing keeps, and who comes as soon as the machine lets him
Meet = Callable[[Callable[..., object]], Callable[..., object]]


@pytest.fixture(autouse=True)
def _real(fresh_database: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    with django_db_blocker.unblock(), codes_sent(tmp_path):
        yield


def meeting(act: Callable[..., Any], patience: float) -> Callable[..., Any]:
    """The same act, begun by two at once where both come so far."""
    together = Barrier(2)

    def met(*given: Any, **more: Any) -> Any:
        with suppress(BrokenBarrierError):
            together.wait(patience)
        return act(*given, **more)

    return met


def both(act: Callable[[int], object]) -> list[str]:
    """What became of two who act at once: done, or the code of the refusal."""

    def run(number: int) -> str:
        try:
            with transaction.atomic():
                act(number)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, range(2)))


def taken(monkeypatch: pytest.MonkeyPatch, now: datetime, patience: float) -> list[str]:
    with transaction.atomic():
        stub = actions.ask_code(about=ABOUT, author=Author(Actor()), network=None, now=now)
        confirmation = Confirmation(stub, delivered(now))
    monkeypatch.setattr(codes, "_digest", meeting(codes._digest, patience))
    return both(lambda number: actions.take_code(about=ABOUT, confirmation=confirmation, now=now))


def asked(monkeypatch: pytest.MonkeyPatch, now: datetime, patience: float) -> int:
    monkeypatch.setattr(codes, "_asked", meeting(codes._asked, patience))
    both(lambda n: actions.ask_code(about=ABOUT, author=Author(Actor()), network=f"10.0.0.{n}", now=now))
    with transaction.atomic(), door.as_system("test"):
        return ConfirmationCode.objects.count()


def test_of_two_who_type_it_at_once_one_is_in(monkeypatch: pytest.MonkeyPatch, monday: datetime) -> None:
    assert taken(monkeypatch, monday, HELD_BACK) == ["code_used", "done"]


def test_without_the_lock_both_would_be(monkeypatch: pytest.MonkeyPatch, monday: datetime) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **given: rows)
    assert taken(monkeypatch, monday, LATE) == ["done", "done"]


def test_of_two_who_ask_at_once_one_is_sent_a_code(monkeypatch: pytest.MonkeyPatch, monday: datetime) -> None:
    assert asked(monkeypatch, monday, HELD_BACK) == 1


def test_without_that_lock_both_would_get_one(monkeypatch: pytest.MonkeyPatch, monday: datetime) -> None:
    monkeypatch.setattr(codes, "one_at_a_time", lambda what: None)
    assert asked(monkeypatch, monday, LATE) == 2
