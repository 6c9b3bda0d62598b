"""Of two coordinators who write the same enterprise at once one wins and the other is told in words."""

from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.actions import Facts
from qinqing.domains.enterprises.imports import ENTERPRISES
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.terms import Part
from qinqing.kernel import door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.models import ImportRun
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.enterprises import a_code, an_enterprise
from tests.builders.officers import an_officer

Act = Callable[[Author], object]
CODE = a_code()


@pytest.fixture
def area(fresh_database: str) -> Area:
    with transaction.atomic():
        return accounts.an_area()


@pytest.fixture
def two(area: Area) -> list[Person]:
    with transaction.atomic():
        return [accounts.a_person(name, Role.COORDINATOR, area=area) for name in ("甲", "乙")]


def at_once(two: list[Person], acts: tuple[Act, Act], now: datetime) -> list[str]:
    """Both acts started at the same moment in threads of their own; gives what became of each."""
    barrier, outcomes = Barrier(2), ["", ""]

    def play(place: int) -> None:
        try:
            with transaction.atomic():
                author = Author(door.become(two[place].pk, now))
                barrier.wait(10)
                acts[place](author)
            outcomes[place] = "done"
        except Refused as refused:
            outcomes[place] = refused.message
        finally:
            connection.close()

    threads = [Thread(target=play, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def one_won(outcomes: list[str]) -> bool:
    return sorted(outcome == "done" for outcome in outcomes) == [False, True] and all(outcomes)


def registered() -> int:
    with transaction.atomic(), door.as_system("tests.read"):
        return Enterprise.objects.filter(credit_code=CODE).count()


def test_the_same_enterprise_is_registered_once(area: Area, two: list[Person], monday: datetime) -> None:
    def register(author: Author) -> object:
        facts = Facts("澜川同一家公司", area.pk, CODE)
        return actions.register_enterprise(author=author, facts=facts, now=monday)

    outcomes = at_once(two, (register, register), monday)
    assert one_won(outcomes), outcomes
    assert registered() == 1


def test_the_same_table_is_written_once(area: Area, two: list[Person], monday: datetime) -> None:
    table = f"企业名称,统一社会信用代码\n澜川同一家公司,{CODE}\n".encode()
    runs: list[ImportRun] = []
    for person in two:
        with transaction.atomic():
            author = Author(door.become(person.pk, monday))
            runs.append(
                imports.preview(
                    ENTERPRISES, author=author, content=table, file_name="同.csv", area_id=area.pk, now=monday
                )
            )

    def confirm(run: ImportRun) -> Act:
        return lambda author: imports.confirm(ENTERPRISES, author=author, run=run, now=monday)

    outcomes = at_once(two, (confirm(runs[0]), confirm(runs[1])), monday)
    assert one_won(outcomes), outcomes
    assert "请重新上传" in max(outcomes, key=len)
    assert registered() == 1


def test_of_two_corrections_one_is_kept(area: Area, two: list[Person], monday: datetime) -> None:
    with transaction.atomic():
        firm = an_enterprise(area, credit_code=CODE)

    def correct(address: str) -> Act:
        facts = Facts(firm.name, area.pk, CODE, address=address)
        return lambda author: actions.edit_enterprise(
            author=author, enterprise=firm, facts=facts, version=1, now=monday
        )

    assert one_won(at_once(two, (correct("甲路"), correct("乙路")), monday))


def test_one_part_is_given_to_one_officer(area: Area, two: list[Person], monday: datetime) -> None:
    with transaction.atomic():
        firm = an_enterprise(area)
        candidates = [an_officer("林晓岚"), an_officer("周俊")]

    def assign(place: int) -> Act:
        return lambda author: officers.assign_officer(
            author=author,
            officer=candidates[place],
            enterprise=firm,
            part=Part.A,
            from_on=date(2026, 3, 2),
            now=monday,
        )

    assert one_won(at_once(two, (assign(0), assign(1)), monday))
