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
from qinqing.domains.policies.facts.reading import rule_of
from qinqing.domains.policies.facts.stated import stated_of
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.rules import Match
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import Value, judge_each


@dataclass(frozen=True, slots=True)
class Matched:
    """An item in force beside what it says to an enterprise; no match where `rule_of` finds no rule."""

    edition: Edition
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
    """The same with what it was judged by."""
    if not enterprises.relations_to(actor, enterprise) & {"member", "served"}:
        raise NotFound
    day = clock.local(now).date()
    editions = queries.editions_visible_to(actor).current(day)
    here = editions.filter(item__policy__area__in=accounts.upward(enterprise.area))
    borne = {one.kind: one for one in enterprises.titles_of(enterprise, day) if one.is_current}
    years = enterprises.plain_figures(actor, enterprise)
    stated = stated_of([enterprise.pk], day).get(enterprise.pk, {})
    facts = {**stated, **known(enterprise, years, borne, day)}
    read = [(one, rule_of(one)) for one in here.order_by("pk")]
    judged = judge_each(rules.book(), [rule for _, rule in read if rule is not None], facts, day)
    found = [
        Matched(one, None if rule is None else rules.match_of(next(judged)), one.title_kind in borne)
        for one, rule in read
    ]
    return Stands(found, facts, borne)
