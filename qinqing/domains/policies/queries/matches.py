"""Reads of whom items fit, of trials, of what was brought to whom and whether it was read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.inbox import queries as inbox
from qinqing.domains.policies.events import EditionTried
from qinqing.domains.policies.models import Edition, KeptMatch, Push, Subscription, Trial
from qinqing.domains.policies.permissions import MATCHED, PUSHES, matches_seen
from qinqing.domains.policies.rules import probing
from qinqing.domains.policies.terms import BenefitClass, Standing
from qinqing.kernel import clock, door, settings
from qinqing.kernel.compiled import Asked, asked
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import NOBODY, Actor
from qinqing.lib.text import whole_number

SHOWN = 100
"""So many enterprises on one page of those that an item concerns."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """An enterprise that an item fits or nearly fits, the failing conditions by number; what was brought."""

    enterprise: Enterprise
    standing: Standing
    failing: tuple[int, ...]
    push: Push | None
    read_at: datetime | None


def _seen(actor: Actor, edition: Edition) -> QuerySet[KeptMatch]:
    return KeptMatch.objects.filter(matches_seen(actor), edition=edition)


@dataclass(frozen=True)
class ConcernedPage:
    """Some of those whom an edition concerns, what the next page starts after ('' on the last), and of all of
    them how many stand how, to how many it was brought and how many read it."""

    rows: list[Concerned]
    after: str
    counts: Mapping[Standing, int]
    pushed: int
    read: int


def concerned_page(actor: Actor, edition: Edition, after: str = "") -> ConcernedPage:
    """Whom an edition concerns among the enterprises the actor may know this of, those that fit first."""
    every = _seen(actor, edition)
    counted = dict(every.values_list("standing").annotate(Count("pk")).order_by())
    brought = Push.objects.filter(edition=edition, enterprise__in=every.values("enterprise"))
    read = _read(brought.values_list("event_id", flat=True))
    rows = list(_in_order(every.filter(_behind(after)))[: SHOWN + 1])
    more = f"{rows[SHOWN - 1].standing}-{rows[SHOWN - 1].enterprise_id}" if len(rows) > SHOWN else ""
    return ConcernedPage(
        _concerned(edition, rows[:SHOWN]), more, {Standing.of(name): many for name, many in counted.items()},
        brought.count(), len(read),
    )  # fmt: skip


def concerned_among(actor: Actor, edition: Edition, addresses: Collection[str]) -> list[Concerned]:
    """Those of these enterprises whom an edition concerns, as far as the actor may know it."""
    return _concerned(
        edition, list(_in_order(_seen(actor, edition).filter(enterprise__public_id__in=addresses)))
    )


def _in_order(rows: QuerySet[KeptMatch]) -> QuerySet[KeptMatch]:
    return rows.select_related("enterprise__area").order_by("standing", "enterprise_id")


def _behind(after: str) -> Q:
    """What follows a row that was shown; everything where none is named."""
    standing, _, number = after.partition("-")
    last = whole_number(number)
    if standing not in Standing.values() or last is None:
        return Q()
    return Q(standing__gt=standing) | Q(standing=standing, enterprise_id__gt=last)


def _concerned(edition: Edition, rows: list[KeptMatch]) -> list[Concerned]:
    pushes = {row.enterprise_id: row for row in _pushes(edition, [row.enterprise_id for row in rows])}
    read = _read(push.event_id for push in pushes.values())
    found = []
    for row in rows:
        push = pushes.get(row.enterprise_id)
        read_at = read.get(push.event_id or 0) if push else None
        found.append(Concerned(row.enterprise, Standing.of(row.standing), tuple(row.failing), push, read_at))
    return found


def _read(event_ids: Iterable[int | None]) -> dict[int, datetime]:
    """When it was read that an item was brought. Other people's messages say it: nothing of them but the
    moment comes out."""
    wanted = [number for number in event_ids if number]
    with door.as_system("policies.receipts"):
        return inbox.read_first(wanted)


def matches_visible_to(actor: Actor) -> QuerySet[KeptMatch]:
    """Every kept match the actor may know of."""
    return KeptMatch.objects.filter(PUSHES.scope(actor))


def matched_enterprises(actor: Actor) -> QuerySet[Enterprise]:
    """The enterprises of which the actor may know whom an item fits."""
    return Enterprise.objects.filter(MATCHED.scope(actor))


@dataclass(frozen=True, slots=True)
class Reach:
    """Sums of some areas: how often an item in force fits an enterprise, and since a day; what was brought
    since then, and how much of it was read."""

    fits: int
    gained: int
    pushed: int
    read: int


def reach_of(actor: Actor, since: date, until: date) -> Reach:
    """The sums of the reader's areas, for who may know how many and not who."""
    areas = list(actor.ids("area"))
    with door.as_system("policies.reach"):
        held = Edition.objects.current(until)
        fits = KeptMatch.objects.filter(edition__in=held, enterprise__area__in=areas, standing=Standing.FITS)
        begun, ended = (datetime.combine(day, time(), clock.LOCAL) for day in (since, until + timedelta(1)))
        pushes = Push.objects.filter(enterprise__area__in=areas, pushed_at__gte=begun, pushed_at__lt=ended)
        read = inbox.read_first([number for number in pushes.values_list("event_id", flat=True) if number])
        gained = fits.filter(since_on__gte=since, since_on__lte=until).count()
        return Reach(fits.count(), gained, pushes.count(), len(read))


def pushes_visible_to(actor: Actor) -> QuerySet[Push]:
    """Every push the actor may know of."""
    return Push.objects.filter(PUSHES.scope(actor))


