"""Talks by month, as many as were counted: each by an officer, to those whom he and his colleagues serve."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle

from qinqing.desks.simulation import world
from qinqing.desks.simulation.fates import arrivals
from qinqing.desks.simulation.play import History, acting_as, look_again, looking
from qinqing.domains.advice import actions
from qinqing.domains.advice.terms import TalkWay
from qinqing.domains.officers.models import Assignment
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock
from qinqing.kernel.figures import Period

ENTERED_AFTER = timedelta(hours=3)
"""How long after it began a talk is entered."""
LAST = timedelta(days=1)
"""How long before the end the last one is given."""
ASKED = 0.6
"""Of how many it was noted what was asked most."""
MOST_GUESTS = 4
"""So many enterprises of colleagues are there, too."""


def let_talks_be_given(history: History, by_month: Mapping[int, int]) -> None:
    """Let officers give so many talks in each month, everybody in turn; none speaks twice at an hour."""
    rng, year = history.rng, history.until.year
    with looking():
        rows = list(Assignment.objects.order_by("pk").values_list("officer__person", "enterprise"))
    served: dict[int, list[int]] = {}
    for person, enterprise in rows:
        served.setdefault(person, []).append(enterprise)
    everybody = [enterprise for _, enterprise in rows]
    people = sorted(served)
    rng.shuffle(people)
    turns = cycle(people)
    for month, count in by_month.items():
        span = Period.month_of(date(year, month, 1))
        until = min(span.until, history.until - LAST)
        for begun in sorted(arrivals(rng, history.calendar, span.since, until, count)):
            who = next(turns)
            listed = {*served[who], *rng.sample(everybody, min(rng.randint(0, MOST_GUESTS), len(everybody)))}
            history.at(begun + ENTERED_AFTER, partial(_give, history, who, begun, sorted(listed)))


def _give(history: History, who: int, begun: datetime, listed: Sequence[int], now: datetime) -> None:
    rng, written = history.rng, world.read("advice")
    rows = Edition.objects.current(clock.local(now).date()).order_by("pk")
    items = list(rows.values_list("item_id", flat=True))
    asked = rng.choice(written["asked_most"]) if rng.random() < ASKED else ""
    given = actions.Given(
        way=rng.choice((TalkWay.HALL, TalkWay.HALL, TalkWay.VISIT, TalkWay.ONLINE)), begins_at=begun,
        minutes=rng.choice((60, 90, 120)), came=len(listed) + rng.randint(1, 30),
        items=rng.sample(items, min(len(items), rng.randint(1, 3))), enterprises=listed,
        place=rng.choice(written["places"]), asked=asked,
    )  # fmt: skip
    actions.record_talk(author=acting_as(who, now), given=given, now=now)
    look_again()
