"""Rows of lists: what is drawn and said of each."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.queries.lists import TaskRow
from qinqing.domains.problems.queries.standing import Today
from qinqing.domains.problems.tables import next_of, task_ruler
from qinqing.domains.problems.terms import ClockKind, Part, TaskState
from qinqing.kernel.permissions import Actor
from tests.builders.problems_in_memory import CALENDAR

MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""2026-03-02 09:30 in China."""
IN_SEVEN = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
HANDLER = Actor(person_id=1, roles=frozenset({Role.HANDLER}))
HEAD = Actor(person_id=2, roles=frozenset({Role.UNIT_HEAD}))


def a_row(**known: object) -> TaskRow:
    empty = dict.fromkeys(TaskRow._fields)
    given = {
        "part": Part.LEAD, "state": TaskState.ACCEPTED, "opened_at": MONDAY, "due_at": IN_SEVEN,
        "finish_at": IN_SEVEN, "in_rework": False, "contacted": True, "handler": "张立",
        "drafted_by_id": None,
    }  # fmt: skip
    return TaskRow(**{**empty, **given, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "7 天用 0 天"),
        (1, "7 天用 1 天"),
        (9, "7 天用 7 天"),
        (10, "7 天全用，超 1 天"),
        (21, "7 天全用，超 8 天"),
    ],
)
def test_the_ruler_counts_working_days(days: int, says: str) -> None:
    drawn = task_ruler(a_row(), Today.of(CALENDAR, MONDAY + timedelta(days=days)))
    assert f'aria-label="{says}"' in drawn


def test_a_redo_shows_only_what_is_left() -> None:
    drawn = task_ruler(a_row(in_rework=True), Today.of(CALENDAR, MONDAY))
    assert 'aria-label="重办，还剩 7 个工作日"' in drawn
    assert "qq-d-used" not in drawn


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (a_row(state=TaskState.PENDING, handler=None), ("签收", "任一承办人", "签收")),
        (a_row(contacted=False), ("首次联系", "张立", "记联系")),
        (a_row(contacted=False, part=Part.PARALLEL), ("联系企业", "张立", "记联系")),
        (a_row(due_at=MONDAY), ("阶段答复", "张立", "阶段答复")),
        (a_row(), ("答复", "张立", "答复")),
        (a_row(state=TaskState.REWORK, in_rework=True), ("重办后再答复", "张立", "答复")),
        (a_row(part=Part.ASSIST, contacted=False), ("给主办意见", "张立", "写意见")),
        (a_row(state=TaskState.SIGN_OFF), ("审签", "负责人", "看")),
    ],
)
def test_a_row_names_the_next_step_and_who_takes_it(row: TaskRow, said: tuple[str, str, str]) -> None:
    assert next_of(row, HANDLER) == said


def test_a_head_signs_what_another_drafted_and_reads_what_he_drafted() -> None:
    assert next_of(a_row(state=TaskState.SIGN_OFF, drafted_by_id=1), HEAD)[2] == "审签"
    assert next_of(a_row(state=TaskState.SIGN_OFF, drafted_by_id=2), HEAD)[2] == "看"


def test_the_clock_of_dispatching_is_not_called_like_a_parallel_part() -> None:
    """A word has one English: of two things by one name one would be called as the other."""
    assert ClockKind.DISPATCH.label != Part.PARALLEL.label
