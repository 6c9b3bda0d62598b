"""Who opened covered numbers and figures on a day, and of how many enterprises: counted from the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.events import ContactPhoneRevealed, FiguresOpened
from qinqing.kernel import clock
from qinqing.kernel.models import Event

COUNTED = tuple(event.__name__ for event in (ContactPhoneRevealed, FiguresOpened))
"""What somebody opens of his own accord; who reads by a grant was let by somebody else, for a purpose."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person's day: of how many enterprises he opened something, how often, and when last."""

    person_id: int
    enterprises: int
    times: int
    last_at: datetime
    others: float | None
    """What is usual with the others, where he opened far more."""

    @property
    def reads_far_more(self) -> bool:
        """Whether he opened of far more enterprises than the others."""
        return self.others is not None


@dataclass(frozen=True, slots=True)
class ReadersOfDay:
    """Everybody who opened anything on a day, the most first."""

    on: date
    readers: Sequence[Reader]
    times: int = rules.FAR_MORE
    least: int = rules.MANY

    @property
    def far_more(self) -> Sequence[Reader]:
        """Those who opened of far more enterprises than the others."""
        return [one for one in self.readers if one.reads_far_more]


def readers_of(on: date) -> ReadersOfDay:
    """Who opened what on a day, as far as the record is shown to whoever asks."""
    until = datetime.combine(on + timedelta(days=1), time(), clock.LOCAL)
    opened = Event.objects.filter(
        layer="R", at__gte=until - timedelta(days=rules.USUAL_OVER), at__lt=until, name__in=COUNTED,
        subject_kind="enterprise", actor_id__isnull=False,
    )  # fmt: skip
    days = list(
        opened.annotate(day=TruncDate("at", tzinfo=clock.LOCAL))
        .values("actor_id", "day")
        .annotate(enterprises=Count("subject_id", distinct=True), times=Count("pk"), last_at=Max("at"))
        .order_by("-enterprises", "-times", "actor_id")
    )
    own = [row for row in days if row["day"] == on]
    lately = [(row["actor_id"], row["enterprises"]) for row in days]
    far_more = rules.far_more({row["actor_id"]: row["enterprises"] for row in own}, lately)
    readers = [
        Reader(
            row["actor_id"], row["enterprises"], row["times"], row["last_at"],
            far_more.get(row["actor_id"]),
        )
        for row in own
    ]  # fmt: skip
    return ReadersOfDay(on, readers)
