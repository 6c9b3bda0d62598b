"""What holds for a kind of problem in an area on a day: the area's word, else that of the release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from qinqing.domains.problems.models import Category, CategoryRule
from qinqing.domains.problems.queries.dated import distance, is_in_use, kept_by
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.ui.cells import Own


@dataclass(frozen=True, slots=True)
class Holding:
    """The class of a kind, whether few may read it, what is asked; `rule` is the area's word, if any.

    Also what it is called there, in which group it stands, and whether it can be chosen.
    """

    lane: LaneClass
    sensitive: bool
    questions: Sequence[str]
    rule: CategoryRule | None = None
    name: str = ""
    group_id: int | None = None
    offered: bool = True


_kinds: Kept[dict[int, Category]] = Kept(
    lambda: {one.pk: one for one in Category.objects.select_related("area").order_by("code")}
)
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
    begun = kind.from_on is None or kind.from_on <= day
    return Holding(
        lane=LaneClass(said.lane),
        sensitive=said.sensitive,
        questions=tuple(said.questions),
        rule=rule,
        name=Own(rule.name) if rule and rule.name else called(kind),
        group_id=(rule.group_id if rule else None) or kind.parent_id,
        offered=begun and (rule is None or rule.offered),
    )


def offered_here(category_id: int, area_id: int, day: date) -> Holding | None:
    """What holds for a kind that may be chosen in an area; None for one that may not."""
    kind = _kinds().get(category_id)
    if kind is None or (kind.area_id is not None and kind.area_id not in area_chain(area_id)):
        return None
    holds = holding_of(category_id, area_id, day)
    return holds if holds.offered else None


def kinds_of(area_id: int, day: date) -> list[tuple[Category, Holding]]:
    """Every kind that the release or an area above has, with what holds for it there; groups are none."""
    nodes = area_chain(area_id)
    return [
        (kind, holding_of(kind.pk, area_id, day))
        for kind in _kinds().values()
        if kind.parent_id is not None and (kind.area_id is None or kind.area_id in nodes)
    ]


def group_name(group_id: int | None) -> str:
    """What a group of kinds is called."""
    found = _kinds().get(group_id or 0)
    return found.name if found else ""


def called(kind: Category) -> str:
    """The name of a kind as it is shown: one that an area gave is somebody's, the others are the house's."""
    return Own(kind.name) if kind.area_id is not None else kind.name


def named(category_id: int, name: str) -> str:
    """A name of a kind that was noted elsewhere, as it is shown: the house's where the kind is."""
    kind = _kinds().get(category_id)
    return name if kind is not None and kind.area_id is None else Own(name)


def defined(kind: Category) -> str:
    """What a kind is, likewise."""
    return Own(kind.definition) if kind.area_id is not None else kind.definition


def in_group(group: str, name: str) -> str:
    """The name of a kind with its group's before it; somebody's own where the name is."""
    said = f"{group}·{name}"
    return Own(said) if isinstance(name, Own) else said


def groups_for_choice() -> list[tuple[int, str]]:
    """The groups of kinds, by their codes."""
    return [(kind.pk, kind.name) for kind in _kinds().values() if kind.parent_id is None]


def kinds_offered(area_id: int, day: date) -> list[tuple[int, str]]:
    """What may be chosen for a problem of an area, each with its group's name before it."""
    return [
        (kind.pk, in_group(group_name(holds.group_id), holds.name))
        for kind, holds in kinds_of(area_id, day)
        if holds.offered
    ]


def forget_kinds() -> None:
    """Read the kinds and their rules anew at the next use: one was written here."""
    _kinds.forget()
    _rules.forget()


def kinds_kept_by(actor: Actor) -> QuerySet[Category]:
    """The kinds that problems are given where the actor keeps or is bound by them, each with its group."""
    rows = Category.objects.filter(kept_by(actor) & Q(parent__isnull=False))
    return rows.select_related("parent", "area").order_by("code")


def kind_for(actor: Actor, category_id: int) -> Category:
    """One of them. Raises NotFound."""
    found = kinds_kept_by(actor).filter(pk=category_id).first()
    if found is None:
        raise NotFound
    return found


def rules_kept_by(actor: Actor, category_id: int) -> list[CategoryRule]:
    """Every word on a kind that the actor keeps or is bound by, the newest first."""
    rows = CategoryRule.objects.filter(kept_by(actor), category=category_id)
    return list(rows.select_related("area", "category", "written_by").order_by("-valid_from_on", "-id"))
