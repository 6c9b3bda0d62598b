"""Talks as they were given: entered once, said to be otherwise by whoever was not there, taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qinqing.domains.advice import events, queries
from qinqing.domains.advice.models import Talk, TalkItem, TalkListing, TalkSpeaker
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.domains.advice.terms import TalkWay
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.models import Officer
from qinqing.kernel import door, idempotency, numbering, search
from qinqing.kernel import events as kernel_events
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.ui import formats

TALK = "talk"
LATE: Final = timedelta(days=30)
"""What is entered later than this is marked."""
ONE_TALK_AT_AN_HOUR = retry_on("talk_speaker_once")


@dataclass(frozen=True, slots=True)
class Given:
    """What is entered of a talk; the enterprises by their ids, the other officers who spoke by theirs."""

    way: TalkWay
    begins_at: datetime
    minutes: int
    came: int
    items: Collection[int]
    enterprises: Collection[int]
    place: str = ""
    asked: str = ""
    with_officers: Sequence[int] = ()

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.minutes)


def record_talk(*, author: Author, given: Given, now: datetime) -> Talk:
    """Enter a talk that one gave, alone or with others.

    Refuses one that is still to come, one at an hour at which one of them gave another (which is named), an
    item that is not there, and whoever is no officer.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Talk.objects.get(pk=first.subject_id)
    lead = officers.officer_of_person(author.actor.person_id)
    if lead is None:
        raise Refused("no_right", "宣讲由首席服务官记")
    speakers = _speakers(lead, given)
    _refuse_wrong(author, given, speakers, now)
    made = Talk.objects.create(
        public_id=numbering.new_address(), area_id=_area_of(given, lead), unit_id=lead.unit_id, lead=lead,
        way=given.way, place=given.place, begins_at=given.begins_at, ends_at=given.ends_at, came=given.came,
        asked=given.asked, recorded_by_id=lead.person_id, recorded_at=now,
        is_late=now - given.begins_at > LATE,
    )  # fmt: skip
    TalkSpeaker.objects.bulk_create(
        TalkSpeaker(
            talk=made, officer=one, person_id=one.person_id, begins_at=given.begins_at, ends_at=given.ends_at
        )
        for one in speakers
    )
    TalkItem.objects.bulk_create(TalkItem(talk=made, item_id=item) for item in sorted(set(given.items)))
    with door.as_system("advice.listing"):
        listed = list(Enterprise.objects.filter(pk__in=given.enterprises).order_by("pk"))
    TalkListing.objects.bulk_create(
        TalkListing(talk=made, enterprise=one, area_id=one.area_id, name=one.name) for one in listed
    )
    firms = [one.pk for one in listed]
    told = queries.last_titles(given.items).values()
    search.file(TALK, queries.talk_entry(made, told, [one.person_id for one in speakers], firms))
    about = [("enterprise", number) for number in firms]
    _tell(events.TalkRecorded, made, author, now, about)
    return made


def _speakers(lead: Officer, given: Given) -> list[Officer]:
    others = Officer.objects.filter(pk__in=given.with_officers, active_until_on=None).exclude(pk=lead.pk)
    return [lead, *others.select_related("person").order_by("pk")]


def _area_of(given: Given, lead: Officer) -> int:
    """Where it counts: where its first enterprise is, else where the unit of whoever gave it is."""
    with door.as_system("advice.listing"):
        found = Enterprise.objects.filter(pk__in=given.enterprises).order_by("pk")
        area = found.values_list("area_id", flat=True).first() or lead.unit.area_id
    if area is None:
        raise Refused("no_area", "请至少写一家到场的企业", "listed")
    return area


def _refuse_wrong(author: Author, given: Given, speakers: Sequence[Officer], now: datetime) -> None:
    if given.begins_at > now:
        raise Refused("to_come", "还没有讲的先不记", "begins_at")
    if not given.items:
        raise Refused("no_item", "请至少选一项讲到的政策", "items")
    if not all(queries.is_item_in_sight(author.actor, item) for item in given.items):
        raise Refused("unknown_item", "有的政策已经没有了，请重新选", "items")
    for one in speakers:
        taken = TalkSpeaker.objects.filter(
            officer=one, stands=True, begins_at__lt=given.ends_at, ends_at__gt=given.begins_at
        ).first()
        if taken is not None:
            when = formats.moment(taken.begins_at, now)
            place = Talk.objects.filter(pk=taken.talk_id).values_list("place", flat=True).first()
            where = f"，在{place}" if place else ""
            raise Refused(
                "same_hour", f"{one.person.name}那个时候已经记了一场：{when} 开始{where}", "begins_at"
            )


def withdraw_talk(*, author: Author, talk: Talk, reason: str, now: datetime) -> None:
    """Take back what was entered by mistake. Only who entered it; it counts no longer, and is still there."""
    if idempotency.first_result(author) is not None:
        return
    if "recorder" not in PERMISSIONS.relations(author.actor, talk):
        raise Refused("not_yours", "只有记这一场的人能撤回")
    kept = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if kept.withdrawn_at is not None:
        raise Refused("over", "这一场已经撤回了")
    kept.withdrawn_at, kept.withdrawal = now, reason
    kept.save(update_fields=["withdrawn_at", "withdrawal"])
    TalkSpeaker.objects.filter(talk=kept).update(stands=False)
    search.forget(TALK, [kept.pk])
    _tell(events.TalkWithdrawn, kept, author, now, [])


def deny_talk(*, author: Author, talk: Talk, enterprise_id: int, now: datetime) -> None:
    """An enterprise says that it was not there: it leaves the count, and the officers are told.

    Raises NotFound for an enterprise that is not listed or not the author's.
    """
    if idempotency.first_result(author) is not None:
        return
    rows = TalkListing.objects.select_for_update(of=("self",)).filter(talk=talk, enterprise=enterprise_id)
    kept = rows.first()
    if kept is None or "listed" not in PERMISSIONS.relations(author.actor, kept):
        raise NotFound
    if kept.denied_at is not None:
        return
    kept.denied_at, kept.denied_by_id = now, author.actor.person_id
    kept.save(update_fields=["denied_at", "denied_by"])
    _tell(events.TalkDenied, talk, author, now, [("enterprise", enterprise_id)])


def _tell(event: type, talk: Talk, author: Author, now: datetime, about: list[tuple[str, int]]) -> None:
    kernel_events.tell(
        event, subject=(TALK, talk.pk), about=about, author=author, at=now,
        record={"on": formats.full_day(formats.local_date(talk.begins_at))},
    )  # fmt: skip
