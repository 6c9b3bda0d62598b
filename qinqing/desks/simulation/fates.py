"""What will become of a problem if nobody hinders it: dealt from a deck, so that every turn occurs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from qinqing.desks.simulation.world import Text
from qinqing.domains.problems.terms import Channel
from qinqing.lib.workdays import Calendar

DECK: Final[Mapping[str, float]] = {
    "officer_sleeps": 0.05,
    "officer_takes": 0.14,
    "officer_breaks_promise": 0.02,
    "asked": 0.06,
    "asked_in_vain": 0.02,
    "refused": 0.04,
    "withdrawn_early": 0.02,
    "withdrawn_late": 0.02,
    "unsure": 0.15,
    "reclassified": 0.05,
    "parallel": 0.08,
    "late_sign": 0.08,
    "named": 0.10,
    "no_interim": 0.05,
    "noted": 0.30,
    "supplemented": 0.12,
    "late_reply": 0.09,
    "late_assist": 0.05,
    "waived": 0.03,
    "sign_off_refused": 0.05,
    "sent_back": 0.06,
    "disputed_once": 0.08,
    "disputed_twice": 0.025,
    "disputed_thrice": 0.02,
    "handed_over": 0.03,
    "lead_lost": 0.02,
    "escalated": 0.05,
    "ignored": 0.02,
    "called": 0.26,
    "unreached": 0.04,
    "forgotten": 0.02,
    "unhappy": 0.08,
    "silent": 0.25,
    "reopened": 0.04,
    "revived": 0.03,
    "rated_later": 0.10,
}
"""Which part of all problems gets which mark; with few problems each mark goes to one at least."""


@dataclass(frozen=True, slots=True)
class Fate:
    """One problem to come: the words, when and how it is raised, its marks, and where it rests at the end.

    `rests_in` names a state in which everybody lets it lie; whoever comes before is then quick. `lane` is the
    class it is to be dispatched in, if not that of its category.
    """

    text: Text
    at: datetime
    enterprise_id: int
    channel: Channel
    marks: frozenset[str] = frozenset()
    rests_in: str = ""
    lane: str = ""

    @property
    def is_brisk(self) -> bool:
        return bool(self.rests_in)

    @property
    def is_never_reached(self) -> bool:
        """Whether nobody ever gets hold of the enterprise: no unit either, where it has no word to say."""
        says = self.disputes or self.marks & {"asked", "supplemented"}
        return "unreached" in self.marks and not says

    @property
    def disputes(self) -> int:
        """How often the enterprise says that it is not solved."""
        said = ("disputed_once", "disputed_twice", "disputed_thrice")
        return max((n for n, mark in enumerate(said, 1) if mark in self.marks), default=0)


def deal(rng: Random, count: int) -> list[frozenset[str]]:
    """The marks of so many problems."""
    hands: list[set[str]] = [set() for _ in range(count)]
    for mark, share in DECK.items():
        for index in rng.sample(range(count), min(count, max(1, round(share * count)))):
            hands[index].add(mark)
    return [frozenset(hand) for hand in hands]


def channel_of(rng: Random, source: str) -> Channel:
    """How a text came in, by who wrote it."""
    if source == "officer":
        return rng.choice((Channel.VISIT, Channel.VISIT, Channel.CALL, Channel.MEETING))
    if source == "hotline":
        return Channel.HOTLINE
    return Channel.LINK if rng.random() < 0.2 else Channel.ONLINE


def arrivals(rng: Random, calendar: Calendar, since: datetime, until: datetime, count: int) -> list[datetime]:
    """When so many problems are raised: by day, a few in the evening or on a rest day."""
    days = (until - since).days
    found: list[datetime] = []
    while len(found) < count:
        day = (calendar.local(since) + timedelta(days=rng.randrange(days + 1))).date()
        if not calendar.is_workday(day) and rng.random() < 0.9:
            continue
        hour = rng.choices((8, 9, 10, 11, 14, 15, 16, 17, 19, 20), (4, 9, 9, 6, 6, 8, 7, 4, 1, 1))[0]
        at = calendar.local(since).replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=rng.randrange(60),
            second=rng.randrange(60), microsecond=0,
        )  # fmt: skip
        if since <= at < until:
            found.append(at)
    return sorted(found)


def before(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    """The moment so many working minutes earlier."""
    left = minutes
    day = calendar.local(moment).date()
    while True:
        for opens, closes in reversed(calendar.business_hours(day)):
            start = datetime.combine(day, opens, calendar.zone)
            end = min(datetime.combine(day, closes, calendar.zone), moment)
            here = max(0, (end - start) // timedelta(minutes=1))
            if here >= left:
                return end - timedelta(minutes=left)
            left -= here
        day = calendar.workday_from(day, -1)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that is to lie on somebody's desk at the end: where it rests, and since when.

    `days` are working days before the end, `clock` the time of that day; or `minutes` of working time before
    the end. `near` says whose desk it is to be: of the demo unit, the demo officer or the demo enterprise.
    """

    rests_in: str
    near: str
    days: int = 0
    clock: str = "09:05"
    minutes: int = 0
    lane: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)

    def at(self, calendar: Calendar, now: datetime) -> datetime:
        """When the problem has to be raised."""
        if self.minutes:
            return before(calendar, now, self.minutes)
        today = calendar.local(now).date()
        day = calendar.workday_from(today, -self.days)
        hour, minute = map(int, self.clock.split(":"))
        return datetime.combine(day, datetime.min.time(), calendar.zone) + timedelta(
            hours=hour, minutes=minute
        )


