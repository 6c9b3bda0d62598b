"""What several rooms know of one enterprise, put together for one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import queries as claims
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise, RaiseLink, RollEntry
from qinqing.domains.enterprises.queries import (
    Chosen,
    ContactShown,
    EditShown,
    FiguresShown,
    GrantShown,
    MergerShown,
    TitleShown,
)
from qinqing.domains.enterprises.terms import HeldAs
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.models import Pairing
from qinqing.domains.officers.queries import ServingShown
from qinqing.domains.problems import queries as problems
from qinqing.domains.problems.queries import ProblemRow
from qinqing.kernel import clock, door, timeline
from qinqing.kernel.permissions import Actor
from qinqing.kernel.timeline import Entry

PROBLEM = "problem"
SUBJECTS = (
    "enterprise", "assignment", "absence", "import_run", "question", "talk", PROBLEM, claims.CLAIM,
)  # fmt: skip
"""The kinds of things whose events make an enterprise's story."""


_NARROWED = ("q", "area", "industry", "type", "size", "title", "roll", "key", "dormant", "struck", "served")


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """What of an address narrows the list."""
    return {name: given[name] for name in _NARROWED if given.get(name)}


def chosen(given: Mapping[str, str], now: datetime) -> tuple[Chosen, Q | None]:
    """What the list is narrowed to by an address: in the register, and by who serves."""
    narrowed = Chosen(
        words=given.get("q", "")[:60],
        area=given.get("area", ""),
        industry=given.get("industry", ""),
        type=given.get("type", ""),
        size=given.get("size", ""),
        title=given.get("title", ""),
        roll=given.get("roll", ""),
        dormant=given.get("dormant") == "1",
        struck=given.get("struck") == "1",
        day=clock.local(now).date(),
        key_only=given.get("key") == "1",
    )
    return narrowed, officers.without_officer(now) if given.get("served") == "no" else None


@dataclass(frozen=True, slots=True)
class EnterpriseFile:
    """One enterprise from all sides, as far as this reader may see them."""

    enterprise: Enterprise
    relations: frozenset[str]
    why: str
    former_names: list[str]
    contacts: list[ContactShown]
    former_contacts: int
    serving: list[ServingShown]
    leader: Pairing | None
    story: list[Entry]
    names: dict[int, str]
    open_problems: list[ProblemRow]
    ended_problems: int
    figures: FiguresShown
    grants: list[GrantShown]
    mergers: list[MergerShown]
    titles: list[TitleShown]
    rolls: list[RollEntry]
    raise_link: RaiseLink | None
    edit: EditShown | None
    waiting: frozenset[int]
    """The contacts' people who have chosen no password yet."""


