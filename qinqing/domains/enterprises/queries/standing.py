"""Reads of titles and lists, and what is said of an enterprise that was struck off."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry, Title
from qinqing.domains.enterprises.models.standing import holding, in_use
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.terms import RollKind, StruckAs, TitleKind, TitleLevel
from qinqing.kernel import timeline
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.timeline import Entry
from qinqing.ui.formats import full_day

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
    """The lists an enterprise is on, on a day; those retired by then too, each with the day."""
    rows = RollEntry.objects.filter(holding(day), enterprise=enterprise)
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
    rows = Roll.objects.filter(in_use(day), area__in=actor.ids("area")).select_related("area")
    return list(rows.order_by("kind", "name"))


def rolls_for_filter(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The lists in use that an enterprise in the actor's areas can be on: those of these areas and of those
    above them. A list of elsewhere would narrow to nothing."""
    below = Area.objects.filter(pk__in=actor.ids("area"), path__startswith=OuterRef("area__path"))
    rows = Roll.objects.filter(Exists(below), in_use(day)).order_by("kind", "name")
    return [(row.pk, _said(row)) for row in rows]


def _said(row: Roll) -> str:
    return f"{RollKind.label_of(row.kind)}：{row.name}"


def roll_choices(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The lists in use in the areas an actor reaches: id and `梯队名单：重点工业 50 家`."""
    return [(row.pk, _said(row)) for row in rolls_in_use(actor, day)]


@dataclass(frozen=True, slots=True)
class RollShown:
    """A list as its keeper sees it, with how many are on it on a day (or were on the last day of its use)."""

    row: Roll
    kind: RollKind
    count: int
    is_retired: bool


def rolls_kept_by(actor: Actor, day: date) -> list[RollShown]:
    """The lists of the areas an actor keeps, those in use first."""
    rows = Roll.objects.filter(area__in=actor.ids("area")).select_related("area")
    kept = [row for row in rows.order_by("kind", "name") if keeps_area(actor, row.area_id)]
    counts = dict(
        RollEntry.objects.filter(holding(day), roll__in=[row.pk for row in kept])
        .values_list("roll")
        .annotate(Count("pk"))
        .order_by()
    )
    found = [_roll_shown(row, counts.get(row.pk, 0), day) for row in kept]
    return sorted(found, key=lambda one: one.is_retired)


def roll_kept_by(actor: Actor, number: int, day: date) -> RollShown:
    """One list of an area that the actor keeps; raises NotFound for another."""
    row = Roll.objects.select_related("area").filter(pk=number).first()
    if row is None or not keeps_area(actor, row.area_id):
        raise NotFound
    return _roll_shown(row, RollEntry.objects.filter(holding(day), roll=row).count(), day)


def _roll_shown(row: Roll, count: int, day: date) -> RollShown:
    return RollShown(row, RollKind.of(row.kind), count, row.is_retired(day))


def story_of_roll(roll: Roll) -> list[Entry]:
    """What became of a list, the newest first, for its keeper."""
    return timeline.of("roll", [roll.pk], subjects=["roll"], layers=["H"])


def struck_said(kind: str, day: date | None) -> str:
    """`已于 2026年3月1日 注销`; empty for one that is in the register."""
    if day is None:
        return ""
    return f"已于 {full_day(day)} {StruckAs.label_of(kind)}"
