"""Reads of the titles of an area: who bears and won them, and how many more could."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.queries import TitleHeld
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.models import Edition, KeptMatch
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor

SOON = timedelta(days=183)
"""How long before its end a title is to be seen to."""


@dataclass(frozen=True)
class TitleStock:
    """A title in the reader's areas: who bears it, won it this year, loses it soon; how many could win it."""

    kind: TitleKind
    borne: tuple[TitleHeld, ...]
    won: tuple[TitleHeld, ...]
    ending: tuple[TitleHeld, ...]
    fits: int
    nearly: int
    ways: tuple[Edition, ...]


def title_stocks(actor: Actor, day: date) -> list[TitleStock]:
    """Every title that items in force give, or that somebody bears, in the reader's areas."""
    begun = day.replace(month=1, day=1)
    held: dict[TitleKind, list[TitleHeld]] = {}
    for one in enterprises.titles_within(actor, begun, day):
        held.setdefault(one.kind, []).append(one)
    ways: dict[TitleKind, list[Edition]] = {}
    for edition in Edition.objects.current(day).exclude(title_kind="").select_related("item"):
        ways.setdefault(TitleKind(edition.title_kind), []).append(edition)
    concerned = _concerned(actor, [edition.pk for some in ways.values() for edition in some])
    return [
        _stock(kind, held.get(kind, []), ways.get(kind, []), concerned, day)
        for kind in TitleKind
        if kind in held or kind in ways
    ]


def _stock(
    kind: TitleKind,
    held: list[TitleHeld],
    ways: list[Edition],
    concerned: Mapping[int, list[tuple[int, str]]],
    day: date,
) -> TitleStock:
    borne = [one for one in held if one.from_on <= day and (one.until_on is None or day < one.until_on)]
    bearers = {one.enterprise.pk for one in borne}
    could = {number: standing for way in ways for number, standing in concerned.get(way.pk, ())}
    open_ = Counter(standing for number, standing in could.items() if number not in bearers)
    return TitleStock(
        kind,
        borne=tuple(borne),
        won=tuple(one for one in held if one.from_on.year == day.year),
        ending=tuple(one for one in borne if one.until_on is not None and one.until_on - day <= SOON),
        fits=open_[Standing.FITS],
        nearly=open_[Standing.NEARLY],
        ways=tuple(ways),
    )


def _concerned(actor: Actor, editions: list[int]) -> dict[int, list[tuple[int, str]]]:
    """By edition the enterprises of the reader's areas that fit it or nearly do, those that fit last.

    Only sums leave this module: whoever may not know whom an item fits may know how many.
    """
    areas = list(actor.ids("area"))
    found: dict[int, list[tuple[int, str]]] = {}
    with door.as_system("policies.pipeline"):
        rows = KeptMatch.objects.filter(edition__in=editions, enterprise__area__in=areas)
        for edition, number, standing in rows.order_by("-standing").values_list(
            "edition", "enterprise", "standing"
        ):
            found.setdefault(edition, []).append((number, standing))
    return found


def won_by_month(actor: Actor, day: date) -> dict[TitleKind, dict[str, list[TitleHeld]]]:
    """The titles that were won in each of the last twelve months, by kind."""
    since = (day.replace(day=1) - timedelta(days=335)).replace(day=1)
    found: dict[TitleKind, dict[str, list[TitleHeld]]] = {}
    for one in enterprises.titles_within(actor, since, day):
        if one.from_on >= since:
            found.setdefault(one.kind, {}).setdefault(f"{one.from_on:%Y-%m}", []).append(one)
    return found
