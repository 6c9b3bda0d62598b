"""How many problems one enterprise raises within an hour: more than any enterprise has are no problems."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from qinqing.kernel import idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import TooFast

HOUR = timedelta(hours=1)
_OLDEST = "select raised_within(%s::bigint, %s::boolean, %s::timestamptz, %s::integer)"


def refuse_too_fast(*, author: Author, enterprise_id: int, now: datetime) -> None:
    """Refuse whoever raises, signed in or by program, more than the enterprise may within an hour.

    A form that was sent before is not one more. What came by the enterprise's link is counted apart: whoever
    holds the link must not shut out the enterprise itself.
    """
    too_fast = too_many(enterprise_id, now, by_link=False)
    if too_fast is not None and idempotency.first_result(author) is None:
        raise too_fast


def too_many(enterprise_id: int, now: datetime, *, by_link: bool) -> TooFast | None:
    """How to refuse one more problem of an enterprise, by its link or otherwise; None where there is room."""
    most = settings.RAISED_PER_HOUR
    if most == 0:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, [enterprise_id, by_link, now - HOUR, most])
        oldest: datetime | None = cursor.fetchone()[0]
    if oldest is None:
        return None
    return TooFast("这一小时里提得太多了，请过一会儿再试；急事请打 12345", oldest + HOUR - now)
