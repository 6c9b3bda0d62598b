"""One enterprise against every item that holds where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.queries import TitleShown
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import queries, rules
from qinqing.domains.policies.facts.known import known
from qinqing.domains.policies.facts.reading import rule_in
from qinqing.domains.policies.facts.stated import stated_of
from qinqing.domains.policies.queries import Held
from qinqing.domains.policies.rules import Match
from qinqing.kernel import clock
from qinqing.kernel.compiled import together
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import Rule, Value


@dataclass(frozen=True, slots=True)
class Matched:
    """An item in force beside what it says to an enterprise; no match where `rule_of` finds no rule."""

    edition: Held
    rule: Rule | None
    match: Match | None
    is_borne: bool = False
    """The title that it gives is borne already: nothing is left to claim."""


@dataclass(frozen=True, slots=True)
class Stands:
    """An enterprise on a day: every item that holds where it stands, judged; what is known; what it bears."""

    matched: list[Matched]
    known: Mapping[str, Value]
    titles: Mapping[TitleKind, TitleShown]


def matches_for(actor: Actor, enterprise: Enterprise, now: datetime) -> list[Matched]:
    """Every item that holds today where the enterprise stands, judged by what is known of it.

    For its own people and who serves it: they read its figures. Raises NotFound for everybody else.
    """
    return stands(actor, enterprise, now).matched


def stands(actor: Actor, enterprise: Enterprise, now: datetime) -> Stands:
    """The same with what it was judged by; also for the system, which keeps what was found."""
    if not enterprises.relations_to(actor, enterprise) & {"member", "served", "system"}:
        raise NotFound
    day = clock.local(now).date()
    held = queries.editions_held(actor, accounts.upward(enterprise.area), day)
    (titles, years), said = together(
        enterprises.titles_and_figures(actor, enterprise, day), stated_of(actor, enterprise.pk, day)
    )
    borne = {one.kind: one for one in titles if one.is_current}
    facts = {**said, **known(enterprise, years, borne, day)}
    read = [(one, rule_in(one)) for one in held]
    judged = iter(rules.matches_of([rule for _, rule in read if rule is not None], facts, day))
    found = [
        Matched(one, rule, None if rule is None else next(judged), one.title_kind in borne)
        for one, rule in read
    ]
    return Stands(found, facts, borne)
