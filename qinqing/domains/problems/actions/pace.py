"""How many problems one enterprise raises within an hour: more than any enterprise has are no problems."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import Channel
from qinqing.kernel import door, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import TooFast

HOUR = timedelta(hours=1)
BY_LINK = Q(channel=Channel.LINK)


def refuse_too_fast(*, author: Author, enterprise_id: int, now: datetime) -> None:
    """Refuse whoever raises, signed in or by program, more than the enterprise may within an hour.

    A form that was sent before is not one more. What came by the enterprise's link is counted apart: whoever
    holds the link must not shut out the enterprise itself.
    """
    too_fast = too_many(enterprise_id, ~BY_LINK, now)
    if too_fast is not None and idempotency.first_result(author) is None:
        raise too_fast


def too_many(enterprise_id: int, which: Q, now: datetime) -> TooFast | None:
    """How to refuse one more of these problems of an enterprise; None where there is room."""
    most = settings.RAISED_PER_HOUR
    if most == 0:
        return None
    with door.as_system("problems.pace"):
        of_hour = Problem.objects.filter(which, enterprise=enterprise_id, submitted_at__gt=now - HOUR)
        moments = of_hour.order_by("-submitted_at").values_list("submitted_at", flat=True)
        oldest = next(iter(moments[most - 1 : most]), None)
    if oldest is None:
        return None
    return TooFast("这一小时里提得太多了，请过一会儿再试；急事请打 12345", oldest + HOUR - now)
