"""How many enterprises of each class have an officer, and which leader stands beside him."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise, EnterpriseQuerySet, RollEntry, Title, in_register
from qinqing.domains.enterprises.terms import RollKind, TitleKind
from qinqing.domains.officers.models import Assignment, Pairing
from qinqing.domains.officers.queries.serving import officer_of
from qinqing.domains.officers.terms import CoverageClass
from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor


def served_on(day: date) -> Q:
    """The condition on enterprises that an officer serves on a day, them or an entry merged into them."""
    serving = Assignment.objects.current(day)
    merged = serving.filter(enterprise__merged_into=OuterRef("pk"))
    return Q(Exists(serving.filter(enterprise=OuterRef("pk")))) | Q(Exists(merged))


def of_class(cls: CoverageClass, day: date) -> Q:
    """The condition on enterprises of a class as it is on a day; who was struck off by then is in none."""
    return _bears(cls, day) & in_register(day)


def _bears(cls: CoverageClass, day: date) -> Q:
    if cls is CoverageClass.KEY:
        return Q(is_key=True)
    if cls is CoverageClass.ABOVE_SCALE:
        borne = Title.objects.current(day).filter(kind=TitleKind.ABOVE_SCALE, enterprise=OuterRef("pk"))
        return Q(Exists(borne))
    if cls is CoverageClass.TIER:
        on_it = RollEntry.objects.current(day).filter(roll__kind=RollKind.TIER, enterprise=OuterRef("pk"))
        return Q(Exists(on_it))
    return Q(pk__isnull=False) if cls is CoverageClass.ALL else Q(size_class=cls.value)


def enterprises_counted(actor: Actor) -> EnterpriseQuerySet:
    """The enterprises in the scope that are not asleep. Whether they are in the register on a day, the
    classes ask (`of_class`), so that a month that is over stays as it was."""
    return enterprises.enterprises_visible_to(actor).on_file().filter(dormant_on=None)


@dataclass(frozen=True, slots=True)
class Covered:
    """Of a class how many there are, and how many of them an officer serves."""

    cls: CoverageClass
    whole: int
    served: int


def coverage(actor: Actor, day: date) -> list[Covered]:
    """Every class on a day, in one statement: the same conditions as the figures behind the numbers."""
    rows = enterprises_counted(actor).select_related(None).order_by()
    counts = {}
    for cls in CoverageClass:
        belongs = of_class(cls, day)
        counts[f"whole_{cls}"] = Count("pk", filter=belongs)
        counts[f"served_{cls}"] = Count("pk", filter=belongs & served_on(day))
    found = rows.aggregate(**counts)
    return [Covered(cls, found[f"whole_{cls}"], found[f"served_{cls}"]) for cls in CoverageClass]


def leaders_of(enterprise_ids: Collection[int], moment: datetime) -> dict[int, Pairing]:
    """By enterprise the leader who answers for it beside its officer."""
    rows = Pairing.objects.current(clock.local(moment).date()).filter(enterprise__in=enterprise_ids)
    return {row.enterprise_id: row for row in rows.select_related("leader")}


@dataclass(frozen=True, slots=True)
class PairedCard:
    """An enterprise a leader answers for, since when, and who serves it, A before B."""

    enterprise: Enterprise
    from_on: date
    officers: list[str]


def paired_enterprises(actor: Actor, moment: datetime) -> list[PairedCard]:
    """The enterprises the actor himself is paired with, as far as he sees them, by their sound."""
    seen = enterprises.enterprises_visible_to(actor).order_by().values("pk")
    rows = Pairing.objects.current(clock.local(moment).date())
    rows = rows.filter(leader=actor.person_id, enterprise__in=seen)
    found = list(rows.select_related("enterprise__area").order_by("enterprise__pinyin", "pk"))
    serving = officer_of([row.enterprise_id for row in found], moment)
    return [
        PairedCard(
            row.enterprise,
            row.from_on,
            [f"{one.name} {one.part.label}" for one in serving[row.enterprise_id]],
        )
        for row in found
    ]


def leader_choices(now: datetime) -> list[tuple[int, str]]:
    """Who can be paired with an officer: id and `邵若川 副区长`."""
    with door.as_system("pairing.choices"):
        rows = accounts.holders(Role.LEADER, now).order_by("pinyin", "pk")
        return [(row.pk, f"{row.name} {row.post}".strip()) for row in rows]
