"""Talks: given by whom, to whom, about what; and which enterprises a pasted list names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice.models import Talk, TalkItem, TalkListing, TalkQuerySet, TalkSpeaker
from qinqing.domains.advice.permissions import LISTINGS, OVERSEERS, PERMISSIONS, TALKS
from qinqing.domains.advice.queries.questions import PAGE, titles_of
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

MOST_PASTED: Final = 500


def talks_visible_to(actor: Actor) -> TalkQuerySet:
    """Every talk the actor may read."""
    return Talk.objects.filter(TALKS.scope(actor)).select_related("unit", "area")


def talk_addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these talks that the actor sees, by their ids."""
    return dict(talks_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk as a list shows it; how many were there is not said to whoever sees only some of them."""

    talk: Talk
    speakers: str
    items: str
    enterprises: int | None


@dataclass(frozen=True)
class TalkPage:
    """One page of talks, and what the next one starts after; '' on the last."""

    rows: list[TalkRow]
    after: str


def talks_page(actor: Actor, after: int | None = None) -> TalkPage:
    """Those that stand, the last entered first."""
    newest = talks_visible_to(actor).standing().order_by("-pk")
    rows = list((newest.filter(pk__lt=after) if after is not None else newest)[: PAGE + 1])
    return TalkPage(_rows(actor, rows[:PAGE]), str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def _rows(actor: Actor, talks: Sequence[Talk]) -> list[TalkRow]:
    numbers = [one.pk for one in talks]
    speakers = list(TalkSpeaker.objects.filter(talk__in=numbers).values_list("talk", "person").order_by("pk"))
    names = accounts.names_of(person for _, person in speakers)
    items = list(TalkItem.objects.filter(talk__in=numbers).values_list("talk", "item").order_by("pk"))
    titles = titles_of(actor, (item for _, item in items))
    listings = TalkListing.objects.filter(LISTINGS.scope(actor), talk__in=numbers, denied_at=None)
    listed = list(listings.values_list("talk", flat=True))
    return [
        TalkRow(
            one,
            "、".join(names.get(person, "") for talk, person in speakers if talk == one.pk),
            "、".join(titles.get(item, "") for talk, item in items if talk == one.pk),
            listed.count(one.pk) if _sees_all(actor, one, speakers) else None,
        )
        for one in talks
    ]


def _sees_all(actor: Actor, talk: Talk, speakers: Sequence[tuple[int, int]]) -> bool:
    """Whether the actor sees all who were there: he spoke, or answers for the place."""
    oversees = any(talk.area_id in actor.ids(role) for role in OVERSEERS)
    return oversees or (talk.pk, actor.person_id) in speakers


@dataclass(frozen=True)
class TalkRead:
    """A talk with who spoke, about what, and which of the enterprises this actor may know of: whoever gave it
    knows how many were there for good, and by name those he has to do with now (`named`)."""

    talk: Talk
    speakers: list[str]
    items: list[tuple[str, str]]
    listings: list[TalkListing]
    named: list[TalkListing]
    relations: frozenset[str]


def talk_read(actor: Actor, public_id: str) -> TalkRead:
    """One talk. Raises NotFound for absent and unseen alike."""
    talk = talk_for(actor, public_id)
    people = list(talk.speakers.order_by("pk").values_list("person", flat=True))
    names = accounts.names_of(people)
    items = list(talk.items.order_by("pk").values_list("item", "item__public_id"))
    titles = titles_of(actor, (item for item, _ in items))
    listings = list(TalkListing.objects.filter(LISTINGS.scope(actor), talk=talk).order_by("name", "pk"))
    seen = enterprises.addresses_of(actor, [one.enterprise_id for one in listings])
    return TalkRead(
        talk,
        [names.get(person, "") for person in people],
        [(address, titles[item]) for item, address in items if item in titles],
        listings,
        [one for one in listings if one.enterprise_id in seen],
        PERMISSIONS.relations(actor, talk),
    )


def talk_for(actor: Actor, public_id: str) -> Talk:
    """One talk. Raises NotFound for absent and unseen alike."""
    found = talks_visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted list names: the enterprises found, and the lines that no enterprise is called by."""

    found: tuple[int, ...]
    missing: tuple[str, ...]


def pasted(text: str) -> Pasted:
    """The enterprises that lines of names or credit codes name, wherever they are: whoever gives a talk
    tells more of them than he serves."""
    lines = list(dict.fromkeys(filter(None, (line.strip(" ,，;；\t") for line in text.splitlines()))))
    read = lines[:MOST_PASTED]
    found = enterprises.meant_by(read)
    return Pasted(tuple(sorted(set(found.values()))), tuple(line for line in read if line not in found))


def may_list(actor: Actor) -> list[tuple[int, str]]:
    """The enterprises an officer serves, to tick."""
    return [(one.pk, one.name) for one in officers.served_enterprises(actor)]


def may_speak_too(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """The other officers who may have spoken."""
    own = officers.officer_of_person(actor.person_id)
    mine = own.pk if own else None
    return [(pk, words.split("，")[0]) for pk, words in officers.officer_choices(actor, now) if pk != mine]
