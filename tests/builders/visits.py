"""A person at a page: opens it, sends its forms, and how many statements that costs beyond the door's own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from qinqing.domains.accounts.models import Person
from qinqing.kernel import clock
from tests.builders.browsers import signed_in

DOORS_OWN = 3
"""Savepoint, the session's one statement, release."""


class Visit:
    """Somebody signed in, with the clock standing still."""

    def __init__(self, person: Person, now: datetime) -> None:
        self.client = signed_in(person, now)
        self.now = now

    def get(self, path: str) -> HttpResponse:
        with clock.set_to(self.now):
            return self.client.get(path)  # type: ignore[no-any-return]

    def text(self, path: str) -> str:
        """What the page says, without its markup."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return words_of(answer)

    def post(self, path: str, **fields: Any) -> HttpResponse:
        with clock.set_to(self.now):
            return self.client.post(path, fields)  # type: ignore[no-any-return]

    def step(self, public_id: str, step: str, **fields: Any) -> HttpResponse:
        """Send the form of a step, as any browser would, with or without script."""
        return self.post(f"/problems/{public_id}/step/{step}/", **fields)

    @contextmanager
    def at_most(self, statements: int, path: str) -> Iterator[str]:
        """The page, with what the process keeps already read; fails where it asks the database more often."""
        self.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = self.get(path)
        found = "\n".join(one["sql"][:200] for one in asked.captured_queries)
        assert len(asked) - DOORS_OWN <= statements, found
        yield words_of(answer)


def words_of(answer: HttpResponse) -> str:
    """The words of a page in their order, spaces single."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
