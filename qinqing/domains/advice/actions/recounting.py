"""The calendar has changed: what was promised to those who asked is counted anew, and says why it moved."""

from datetime import datetime
from functools import cache
from typing import Final

from django.db import transaction

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice import queries
from qinqing.domains.advice.actions.told import tell
from qinqing.domains.advice.events import QuestionDateMoved
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.advice.terms import QuestionState, Wait
from qinqing.kernel import bulk, calendar
from qinqing.kernel.calendar import Change
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from qinqing.lib.ledger import Limit, moved
from qinqing.lib.workdays import Calendar

RECOUNT: Final = "advice.recount"
AT_ONCE: Final = 200
_RECOUNTER: Final = Author(system(RECOUNT))


def recount_dates(event_id: int, now: datetime) -> int:
    """Count the dates anew that a change of the calendar reaches; gives how many questions it moved.

    Runs as the system; a second time it moves nothing.
    """
    record = Event.objects.get(pk=event_id).record
    change = Change.of_record(record)
    calendar.forget()
    reached = Question.objects.open()
    if change.area_id is not None:
        reached = reached.filter(area__in=accounts.area_and_below(change.area_id))
    before = cache(lambda area_id: calendar.calendar_before(accounts.areas_upward(area_id), change))
    count = 0
    for some in bulk.chunks(list(reached.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        with transaction.atomic():
            for one in Question.objects.select_for_update().open().filter(pk__in=some).order_by("pk"):
                last = Exchange.objects.filter(question=one).latest("number")
                recount = _recount_word if one.state == QuestionState.ANSWERED else _recount_promise
                count += recount(one, last, before(one.area_id), record["because"], now)
    return count


def _recount_promise(one: Question, last: Exchange, was: Calendar, because: str, now: datetime) -> bool:
    """By when an answer or a call was promised."""
    days, limit = queries.calendar_at(one.area_id), Limit.parse(last.limit)
    anew = limit.due(last.asked_at, days)
    if anew.at == limit.due(last.asked_at, was).at:
        return False
    found = moved(last.due_at, anew.at, days, now)
    said = found.sentence(because, days)[:300] if found is not None else last.moved
    if found is None or said == last.moved:
        return False
    last.moved = said
    if found.applied:
        last.due_at, last.calendar_version = found.due_at, anew.calendar_version
        one.due_at = one.look_at = found.due_at
        last.breached_at = None if found.due_at > now else last.breached_at
    last.save(update_fields=["moved", "due_at", "calendar_version", "breached_at"])
    _tell(one, said, now, applied=found.applied)
    return True


def _recount_word(one: Question, last: Exchange, was: Calendar, because: str, now: datetime) -> bool:
    """By when the asker is to say whether he understood; he is never left less time without three days."""
    days = queries.calendar_at(one.area_id)
    if one.due_at is None or last.answered_at is None:
        return False
    limit = Limit.parse(queries.promised(one.area_id, Wait.WORD, last.answered_at).limit)
    before, after = limit.due(last.answered_at, was).at, limit.due(last.answered_at, days).at
    found = moved(one.due_at, after, days, now) if before != after else None
    if found is None or not found.applied:
        return False
    one.due_at = one.look_at = found.due_at
    _tell(one, found.sentence(because, days), now, applied=True)
    return True


def _tell(one: Question, said: str, now: datetime, *, applied: bool) -> None:
    one.version += 1
    one.save()
    tell(QuestionDateMoved, one, _RECOUNTER, now, more={"moved": said, "applied": applied})
