"""Limits of an area, with the day from which they hold. Clocks that run keep the limit they started with."""

from datetime import date, datetime

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.events import LimitEnded, LimitSet
from qinqing.domains.problems.limits import Limited, refused_amount
from qinqing.domains.problems.queries.limits import limit_row
from qinqing.kernel import events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.models import DatedSetting
from qinqing.kernel.refusals import Refused
from qinqing.kernel.settings import ENDED
from qinqing.ui import formats

LIMIT = "limit"


def set_limit(
    *, author: Author, key: str, amount: int, area_id: int, from_on: date, source: str, now: datetime
) -> None:
    """Let a limit hold in an area from a day on.

    Refuses an area out of reach, an amount that makes no sense for this clock, a day that has passed and a
    day for which one is written already.
    """
    if idempotency.first_result(author) is not None:
        return
    row = limit_row(key)
    dated.refuse_foreign(author, area_id, "请选您协调的区域")
    if reason := refused_amount(row, amount):
        raise Refused("amount", reason, "amount")
    value = f"{amount}{row.unit}"
    made = _written(row, area_id, value, from_on, source, now)
    record = {"limit": row.key, "value": value, "from_on": from_on.isoformat(), "source": source}
    events.tell(LimitSet, subject=(LIMIT, made.pk), author=author, at=now, record=record)


def end_limit(*, author: Author, key: str, area_id: int, on: date, now: datetime) -> None:
    """The area goes back to what holds above it from a day on. Refuses as setting one does."""
    if idempotency.first_result(author) is not None:
        return
    row = limit_row(key)
    dated.refuse_foreign(author, area_id, "这个时限不是您的区域定的")
    made = _written(row, area_id, ENDED, on, "停用", now)
    record = {"limit": row.key, "on": on.isoformat()}
    events.tell(LimitEnded, subject=(LIMIT, made.pk), author=author, at=now, record=record)


def _written(row: Limited, area_id: int, value: str, day: date, source: str, now: datetime) -> DatedSetting:
    field = "on" if value == ENDED else "from_on"
    if day < formats.local_date(now):
        raise Refused("past", "不能改已经过去的日子；走完的时限按当时的算", field)
    if DatedSetting.objects.filter(key=row.key, area_id=area_id, effective_on=day).exists():
        raise Refused("overlap", f"这个区域{formats.full_day(day)}起的已经写过一条，请换一天", field)
    return DatedSetting.objects.create(
        key=row.key, area_id=area_id, value=value, effective_on=day, source=source
    )
