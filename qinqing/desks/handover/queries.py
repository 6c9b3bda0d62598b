"""What is open at an enterprise, from whichever room, as it goes onto the sheet of whoever leaves."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.forms import BoundField
from django.urls import reverse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import queries as advice
from qinqing.domains.claims import queries as claims
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.models import Assignment
from qinqing.domains.officers.queries import Sheet
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import queries as problems
from qinqing.domains.problems.queries import ProblemRow
from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

Family = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that goes over: its word, what of it was open at a moment, where each stands."""

    key: str
    label: str
    open: Callable[[Actor, Family, datetime], list[tuple[int, str]]]
    addresses: Callable[[Actor, Collection[int]], Mapping[int, str]]
    page: str


def _problems(actor: Actor, family: Family, at: datetime) -> list[tuple[int, str]]:
    open_then = Q(is_open=True) | Q(closed_at__gt=at)
    found = problems.problems_visible_to(actor).filter(
        open_then, enterprise__in=family, number__isnull=False, submitted_at__lte=at
    )
    return list(found.order_by("sort_due", "pk").values_list("pk", "title"))


def _claims(actor: Actor, family: Family, at: datetime) -> list[tuple[int, str]]:
    open_then = Q(is_open=True) | Q(ended_at__gt=at)
    found = claims.claims_visible_to(actor).filter(open_then, enterprise__in=family, created_at__lte=at)
    return list(found.order_by("pk").values_list("pk", "edition__title"))


def _questions(actor: Actor, family: Family, at: datetime) -> list[tuple[int, str]]:
    open_then = Q(closed_at__isnull=True) | Q(closed_at__gt=at)
    found = advice.questions_visible_to(actor).filter(open_then, enterprise__in=family, asked_at__lte=at)
    return [(row.question.pk, row.asked) for row in advice.rows_of(actor, list(found.order_by("pk")))]


def _edits(actor: Actor, family: Family, at: datetime) -> list[tuple[int, str]]:
    return enterprises.edits_open_at(family, at)


KINDS: Final = (
    Kind("problem", "诉求", _problems, problems.addresses_of, "problems:detail"),
    Kind("claim", "申领", _claims, claims.addresses_of, "claims:one"),
    Kind("question", "政策咨询", _questions, advice.addresses_of, "advice:one"),
    Kind("edit", "登记册的更正", _edits, enterprises.edit_addresses_of, "enterprise_file:detail"),
)
_KINDS: Final = {kind.key: kind for kind in KINDS}


def open_things(actor: Actor, family: Family, at: datetime) -> list[OpenThing]:
    """Everything open at an enterprise at a moment that the actor sees, in the order of the table."""
    return [
        OpenThing(kind.key, number, title) for kind in KINDS for number, title in kind.open(actor, family, at)
    ]


def things_left(assignment: Assignment, at: datetime) -> list[OpenThing]:
    """Everything open at a moment where somebody serves or served, as its officer sees it, whoever asks."""
    with door.as_system("handover.list"):
        family = enterprises.family(assignment.enterprise_id)
        its_officer = Actor(roles=frozenset({Role.OFFICER}), scopes={"served": family})
        return open_things(its_officer, family, at)


def to_write_about(actor: Actor, assignment: Assignment, now: datetime) -> Sequence[ProblemRow]:
    """The open problems of which whoever follows must know a word: none where the A officer goes on, and none
    of a service that has not begun.
    """
    serving = officers.officer_of([assignment.enterprise_id], now)[assignment.enterprise_id]
    parts = {one.part for one in serving}
    goes_on = Part.A in parts and assignment.part != Part.A
    if goes_on or assignment.from_on > clock.local(now).date():
        return ()
    return problems.problems_of_enterprise(actor, assignment.enterprise_id)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet as it is shown; `href` is empty for whoever does not see the thing itself."""

    key: tuple[str, int]
    label: str
    title: str
    words: str
    note: str = ""
    href: str = ""
    field: BoundField | None = None


def sheet_for(actor: Actor, assignment_id: int, now: datetime) -> Sheet:
    """One sheet; raises NotFound for out of sight and absent alike."""
    found = officers.sheet_for(actor, assignment_id, now)
    if found is None:
        raise NotFound
    return found


def things_of(actor: Actor, sheet: Sheet, now: datetime) -> list[OpenThing]:
    """What the sheet is about: what is open today, and after the end what was open then."""
    if sheet.has_ended or sheet.confirmed_at:
        return [OpenThing(line.kind, line.thing_id, line.title) for line in sheet.lines]
    return open_things(actor, enterprises.family(sheet.assignment.enterprise_id), now)


def lines_of(actor: Actor, sheet: Sheet, things: Sequence[OpenThing]) -> list[Line]:
    """The lines with the words that were written and a way to what the actor sees himself."""
    words = {(line.kind, line.thing_id): (line.words, line.note) for line in sheet.lines}
    nothing = ("", "")
    numbers: dict[str, list[int]] = {}
    for thing in things:
        numbers.setdefault(thing.kind, []).append(thing.thing_id)
    seen = {
        (key, number): reverse(_KINDS[key].page, args=[public_id])
        for key, ids in numbers.items()
        for number, public_id in _KINDS[key].addresses(actor, ids).items()
    }
    return [
        Line(
            thing.key,
            _KINDS[thing.kind].label,
            thing.title,
            *words.get(thing.key, nothing),
            seen.get(thing.key, ""),
        )
        for thing in things
    ]


def words_of(actor: Actor, assignment: Assignment, kind: str, now: datetime) -> dict[int, str]:
    """By number of this kind what the leaver has written beside it already."""
    sheet = officers.sheet_for(actor, assignment.pk, now)
    return {line.thing_id: line.words for line in sheet.lines if line.kind == kind} if sheet else {}


def words_of_all(actor: Actor, assignments: Sequence[Assignment], kind: str, now: datetime) -> dict[int, str]:
    """The same of several sheets."""
    return {number: words for one in assignments for number, words in words_of(actor, one, kind, now).items()}
