"""What people think of the platform itself: it takes complaints and suggestions (国办函〔2026〕12号)."""

from datetime import datetime, timedelta

from qinqing.domains.accounts.events import FeedbackDealt, FeedbackGiven
from qinqing.domains.accounts.models import Feedback
from qinqing.domains.accounts.permissions import require
from qinqing.kernel import crypto, door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import NotFound, Refused

HOUR, MOST_AN_HOUR = timedelta(hours=1), 10


def give_feedback(*, author: Author, words: str, reach: str, address: str | None, now: datetime) -> Feedback:
    """Somebody says what he thinks of the platform; `reach` is how to answer him, if he likes.

    Nobody has to say who he is. Refuses more than ten an hour from one address.
    """
    me = author.actor.person_id
    with door.as_system("accounts.feedback"):
        if me is not None and (first := idempotency.first_result(author)):
            return Feedback.objects.get(pk=first.subject_id)
        recent = Feedback.objects.filter(address=address, said_at__gt=now - HOUR)
        if address is not None and recent.count() >= MOST_AN_HOUR:
            raise Refused("too_many", "这一小时里提得太多了，请过一会儿再写")
        made = Feedback.objects.create(
            words=words,
            reach=crypto.seal(reach) if reach else None,
            person_id=me,
            address=address,
            said_at=now,
        )
        by = author if me is not None else Author(system("accounts.feedback"))
        events.tell(FeedbackGiven, subject=("feedback", made.pk), author=by, at=now, layer="H")
    return made


def deal_with_feedback(*, author: Author, feedback_id: int, outcome: str, now: datetime) -> None:
    """Write down what became of it. Refuses without words, and a second time."""
    require(author.actor, "feedback.deal")
    row = Feedback.objects.select_for_update().filter(pk=feedback_id).first()
    if row is None:
        raise NotFound
    if row.dealt_at is not None:
        raise Refused("dealt", "这一条已经有人处理了")
    if not outcome.strip():
        raise Refused("missing", "请写怎么处理的", "outcome")
    row.dealt_at, row.dealt_by_id, row.outcome = now, author.actor.person_id, outcome.strip()
    row.save(update_fields=["dealt_at", "dealt_by", "outcome"])
    events.tell(FeedbackDealt, subject=("feedback", row.pk), author=author, at=now, layer="H")
