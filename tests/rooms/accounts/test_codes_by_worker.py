"""What the worker does with codes: what it writes down of them, and when it forgets them."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from qinqing.domains.accounts import actions, rules
from qinqing.domains.accounts.actions import Confirming
from qinqing.domains.accounts.models import ConfirmationCode
from qinqing.domains.accounts.rules import Reach
from qinqing.domains.accounts.terms import CodePurpose, CodeWay
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders.codes import codes_sent, delivered

PHONE, MAIL = "13911113333", "feng@example.cn"


@pytest.fixture(autouse=True)
def _sent(tmp_path: Path) -> Iterator[None]:
    with codes_sent(tmp_path, by_mail=True):
        yield


def ask(now: datetime, way: CodeWay, to: str) -> str:
    about = Confirming(CodePurpose.RAISE, "7", Reach(way, to))
    actions.ask_code(about=about, author=Author(Actor()), network="203.0.113.9", now=now)
    return delivered(now)


def test_neither_code_nor_number_nor_address_stands_in_the_log_or_in_a_job(
    worker: None, monday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        codes = [ask(monday, CodeWay.PHONE, PHONE), ask(monday, CodeWay.MAIL, MAIL)]
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs where task_name = %s", [actions.SEND_CODE])
        said = " ".join([caplog.text, *(args for (args,) in cursor.fetchall())])
    assert "139****3333" in said
    assert "f***@example.cn" in said
    assert '"code_id"' in said
    assert not any(secret in said for secret in (*codes, PHONE, MAIL))


def test_codes_are_forgotten_once_the_limit_of_a_day_counts_them_no_longer(
    worker: None, monday: datetime
) -> None:
    ask(monday, CodeWay.PHONE, PHONE)
    actions.forget_old(now=monday + rules.CODES_KEPT_FOR)
    assert ConfirmationCode.objects.count() == 1
    actions.forget_old(now=monday + rules.CODES_KEPT_FOR + timedelta(seconds=1))
    assert ConfirmationCode.objects.count() == 0
