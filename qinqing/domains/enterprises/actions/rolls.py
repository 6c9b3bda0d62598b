"""The lists themselves: made, renamed, retired, in use again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from qinqing.domains.enterprises.events import RollRenamed, RollRestored, RollRetired
from qinqing.domains.enterprises.models import Roll
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.terms import RollKind
from qinqing.kernel import clock, events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats

FARTHEST = timedelta(days=366)


def make_roll(*, author: Author, kind: RollKind, name: str, area_id: int) -> Roll:
    """A new list of an area; gives the one there is under the same name."""
    if not keeps_area(author.actor, area_id):
        raise Refused("foreign_area", "这个区域不归您协调", "area_id")
    return Roll.objects.get_or_create(kind=kind, name=name, area_id=area_id)[0]


def rename_roll(*, author: Author, roll: Roll, name: str, now: datetime) -> Roll:
    """The list is called otherwise from now on; what was written under its former name stays as it was.

    Refuses another's list, a name that is no other and one that a list of the same kind and area bears.
    """
    kept = _held(author, roll)
    if name == kept.name:
        raise Refused("same", "和现在的名称一样", "name")
    was, kept.name = kept.name, name
    try:
        with transaction.atomic():
            kept.save(update_fields=["name"])
    except IntegrityError:
        raise Refused("taken", f"这个区域已经有一份“{name}”", "name") from None
    _tell(RollRenamed, kept, author, now, {"was": was, "name": name})
    return kept


def retire_roll(*, author: Author, roll: Roll, from_on: date, reason: str, now: datetime) -> Roll:
    """From a day on nobody is on the list and no form offers it; who was on it until then stays told.

    Refuses another's list, one that is retired, and a day more than a year ahead.
    """
    kept = _held(author, roll)
    if kept.retired_on is not None:
        raise Conflict(f"“{kept.name}”刚才已经停用了")
    if from_on > clock.local(now).date() + FARTHEST:
        raise Refused("too_late", "停用日期要在一年以内", "from_on")
    kept.retired_on, kept.retired_reason = from_on, reason
    kept.save(update_fields=["retired_on", "retired_reason"])
    record = {"name": kept.name, "day": formats.full_day(from_on), "reason": reason}
    _tell(RollRetired, kept, author, now, record)
    return kept


def restore_roll(*, author: Author, roll: Roll, now: datetime) -> Roll:
    """The list is in use as if it had never been retired: whoever was on it is on it."""
    kept = _held(author, roll)
    if kept.retired_on is None:
        raise Conflict(f"“{kept.name}”在用，没有停用")
    kept.retired_on, kept.retired_reason = None, ""
    kept.save(update_fields=["retired_on", "retired_reason"])
    _tell(RollRestored, kept, author, now, {"name": kept.name})
    return kept


def _held(author: Author, roll: Roll) -> Roll:
    kept = Roll.objects.select_for_update().get(pk=roll.pk)
    if not keeps_area(author.actor, kept.area_id):
        raise Refused("foreign_area", "这份名单不归您协调")
    return kept


def _tell(event: type, roll: Roll, author: Author, now: datetime, record: Mapping[str, object]) -> None:
    events.tell(event, subject=("roll", roll.pk), author=author, at=now, layer="H", record=record)
