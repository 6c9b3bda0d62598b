"""Events, who hears them, and the jobs that are started by name."""

import ast
import dataclasses
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterable
from functools import reduce

import pytest

from qinqing.config import wiring, worker
from qinqing.domains.inbox.terms import Level
from qinqing.kernel import declared, notices
from tests.contracts.source import DESKS, ROOMS, Source, sources

EVENTS = {
    event: room
    for room in ROOMS
    for module in declared.modules("events")
    if module.__name__.split(".")[2] == room
    for name, event in vars(module).items()
    if inspect.isclass(event) and event.__module__ == module.__name__ and not name.startswith("_")
}
"""Every event, and the room that tells it."""
FLOOR = {room: floor for floor, room in enumerate(ROOMS)}


def test_no_two_events_share_a_name() -> None:
    names = [event.__name__ for event in EVENTS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_a_frozen_record_that_says_what_happened(event: type) -> None:
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert event.__doc__
    assert not event.__doc__.startswith(f"{event.__name__}(")


def names_told(files: Iterable[Source]) -> set[str]:
    """Every name that a file outside `events` mentions: an event nobody mentions is never told."""
    return {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for source in files
        if source.room is not None and source.file != "events"
        for node in source.nodes
        if isinstance(node, ast.Attribute | ast.Name)
    }


def test_every_event_is_told_by_somebody() -> None:
    told = names_told(sources())
    assert [event.__name__ for event in EVENTS if event.__name__ not in told] == []


# --- hearing -----------------------------------------------------------


def sideways(arrows: Iterable[tuple[type, str]]) -> list[str]:
    """Hearers that do not stand above the room whose event they hear."""
    return [
        f"{event.__name__} → {room}"
        for event, room in arrows
        if FLOOR.get(room, len(FLOOR)) <= FLOOR[EVENTS[event]]
    ]


def arrows() -> list[tuple[type, str]]:
    return [
        (event, module.__name__.split(".")[2])
        for module in declared.modules("hears")
        for event in module.HEARS
    ]


def test_an_event_is_heard_above_only() -> None:
    assert sideways(arrows()) == []


def test_hearing_an_event_from_above_is_seen() -> None:
    event = next(event for event, room in EVENTS.items() if room == "problems")
    assert sideways([(event, "officers"), (event, "problems")]) != []


def test_every_hearer_takes_the_event_and_the_moment() -> None:
    heard = [
        hearer for module in declared.modules("hears") for found in module.HEARS.values() for hearer in found
    ]
    assert [h.__qualname__ for h in heard if len(inspect.signature(h).parameters) != 2] == []


def test_every_hearer_has_a_name_of_its_own() -> None:
    """A delivery is remembered under event and hearer; two hearers of one name would be one."""
    for event, found in wiring.collect().items():
        names = [f"{hearer.__module__}.{hearer.__qualname__}" for hearer in found]
        assert sorted(names) == sorted(set(names)), event


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_names_what_its_room_hears(room: str) -> None:
    card = importlib.import_module(f"qinqing.domains.{room}").__doc__ or ""
    heard = {event.__name__ for event, hearer in arrows() if hearer == room}
    assert {name for name in heard if name not in card} == set()


@pytest.mark.parametrize("notice", notices.notices(), ids=lambda notice: notice.key)
def test_a_notice_is_of_an_event_of_its_own_room_or_below(notice: notices.Notice) -> None:
    module = inspect.getmodule(notice.to)
    assert module is not None
    assert FLOOR[EVENTS[notice.event]] <= FLOOR[module.__name__.split(".")[2]]


@pytest.mark.parametrize("notice", notices.notices(), ids=lambda notice: notice.key)
def test_a_notice_presses_in_a_way_the_inbox_knows(notice: notices.Notice) -> None:
    """The inbox's table refuses any other, and the message would never arrive."""
    assert notice.level in Level.values()


# --- jobs --------------------------------------------------------------


def started(files: Iterable[Source]) -> set[str]:
    """The names of jobs that some file starts; a constant is looked up in its module."""
    found = set()
    for source in files:
        for node in source.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("jobs.start", "start_job"):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    found.add(str(name.value))
                else:
                    module = importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
                    found.add(reduce(getattr, ast.unparse(name).split("."), module))
    return found


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The names of all jobs the worker knows."""
    return {name for name in worker.app.tasks if "procrastinate." not in name}


def test_every_job_that_is_started_exists(known: set[str]) -> None:
    assert started(sources()) - known == set()


def test_a_job_that_does_not_exist_is_seen(known: set[str]) -> None:
    planted = Source("qinqing/domains/planted/actions.py", "jobs.start('problems.rematch', id=1)")
    assert started([planted]) - known == {"problems.rematch"}


def test_a_job_is_named_after_its_room_or_desk(known: set[str]) -> None:
    homes = {"kernel", *ROOMS, *DESKS}
    assert {name for name in known if name.split(".")[0] not in homes} == set()


# --- what a process loads ----------------------------------------------

HEAVY = (
    "numpy", "scipy", "ortools", "typst", "python_calamine", "docx", "lxml", "docxtpl", "openpyxl", "pandas",
    "pypinyin", "xlsxwriter",
)  # fmt: skip


def loaded_by(modules: str) -> set[str]:
    """Every module a fresh process has loaded after importing these."""
    run = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def unwanted(loaded: set[str]) -> set[str]:
    """What a web process has no use for: heavy libraries and the worker's jobs."""
    rooms = {f"qinqing.domains.{room}.jobs" for room in ROOMS}
    rooms |= {f"qinqing.desks.{desk}.jobs" for desk in DESKS}
    return {name for name in loaded if name.split(".")[0] in HEAVY or name in rooms}


def test_the_web_process_loads_no_jobs_and_nothing_heavy() -> None:
    """Neither when it starts nor with the first request, which reads the addresses and so all pages."""
    loaded = loaded_by("qinqing.config.web")
    assert "qinqing.domains.problems.actions" in loaded
    assert unwanted(loaded) == set()


def test_a_job_loaded_by_mistake_is_seen() -> None:
    assert unwanted({"numpy.linalg", "qinqing.domains.problems.jobs", "django"}) == {
        "numpy.linalg",
        "qinqing.domains.problems.jobs",
    }


def test_the_command_line_answers_without_loading_django() -> None:
    assert "django" not in loaded_by("qinqing.cli")
