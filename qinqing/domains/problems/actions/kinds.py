"""What an area decides of a kind of problem, with its days; and kinds of its own."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.actions import dated
from qinqing.domains.problems.actions.dated import Deed, Ending, Subject
from qinqing.domains.problems.events import CategoryAdded, CategoryRuleEnded, CategoryRuleWritten
from qinqing.domains.problems.models import Category, CategoryRule
from qinqing.domains.problems.queries.kinds import holding_of, kinds_of
from qinqing.kernel import events
from qinqing.kernel.refusals import Refused
from qinqing.lib import text
from qinqing.ui import formats

CATEGORY = "category"
CATEGORY_RULE = "category_rule"


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What is to hold for a kind in an area; without a name or a group it keeps those it has.

    What is not `offered` any more can be chosen for nothing new.
    """

    category_id: int
    area_id: int
    lane: str
    sensitive: bool
    questions: tuple[str, ...] = ()
    name: str = ""
    group_id: int | None = None
    offered: bool = True


@dataclass(frozen=True, slots=True)
class EndRule:
    """The area is to have no word of its own on a kind any more."""

    rule_id: int


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of problem that the area has and the release does not, in one of the groups."""

    area_id: int
    group_id: int
    name: str
    definition: str
    lane: str
    sensitive: bool
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


# --- a word on a kind --------------------------------------------------


def rule_subject(facts: RuleFacts) -> Subject:
    """The kind, by its own name."""
    kind = Category.objects.get(pk=facts.category_id)
    return Subject(facts.area_id, f"kind:{kind.pk}", kind.name)


def rule_before(facts: RuleFacts, today: date) -> dict[str, Any] | None:
    """What holds for the kind in the area today."""
    holds = holding_of(facts.category_id, facts.area_id, today)
    return asdict(
        RuleFacts(
            facts.category_id, facts.area_id, holds.lane, holds.sensitive, tuple(holds.questions),
            holds.name, holds.group_id, holds.offered,
        )
    )  # fmt: skip


def refuse_rule(facts: RuleFacts, day: date, today: date) -> None:
    """Refuses a day on which another word of the area's has begun or will have, and a name that another kind
    of its group has."""
    present = _present(facts)
    if present is not None and present.valid_from_on >= day:
        since = formats.full_day(present.valid_from_on)
        said = f"这个区域从{since}起已经写好了一版，请写那以后的日子，或者先停用它"
        raise Refused("overlap", said, "from_on")
    if facts.offered:
        holds = holding_of(facts.category_id, facts.area_id, day)
        name, group = facts.name or holds.name, facts.group_id or holds.group_id
        _refuse_same_name(name, group, facts.area_id, day, but=facts.category_id)


def put_rule(facts: RuleFacts, deed: Deed) -> None:
    """Let an area's word on a kind hold from a day on, in the place of the one before it.

    Problems that were raised before keep their class and their kind.
    """
    kind, present = Category.objects.get(pk=facts.category_id), _present(facts)
    dated.begin(facts.area_id, deed.on, present)
    made = CategoryRule.objects.create(
        category=kind, area_id=facts.area_id, lane=facts.lane, sensitive=facts.sensitive,
        questions=list(facts.questions), valid_from_on=deed.on, replaces=present, offered=facts.offered,
        name="" if facts.name == kind.name else facts.name,
        group_id=None if facts.group_id == kind.parent_id else facts.group_id,
        written_by_id=deed.written_by_id,
    )  # fmt: skip
    record = {
        "category": facts.name or kind.name, "was": kind.name, "lane": facts.lane, "offered": facts.offered,
        "from_on": deed.on.isoformat(), **deed.proposer,
    }  # fmt: skip
    subject = (CATEGORY_RULE, made.pk)
    events.tell(CategoryRuleWritten, subject=subject, author=deed.author, at=deed.now, record=record)


def _present(facts: RuleFacts) -> CategoryRule | None:
    return CategoryRule.objects.filter(
        category=facts.category_id, area=facts.area_id, valid_until_on=None
    ).first()


def _said(rule: CategoryRule) -> dict[str, Any]:
    name, group = rule.name or rule.category.name, rule.group_id or rule.category.parent_id
    return asdict(
        RuleFacts(
            rule.category_id, rule.area_id or 0, rule.lane, rule.sensitive, tuple(rule.questions), name,
            group, rule.offered,
        )
    )  # fmt: skip


RULE_ENDING = Ending(
    find=lambda facts: CategoryRule.objects.select_related("category").get(pk=facts.rule_id),
    key=lambda row: f"kind:{row.category_id}",
    called=lambda row: row.category.name,
    word="category",
    said=_said,
    event=CategoryRuleEnded,
    subject_kind=CATEGORY_RULE,
    foreign="这一版不是您的区域写的",
)


# --- a kind of the area's own ------------------------------------------


def kind_subject(facts: KindFacts) -> Subject:
    """The new kind, by its name."""
    return Subject(facts.area_id, f"kind:new:{facts.group_id}:{text.normalise(facts.name)}", facts.name)


def kind_before(facts: KindFacts, today: date) -> dict[str, Any] | None:
    """Nothing was there."""
    return None


def refuse_kind(facts: KindFacts, day: date, today: date) -> None:
    """Refuses a group that is none, and a name that another kind of the group has."""
    if not Category.objects.filter(pk=facts.group_id, parent=None).exists():
        raise Refused("group", "请选一组", "group")
    _refuse_same_name(facts.name, facts.group_id, facts.area_id, day)


def put_kind(facts: KindFacts, deed: Deed) -> None:
    """The area and those below it may choose another kind from a day on."""
    made = Category.objects.create(
        code=_next_code(), name=facts.name, parent_id=facts.group_id, definition=facts.definition,
        keywords=list(facts.keywords), questions=list(facts.questions), lane=facts.lane,
        sensitive=facts.sensitive, area_id=facts.area_id, from_on=deed.on,
    )  # fmt: skip
    record = {"category": made.name, "from_on": deed.on.isoformat(), **deed.proposer}
    subject = (CATEGORY, made.pk)
    events.tell(CategoryAdded, subject=subject, author=deed.author, at=deed.now, record=record)


def _next_code() -> str:
    """A code that no release uses."""
    return f"L{Category.objects.exclude(area=None).count() + 1:05d}"


def _refuse_same_name(name: str, group_id: int | None, area_id: int, day: date, but: int = 0) -> None:
    for kind, holds in kinds_of(area_id, day):
        same = text.normalise(holds.name) == text.normalise(name) and holds.group_id == group_id
        if same and holds.offered and kind.pk != but:
            raise Refused("overlap", f"这一组里已经有“{holds.name}”", "name")
