"""Beginning and ending of what an area decides for a time; two persons have said so before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from qinqing.domains.problems.models import Dated
from qinqing.kernel import events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats

Row = TypeVar("Row", bound=Dated)


class Subject(NamedTuple):
    """What a proposal is about: whose area, by which key it waits once, how it is called."""

    area_id: int
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Deed:
    """A rule is let hold: by whom, whose proposal it was, from which day, when."""

    author: Author
    written_by_id: int
    on: date
    now: datetime

    @property
    def proposer(self) -> dict[str, int]:
        """For the record: the one who confirms is the event's own actor."""
        return {"proposed_by": self.written_by_id}


def begin(area_id: int, from_on: date, replaces: Dated | None) -> None:
    """Let something begin in an area on a day; what it replaces there ends on that day.

    Refuses a day before the replaced one began. Raises Conflict where that one has been replaced or ended
    meanwhile.
    """
    if replaces is not None and replaces.area_id == area_id:
        end(replaces, from_on)


def end(row: Dated, on: date) -> None:
    """Let it hold no longer from a day on. Refuses a day before it began; Conflict where it has an end."""
    kept = type(row).objects.select_for_update().get(pk=row.pk)  # type: ignore[attr-defined]
    refuse_end(kept, on)
    kept.valid_until_on = on
    kept.save(update_fields=["valid_until_on"])


def refuse_end(row: Dated, on: date) -> None:
    """Why a row cannot end on a day."""
    if row.valid_until_on is not None:
        raise Conflict("这一条刚才已经改写或停用了，请看最新的那一条")
    if on < row.valid_from_on:
        raise Refused("too_early", f"不能早于它开始用的那天（{formats.full_day(row.valid_from_on)}）", "on")


def refuse_replacing(row: Dated | None, area_id: int, from_on: date) -> None:
    """Why a row cannot give its place to another of its area from a day on."""
    if row is not None and row.area_id == area_id:
        refuse_end(row, from_on)


def own_area(row: Dated, because: str) -> int:
    """The area that decided it. Refuses what came with the release."""
    if row.area_id is None:
        raise Refused("no_right", because, "area")
    return row.area_id


@dataclass(frozen=True, slots=True)
class Ending(Generic[Row]):
    """How the rows of one kind end: where one is found, by which key it waits, how it is called and under
    which word of the record, what it says, which event tells of it.
    """

    find: Callable[[Any], Row]
    key: Callable[[Row], str]
    called: Callable[[Row], str]
    word: str
    said: Callable[[Row], dict[str, Any]]
    event: type
    subject_kind: str
    foreign: str = "这一条不是您的区域写的，可以改写成本区域的"

    def subject(self, facts: Any) -> Subject:
        """What is to end. Refuses what came with the release."""
        row = self.find(facts)
        return Subject(own_area(row, self.foreign), self.key(row), self.called(row))

    def before(self, facts: Any, today: date) -> dict[str, Any]:
        """What it says."""
        return self.said(self.find(facts))

    def refuse(self, facts: Any, day: date, today: date) -> None:
        """Refuses a day before it began; Conflict where it has an end."""
        refuse_end(self.find(facts), day)

    def put(self, facts: Any, deed: Deed) -> None:
        """It holds no longer from a day on."""
        row = self.find(facts)
        end(row, deed.on)
        record = {self.word: self.called(row), "on": deed.on.isoformat(), **deed.proposer}
        subject = (self.subject_kind, row.pk)
        events.tell(self.event, subject=subject, author=deed.author, at=deed.now, record=record)
