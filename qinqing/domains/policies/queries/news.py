"""What happened lately to the policies that somebody works with: editors by item, others by enterprise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel.addresses import path_to
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor

MOST_NEWS: Final = 8
LOOKED_THROUGH: Final = 4
"""So many events are looked through for each that is shown."""
_SAYS: Final[Mapping[str, str]] = {
    "EditionSent": "第 {edition} 版交来复核",
    "EditionReturned": "第 {edition} 版退回来了",
    "EditionPublished": "第 {edition} 版发布了",
    "ItemStopped": "{on} 起停止执行",
}
"""What an editor hears of items of his areas; drafts are their author's own."""


@dataclass(frozen=True, slots=True)
class PolicyNews:
    """One thing that happened: of what, in words, where it opens, when."""

    title: str
    says: str
    href: str
    at: datetime


def news_for(actor: Actor) -> list[PolicyNews]:
    """The last things that others did to items of an editor's areas, and what became of judging the
    enterprises that one serves or belongs to; one statement each."""
    found: list[PolicyNews] = []
    if actor.ids(Role.POLICY_EDITOR):
        found += _of_items(actor)
    if actor.roles & {Role.OFFICER, Role.ENTERPRISE_USER}:
        found += _of_enterprises(actor)
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_NEWS]


def _of_items(actor: Actor) -> list[PolicyNews]:
    item = PolicyItem.objects.filter(pk=OuterRef("subject_id"))
    edited = PolicyItem.objects.filter(policy__area__in=actor.ids(Role.POLICY_EDITOR))
    rows = Event.objects.filter(
        subject_kind="policy_item", subject_id__in=edited.values("pk"), name__in=list(_SAYS)
    )
    columns = rows.order_by("-id").values_list(
        Subquery(item.values("public_id")), "name", "record", "at", "subject_id", "actor_id"
    )
    last: dict[int, PolicyNews | None] = {}
    for address, name, record, at, number, by in columns[: MOST_NEWS * LOOKED_THROUGH]:
        news = PolicyNews(
            record["title"], _SAYS[name].format_map(record), path_to("policies:one", address), at
        )
        last.setdefault(number, news if by != actor.person_id else None)
    return [one for one in last.values() if one is not None]


def _of_enterprises(actor: Actor) -> list[PolicyNews]:
    mine = {*actor.ids("member"), *(actor.ids("served") if Role.OFFICER in actor.roles else ())}
    if not mine:
        return []
    enterprise = Enterprise.objects.filter(pk=OuterRef("subject_id"))
    rows = Event.objects.filter(
        name="MatchesChanged", subject_kind="enterprise", subject_id__in=mine
    ).exclude(record__fits=[], record__nearly=[])
    columns = rows.order_by("-id").values_list(
        "subject_id",
        Subquery(enterprise.values("name")),
        Subquery(enterprise.values("public_id")),
        "record",
        "at",
    )
    last: dict[int, PolicyNews] = {}
    for number, name, address, record, at in columns[: MOST_NEWS * LOOKED_THROUGH]:
        if name is not None:
            last.setdefault(number, PolicyNews(name, _said(record), path_to("policies:for", address), at))
    return list(last.values())


def _said(record: Mapping[str, list[int]]) -> str:
    parts = ((len(record["fits"]), "{} 项能申请的政策"), (len(record["nearly"]), "{} 项差一点的"))
    return "多了 " + "、".join(text.format(many) for many, text in parts if many)
