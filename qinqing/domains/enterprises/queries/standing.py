"""Reads of titles and lists."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry, Title
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.terms import RollKind, TitleKind, TitleLevel
from qinqing.kernel.permissions import Actor

SOON_DAYS = 90


@dataclass(frozen=True, slots=True)
class TitleShown:
    """A title with how it is about it on a day: `ends_soon` asks for a renewal."""

    pk: int
    kind: TitleKind
    level: str
    paper: str
    from_on: date
    until_on: date | None
    is_current: bool
    ends_soon: bool

    @property
    def level_label(self) -> str:
        """`省级`; empty where nobody said."""
        return TitleLevel.label_of(self.level) if self.level else ""


def titles_of(enterprise: Enterprise, day: date) -> list[TitleShown]:
    """The titles of an enterprise the caller may see: those borne on a day first, then those that ended."""
    rows = Title.objects.filter(enterprise=enterprise).order_by("-from_on", "pk")
    found = [
        title_shown(row.pk, row.kind, row.level, row.paper, row.from_on, row.until_on, day) for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_current)


def title_shown(
    pk: int, kind: str, level: str, paper: str, from_on: date, until_on: date | None, day: date
) -> TitleShown:
    """A title as it is about it on a day."""
    current = from_on <= day and (until_on is None or day < until_on)
    soon = current and until_on is not None and (until_on - day).days <= SOON_DAYS
    return TitleShown(pk, TitleKind.of(kind), level, paper, from_on, until_on, current, soon)


@dataclass(frozen=True, slots=True)
class TitleHeld:
    """A title of an enterprise that the reader may see."""

    enterprise: Enterprise
    kind: TitleKind
    from_on: date
    until_on: date | None


def titles_visible_to(actor: Actor) -> QuerySet[Title]:
    """The titles of the enterprises that the actor sees in the register."""
    firms = Enterprise.objects.registered().filter(PERMISSIONS.scope(actor))
    return Title.objects.filter(enterprise__in=firms)


def titles_within(actor: Actor, since: date, until: date) -> list[TitleHeld]:
    """The titles given, held or ended in a span of days among what the actor sees, the newest first."""
    rows = titles_visible_to(actor).filter(
        Q(until_on__isnull=True) | Q(until_on__gt=since), from_on__lte=until
    )
    rows = rows.select_related("enterprise__area").order_by("-from_on", "enterprise")
    return [TitleHeld(row.enterprise, TitleKind.of(row.kind), row.from_on, row.until_on) for row in rows]


def rolls_of(enterprise: Enterprise, day: date) -> list[RollEntry]:
    """The lists an enterprise is on, on a day."""
    rows = RollEntry.objects.current(day).filter(enterprise=enterprise)
    return list(rows.select_related("roll").order_by("roll__kind", "roll__name"))


def title_for(enterprise: Enterprise, number: int) -> Title:
    """A title of an enterprise the caller may see; raises Title.DoesNotExist otherwise."""
    return Title.objects.select_related("enterprise").get(pk=number, enterprise=enterprise)


def entry_for(enterprise: Enterprise, number: int) -> RollEntry:
    """An entry of an enterprise the caller may see; raises RollEntry.DoesNotExist otherwise."""
    return RollEntry.objects.select_related("enterprise", "roll").get(pk=number, enterprise=enterprise)


def roll_for(number: int) -> Roll:
    """A list; raises Roll.DoesNotExist."""
    return Roll.objects.get(pk=number)


def rolls_in_use(actor: Actor, day: date) -> list[Roll]:
    """The lists in use on a day in the areas an actor reaches, each with its area."""
    rows = Roll.objects.filter(is_active=True, area__in=actor.ids("area")).select_related("area")
    return list(rows.order_by("kind", "name"))


def roll_choices(actor: Actor) -> list[tuple[int, str]]:
    """The lists in use in the areas an actor reaches: id and `梯队名单：重点工业 50 家`."""
    rows = Roll.objects.filter(is_active=True, area__in=actor.ids("area")).order_by("kind", "name")
    return [(row.pk, f"{RollKind.label_of(row.kind)}：{row.name}") for row in rows]
