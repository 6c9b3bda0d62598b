"""Who is told that an edition waits for a second pair of eyes, and which enterprises what concerns them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import events, queries
from qinqing.domains.policies.models import Edition, KeptMatch, PolicyItem
from qinqing.domains.policies.terms import Standing
from qinqing.kernel.notices import Notice


def _item(event: Any) -> PolicyItem:
    return PolicyItem.objects.select_related("policy").get(pk=event.policy_item_id)


def _url(event: Any) -> str:
    return reverse("policies:one", args=[_item(event).public_id])


def _checkers(event: Any, now: datetime) -> Iterable[int]:
    """Whoever edits policies of the area, without him who wrote this."""
    people = accounts.people_of_area(_item(event).policy.area_id, Role.POLICY_EDITOR, now)
    return sorted({person.pk for person in people} - {event.actor_id})


def _drafter(event: Any, now: datetime) -> Iterable[int]:
    return [event.drafted_by_id] if event.drafted_by_id else []


def _gained(event: events.MatchesChanged) -> list[int]:
    return [*event.fits, *event.nearly]


def _speakers(event: Any, items: Iterable[int]) -> Iterable[int]:
    """Who speaks for the enterprise and wants to be told of the classes of these items."""
    people = enterprises.speakers([event.enterprise_id])[event.enterprise_id]
    classes = Edition.objects.filter(item__in=list(items)).values_list("benefit_class", flat=True)
    return queries.wanting(people, sorted(set(classes)))


def _own(event: events.MatchesChanged, now: datetime) -> Iterable[int]:
    return _speakers(event, _gained(event)) if _gained(event) else []


def _pushed_to(event: events.ItemPushed, now: datetime) -> Iterable[int]:
    return enterprises.speakers([event.enterprise_id])[event.enterprise_id]


def _its_officer(event: events.MatchesChanged, now: datetime) -> Iterable[int]:
    """Where something of the enterprise's own changed; of an item they are told once, by the item."""
    if event.by_item or not _gained(event):
        return []
    found = officers.present_officer(event.enterprise_id, now)
    return [] if found is None else [found]


def _officers(event: events.ItemMatched, now: datetime) -> Iterable[int]:
    rows = KeptMatch.objects.filter(edition__item=event.policy_item_id, standing=Standing.FITS)
    found = officers.present_officers(list(rows.values_list("enterprise", flat=True)), now)
    return sorted({one.person_id for one in found.values()})


def _speaks(event: Any, person_id: int, now: datetime) -> bool:
    return person_id in enterprises.speakers([event.enterprise_id])[event.enterprise_id]


def _for(event: Any) -> str:
    return reverse(
        "policies:for", args=[enterprises.named([event.enterprise_id])[event.enterprise_id].public_id]
    )


def _counts(event: events.MatchesChanged) -> dict[str, object]:
    return {"fits": len(event.fits), "nearly": len(event.nearly)}


NOTICES = (
    Notice(
        key="policies.matched",
        event=events.MatchesChanged,
        to=_own,
        say="政策比对有了新结果：多了 {fits} 项能申请的，{nearly} 项差一点的",
        url=_for,
        facts=_counts,
        still_concerns=_speaks,
    ),
    Notice(
        key="policies.matched_served",
        event=events.MatchesChanged,
        to=_its_officer,
        say="您服务的一家企业，政策比对有了新结果：多了 {fits} 项能申请的，{nearly} 项差一点的",
        url=_for,
        facts=_counts,
        level="calm",
    ),
    Notice(
        key="policies.item_matched",
        event=events.ItemMatched,
        to=_officers,
        say="有一项政策，您服务的企业里有能申请的，请看名单",
        url=lambda event: reverse("policies:concerned", args=[_item(event).public_id]),
    ),
    Notice(
        key="policies.pushed",
        event=events.ItemPushed,
        to=_pushed_to,
        say="有一项政策推送给贵公司，请看",
        url=_url,
        still_concerns=_speaks,
    ),
    Notice(
        key="policies.sent",
        event=events.EditionSent,
        to=_checkers,
        say="有一项政策等您复核",
        url=_url,
    ),
    Notice(
        key="policies.returned",
        event=events.EditionReturned,
        to=_drafter,
        say="您起草的一项政策退回来了，请看原因",
        url=_url,
    ),
    Notice(
        key="policies.published",
        event=events.EditionPublished,
        to=_drafter,
        say="您起草的一项政策复核通过，发布了",
        url=_url,
        level="calm",
    ),
)