def enterprise_file(actor: Actor, public_id: str, now: datetime) -> EnterpriseFile:
    """The file of an enterprise; raises Enterprise.DoesNotExist out of sight, too."""
    found = enterprises.enterprise_for(actor, public_id)
    relations = enterprises.relations_to(actor, found)
    contacts = enterprises.contacts_shown(actor, found, former=True)
    family = enterprises.family(found.pk)
    of_grants = relations & {"keeper", "member"}
    subjects = (*SUBJECTS, "figures_grant") if of_grants else SUBJECTS
    story = _seen(
        actor, timeline.of("enterprise", family, subjects=subjects, layers=_layers(actor, relations))
    )
    return EnterpriseFile(
        enterprise=found,
        relations=relations,
        why=enterprises.why_visible(actor, found),
        former_names=enterprises.former_names(found),
        contacts=[contact for contact in contacts if contact.until_at is None],
        former_contacts=sum(contact.until_at is not None for contact in contacts),
        serving=officers.officer_of([found.pk], now)[found.pk],
        leader=officers.leaders_of([found.pk], now).get(found.pk),
        story=story,
        names=accounts.names_of(number for one in story for number in (one.actor_id, one.acting_for_id)),
        open_problems=list(problems.open_page(actor, Q(enterprise__in=family)).rows),
        ended_problems=problems.problems_visible_to(actor)
        .filter(enterprise__in=family, state="closed")
        .count(),
        figures=enterprises.figures_of(actor, found, family, now),
        grants=enterprises.grants_of(found, family, now) if of_grants else [],
        mergers=enterprises.mergers_of(actor, found),
        titles=enterprises.titles_of(found, clock.local(now).date()),
        rolls=enterprises.rolls_of(found, clock.local(now).date()),
        raise_link=enterprises.raise_link_of(found, now),
        edit=enterprises.last_edit_of(actor, found),
        waiting=accounts.without_password([one.person_id for one in contacts if one.person_id is not None])
        if relations & {"keeper", "main_contact", "served"}
        else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What goes on at an enterprise that is to be struck off: how many problems, who serves it, by which card
    it still raises."""

    problems: int
    serving: list[ServingShown]
    leader: Pairing | None
    raise_link: RaiseLink | None

    @property
    def names(self) -> str:
        """Who serves it: `江明远、杨志`."""
        return "、".join(one.name for one in self.serving)


def still_open(actor: Actor, enterprise: Enterprise, now: datetime) -> StillOpen:
    """The same of one enterprise that the actor keeps, and of those merged into it."""
    family = enterprises.family(enterprise.pk)
    return StillOpen(
        problems=problems.problems_visible_to(actor).filter(enterprise__in=family, is_open=True).count(),
        serving=officers.officer_of([enterprise.pk], now)[enterprise.pk],
        leader=officers.leaders_of([enterprise.pk], now).get(enterprise.pk),
        raise_link=enterprises.raise_link_of(enterprise, now),
    )


@dataclass(frozen=True, slots=True)
class InCharge:
    """Somebody who may be given figures of an enterprise, by a key of the form and as what."""

    person: Person
    held_as: HeldAs
    label: str

    @property
    def key(self) -> str:
        """How a form names him."""
        return f"{self.held_as}-{self.person.pk}"


def may_be_given(actor: Actor, enterprise: Enterprise, now: datetime) -> list[InCharge]:
    """Whom a keeper may let read figures: the leaders of the enterprise's area, the paired one first, and the
    heads of the units that have something of it to work on; never himself."""
    with door.as_system("figures.in_charge"):
        leaders = list(accounts.people_of_area(enterprise.area_id, Role.LEADER, now))
        pairing = officers.leaders_of([enterprise.pk], now).get(enterprise.pk)
        heads = problems.heads_at_work_for(enterprises.family(enterprise.pk), now)
    paired = pairing.leader_id if pairing else None
    found = [
        InCharge(
            one, HeldAs.LEADER, f"{one.name}（包联领导）" if one.pk == paired else f"{one.name}（分管领导）"
        )
        for one in sorted(leaders, key=lambda one: one.pk != paired)
    ]
    found += [InCharge(one, HeldAs.UNIT_HEAD, f"{one.name}（{unit}负责人）") for one, unit in heads]
    return [one for one in found if one.person.pk != actor.person_id]


def _seen(actor: Actor, story: list[Entry]) -> list[Entry]:
    """Without what is about problems and claims that this reader does not see: he may see but some."""
    rows = {PROBLEM: problems.problems_visible_to(actor), claims.CLAIM: claims.claims_visible_to(actor)}
    seen = set()
    for kind, visible in rows.items():
        numbers = {entry.subject[1] for entry in story if entry.subject[0] == kind}
        if numbers:
            seen |= {(kind, number) for number in visible.filter(pk__in=numbers).values_list("pk", flat=True)}
    return [entry for entry in story if entry.subject[0] not in rows or entry.subject in seen]


def own_enterprises(actor: Actor) -> list[Enterprise]:
    """The enterprises the actor speaks for."""
    return enterprises.own_enterprises(actor)


def serving_of(rows: Sequence[Enterprise], now: datetime) -> dict[int, list[ServingShown]]:
    """Who serves each enterprise of a page of the list."""
    return officers.officer_of([row.pk for row in rows], now)


def _layers(actor: Actor, relations: frozenset[str]) -> tuple[str, ...]:
    """An enterprise reads what concerns it, staff also what they did among themselves, keepers everything."""
    if "keeper" in relations:
        return ("E", "H", "R")
    return ("E", "H") if actor.roles - {Role.SIGNED_IN, Role.ENTERPRISE_USER} else ("E",)