def _scene(
    rests_in: str,
    near: str,
    *marks: str,
    days: int = 0,
    clock: str = "09:05",
    minutes: int = 0,
    lane: str = "",
) -> Scene:
    return Scene(rests_in, near, days, clock, minutes, lane, frozenset(marks))


SCENES: Final[Sequence[Scene]] = (
    _scene("submitted", "officer", minutes=40),
    _scene("submitted", "officer", minutes=150),
    _scene("submitted", "officer", minutes=300),
    _scene("officer", "officer", "officer_takes", days=3),
    _scene("officer", "officer", "officer_takes", days=2),
    _scene("officer", "officer", "officer_takes", days=4),
    _scene("submitted", "nobody", minutes=90),
    _scene("submitted", "nobody", minutes=280),
    _scene("triage", "unit", minutes=60),
    _scene("triage", "enterprise", minutes=150),
    _scene("triage", "unit", "unsure", minutes=290),
    _scene("triage", "other", minutes=420),
    _scene("triage", "other", minutes=30),
    _scene("triage", "officer", minutes=200),
    _scene("pending", "unit", minutes=70),
    _scene("pending", "unit", minutes=200),
    _scene("accepted", "unit", days=7, lane="ordinary"),
    _scene("accepted", "unit", days=6, lane="ordinary"),
    _scene("accepted", "unit", days=5, lane="ordinary"),
    _scene("accepted", "unit", days=8, lane="ordinary"),
    _scene("accepted", "unit", days=11, lane="ordinary"),
    _scene("accepted", "unit", "no_interim", days=3, lane="complex"),
    _scene("accepted", "enterprise", days=4, lane="complex"),
    _scene("accepted", "officer", days=14, lane="complex"),
    _scene("assist", "assist", days=3),
    _scene("assist", "assist", days=2),
    _scene("sign_off", "unit", days=5, lane="ordinary"),
    _scene("sign_off", "unit", days=7, lane="ordinary"),
    _scene("sign_off", "unit", days=9, lane="ordinary"),
    _scene("review", "unit", days=2),
    _scene("review", "enterprise", days=1),
    _scene("review", "other", days=3),
    _scene("review", "unit", "disputed_once", days=6),
    _scene("review", "other", "disputed_twice", days=9),
    _scene("review", "other", "disputed_twice", days=2),
    _scene("review", "other", "disputed_thrice", days=12),
    _scene("review", "other", "disputed_thrice", days=3),
    _scene("rework", "unit", "disputed_once", days=8),
    _scene("level", "officer", "escalated", days=3),
    _scene("level", "enterprise", "escalated", "disputed_thrice", days=14),
    _scene("confirm", "enterprise", days=2),
    _scene("confirm", "enterprise", days=1),
    _scene("confirm", "other", days=2),
    _scene("call", "unit", "called", days=5),
    _scene("call", "officer", "called", days=7),
    _scene("call", "other", "called", days=9),
    _scene("call", "other", "called", days=14),
    _scene("supplement", "enterprise", days=2),
    _scene("supplement", "officer", days=6),
    _scene("accepted", "unit", minutes=90, lane="urgent_24h"),
)  # fmt: skip
"""What the demo logins are to find: every state, with dates passed, today and tomorrow."""
