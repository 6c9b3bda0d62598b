"""Two administrators who give links to the same people at the same moment take turns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.models import OneTimeLink
from qinqing.kernel import door
from tests.builders.accounts import SYSTEM, a_person

PEOPLE = 40
AT_ONCE = 4


def test_everybody_has_one_link_and_it_is_of_a_sheet_that_was_shown(
    fresh_database: str, django_db_blocker: DjangoDbBlocker, monday: datetime
) -> None:
    together = Barrier(AT_ONCE)

    def give(turned: int) -> list[actions.PersonsLink]:
        try:
            with transaction.atomic():
                connection.ensure_connection()
                together.wait()
                people = numbers[::-1] if turned % 2 else numbers
                return actions.make_one_time_links(author=SYSTEM, people=people, now=monday)
        finally:
            connection.close()

    with django_db_blocker.unblock():
        with transaction.atomic():
            numbers = [a_person(f"{n}号").pk for n in range(PEOPLE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sheets = list(pool.map(give, range(AT_ONCE)))
        with transaction.atomic(), door.as_system("tests.read"):
            running = OneTimeLink.objects.filter(used_at=None, revoked_at=None)
            kept = list(running.values_list("person", "key_hash"))
        shown = {(one.person.pk, door.session_hash(one.key)) for sheet in sheets for one in sheet}
        with transaction.atomic():
            opened = sum(queries.one_time_link(one.key, monday) is not None for one in sheets[-1] + sheets[0])
    assert sorted(number for number, _ in kept) == sorted(numbers)
    assert set(kept) <= shown
    assert opened in (0, PEOPLE)