def read_among(actor: Actor, pushes: QuerySet[Push]) -> QuerySet[Push]:
    """Those of an actor's pushes that somebody of the enterprise has read."""
    if actor is NOBODY:
        # Nobody has pushes; nothing is looked up for him.
        return pushes
    return pushes.filter(event_id__in=list(_read(pushes.values_list("event_id", flat=True))))


def fitting(edition: Edition) -> list[int]:
    """The enterprises that an edition fits, as it was last judged, for the unit that pays it.

    Whoever is asked to list them may know that they fit, and nothing of why; the caller checks that he is.
    """
    with door.as_system("policies.fitting"):
        rows = KeptMatch.objects.filter(edition=edition, standing=Standing.FITS).order_by("enterprise")
        return list(rows.values_list("enterprise", flat=True))


def fits_known_to(actor: Actor) -> QuerySet[KeptMatch]:
    """Which enterprises items fit, as it was last judged, as far as the actor may know it."""
    fits = KeptMatch.objects.filter(standing=Standing.FITS)
    if actor is NOBODY:
        return fits.filter(pk__isnull=True)
    return fits if actor.system else fits.filter(matches_seen(actor))


def new_fits_of(
    actor: Actor, enterprise_ids: Collection[int], since: date, day: date
) -> Asked[dict[int, int]]:
    """By enterprise how many items in force on a day fit it since another, as far as the actor may know; to
    be asked."""
    rows = fits_known_to(actor).filter(enterprise__in=enterprise_ids, since_on__gte=since)
    held = rows.filter(edition__in=Edition.objects.current(day))
    return asked(held.values_list("enterprise").annotate(Count("pk")).order_by(), 2, _counted)


def _counted(rows: Iterable[Sequence[int]]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}


def _pushes(edition: Edition, enterprise_ids: Iterable[int]) -> QuerySet[Push]:
    rows = Push.objects.filter(edition=edition, enterprise__in=list(enterprise_ids))
    return rows.select_related("pushed_by")


def pushed_to_me(actor: Actor, edition: Edition) -> Push | None:
    """How an edition was brought to the actor's own enterprise, the last time."""
    if not actor.ids("member"):
        return None
    rows = _pushes(edition, actor.ids("member"))
    return rows.order_by("-pushed_at").first()


# --- trials --------------------------------------------------------------


@dataclass(frozen=True)
class TrialRead:
    """A trial with the names of those it mentions that the reader may know."""

    trial: Trial
    names: dict[int, enterprises.Named]

    @property
    def found(self) -> dict[str, Any]:
        return dict(self.trial.found)


def trial_of(actor: Actor, edition: Edition) -> TrialRead | None:
    """The trial of what a draft says now, done or not."""
    trial = Trial.objects.filter(edition=edition, version=edition.version).first()
    if trial is None:
        return None
    wanted = set(_mentioned(trial.found)) | set(_mentioned(trial.found.get("before", {})))
    visible = enterprises.enterprises_visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True)
    return TrialRead(trial, enterprises.named(list(visible)))


@dataclass(frozen=True, slots=True)
class TrialsToday:
    """How many trials somebody made today: of an item, of all; how many he may."""

    of_item: int
    of_all: int
    allowed: probing.Allowance


def trials_today(actor: Actor, edition: Edition, now: datetime) -> TrialsToday:
    """How often an editor tried drafts today, by what is recorded: throwing a draft away forgets nothing."""
    day = clock.local(now).date()
    begun = datetime.combine(day, time(), clock.LOCAL)
    rows = Event.objects.filter(name=EditionTried.__name__, actor_id=actor.person_id, at__gte=begun)
    nodes = tuple(accounts.areas_upward(edition.item.policy.area_id))
    of_item = Q(subject_kind="policy_item", subject_id=edition.item_id)
    counted = rows.aggregate(of_item=Count("pk", filter=of_item), of_all=Count("pk"))
    return TrialsToday(**counted, allowed=probing.allowance(settings.current(), nodes, day))


def last_trials(edition: Edition, most: int = 10) -> list[tuple[str, datetime]]:
    """Who tried drafts of an item lately and when, the last first, for whoever edits it."""
    rows = Event.objects.filter(
        name=EditionTried.__name__, subject_kind="policy_item", subject_id=edition.item_id
    )
    found = list(rows.order_by("-pk").values_list("actor_id", "at")[:most])
    names = accounts.names_of({number for number, _ in found if number is not None})
    return [(names.get(number or 0, ""), at) for number, at in found]


def _mentioned(found: dict[str, Any]) -> Iterable[int]:
    for name in ("who_fits", "who_needs"):
        yield from found.get(name, ())
    for one in found.get("near", ()):
        yield from one["who"]
    for name in ("who_nearly", "who_gains", "who_loses"):
        yield from (number for number, _ in found.get(name, ()))


# --- who wants to be told ------------------------------------------------


def wants_of(person_id: int) -> set[BenefitClass]:
    """The classes of which somebody is told: all, where he said nothing."""
    row = Subscription.objects.filter(person=person_id).first()
    return set(BenefitClass) if row is None else {BenefitClass.of(one) for one in row.classes}


def wanting(person_ids: Collection[int], classes: Collection[str]) -> list[int]:
    """Of these people those who want to be told of at least one of these classes."""
    unwilling = Subscription.objects.filter(person__in=person_ids).exclude(classes__overlap=list(classes))
    without = set(unwilling.values_list("person", flat=True))
    return [number for number in person_ids if number not in without]
