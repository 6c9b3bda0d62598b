"""What is known before somebody says what troubles him: for whom he may speak, and what is promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.models import Category, Duty, Problem
from qinqing.domains.problems.queries.kinds import called, group_name, offered_here
from qinqing.domains.problems.queries.lists import problems_visible_to
from qinqing.domains.problems.queries.numbers import spaced
from qinqing.domains.problems.queries.surroundings import place, root_area
from qinqing.domains.problems.rules.guess import SHOWN, Guesser, Kind
from qinqing.domains.problems.terms import UNSURE, CaseState, ClockKind, LaneClass
from qinqing.kernel import crypto
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats

MOST_FOUND: Final = 8


# --- for whom ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Raisable:
    """An enterprise somebody may speak for, with what a form need not ask again."""

    id: int
    public_id: str
    name: str
    area_id: int
    address: str
    contact_name: str = ""
    contact_phone: str = ""
    contact_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and for which enterprises; who `searches` may name any in his sight."""

    actor: Actor
    enterprises: Sequence[Raisable]
    searches: bool
    gone: str = ""
    """Why there is none, where the one he speaks for was struck off."""

    @property
    def is_own(self) -> bool:
        """Whether he speaks for his own enterprise, not on behalf of one."""
        return Role.ENTERPRISE_USER in self.actor.roles

    @property
    def choices(self) -> Mapping[str, Any]:
        """What the form may choose from."""
        known = known_kinds()
        return {
            "enterprise": [(one.public_id, one.name) for one in self.enterprises],
            "category": [(UNSURE, "说不准"), *((str(pk), name) for pk, name in known.names.items())],
        }

    def role_for(self, enterprise_id: int) -> Role:
        """In what capacity he speaks for an enterprise."""
        if self.is_own:
            return Role.ENTERPRISE_USER
        if enterprise_id in self.actor.ids("served"):
            return Role.OFFICER
        return Role.COORDINATOR if Role.COORDINATOR in self.actor.roles else Role.COORDINATION_HEAD


def speaker_of(actor: Actor, *, words: str = "", named: str = "") -> Speaker:
    """The actor as one who raises problems; `words` or an address name an enterprise of the office."""
    if Role.ENTERPRISE_USER in actor.roles:
        own = own_enterprises(actor)
        return Speaker(actor, own, searches=False, gone="" if own else _gone(actor))
    searches = bool(actor.roles & {Role.COORDINATOR, Role.COORDINATION_HEAD})
    found = served_enterprises(actor) if Role.OFFICER in actor.roles else []
    if searches:
        found += found_enterprises(actor, words)
        found += named_enterprise(actor, named) if named else []
    return Speaker(actor, list({one.id: one for one in found}.values()), searches)


def _gone(actor: Actor) -> str:
    for one in enterprises.own_enterprises(actor):
        if one.struck_on is not None:
            return f"贵企业{enterprises.struck_said(one.struck_as, one.struck_on)}，不再收新的诉求"
    return ""


def own_enterprises(actor: Actor) -> list[Raisable]:
    """The enterprises a contact speaks for, himself as the contact."""
    return [
        Raisable(*known, _masked(phone), actor.person_id)  # type: ignore[call-arg]
        for *known, phone in _OWN.rows(actor)
    ]


def _own(actor: Actor, shape: object) -> QuerySet[Enterprise, tuple[Any, ...]]:
    """His enterprises are named on both sides: a plan that starts from the register reads all of it."""
    member = actor.ids("member")
    rows = Enterprise.objects.filter(
        id__among=member,
        struck_on=None,
        contacts__enterprise__among=member,
        contacts__person=actor.person_id,
        contacts__until_at=None,
    )
    return rows.order_by("pinyin").values_list(
        "id", "public_id", "name", "area_id", "address", "contacts__name", "contacts__phone"
    )


_OWN = Compiled(_own)


def served_enterprises(actor: Actor) -> list[Raisable]:
    """The enterprises an officer serves now, each with its main contact where there is one."""
    return _with_contacts(list(officers.served_enterprises(actor)))


def found_enterprises(actor: Actor, words: str) -> list[Raisable]:
    """The enterprises in the actor's sight that answer to these words, a few of them; none for no words."""
    if not words.strip():
        return []
    return _with_contacts(enterprises.enterprises_named(actor, words, most=MOST_FOUND))


