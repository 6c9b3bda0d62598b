"""A rule that binds an area takes two: the coordinator proposes it, the coordination head confirms it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from qinqing.domains.accounts.actions import NotTaken, decide, held_by_another
from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.actions import duties, hours, kinds, limits, templates
from qinqing.domains.problems.actions.dated import Deed, Ending, Subject
from qinqing.domains.problems.actions.proposals import deciders, proposers, refuse_foreign
from qinqing.domains.problems.events import RuleConfirmed, RuleProposed, RuleRefused, RuleTakenBack
from qinqing.domains.problems.models import ProposedRule
from qinqing.domains.problems.terms import RuleKind
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

PROPOSED_RULE = "proposed_rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be proposed: its facts, what they are about, what holds before, why not, and how it is let
    hold."""

    facts: Callable[..., Any]
    subject: Callable[[Any], Subject]
    before: Callable[[Any, date], dict[str, Any] | None]
    refuse: Callable[[Any, date, date], None]
    put: Callable[[Any, Deed], None]

    @classmethod
    def ending(cls, facts: Callable[..., Any], how: Ending[Any]) -> "Rule":
        """That a row is to end."""
        return cls(facts, how.subject, how.before, how.refuse, how.put)


RULES: Final[Mapping[RuleKind, Rule]] = {
    RuleKind.DUTY: Rule(
        duties.DutyFacts, duties.duty_subject, duties.duty_before, duties.refuse_duty, duties.put_duty
    ),
    RuleKind.DUTY_END: Rule.ending(duties.EndDuty, duties.DUTY_ENDING),
    RuleKind.KIND_RULE: Rule(
        kinds.RuleFacts, kinds.rule_subject, kinds.rule_before, kinds.refuse_rule, kinds.put_rule
    ),
    RuleKind.KIND_RULE_END: Rule.ending(kinds.EndRule, kinds.RULE_ENDING),
    RuleKind.KIND: Rule(
        kinds.KindFacts, kinds.kind_subject, kinds.kind_before, kinds.refuse_kind, kinds.put_kind
    ),
    RuleKind.LIMIT: Rule(
        limits.LimitFacts, limits.limit_subject, limits.limit_before, limits.refuse_limit, limits.put_limit
    ),
    RuleKind.LIMIT_END: Rule(
        limits.EndLimit, limits.limit_subject, limits.limit_before, limits.refuse_end_limit,
        limits.put_end_limit,
    ),
    RuleKind.TEMPLATE: Rule(
        templates.TemplateFacts, templates.template_subject, templates.template_before,
        templates.refuse_template, templates.put_template,
    ),
    RuleKind.TEMPLATE_END: Rule.ending(templates.EndTemplate, templates.TEMPLATE_ENDING),
    RuleKind.HOURS: Rule(
        hours.HoursFacts, hours.hours_subject, hours.hours_before, hours.refuse_hours, hours.put_hours
    ),
    RuleKind.HOURS_END: Rule(
        hours.EndHours, hours.hours_subject, hours.hours_before, hours.refuse_end_hours, hours.put_end_hours
    ),
}  # fmt: skip


def propose_rule(*, author: Author, facts: Any, from_on: date, why: str, now: datetime) -> int:
    """Ask the head to let a rule hold in an area from a day on; nothing changes before. Gives its number.

    Refuses an area out of reach, what waits already, and what could not be confirmed.
    """
    if (first := idempotency.first_result(author)) is not None:
        return first.subject_id
    kind, today = _kind_of(facts), clock.local(now).date()
    rule = RULES[kind]
    about = rule.subject(facts)
    refuse_foreign(author, about.area_id, "请选您协调的区域")
    rule.refuse(facts, from_on, today)
    waits = ProposedRule.objects.filter(area=about.area_id, about=about.key, state=ProposedState.WAITING)
    if waits.exists():
        raise Refused("waits", "这一条已经拟了一版，还在等协调办负责人确认")
    assert author.actor.person_id is not None, "a person proposes"
    made = ProposedRule.objects.create(
        area_id=about.area_id, kind=kind, about=about.key, title=about.title, facts=asdict(facts),
        was=rule.before(facts, today), from_on=from_on, why=why, proposed_by_id=author.actor.person_id,
        proposed_at=now,
    )  # fmt: skip
    _tell(RuleProposed, made, author, now)
    return made.pk


def confirm_rule(*, author: Author, proposed_id: int, now: datetime) -> None:
    """Let a proposed rule hold from its day on, and where that has passed from today on; by a second person.

    Refuses what he proposed himself and what cannot be any more; Conflict for what was decided meanwhile.
    """
    if idempotency.first_result(author) is not None:
        return
    row = held_by_another(ProposedRule, author, proposed_id, deciders)
    rule, facts, today = RULES[RuleKind.of(row.kind)], _facts_of(row), clock.local(now).date()
    row.from_on = max(row.from_on, today)
    row.save(update_fields=["from_on"])
    rule.refuse(facts, row.from_on, today)
    rule.put(facts, Deed(author.besides, row.proposed_by_id, row.from_on, now))
    decide(row, ProposedState.CONFIRMED, author, now)
    _tell(RuleConfirmed, row, author, now)


def refuse_rule(*, author: Author, proposed_id: int, reason: str, now: datetime) -> None:
    """What holds goes on to hold. Conflict for what was decided meanwhile."""
    _NOT_TAKEN.refuse(author, proposed_id, reason, now)


def take_back_rule(*, author: Author, proposed_id: int, now: datetime) -> None:
    """Whoever coordinates the area takes it back before it was decided. Conflict afterwards."""
    _NOT_TAKEN.take_back(author, proposed_id, now)


def _kind_of(facts: Any) -> RuleKind:
    return next(kind for kind, rule in RULES.items() if rule.facts is type(facts))


def _facts_of(row: ProposedRule) -> Any:
    """What was proposed, as it was before it was stored."""
    said = {name: tuple(value) if isinstance(value, list) else value for name, value in row.facts.items()}
    return RULES[RuleKind.of(row.kind)].facts(**said)


def _tell(event: type, row: ProposedRule, author: Author, now: datetime) -> None:
    events.tell(
        event, subject=(PROPOSED_RULE, row.pk), author=author, at=now, layer="H",
        record={
            "said": f"{RuleKind.label_of(row.kind)}：{row.title}", "area_id": row.area_id,
            "from_on": row.from_on.isoformat(), "facts": row.facts, "was": row.was, "why": row.why,
            "reason": row.reason,
        },
    )  # fmt: skip


_NOT_TAKEN = NotTaken(ProposedRule, proposers, deciders, RuleRefused, RuleTakenBack, _tell)
