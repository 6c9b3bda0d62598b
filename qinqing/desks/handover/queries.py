"""What is open at an enterprise, from whichever room, as it goes onto the sheet of whoever leaves."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.forms import BoundField
from django.urls import reverse

from qinqing.domains.advice import queries as advice
from qinqing.domains.claims import queries as claims
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.models import Assignment
from qinqing.domains.officers.queries import Sheet
from qinqing.domains.problems import queries as problems
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

Family = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that goes over: its word, what of it is open at an enterprise, where each stands."""

    key: str
    label: str
    open: Callable[[Actor, Family], list[tuple[int, str]]]
    addresses: Callable[[Actor, Collection[int]], Mapping[int, str]]
    page: str


def _problems(actor: Actor, family: Family) -> list[tuple[int, str]]:
    found = problems.problems_visible_to(actor).filter(
        enterprise__in=family, is_open=True, number__isnull=False
    )
    return list(found.order_by("sort_due", "pk").values_list("pk", "title"))


def _claims(actor: Actor, family: Family) -> list[tuple[int, str]]:
    found = claims.claims_visible_to(actor).filter(enterprise__in=family, is_open=True)
    return list(found.order_by("pk").values_list("pk", "edition__title"))


def _questions(actor: Actor, family: Family) -> list[tuple[int, str]]:
    found = list(advice.questions_visible_to(actor).open().filter(enterprise__in=family).order_by("pk"))
    return [(row.question.pk, row.asked) for row in advice.rows_of(actor, found)]


KINDS: Final = (
    Kind("problem", "诉求", _problems, problems.addresses_of, "problems:detail"),
    Kind("claim", "申领", _claims, claims.addresses_of, "claims:one"),
    Kind("question", "政策咨询", _questions, advice.addresses_of, "advice:one"),
)
_KINDS: Final = {kind.key: kind for kind in KINDS}


def open_things(actor: Actor, enterprise_id: int) -> list[OpenThing]:
    """Everything open at an enterprise that the actor sees, in the order of the table."""
    family = enterprises.family(enterprise_id)
    return [
        OpenThing(kind.key, number, title) for kind in KINDS for number, title in kind.open(actor, family)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet as it is shown; `href` is empty for whoever does not see the thing itself."""

    key: tuple[str, int]
    label: str
    title: str
    words: str
    href: str = ""
    field: BoundField | None = None


def sheet_for(actor: Actor, assignment_id: int, now: datetime) -> Sheet:
    """One sheet; raises NotFound for out of sight and absent alike."""
    found = officers.sheet_for(actor, assignment_id, now)
    if found is None:
        raise NotFound
    return found


def things_of(actor: Actor, sheet: Sheet) -> list[OpenThing]:
    """What the sheet is about: what is open today, and after the end what was open then."""
    if sheet.has_ended or sheet.confirmed_at:
        return [OpenThing(line.kind, line.thing_id, line.title) for line in sheet.lines]
    return open_things(actor, sheet.assignment.enterprise_id)


def lines_of(actor: Actor, sheet: Sheet, things: Sequence[OpenThing]) -> list[Line]:
    """The lines with the words that were written and a way to what the actor sees himself."""
    words = {(line.kind, line.thing_id): line.words for line in sheet.lines}
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
            words.get(thing.key, ""),
            seen.get(thing.key, ""),
        )
        for thing in things
    ]


def words_of(actor: Actor, assignment: Assignment, kind: str, now: datetime) -> dict[int, str]:
    """By number of this kind what the leaver has written beside it already."""
    sheet = officers.sheet_for(actor, assignment.pk, now)
    return {line.thing_id: line.words for line in sheet.lines if line.kind == kind} if sheet else {}
