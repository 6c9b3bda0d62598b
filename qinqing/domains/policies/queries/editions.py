"""Reads: the items in force, one item with all its editions, what an editor has in work."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qinqing.domains.policies import rules
from qinqing.domains.policies.models import Edition, EditionQuerySet, Policy, PolicyItem
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.terms import EditionState, Holding
from qinqing.domains.policies.workflow import EDITION_FLOW
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.workflow import Step
from qinqing.ui import formats

PAGE = 50
Row = TypeVar("Row", Edition, Policy)


def editions_visible_to(actor: Actor) -> EditionQuerySet:
    """Every edition the actor may read, with item, policy, area and unit."""
    found = Edition.objects.filter(PERMISSIONS.scope(actor))
    return found.select_related("item__policy__area", "unit", "drafted_by", "checked_by")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of items is narrowed."""

    words: str = ""
    benefit_class: str = ""
    mode: str = ""
    level: str = ""

    def condition(self) -> Q:
        found = Q()
        for word in self.words.split()[:5]:
            found &= (
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(item__policy__title__icontains=word)
                | Q(item__policy__number__icontains=word)
                | Q(unit__short__icontains=word)
            )
        if self.benefit_class:
            found &= Q(benefit_class=self.benefit_class)
        if self.mode:
            found &= Q(mode=self.mode)
        if self.level:
            found &= Q(item__policy__level=self.level)
        return found


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of rows, the newest first, and what the next one starts after; '' on the last."""

    rows: list[Row]
    after: str


def _paged(found: QuerySet[Row], after: int | None) -> Paged[Row]:
    newest = found.order_by("-pk")
    rows = list((newest.filter(pk__lt=after) if after is not None else newest)[: PAGE + 1])
    return Paged(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def items_in_force(actor: Actor, wanted: Wanted, day: date, after: int | None = None) -> Paged[Edition]:
    """The editions that hold on a day, the newest first."""
    return _paged(editions_visible_to(actor).current(day).filter(wanted.condition()), after)


def editions_in_work(actor: Actor) -> list[Edition]:
    """Drafts and what waits to be checked, the latter first."""
    found = editions_visible_to(actor).exclude(state=EditionState.PUBLISHED).order_by("-state", "-drafted_at")
    return list(found[: PAGE * 4])


def waiting_for(actor: Actor, most: int) -> list[Edition]:
    """The editions that another drafted and this editor checks, and his own that came back, the longest
    waiting first; one statement."""
    checks = Q(state=EditionState.TO_CHECK) & ~Q(drafted_by=actor.person_id)
    came_back = Q(state=EditionState.DRAFT, drafted_by=actor.person_id) & ~Q(refusal="")
    edits = Q(item__policy__area__in=actor.ids("policy_editor"))
    found = editions_visible_to(actor).filter(edits, checks | came_back)
    return list(found.order_by("drafted_at", "pk")[:most])


@dataclass(frozen=True)
class ItemRead:
    """An item with what holds now, what comes or was, and what is in work."""

    item: PolicyItem
    editions: list[Edition]
    day: date

    def _held(self, holding: Holding) -> list[Edition]:
        published = (one for one in self.editions if one.state == EditionState.PUBLISHED)
        return [one for one in published if rules.holding(one.from_on, one.until_on, self.day) is holding]

    @property
    def shown(self) -> Edition:
        """The edition in force, else the next one, else the last one, else the draft."""
        held = [self._held(one) for one in (Holding.NOW, Holding.COMING, Holding.OVER)]
        return next((some[0] for some in held if some), self.editions[0])

    @property
    def coming(self) -> list[Edition]:
        """Published editions that have not begun yet."""
        return self._held(Holding.COMING)

    @property
    def in_work(self) -> Edition | None:
        return next((one for one in self.editions if one.state != EditionState.PUBLISHED), None)


def item_for(actor: Actor, public_id: str, day: date) -> ItemRead:
    """One item with its editions, the newest first. Raises NotFound for absent and unseen alike."""
    found = list(editions_visible_to(actor).filter(item__public_id=public_id).order_by("-number"))
    if not found:
        raise NotFound
    return ItemRead(found[0].item, found, day)


def edition_for(actor: Actor, public_id: str, number: int) -> Edition:
    """One edition of an item. Raises NotFound for absent and unseen alike."""
    found = editions_visible_to(actor).filter(item__public_id=public_id, number=number).first()
    if found is None:
        raise NotFound
    return found


def content_of(edition: Edition) -> rules.Content:
    """What an edition says."""
    names = rules.Content.__dataclass_fields__
    values = {name: getattr(edition, name) for name in names}
    return rules.Content(**values | {"papers": tuple(edition.papers), "excludes": tuple(edition.excludes)})


def items_called(names: Collection[str]) -> dict[str, str]:
    """The code of each item that was published, by its code and by every title it has had; of two that were
    called alike the later one. What is called so nowhere is missing."""
    rows = Edition.objects.published().filter(Q(title__in=names) | Q(item__code__in=names))
    found: dict[str, str] = {}
    for title, code in rows.order_by("published_at").values_list("title", "item__code"):
        found |= {title: code, code: code}
    return {name: found[name] for name in names if name in found}


def items_coded(codes: Collection[str]) -> list[Edition]:
    """The last published edition of each of these items, by title."""
    rows = Edition.objects.published().filter(item__code__in=codes).select_related("item").order_by("number")
    return sorted({row.item_id: row for row in rows}.values(), key=lambda row: row.title)


def excluded_beside(edition: Edition, day: date) -> set[int]:
    """The items that cannot be had beside this one: those it names, and those that name it on a day."""
    named = PolicyItem.objects.filter(code__in=edition.excludes).values_list("pk", flat=True)
    naming = Edition.objects.current(day).filter(excludes__contains=[edition.item.code])
    return {*named, *naming.values_list("item", flat=True)} - {edition.item_id}


@dataclass(frozen=True, slots=True)
class Shipped:
    """What an edition stores of a rule that ships, and from when to when it holds."""

    rule: Mapping[str, Any]
    from_on: date
    until_on: date | None


def shipped(rule_id: str) -> Shipped:
    """A national rule by its id. Raises KeyError."""
    window = rules.book().rules[rule_id].window
    return Shipped(
        rules.national_rule(rule_id), window.starts, window.ends and window.ends + timedelta(days=1)
    )


@dataclass(frozen=True)
class Judged:
    """An edition as its life sees it: with what is wrong in it."""

    edition: Edition
    faults: dict[str, str]


def judged(edition: Edition) -> Judged:
    """An edition with its faults by field; also that its item was stopped since it was begun."""
    faults = dict(rules.faults_of(content_of(edition)))
    stopped = stopped_after(edition)
    if stopped is not None:
        faults["stopped"] = (
            f"这一项已经定了 {formats.full_day(stopped.until_on)}起停止执行，"
            "这一版是在那以前写的，不能再发布；真要恢复执行，把它删掉，另写一版"
        )
    return Judged(edition, faults)


def stopped_after(edition: Edition) -> Edition | None:
    """The edition by which an item was stopped after another one of it was begun; None where it was not.

    Of those that one stop ended, the one that ends first: what was to begin later ends when it begins.
    """
    stopped = Edition.objects.published().filter(item=edition.item_id, stopped_at__gt=edition.drafted_at)
    return stopped.order_by("-stopped_at", "until_on").first()


def steps_of(actor: Actor, edition: Edition) -> tuple[Step, ...]:
    """What the actor may do with an edition now."""
    relations = PERMISSIONS.relations(actor, edition)
    return EDITION_FLOW.open_steps(edition.state, relations, judged(edition))


def policies_of(actor: Actor) -> QuerySet[Policy]:
    """The policy documents an editor writes items under: those of his areas."""
    return Policy.objects.filter(area__in=actor.ids("policy_editor")).select_related("area")


def policies_page(actor: Actor, after: int | None = None) -> Paged[Policy]:
    """The policy documents of an editor's areas, the last entered first."""
    return _paged(policies_of(actor), after)


