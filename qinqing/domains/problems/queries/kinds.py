"""What holds for a kind of problem in an area on a day: the area's word, else that of the release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from qinqing.domains.problems.models import Category, CategoryRule
from qinqing.domains.problems.queries.dated import distance, is_in_use, kept_by
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Holding:
    """The class of a kind, whether few may read it, what is asked; `rule` is the area's word, if any."""

    lane: LaneClass
    sensitive: bool
    questions: Sequence[str]
    rule: CategoryRule | None = None


_kinds: Kept[dict[int, Category]] = Kept(lambda: {one.pk: one for one in Category.objects.all()})
_rules: Kept[list[CategoryRule]] = Kept(lambda: list(CategoryRule.objects.select_related("area")))


def holding_of(category_id: int | None, area_id: int, day: date) -> Holding:
    """What holds for a kind; the ordinary class, open and without questions, where there is none."""
    kind = _kinds().get(category_id or 0)
    if kind is None:
        return Holding(LaneClass.ORDINARY, False, ())
    nodes = area_chain(area_id)
    own = [
        rule
        for rule in _rules()
        if rule.category_id == category_id and rule.area_id in nodes and is_in_use(rule, day)
    ]
    rule = min(own, key=lambda one: distance(one, nodes), default=None)
    said = rule or kind
    return Holding(LaneClass(said.lane), said.sensitive, tuple(said.questions), rule)


def forget_kinds() -> None:
    """Read the rules anew at the next use: one was written here."""
    _rules.forget()


def kinds_to_keep() -> QuerySet[Category]:
    """The kinds that problems are given, each with its group."""
    return Category.objects.filter(parent__isnull=False).select_related("parent").order_by("code")


def kind_for(category_id: int) -> Category:
    """One of them. Raises NotFound."""
    found = kinds_to_keep().filter(pk=category_id).first()
    if found is None:
        raise NotFound
    return found


def rules_kept_by(actor: Actor, category_id: int) -> list[CategoryRule]:
    """Every word on a kind that the actor keeps or is bound by, the newest first."""
    rows = CategoryRule.objects.filter(kept_by(actor), category=category_id)
    return list(rows.select_related("area", "category", "written_by").order_by("-valid_from_on", "-id"))
