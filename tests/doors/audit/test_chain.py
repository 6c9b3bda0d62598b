"""The audit administrator sees how far the record is sealed, what waits, and takes the heads away."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import audit, clock, door
from qinqing.kernel.database import chain
from qinqing.kernel.permissions import system
from tests.builders.accounts import a_person
from tests.builders.browsers import signed_in
from tests.conftest import Database, point_at


@pytest.fixture
def shen(fresh_database: str, monday: datetime) -> Iterator[Client]:
    """The audit administrator of a house in which nothing is sealed yet."""
    with clock.set_to(monday):
        with transaction.atomic():
            client = signed_in(a_person("申计", Role.AUDIT_ADMIN), monday)
        yield client


def seal(server: Database, database: str, now: datetime) -> int:
    point_at(server.url("qinqing_worker", database))
    with transaction.atomic():
        door.step_in(system("audit.seal"))
        count = audit.seal(now)
    point_at(server.url("qinqing_web", database))
    return count


def test_the_page_says_what_waits_and_then_how_far_it_is_sealed_and_by_which_head(
    shen: Client, server: Database, fresh_database: str, monday: datetime
) -> None:
    page = shen.get("/audit/").content.decode()
    assert "还没有头" in page
    assert "没有按时封存" in page
    count = seal(server, fresh_database, monday)
    assert count > 0
    page = shen.get("/audit/").content.decode()
    assert f"第 {count} 环" in page
    assert "没有按时封存" not in page
    kept = chain.kept_heads(shen.get("/audit/heads/").content.decode())
    assert [head.number for head, _, _ in kept.heads] == [count]
    assert kept.key.hex() in page
    assert kept.heads[0][0].digest.hex()[:8] in page


def test_older_heads_are_a_page_away(
    shen: Client, server: Database, fresh_database: str, monday: datetime
) -> None:
    for minutes in range(0, 220, 10):
        with transaction.atomic():
            a_person(f"新人{minutes}")
        seal(server, fresh_database, monday + timedelta(minutes=minutes))
    first = shen.get("/audit/").content.decode()
    oldest = chain.kept_heads(shen.get("/audit/heads/").content.decode()).heads[0][0].digest.hex()[:8]
    assert oldest not in first
    before = first.partition("?before=")[2].partition('"')[0]
    assert oldest in shen.get(f"/audit/?before={before}").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "１", "%00"])
def test_a_strange_place_in_the_list_is_no_fault(shen: Client, before: str) -> None:
    assert shen.get(f"/audit/?before={before}").status_code == 200