def named_enterprise(actor: Actor, public_id: str) -> list[Raisable]:
    """The enterprise of this address, if the actor sees it."""
    return _with_contacts(
        list(enterprises.enterprises_visible_to(actor).active().filter(public_id=public_id))
    )


def _with_contacts(rows: Sequence[Enterprise]) -> list[Raisable]:
    mains = (
        Contact.objects.filter(enterprise__in=[row.pk for row in rows], is_main=True, until_at=None)
        if rows
        else ()
    )
    contacts = {contact.enterprise_id: contact for contact in mains}
    return [_raisable(row, contacts.get(row.pk)) for row in rows]


def _raisable(enterprise: Enterprise, contact: Contact | None) -> Raisable:
    known = Raisable(
        enterprise.pk, enterprise.public_id, enterprise.name, enterprise.area_id, enterprise.address
    )
    if contact is None:
        return known
    return replace(
        known,
        contact_name=contact.name,
        contact_phone=_masked(contact.phone),
        contact_person_id=contact.person_id,
    )


def _masked(sealed: bytes | memoryview | None) -> str:
    return formats.masked_phone(crypto.unseal(sealed)) if sealed else ""


NOTHING_GIVEN: Final[Mapping[str, str]] = dict.fromkeys(
    ("title", "enterprise", "enterprise_words", "category", "place", "channel", "duplicate"), ""
)
"""The form as it is where only the words are said."""


# --- of what kind ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """The leaves of the catalogue: what a kind is called, what follows from it, and how it is guessed."""

    names: Mapping[int, str]
    groups: Mapping[int, str]
    guesser: Guesser

    def guesses(self, said: str) -> list[tuple[int, str]]:
        """The kinds it sounds like, as they are called here, the likeliest first."""
        found = self.guesser.guesses(said, most=len(self.guesser.kinds))
        return [(one.kind.id, self.names[one.kind.id]) for one in found if one.kind.id in self.names][:SHOWN]

    def likeliest(self, said: str) -> int | None:
        """The kind to take where nobody chose; None where none is likely enough or it is not offered."""
        kind = self.guesser.likeliest(said)
        return kind.id if kind is not None and kind.id in self.names else None

    def within(self, area_id: int | None, day: date) -> "Known":
        """Only what may be chosen in an area on a day, by the names it has there."""
        if area_id is None:
            return self
        found = {pk: holds for pk in self.names if (holds := offered_here(pk, area_id, day)) is not None}
        return Known(
            names={pk: holds.name for pk, holds in found.items()},
            groups={pk: group_name(holds.group_id) for pk, holds in found.items()},
            guesser=self.guesser,
        )


def _read_kinds() -> Known:
    matters: dict[int, list[str]] = {}
    for category, matter in Duty.objects.values_list("category_id", "matter"):
        matters.setdefault(category, []).append(matter)
    leaves = list(Category.objects.filter(children=None).select_related("parent").order_by("code"))
    kinds = [
        Kind(c.pk, c.name, c.keywords, " ".join([c.definition, *c.questions, *matters.get(c.pk, ())]))
        for c in leaves
    ]
    return Known(
        names={c.pk: called(c) for c in leaves},
        groups={c.pk: c.parent.name if c.parent else "" for c in leaves},
        guesser=Guesser(kinds),
    )


known_kinds: Kept[Known] = Kept(_read_kinds)


# --- what is promised --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon somebody accepts what is said now."""

    limit: str
    until: str


def promise_of(area_id: int | None, now: datetime) -> Promise | None:
    """What the area's limit for accepting promises at this moment; None before there is any area."""
    area_id = area_id if area_id is not None else root_area()
    if area_id is None:
        return None
    calendar, limits = place(area_id, now)
    limit = limits.of(ClockKind.ACCEPT).limit
    return Promise(spaced(limit.label), formats.moment(limit.due(now, calendar).at, now))


def usual_limit(area_id: int, lane: LaneClass, now: datetime) -> str:
    """How long a unit may take for a class of problems in an area: `7 个工作日`."""
    return spaced(place(area_id, now)[1].of(ClockKind.FINISH, lane).limit.label)


# --- drafts and numbers ------------------------------------------------


def draft_for(actor: Actor, public_id: str) -> Problem | None:
    """A draft of the actor's own; None for one that was sent, thrown away or is another's."""
    own = problems_visible_to(actor).filter(
        public_id=public_id, author=actor.person_id, state=CaseState.DRAFT
    )
    return own.select_related("enterprise").first()
