"""Messages of a hotline arrive by a file: shown first, written when confirmed, once, and taken back whole."""

import json
from datetime import datetime

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import life, queries
from qinqing.domains.problems.imports import IMPORTS
from qinqing.domains.problems.models import LedgerEntry, Problem
from qinqing.domains.problems.queries.load import load
from qinqing.domains.problems.terms import Bucket, CaseState, ClockKind, Holder
from qinqing.kernel import door, imports, search
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Outcome
from qinqing.kernel.models import Event, ImportRun
from qinqing.kernel.permissions import Actor, system
from qinqing.kernel.refusals import Refused
from qinqing.lib.ledger import buckets
from tests.builders import accounts
from tests.builders.problems import Road, Town, at, town

pytestmark = pytest.mark.django_db
(PROBLEMS,) = IMPORTS
NOW = at("2026-03-02 09:30")


def message(number: int, **fields: object) -> str:
    given = {
        "id": number,
        "user": "A00074795",
        "time": "2026/2/24 11:25:05",
        "title": f"路灯不亮{number}",
        "body": "厂门口的路灯坏了",
    }
    return json.dumps({**given, **fields}, ensure_ascii=False)


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


class Desk:
    """A coordinator who imports."""

    def __init__(self, place: Town, who: str = "coordinator") -> None:
        self.place, self.who = place, who

    @property
    def author(self) -> Author:
        return Author(door.become(self.place.people[self.who].pk, NOW))

    def previewed(self, content: bytes) -> ImportRun:
        return imports.preview(
            PROBLEMS,
            author=self.author,
            content=content,
            file_name="留言.jsonl",
            area_id=self.place.area.pk,
            now=NOW,
        )

    def imported(self, content: bytes) -> ImportRun:
        return imports.confirm(PROBLEMS, author=self.author, run=self.previewed(content), now=NOW)


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(town())


def all_problems() -> list[Problem]:
    with door.as_system("tests.read"):
        return list(Problem.objects.order_by("id"))


def test_a_preview_writes_no_problem(desk: Desk) -> None:
    run = desk.previewed(lines(message(1), message(2)))
    assert (run.summary["new"], all_problems()) == (2, [])


def test_a_message_arrives_in_the_coordinators_hands_without_an_enterprise(desk: Desk) -> None:
    desk.imported(lines(message(188006)))
    (problem,) = all_problems()
    assert (problem.state, problem.holder, problem.enterprise_id) == (
        CaseState.SUBMITTED,
        Holder.COORDINATOR,
        None,
    )
    assert (problem.channel, problem.source_ref, problem.contact_name) == ("hotline", "188006", "A00074795")
    assert problem.original_at == at("2026-02-24 11:25").replace(second=5)
    assert problem.number is not None
    assert problem.number.startswith("WT260224")


