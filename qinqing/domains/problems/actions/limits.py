"""Limits of an area, with the day from which they hold. Clocks that run keep the limit they started with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.actions.dated import Deed, Subject
from qinqing.domains.problems.events import LimitEnded, LimitSet
from qinqing.domains.problems.limits import refused_amount
from qinqing.domains.problems.queries.limits import limit_holding, limit_row
from qinqing.kernel import events
from qinqing.kernel.models import DatedSetting
from qinqing.kernel.refusals import Refused
from qinqing.kernel.settings import ENDED
from qinqing.ui import formats

LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """How long, or how often, in the unit of the limit; and by which document."""

    key: str
    amount: int
    area_id: int
    source: str


@dataclass(frozen=True, slots=True)
class EndLimit:
    """The area is to have no limit of its own any more."""

    key: str
    area_id: int


def limit_subject(facts: LimitFacts | EndLimit) -> Subject:
    """The limit of the area."""
    return Subject(facts.area_id, f"limit:{facts.key}", limit_row(facts.key).name)


def limit_before(facts: LimitFacts | EndLimit, today: date) -> dict[str, Any] | None:
    """What holds in the area today."""
    holds = limit_holding(limit_row(facts.key), facts.area_id, today)
    return {
        "key": facts.key,
        "amount": holds.limit.amount,
        "area_id": facts.area_id,
        "source": holds.source,
    }


def refuse_limit(facts: LimitFacts, day: date, today: date) -> None:
    """Refuses an amount that makes no sense for this clock, a day that has passed and a day for which one is
    written already."""
    if reason := refused_amount(limit_row(facts.key), facts.amount):
        raise Refused("amount", reason, "amount")
    _refuse_day(facts.key, facts.area_id, day, today, "from_on")


def refuse_end_limit(facts: EndLimit, day: date, today: date) -> None:
    """Refuses a day as setting one does."""
    _refuse_day(facts.key, facts.area_id, day, today, "on")


def put_limit(facts: LimitFacts, deed: Deed) -> None:
    """Let a limit hold in an area from a day on."""
    value = f"{facts.amount}{limit_row(facts.key).unit}"
    made = _written(facts.key, facts.area_id, value, deed.on, facts.source)
    record = {"limit": facts.key, "value": value, "from_on": deed.on.isoformat(), "source": facts.source}
    events.tell(
        LimitSet, subject=(LIMIT, made.pk), author=deed.author, at=deed.now, record=record | deed.proposer
    )


def put_end_limit(facts: EndLimit, deed: Deed) -> None:
    """The area goes back to what holds above it from a day on."""
    made = _written(facts.key, facts.area_id, ENDED, deed.on, "停用")
    record = {"limit": facts.key, "on": deed.on.isoformat(), **deed.proposer}
    events.tell(LimitEnded, subject=(LIMIT, made.pk), author=deed.author, at=deed.now, record=record)


def _refuse_day(key: str, area_id: int, day: date, today: date, field: str) -> None:
    if day < today:
        raise Refused("past", "不能改已经过去的日子；走完的时限按当时的算", field)
    if DatedSetting.objects.filter(key=key, area_id=area_id, effective_on=day).exists():
        raise Refused("overlap", f"这个区域{formats.full_day(day)}起的已经写过一条，请换一天", field)


def _written(key: str, area_id: int, value: str, day: date, source: str) -> DatedSetting:
    return DatedSetting.objects.create(key=key, area_id=area_id, value=value, effective_on=day, source=source)
