"""What an area decides of a kind of problem, with its days."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.events import CategoryRuleEnded, CategoryRuleWritten
from qinqing.domains.problems.models import Category, CategoryRule
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel import events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.ui import formats

CATEGORY_RULE = "category_rule"


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What is to hold for a kind in an area."""

    area_id: int
    lane: LaneClass
    sensitive: bool
    questions: tuple[str, ...] = ()


def write_category_rule(
    *, author: Author, category: Category, facts: RuleFacts, from_on: date, now: datetime
) -> CategoryRule:
    """Let an area's word on a kind hold from a day on, in the place of the one before it.

    Refuses an area out of reach, and a day on which another word of the area's has begun or will have.
    Problems that were raised before keep their class.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return CategoryRule.objects.get(pk=first.subject_id)
    dated.refuse_foreign(author, facts.area_id, "请选您协调的区域")
    open_ended = CategoryRule.objects.filter(category=category, area=facts.area_id, valid_until_on=None)
    present = open_ended.first()
    if present is not None and present.valid_from_on >= from_on:
        day = formats.full_day(present.valid_from_on)
        raise Refused(
            "overlap", f"这个区域从{day}起已经写好了一版，请写那以后的日子，或者先停用它", "from_on"
        )
    dated.begin(author, facts.area_id, from_on, present)
    made = CategoryRule.objects.create(
        category=category, area_id=facts.area_id, lane=facts.lane, sensitive=facts.sensitive,
        questions=list(facts.questions), valid_from_on=from_on, replaces=present,
        written_by_id=author.actor.person_id,
    )  # fmt: skip
    record = {"category": category.name, "lane": facts.lane.value, "from_on": from_on.isoformat()}
    events.tell(CategoryRuleWritten, subject=(CATEGORY_RULE, made.pk), author=author, at=now, record=record)
    return made


def end_category_rule(*, author: Author, rule: CategoryRule, on: date, now: datetime) -> None:
    """The area goes back to what holds above it from a day on. Refuses a day before it began."""
    if idempotency.first_result(author) is not None:
        return
    dated.refuse_foreign(author, rule.area_id, "这一版不是您的区域写的")
    dated.end(rule, on)
    record = {"category": rule.category.name, "on": on.isoformat()}
    events.tell(CategoryRuleEnded, subject=(CATEGORY_RULE, rule.pk), author=author, at=now, record=record)