def policies_visible_to(actor: Actor) -> QuerySet[Policy]:
    """The policy documents of which the actor may read some edition."""
    return Policy.objects.filter(pk__in=editions_visible_to(actor).values("item__policy"))


def originals_due(now: datetime) -> QuerySet[Policy]:
    """The published documents whose originals are to be looked at again, the longest not looked at first.

    Once a week, and every day where one could not be opened.
    """
    due = (
        Q(looked_at__isnull=True)
        | Q(looked_at__lt=now - timedelta(days=7))
        | Q(broken_at__isnull=False, looked_at__lt=now - timedelta(hours=20))
    )
    published = Edition.objects.published().filter(item__policy=OuterRef("pk"))
    found = Policy.objects.filter(due, Exists(published)).exclude(link="")
    return found.order_by(F("looked_at").asc(nulls_first=True), "pk")


def policy_for(actor: Actor, public_id: str) -> Policy:
    """One policy document of the actor's areas. Raises NotFound."""
    found = policies_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def items_of(actor: Actor, policies: Iterable[Policy]) -> dict[int, list[Edition]]:
    """The newest edition of every item, by policy document."""
    found: dict[int, dict[int, Edition]] = {}
    rows = editions_visible_to(actor).filter(item__policy__in=[one.pk for one in policies]).order_by("number")
    for row in rows:
        found.setdefault(row.item.policy_id, {})[row.item_id] = row
    return {policy: list(items.values()) for policy, items in found.items()}
