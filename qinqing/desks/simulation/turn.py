"""A place where it is somebody's turn: what a habit may ask, and how it says what will be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from qinqing.desks.simulation.cast import Cast
from qinqing.desks.simulation.fates import Fate
from qinqing.desks.simulation.sayings import Sayings, said
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.terms import CITED_RESULTS, Result, Way
from qinqing.lib.workdays import Calendar

WAKES, SLEEPS = 8, 21
"""Enterprises write between these hours."""
GENERAL_CITATION: Final = "相关主管部门现行规定"


@dataclass(frozen=True, slots=True)
class Deed:
    """One step to come: when, by whom, which, and what is given; about the task, if `on_task`."""

    at: datetime
    who: str
    step: str
    given: Mapping[str, Any]
    on_task: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A problem, or one of its tasks, that has just come to stand somewhere."""

    fate: Fate
    problem: Problem
    task: Task | None
    at: datetime
    calendar: Calendar
    rng: Random
    sayings: Sayings
    cast: Cast
    done: set[str]
    unit_name: str
    contact: str

    def marked(self, *marks: str) -> bool:
        return any(mark in self.fate.marks for mark in marks)

    def once(self, mark: str) -> bool:
        """Whether the mark stands and was not used yet; it is used now."""
        if mark not in self.fate.marks or mark in self.done:
            return False
        self.done.add(mark)
        return True

    def rests(self, *places: str) -> bool:
        """Whether everybody is to let it lie here: in its last round of dissatisfaction."""
        return self.fate.rests_in in places and self.problem.redo_count >= self.fate.disputes

    def soon(self, least: int, most: int) -> datetime:
        """Within so many working minutes; where a scene is set, at once."""
        least, most = (3, 15) if self.fate.is_brisk else (least, most)
        return self.calendar.add_work_minutes(self.at, self.rng.randint(least, most)).at

    def on_day(self, days: int, since: datetime | None = None) -> datetime:
        """Some time of business on the working day so many days later."""
        day = self.calendar.workday_from(self.calendar.local(since or self.at).date(), days)
        return self.calendar.add_work_minutes(self.calendar.opening(day), self.rng.randint(5, 400)).at

    def awake(self, least: int, most: int) -> datetime:
        """Within so many hours, at a time when people of an enterprise write."""
        if self.fate.is_brisk:
            return self.soon(3, 15)
        at = self.at + timedelta(minutes=self.rng.randint(60 * least, 60 * most))
        local = self.calendar.local(at)
        return at if WAKES <= local.hour < SLEEPS else at + timedelta(hours=(WAKES - local.hour) % 24)

    def does(self, at: datetime, who: str, step: str, **given: Any) -> Deed:
        """Somebody takes a step of the problem."""
        return Deed(at, who, step, given)

    def handles(self, at: datetime, who: str, step: str, **given: Any) -> Deed:
        """Somebody takes a step of the task."""
        return Deed(at, who, step, given, on_task=True)

    def spoken(self, at: datetime) -> dict[str, Any]:
        """That somebody spoke with the enterprise a little earlier."""
        way = self.rng.choice((Way.PHONE, Way.PHONE, Way.SITE, Way.ONLINE))
        return {"contact_way": way, "contact_with": self.contact, "contact_at": at - timedelta(minutes=8)}

    def day_of(self, at: datetime) -> date:
        return self.calendar.local(at).date()

    @property
    def citation(self) -> str:
        return self.fate.text.citation or GENERAL_CITATION

    def answer(self, result: Result, at: datetime) -> str:
        """The public answer, with a date that a plan can keep."""
        today = self.day_of(at)
        return self.sayings.answer(
            self.fate.text, result, today, unit=self.unit_name, contact=self.contact,
            planned=said(self.planned_on(at)),
        )  # fmt: skip

    def cited(self, result: Result) -> dict[str, str]:
        """The citation, where the result needs one."""
        return {"citation": self.citation} if result in CITED_RESULTS else {}

    def planned_on(self, at: datetime) -> date:
        """By when something that is planned will be done."""
        return self.calendar.workday_from(self.day_of(at), 6)
