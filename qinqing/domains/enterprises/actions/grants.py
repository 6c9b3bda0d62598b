"""Letting a leader or the head of a unit read some figures of an enterprise, for a purpose, for a time."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.events import FiguresGranted, FiguresGrantEnded, GrantedFiguresOpened
from qinqing.domains.enterprises.models import Enterprise, FiguresGrant
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.terms import HeldAs, Measure
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.ui import formats

LONGEST = timedelta(days=90)


def grant_figures(
    *,
    author: Author,
    enterprise: Enterprise,
    person: Person,
    held_as: HeldAs,
    measures: Collection[Measure],
    purpose: str,
    until_on: date,
    now: datetime,
) -> FiguresGrant:
    """Somebody may read these figures until the end of a day, as long as he is what he holds it as.

    Whether he is that now, whoever calls has looked. Refuses whoever does not keep the enterprise, a grant to
    oneself, a purpose that says nothing, and a day that is past or more than 90 days ahead.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return FiguresGrant.objects.get(pk=first.made("grant_id"))
    if "keeper" not in PERMISSIONS.relations(author.actor, enterprise):
        raise Refused("not_keeper", "只有协调这家企业的人可以授权")
    if person.pk == author.actor.person_id:
        raise Refused("own", "不能授权给自己，自己要看请登记查看", "who")
    if len(purpose) < 4:
        raise Refused("purpose", "写明用来做什么，例如“研究它的用地诉求”", "purpose")
    today = clock.local(now).date()
    if not today <= until_on <= today + LONGEST:
        raise Refused("until", f"截止日期要在今天以后、{LONGEST.days} 天以内", "until_on")
    assert author.actor.person_id is not None, "a person grants"
    row = FiguresGrant.objects.create(
        enterprise=enterprise, person=person, held_as=held_as.value,
        measures=[one.value for one in Measure if one in measures], purpose=purpose, from_at=now,
        until_at=_end_of(until_on), granted_by_id=author.actor.person_id,
    )  # fmt: skip
    _tell(FiguresGranted, row, person.name, author, now)
    return row


def end_grant(*, author: Author, grant: FiguresGrant, now: datetime) -> None:
    """He may no longer read them. Refuses whoever does not keep the enterprise; Conflict where it ended."""
    if "keeper" not in PERMISSIONS.relations(author.actor, grant.enterprise):
        raise Refused("not_keeper", "只有协调这家企业的人可以收回授权")
    ending = FiguresGrant.objects.filter(pk=grant.pk, ended_at=None, until_at__gt=now)
    if not ending.update(ended_at=now):
        raise Conflict("这次授权已经结束了")
    _tell(FiguresGrantEnded, grant, grant.person.name, author, now)


def open_granted(*, author: Author, grant: FiguresGrant, now: datetime) -> None:
    """Record that whoever holds the grant reads the figures now; the enterprise sees it.

    Raises NotFound for another's grant, and for one that gives nothing any more.
    """
    holds = grant.person_id == author.actor.person_id and grant.enterprise_id in author.actor.ids("granted")
    if not holds or grant.ended_at is not None or grant.until_at <= now:
        raise NotFound
    _tell(GrantedFiguresOpened, grant, grant.person.name, author, now)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.LOCAL)


def _tell(event: type, row: FiguresGrant, person: str, author: Author, now: datetime) -> None:
    events.tell(
        event,
        subject=("figures_grant", row.pk),
        about=[("enterprise", row.enterprise_id)],
        author=author,
        at=now,
        record={
            "grant_id": row.pk,
            "enterprise_id": row.enterprise_id,
            "enterprise": row.enterprise.name,
            "person": person,
            "held_as": HeldAs.label_of(row.held_as),
            "measures": "、".join(map(Measure.label_of, row.measures)),
            "day": formats.full_day(clock.local(row.until_at - timedelta(seconds=1)).date()),
            "purpose": row.purpose,
        },
    )
