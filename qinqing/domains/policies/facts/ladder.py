"""The titles an enterprise may climb to: how far it is from each, and what each one would bring."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.queries import TitleShown
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import rules
from qinqing.domains.policies.facts.known import FACTS_OF_TITLES
from qinqing.domains.policies.facts.ours import Matched, stands
from qinqing.domains.policies.queries import Held
from qinqing.domains.policies.terms import Standing
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor
from qinqing.lib.rules import Value, judge
from qinqing.lib.rules.conditions import Measured, walk

_NEAREST = (Standing.FITS, Standing.NEARLY, Standing.NEEDS, Standing.NOT)


@dataclass(frozen=True, slots=True)
class Rung:
    """One title: borne or not, the item that gives it, nearest first, and the items it would open."""

    kind: TitleKind
    borne: TitleShown | None
    ways: tuple[Matched, ...]
    brings: tuple[Held, ...]

    @property
    def way(self) -> Matched:
        """The item by which it is won most easily."""
        return self.ways[0]


def ladder_of(actor: Actor, enterprise: Enterprise, now: datetime) -> list[Rung]:
    """The titles that items in force give where the enterprise stands, in the order of climbing.

    For its own people and who serves it. Raises NotFound for everybody else.
    """
    found = stands(actor, enterprise, now)
    ways: dict[TitleKind, list[Matched]] = {}
    for one in found.matched:
        if one.edition.title_kind and one.match is not None:
            ways.setdefault(TitleKind(one.edition.title_kind), []).append(one)
    others = [one for one in found.matched if not one.edition.title_kind]
    day = clock.local(now).date()
    return [
        Rung(
            kind,
            found.titles.get(kind),
            tuple(sorted(ways[kind], key=_place)),
            () if kind in found.titles else tuple(_brings(kind, others, found.known, day)),
        )
        for kind in TitleKind
        if kind in ways
    ]


def lapsed_for(rungs: Iterable[Rung], day: date) -> list[tuple[TitleKind, rules.Lapsed]]:
    """The titles that nothing gives on a day because their national rule ended and none follows it."""
    given = {one.kind for one in rungs}
    found = ((kind, rules.lapsed(family, day)) for kind, family in _FAMILIES.items() if kind not in given)
    return [(kind, one) for kind, one in found if one is not None]


_FAMILIES: Mapping[TitleKind, str] = {
    TitleKind.HIGH_TECH: "hnte",
    TitleKind.SRDI: "srdi_sme",
    TitleKind.LITTLE_GIANT: "little_giant",
    TitleKind.INNOVATIVE: "innovative_sme",
    TitleKind.TECH_SME: "tech_sme",
    TitleKind.CHAMPION: "single_champion",
    TitleKind.ABOVE_SCALE: "above_scale_industry",
}
"""By which national rule a title is given."""


def _place(one: Matched) -> int:
    assert one.match is not None
    return _NEAREST.index(one.match.standing)


def _brings(
    kind: TitleKind, items: Iterable[Matched], facts: Mapping[str, Value], day: date
) -> Iterator[Held]:
    """The items that would fit with the title and do not without."""
    names = FACTS_OF_TITLES.get(kind, frozenset())
    with_title = {**facts, **dict.fromkeys(names, True)}
    for one in items:
        rule = one.rule
        if rule is None or one.match is None or one.match.standing is Standing.FITS:
            continue
        asked = {part.fact for top in rule.reported for part in walk(top) if isinstance(part, Measured)}
        if names & asked and judge(rules.book(), rule, with_title, day).truth is True:
            yield one.edition
