"""Codes as whoever plays a demo world reads them: sent by the worker's own act, read from the outbox."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.test import override_settings

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import ConfirmationCode
from qinqing.kernel import door, sending


@contextmanager
def codes_sent(folder: Path, *, by_phone: bool = True, by_mail: bool = False) -> Iterator[None]:
    """Within the block codes are asked for, and what would leave stands in an outbox."""
    with override_settings(
        SMS="console" if by_phone else "",
        CODES_BY_MAIL=by_mail,
        EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend",
        OUTBOX=folder / "outbox.json",
    ):
        yield


def delivered(now: datetime) -> str:
    """What the worker does with all that waits, and the code of the last message."""
    with door.as_system("tests.send"):
        for row in ConfirmationCode.objects.filter(sent_at=None, failed_at=None):
            actions.send_code(code_id=row.pk, now=now)
    return last_code()


def last_code() -> str:
    """The code of the last message in the outbox."""
    found = re.search(r"\b\d{6}\b", sending.outbox()[0].text)
    assert found
    return found[0]


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"
