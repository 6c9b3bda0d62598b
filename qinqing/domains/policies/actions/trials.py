"""A draft is tried on the enterprises of its area before anybody publishes it."""

from datetime import datetime

from qinqing.domains.policies import events, queries
from qinqing.domains.policies.actions.editions import ITEM
from qinqing.domains.policies.models import Edition, Trial
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.rules import probing
from qinqing.domains.policies.terms import EditionState
from qinqing.kernel import events as kernel_events
from qinqing.kernel import idempotency, jobs
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused

TRY = "policies.try"


def ask_for_trial(*, author: Author, edition: Edition, now: datetime) -> None:
    """Have a draft tried as it is written now; the worker does it. Once for each writing of it.

    Every trial leaves its event, and one editor makes so many a day (`rules.probing`): who moves a bound
    about to learn a figure is seen doing so, and does not get far. Refuses what is published.
    """
    if "editor" not in PERMISSIONS.relations(author.actor, edition):
        raise NotFound
    if edition.state == EditionState.PUBLISHED:
        raise Refused("published", "已发布的不用试算，看符合的企业名单")
    if idempotency.first_result(author) is not None:
        return
    Edition.objects.select_for_update().get(pk=edition.pk)
    if not Trial.objects.filter(edition=edition, version=edition.version).exists():
        today = queries.trials_today(author.actor, edition, now)
        if why := probing.refusal(today.of_item, today.of_all, today.allowed):
            raise Refused("too_many", why)
    made, new = Trial.objects.get_or_create(
        edition=edition, version=edition.version,
        defaults={"asked_by_id": author.actor.person_id, "asked_at": now},
    )  # fmt: skip
    if not new:
        return
    jobs.start(TRY, trial=made.pk)
    kernel_events.tell(
        events.EditionTried, subject=(ITEM, edition.item_id), author=author, at=now, layer="H",
        record={"title": edition.title, "edition": edition.number},
    )  # fmt: skip
