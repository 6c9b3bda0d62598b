"""What was said of the platform."""

from dataclasses import dataclass

from qinqing.domains.accounts.models import Feedback
from qinqing.kernel import crypto
from qinqing.kernel.refusals import NotFound

NEWEST = 100


@dataclass(frozen=True, slots=True)
class FeedbackShown:
    """One of them, with how its author can be answered."""

    row: Feedback
    who: str
    reach: str


def feedback_page() -> list[FeedbackShown]:
    """The newest, those that wait first."""
    rows = Feedback.objects.select_related("person", "dealt_by")
    found = [*rows.filter(dealt_at=None).order_by("pk")[:NEWEST]]
    found += rows.exclude(dealt_at=None).order_by("-dealt_at")[: NEWEST - len(found)]
    return [_shown(row) for row in found]


def feedback_for(number: int) -> Feedback:
    """One of them; raises NotFound."""
    found = Feedback.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def _shown(row: Feedback) -> FeedbackShown:
    reach = crypto.unseal(row.reach) if row.reach is not None else ""
    return FeedbackShown(row, row.person.name if row.person else "没有登录的人", reach)
