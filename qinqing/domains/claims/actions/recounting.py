"""The calendar has changed: the dates of claims that run are counted anew, and each says why it moved."""

from datetime import datetime
from functools import cache
from typing import Final

from django.db import transaction

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.claims import events, queries
from qinqing.domains.claims.actions.moving import tell
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.queries import Place
from qinqing.domains.claims.terms import ClaimState
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import bulk, calendar
from qinqing.kernel.calendar import Change
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from qinqing.lib.ledger import Recalculation, moved
from qinqing.lib.workdays import Calendar

RECOUNT: Final = "claims.recount"
AT_ONCE: Final = 200
_RECOUNTER: Final = Author(system(RECOUNT))


def recount_dates(event_id: int, now: datetime) -> int:
    """Count the dates anew that a change of the calendar reaches; gives how many claims it moved.

    Runs as the system; a second time it moves nothing.
    """
    record = Event.objects.get(pk=event_id).record
    change = Change.of_record(record)
    calendar.forget()
    reached = Claim.objects.filter(is_open=True)
    if change.area_id is not None:
        reached = reached.filter(area__in=accounts.area_and_below(change.area_id))
    before = cache(lambda area_id: calendar.calendar_before(accounts.areas_upward(area_id), change))
    count = 0
    for some in bulk.chunks(list(reached.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        with transaction.atomic():
            held = Claim.objects.select_for_update(of=("self",)).filter(pk__in=some, is_open=True)
            for claim in held.select_related("edition").order_by("pk"):
                count += _recount(claim, before(claim.area_id), record["because"], now)
    return count


def _recount(claim: Claim, was: Calendar, because: str, now: datetime) -> bool:
    """Count one claim anew; gives whether a date of it moved, or would have but for being too near."""
    around = queries.place(claim.area_id, now)
    told = []
    notice = _notice_anew(claim, was, around.calendar, now)
    if notice is not None and notice.applied:
        claim.notice_until_at = notice.due_at
        told.append((f"公示期满的日子：{notice.sentence(because, around.calendar)}"[:300], True))
    found = _counted_anew(claim, was, around, now)
    said = found.sentence(because, around.calendar)[:300] if found is not None else ""
    if found is not None and said != claim.moved:
        claim.moved = said
        if found.applied:
            claim.due_at = found.due_at
            claim.late_told_at = None if found.due_at > now else claim.late_told_at
            if claim.state == ClaimState.NOTICE:
                claim.notice_until_at = found.due_at
        told.append((said, found.applied))
    if not told:
        return False
    claim.version += 1
    claim.save()
    for moved_, applied in told:
        tell(events.ClaimDateMoved, claim, _RECOUNTER, now, {"moved": moved_, "applied": applied})
    return True


def _counted_anew(claim: Claim, was: Calendar, around: Place, now: datetime) -> Recalculation | None:
    """What becomes of the date of a claim; None where the change does not reach it."""
    before, after = queries.counted(claim, was), queries.counted(claim, around.calendar)
    if claim.due_at is None or before is None or after is None or before == after:
        return None
    return moved(claim.due_at, after, around.calendar, now)


def _notice_anew(claim: Claim, was: Calendar, days: Calendar, now: datetime) -> Recalculation | None:
    """While an objection is looked into the notice runs on to its own day, which moves like any other."""
    if claim.state != ClaimState.OBJECTED or claim.decided_at is None or claim.notice_until_at is None:
        return None
    limits = queries.place(claim.area_id, claim.decided_at).limits
    count = limits.of(ClaimState.NOTICE, ClaimMode.of(claim.edition.mode), claim.edition.days).days
    before, after = (one.add_workdays(claim.decided_at, count).at for one in (was, days))
    return moved(claim.notice_until_at, after, days, now) if before != after else None
