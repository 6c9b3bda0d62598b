"""The duty catalogue as its keeper reads it: every version, in force or not."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.queries.dated import family_of, is_in_use, kept_by
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


def duties_kept_by(actor: Actor, words: str = "", group_id: int | None = None) -> QuerySet[Duty]:
    """Every version that the actor keeps or is bound by, by category; those with every word of `words`."""
    rows = Duty.objects.filter(kept_by(actor))
    for word in words.split():
        rows = rows.filter(Q(matter__contains=word) | Q(not_this__contains=word) | Q(basis__contains=word))
    if group_id is not None:
        rows = rows.filter(category__parent=group_id)
    return rows.select_related("area", "category", "written_by").order_by("category__code", "matter", "-id")


def holding_and_not(rows: Iterable[Duty], day: date) -> tuple[Sequence[Duty], Sequence[Duty]]:
    """Those that hold on a day, somewhere, and the others: ended, not begun, or followed in every area."""
    held = list(rows)
    used = [row for row in held if is_in_use(row, day)]
    return used, [row for row in held if not is_in_use(row, day)]


def duty_for(actor: Actor, duty_id: int) -> Duty:
    """One version. Raises NotFound."""
    found = duties_kept_by(actor).filter(pk=duty_id).first()
    if found is None:
        raise NotFound
    return found


def history_of(actor: Actor, duty: Duty) -> list[Duty]:
    """All that stood or stands in the same place, in the areas the actor reads, the newest first."""
    return family_of(duty, duties_kept_by(actor))
