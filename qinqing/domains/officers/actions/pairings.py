"""Which leader answers for an enterprise beside its officer."""

from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.actions import refuse_struck
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.events import LeaderPaired, PairingEnded
from qinqing.domains.officers.models import Pairing
from qinqing.domains.officers.permissions import keeps_enterprise
from qinqing.kernel import clock, door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats

RULE = "officers.leader_left"


def pair_leader(
    *, author: Author, enterprise: Enterprise, leader_id: int, from_on: date, now: datetime
) -> Pairing:
    """A leader answers for an enterprise from a day on; whoever did ends on that day.

    Refuses an enterprise the author does not keep, somebody who is no leader, the one who does already, a day
    before the present one's first, and a first leader for one that was struck off.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Pairing.objects.get(pk=first.made("pairing_id"))
    _refuse_foreign(author, enterprise)
    with door.as_system("pairing.leader"):
        leader = accounts.holders(Role.LEADER, now).filter(pk=leader_id).first()
    if leader is None:
        raise Refused("no_leader", "他不是包联领导，请先由安全管理员授予角色", "leader_id")
    held = (
        Pairing.objects.select_related("leader")
        .filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on), enterprise=enterprise)
        .order_by("from_on")
        .first()
    )
    if held is None:
        refuse_struck(enterprise)
    else:
        if held.leader_id == leader.pk:
            raise Refused("already", f"{leader.name} 已经包联这家企业", "leader_id")
        if held.from_on > from_on:
            day = formats.full_day(held.from_on)
            raise Refused("too_early", f"{held.leader.name} 从 {day} 起包联，不能早于那天", "from_on")
        end_pairing(author=author.besides, pairing=held, until_on=from_on, now=now)
    try:
        row = Pairing.objects.create(leader=leader, enterprise=enterprise, from_on=from_on)
    except IntegrityError:
        raise Conflict("这家企业的包联领导刚刚被别人安排过，请看最新情况") from None
    _tell(LeaderPaired, row, leader, from_on, author, now)
    return row


def end_pairing(*, author: Author, pairing: Pairing, until_on: date, now: datetime) -> None:
    """The leader answers for the enterprise no longer; refuses a day before he began, and one that has ended.

    The same form sent twice ends once.
    """
    if idempotency.first_result(author) is not None:
        return
    _refuse_foreign(author, pairing.enterprise)
    kept = Pairing.objects.select_for_update(of=("self",)).get(pk=pairing.pk)
    if kept.until_on is not None and kept.until_on <= until_on:
        raise Refused("ended", "这段包联已经结束了", "until_on")
    if until_on < kept.from_on:
        raise Refused("too_early", f"不能早于开始的 {formats.full_day(kept.from_on)}", "until_on")
    kept.until_on = until_on
    kept.save(update_fields=["until_on"])
    _tell(PairingEnded, kept, pairing.leader, until_on, author, now)


def end_pairings_of(leader_id: int, now: datetime) -> None:
    """Somebody who is a leader no longer answers for no enterprise: from the day he left, else from today.

    By the system. Who is a leader still keeps his.
    """
    if accounts.holders(Role.LEADER, now).filter(pk=leader_id).exists():
        return
    today = clock.local(now).date()
    going = Q(until_on__isnull=True) | Q(until_on__gt=today)
    for row in Pairing.objects.filter(going, leader=leader_id).select_related("leader", "enterprise"):
        left = min(row.leader.leaves_on or today, today)
        end_pairing(author=Author(system(RULE)), pairing=row, until_on=max(left, row.from_on), now=now)


def _refuse_foreign(author: Author, enterprise: Enterprise) -> None:
    if not keeps_enterprise(author.actor, enterprise.area_id):
        raise Refused("foreign_enterprise", "这家企业不在您协调的区域里", "enterprise")


def _tell(event: type, row: Pairing, leader: Person, day: date, author: Author, now: datetime) -> None:
    record = {
        "pairing_id": row.pk,
        "leader_id": leader.pk,
        "leader": leader.name,
        "day": formats.full_day(day),
    }
    events.tell(event, subject=("enterprise", row.enterprise_id), author=author, at=now, record=record)
