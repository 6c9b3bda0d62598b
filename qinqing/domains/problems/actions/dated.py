"""Beginning and ending of what an area decides for a time."""

from datetime import date

from qinqing.domains.problems.models import Dated
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats


def begin(author: Author, area_id: int, from_on: date, replaces: Dated | None) -> None:
    """Let something begin in an area on a day; what it replaces there ends on that day.

    Refuses an area the author does not coordinate and a day before the replaced one began. Raises Conflict
    where that one has been replaced or ended meanwhile.
    """
    refuse_foreign(author, area_id, "请选您协调的区域")
    if replaces is not None and replaces.area_id == area_id:
        end(replaces, from_on)


def end(row: Dated, on: date) -> None:
    """Let it hold no longer from a day on. Refuses a day before it began; Conflict where it has an end."""
    kept = type(row).objects.select_for_update().get(pk=row.pk)  # type: ignore[attr-defined]
    if kept.valid_until_on is not None:
        raise Conflict("这一条刚才已经改写或停用了，请看最新的那一条")
    if on < kept.valid_from_on:
        raise Refused("too_early", f"不能早于它开始用的那天（{formats.full_day(kept.valid_from_on)}）", "on")
    kept.valid_until_on = on
    kept.save(update_fields=["valid_until_on"])


def refuse_foreign(author: Author, area_id: int | None, because: str) -> None:
    """Whoever keeps a rule coordinates its area."""
    if area_id not in author.actor.ids("coordinator"):
        raise Refused("no_right", because, "area")
