"""No deadline passes in silence: for each there is one of met, ended late and breached, however long
the machine slept.

Problems live through the working calendar of three years, sped up and neglected at random, and are swept by a
worker that stands still for hours or days, looks twice, or looks at a clock that runs a day behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from qinqing.domains.problems.terms import ClockKind
from qinqing.lib.ledger import Entry, Kind, Status, due_of
from tests.builders.problems_in_memory import CALENDAR, Story
from tests.properties.test_problem_histories import STARTS, ProblemHistory
from tests.sizes import size

FIRST = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
THREE_YEARS = 3 * 365 - 120
"""The last ones begin early enough to end within the years that are known."""
STEPS = 25


@dataclass(frozen=True)
class Run:
    """One run of a clock: all that was written of the clock until the run ended, or until the last look."""

    lines: tuple[Entry, ...]
    ended_at: datetime
    runs_on: bool = False

    @property
    def recorded(self) -> int:
        """How often this run was recorded as breached."""
        return sum(line.kind is Kind.BREACH for line in self.lines[self._begun :])

    @property
    def recorded_before(self) -> bool:
        return any(line.kind is Kind.BREACH for line in self.lines[: self._begun])

    @property
    def _begun(self) -> int:
        return max(n for n, line in enumerate(self.lines) if line.kind in {Kind.START, Kind.REOPEN})

    def was_over(self, look: datetime) -> bool:
        """Whether its date had come when the worker looked, by what had been written by then."""
        before = [line for line in self.lines if line.at < look and line.kind is not Kind.BREACH]
        if not before or before[0].kind is not Kind.START or self.begun_at >= look:
            return False
        state = due_of(before, CALENDAR, look)
        if state.status is not Status.RUNNING or state.due_at is None or state.due_at > look:
            return False
        # What was over and recorded before it went on is over as it was.
        return state.due_at > self.begun_at or not self.recorded_before

    @property
    def begun_at(self) -> datetime:
        return self.lines[self._begun].at


def runs(story: Story, last: datetime) -> Iterator[Run]:
    """Every run of every clock that has a date, ended or still running when the worker looked last."""
    for clock in dict.fromkeys(
        line.clock for line in story.case.ledger if line.clock != ClockKind.EXPERIENCE
    ):
        written: list[Entry] = []
        for line in (line for line in story.case.ledger if line.clock == clock):
            if line.kind is Kind.STOP:
                yield Run(tuple(written), line.at)
            written.append(line)
        if written[-1].kind is not Kind.STOP:
            yield Run(tuple(written), last, runs_on=True)


def lived(rng: Random, *, swept: bool = True) -> tuple[Story, list[datetime]]:
    """A problem from its beginning for some weeks, and when the worker looked."""
    history = ProblemHistory()
    history.story.now = FIRST + timedelta(days=rng.randrange(THREE_YEARS), minutes=rng.randrange(1440))
    history.begun(present=rng.random() < 0.7, sensitive=rng.random() < 0.3, start=rng.choice(STARTS))
    looks = [history.story.now]
    for _ in range(STEPS):
        history.somebody_tries_something(rng)
        history.story.wait(hours=rng.choice([1, 3, 20, 70, 170]))
        if swept and rng.random() < 0.6:
            looks.append(look(rng, history.story))
    looks.append(look(rng, history.story) if swept else history.story.now)
    return history.story, looks


def look(rng: Random, story: Story) -> datetime:
    """The worker sweeps; once more it finds nothing, and by a clock that runs a day behind neither."""
    story.sweep()
    there = len(story.case.ledger)
    if rng.random() < 0.2:
        story.wait(days=-1).sweep().wait(days=1)
    story.sweep()
    assert len(story.case.ledger) == there, "a second look found what the first had already seen"
    return story.now


def silent(story: Story, looks: list[datetime]) -> list[Run]:
    """Those that were over at a look and not recorded, that were recorded and not over, or twice.

    What ended late before anybody looked has its record in its end. A look that catches up with several
    things may end a run by what came first; then it may have had to record the rest, or not.
    """
    return [run for run in runs(story, looks[-1]) if run.recorded not in _fitting(run, looks)]


def _fitting(run: Run, looks: list[datetime]) -> set[int]:
    over = [look for look in looks if look <= run.ended_at and run.was_over(look)]
    if over and over[0] == run.ended_at and not run.runs_on:
        return {0, 1}
    return {int(bool(over))}


def test_each_deadline_is_met_or_recorded_once_however_the_machine_sleeps() -> None:
    rng, seen, late = Random(20260104), 0, 0
    while seen < size("deadlines"):
        story, looks = lived(rng)
        assert silent(story, looks) == []
        found = list(runs(story, looks[-1]))
        seen += len(found)
        late += sum(run.recorded for run in found)
    assert late > seen // 20, "hardly anything was ever late, so nothing was shown"


def test_where_nobody_sweeps_deadlines_pass_in_silence() -> None:
    """The twin: it is the sweep that records them."""
    rng = Random(20260104)
    assert sum(len(silent(*lived(rng, swept=False))) for _ in range(30)) > 20


def test_a_breach_recorded_twice_is_found() -> None:
    """The twin of "once"."""
    rng = Random(20260104)
    for _ in range(100):
        story, looks = lived(rng)
        late = next((line for line in story.case.ledger if line.kind is Kind.BREACH), None)
        if late is not None:
            story.case.ledger.insert(story.case.ledger.index(late), replace(late))
            assert silent(story, looks)
            return
    raise AssertionError("nothing was ever late")
