"""What waits for a second person, and what became of it: proposed rules, with the proposed days beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol

from django.db.models import Q, Value

from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.models import ProposedDay, ProposedRule
from qinqing.domains.problems.queries import catalogue, kinds, raising, templates
from qinqing.domains.problems.terms import RuleKind
from qinqing.kernel import calendar
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.ui.cells import Own

NEWEST = 40
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class ProposedShown:
    """What waits in the areas that somebody coordinates or heads, and what became of others."""

    waiting: Sequence[ProposedRule]
    decided: Sequence[ProposedRule]


class _Offered(NamedTuple):
    pk: int
    kind: str
    about: str
    title: str
    words: str
    area: str
    proposed_by: str
    on: date


class RuleWaiting(_Offered):
    """A proposed rule that waits for a second person, and why it is wanted."""

    __slots__ = ()

    @property
    def called(self) -> str:
        """What it is about."""
        return called(self)


class DayWaiting(_Offered):
    """A proposed day that waits for a second person, and what for; `kind` is '' where it is to be as
    everywhere."""

    __slots__ = ()


class _Titled(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def title(self) -> str: ...


_HOUSE: Final = frozenset({RuleKind.LIMIT, RuleKind.LIMIT_END, RuleKind.HOURS, RuleKind.HOURS_END})
"""Their things are called so by the house."""
_OF_A_KIND: Final = frozenset({RuleKind.KIND_RULE, RuleKind.KIND_RULE_END})
"""Their things are kinds of problems: the release's, or an area's own."""


def called(row: _Titled) -> str:
    """What a proposed rule is about, by its name: the house's, or somebody's own."""
    if row.kind in _HOUSE:
        return row.title
    if row.kind in _OF_A_KIND:
        return kinds.named(int(row.about.partition(":")[2]), row.title)
    return Own(row.title)


_OFFERED = ("area__name", "proposed_by__name")


def proposals_waiting_for(actor: Actor, most: int) -> list[DayWaiting | RuleWaiting]:
    """All that this head may confirm, by one statement: of his areas, and not his own; rules before days."""
    here = Q(area__among=actor.ids("coordination_head"), state=ProposedState.WAITING)
    his = ~Q(proposed_by=actor.person_id)
    rules = ProposedRule.objects.filter(here & his).order_by("from_on", "id")
    days = ProposedDay.objects.filter(here & his).order_by("on", "id")
    found = rules.values_list(Value(0), "id", "kind", "about", "title", "why", *_OFFERED, "from_on")[
        :most
    ].union(
        days.values_list(Value(1), "id", "kind", Value(""), Value(""), "name", *_OFFERED, "on")[:most],
        all=True,
    )
    waiting = (RuleWaiting, DayWaiting)
    return [waiting[of](*row) for of, *row in sorted(found, key=lambda row: (row[0], row[-1], row[1]))]


def proposed_rules_of(actor: Actor) -> ProposedShown:
    """Those of the actor's areas, what waits by its day, what was decided the newest first."""
    rows = ProposedRule.objects.filter(_here(actor)).select_related("area", "proposed_by", "decided_by")
    waits = Q(state=ProposedState.WAITING)
    return ProposedShown(
        list(rows.filter(waits).order_by("from_on", "id")[:MOST_WAITING]),
        list(rows.exclude(waits).order_by("-decided_at", "-id")[:NEWEST]),
    )


def waiting_about(actor: Actor, about: str) -> list[ProposedRule]:
    """What waits to be confirmed of one thing, or of all things of a sort (`duty:`), in the actor's areas."""
    rows = ProposedRule.objects.filter(_here(actor), state=ProposedState.WAITING)
    found = rows.filter(about__startswith=about) if about.endswith(":") else rows.filter(about=about)
    return list(found.select_related("area", "proposed_by").order_by("id"))


def proposed_rule_for(actor: Actor, proposed_id: int) -> ProposedRule:
    """One of an area that the actor coordinates or heads. Raises NotFound."""
    found = ProposedRule.objects.filter(_here(actor), pk=proposed_id).first()
    if found is None:
        raise NotFound
    return found


def forget_rules() -> None:
    """Read all rules anew at the next use: one was confirmed here."""
    catalogue.forget_catalogue()
    kinds.forget_kinds()
    raising.known_kinds.forget()
    templates.forget_templates()
    calendar.forget()


def _here(actor: Actor) -> Q:
    return Q(area__among=[*actor.ids("coordinator"), *actor.ids("coordination_head")])
