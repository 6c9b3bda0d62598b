"""What somebody takes away is what his list shows, neither more nor less."""

import re

import pytest
from django.db import transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.exports.permissions import TAKERS
from qinqing.domains.problems.models import Problem
from qinqing.kernel import door
from tests.builders.personas import PERSONAS, STRANGERS, Crowd, undone
from tests.doors.access_matrix import PROBLEMS

WHO = [who for who in PERSONAS if who not in STRANGERS]
NUMBER = re.compile(r"WT\d{11}")


def exported(crowd: Crowd, who: str) -> set[str]:
    """The numbers of the problems in somebody's file of everything; none where he may take none away."""
    with undone():
        kind = "own_problems" if Role.ENTERPRISE_USER in crowd.actor(who).roles else "problems"
        answer = crowd.client(who).post(f"/exports/new/{kind}/?whole=1", {"format": "csv"})
        return set(NUMBER.findall(b"".join(answer).decode())) if answer.status_code == 200 else set()


@pytest.mark.parametrize("who", WHO)
def test_a_file_holds_the_problems_that_its_taker_sees(who: str, crowd: Crowd) -> None:
    with transaction.atomic(), door.as_system("tests.read"):
        rows = Problem.objects.in_bulk(crowd.problems.values())
    taker = bool(set(TAKERS) & crowd.actor(who).roles)
    names = (name for name, number in crowd.problems.items() if rows[number].number)
    sees = {rows[crowd.problems[name]].number for name in names if name in PROBLEMS and who in PROBLEMS[name]}
    found = exported(crowd, who) & {
        rows[crowd.problems[name]].number for name in crowd.problems if name in PROBLEMS
    }
    assert found == (sees if taker else set())