def test_x_runs_from_the_original_time_and_the_accept_clock_from_the_import(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    (problem,) = all_problems()
    with door.as_system("tests.read"):
        starts = {e.clock: e for e in LedgerEntry.objects.filter(problem=problem, kind="start")}
    assert starts[ClockKind.EXPERIENCE].at == problem.original_at
    assert starts[ClockKind.ACCEPT].at == NOW
    assert problem.due_at == problem.look_at == at("2026-03-02 15:30")


def test_the_whole_wait_so_far_is_the_hubs(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    (problem,) = all_problems()
    with door.as_system("tests.read"):
        case = load(problem.pk, lock=False).case
    calendar, _ = queries.place(problem.area_id, NOW)
    parts = buckets([e for e in case.ledger if e.clock == ClockKind.EXPERIENCE], NOW, calendar)
    assert [(p.bucket, p.work_minutes) for p in parts] == [
        (Bucket.HUB, calendar.work_minutes_between(problem.original_at, NOW))
    ]


def test_a_second_import_of_the_same_file_changes_nothing(desk: Desk) -> None:
    desk.imported(lines(message(1), message(2)))
    run = desk.imported(lines(message(1), message(2), message(3)))
    assert (run.summary["new"], run.summary["same"], len(all_problems())) == (1, 2, 3)


def test_another_message_under_a_known_number_is_refused(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    run = desk.previewed(lines(message(1, time="2026/2/25 08:00:00")))
    (row,) = imports.report(run)
    assert (row.outcome, row.message) == (Outcome.REFUSED, "这个编号已经导入过另一条留言")


def test_the_import_is_one_event_a_chunk_about_every_problem(desk: Desk) -> None:
    run = desk.imported(lines(*map(message, range(1, 2004))))
    with door.as_system("tests.read"):
        told = list(Event.objects.filter(subject_kind=imports.SUBJECT, subject_id=run.pk))
        abouts = sorted(event.about.filter(kind="problem").count() for event in told)
    assert [event.name for event in told] == ["ProblemsImported"] * 3
    assert abouts == [3, 1000, 1000]


def test_undoing_takes_away_what_nobody_touched_and_keeps_the_rest(desk: Desk) -> None:
    run = desk.imported(lines(message(1), message(2)))
    touched = all_problems()[0]
    road = Road(desk.place, NOW)
    road.problem_id = touched.pk
    road.take("coordinator", "accept", enterprise=desk.place.enterprise.pk)
    with door.as_system("tests.read"):
        run = ImportRun.objects.get(pk=run.pk)
    undone = imports.undo(PROBLEMS, author=desk.author, run=run, now=NOW)
    assert (undone.summary["removed"], undone.summary["kept"]) == (1, 1)
    assert [p.pk for p in all_problems()] == [touched.pk]
    (kept,) = imports.report(undone, outcome=Outcome.KEPT)
    assert kept.line == 1
    assert "之后的记录" in kept.message


def test_what_was_taken_back_is_found_no_more_and_may_come_again(desk: Desk) -> None:
    run = desk.imported(lines(message(1)))
    imports.undo(PROBLEMS, author=desk.author, run=run, now=NOW)
    assert search.find("problem", "路灯") == []
    desk.imported(lines(message(1)))
    assert search.find("problem", "路灯") == [all_problems()[0].pk]


def test_a_named_enterprise_finds_its_message(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    (problem,) = all_problems()
    road = Road(desk.place, NOW)
    road.problem_id = problem.pk
    door.become(desk.place.people["enterprise"].pk, NOW)
    assert search.find("problem", "路灯") == []
    road.take("coordinator", "accept", enterprise=desk.place.enterprise.pk)
    door.become(desk.place.people["enterprise"].pk, NOW)
    assert search.find("problem", "路灯") == [problem.pk]


def test_the_head_imports_as_the_coordinator_does(desk: Desk) -> None:
    Desk(desk.place, "head").previewed(lines(message(1)))


def test_only_the_areas_coordination_imports(desk: Desk) -> None:
    for who in ("officer", "handler1", "enterprise"):
        with pytest.raises(Refused):
            Desk(desk.place, who).previewed(lines(message(1)))


def test_a_coordinator_elsewhere_cannot_import_here(desk: Desk) -> None:
    elsewhere = accounts.a_person("许楷", Role.COORDINATOR, area=accounts.an_area())
    desk.place.people["elsewhere"] = elsewhere
    with pytest.raises(Refused, match="不归您协调"):
        Desk(desk.place, "elsewhere").previewed(lines(message(1)))


def test_the_command_line_imports_as_the_system(desk: Desk) -> None:
    by_system = Author(system("qinqing.import"))
    door.step_in(by_system.actor)
    run = imports.preview(
        PROBLEMS,
        author=by_system,
        content=lines(message(1)),
        file_name="x",
        area_id=desk.place.area.pk,
        now=NOW,
    )
    imports.confirm(PROBLEMS, author=by_system, run=run, now=NOW)
    door.step_in(Actor())
    assert len(all_problems()) == 1


def test_an_imported_problem_has_an_owner_and_a_date(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    with door.as_system("tests.read"):
        assert queries.orphans(NOW) == []


def test_the_accept_clock_of_a_message_falls_due_like_any_other(desk: Desk) -> None:
    desk.imported(lines(message(1)))
    road = Road(desk.place, datetime.fromisoformat("2026-03-02T17:00:00+08:00"))
    road.problem_id = all_problems()[0].pk
    road.swept()
    with door.as_system("tests.read"):
        breach = LedgerEntry.objects.get(problem=road.problem_id, kind="breach")
        case = load(road.problem_id, lock=False).case
    assert breach.minutes == 90
    assert life.due_of_clock(
        case, ClockKind.ACCEPT, None, queries.place(case.area_id, road.now)[0], road.now
    ) == at("2026-03-02 15:30")
