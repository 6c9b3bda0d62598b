"""What a list of problems is narrowed to, as it stands in its address: anything unknown narrows nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Self
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries.lists import tasks_visible_to
from qinqing.domains.problems.queries.standing import LIGHTS, Lights, Today
from qinqing.domains.problems.queries.stocks import LIT, Stocks, counted_lights, most_urgent
from qinqing.domains.problems.queries.surroundings import areas_under
from qinqing.domains.problems.rules.situation import reviewer_of
from qinqing.domains.problems.terms import CaseState, Channel, Holder, LaneClass, Objection, Part, TaskState
from qinqing.kernel import clock
from qinqing.kernel.compiled import Asked, CompiledCounts, Said, counted
from qinqing.kernel.permissions import Actor
from qinqing.lib.terms import Term
from qinqing.lib.text import whole_number

LATE: Final = "late"
OVERDUE: Final = "全部超期"
"""Whatever is over, by however much; of the lights one says 已超期 of a few days and one 严重超期 of more."""
_LEVELS: Final = frozenset("1234")
_TERMS: Final[Mapping[str, type[Term]]] = {
    "state": CaseState,
    "lane": LaneClass,
    "holder": Holder,
    "channel": Channel,
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The conditions chosen; empty ones hold for every row. `whole` shows ended problems too."""

    light: str = ""
    state: str = ""
    category: str = ""
    lane: str = ""
    area: str = ""
    level: str = ""
    holder: str = ""
    channel: str = ""
    enterprise: str = ""
    since: str = ""
    until: str = ""
    whole: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """The conditions of an address."""
        known = {name: given.get(name, "")[:40] for name in cls.__slots__}
        for name, kind in _TERMS.items():
            known[name] = known[name] if known[name] in kind.values() else ""
        known["light"] = known["light"] if known["light"] in {*LIGHTS, LATE} else ""
        known["level"] = known["level"] if known["level"] in _LEVELS else ""
        for name in ("category", "area"):
            known[name] = known[name] if whole_number(known[name]) is not None else ""
        for name in ("since", "until"):
            known[name] = known[name] if _day(known[name]) else ""
        return cls(**known)

    @property
    def is_chosen(self) -> bool:
        """Whether anything beyond the light and the choice of ended ones is narrowed."""
        return any(value for name, value in self._values().items() if name not in {"light", "whole"})

    @property
    def shows_ended(self) -> bool:
        """Whether ended problems belong to the list: asked for, or by a state that ends."""
        return bool(self.whole) or self.state in {CaseState.CLOSED, CaseState.REFUSED, CaseState.WITHDRAWN}

    def with_(self, **changes: str) -> "Narrowing":
        """The same with some conditions changed."""
        return replace(self, **changes)

    def address(self, **more: str) -> str:
        """The query of an address that narrows so."""
        chosen = {name: value for name, value in {**self._values(), **more}.items() if value}
        return f"?{urlencode(chosen)}" if chosen else "?"

    def _values(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}

    def condition(self, today: Today) -> Q:
        """The rows chosen, the light included."""
        if not self.light:
            return self.beside_light()
        lit = today.late if self.light == LATE else today.having(self.light)  # type: ignore[arg-type]
        return self.beside_light() & Q(is_open=True) & lit

    def beside_light(self) -> Q:
        """The rows chosen by everything but the light."""
        found = Q(**{name: value for name in _TERMS if (value := getattr(self, name))})
        if self.category:
            found &= Q(category=self.category) | Q(category__parent=self.category)
        if self.area:
            found &= Q(area__among=areas_under(int(self.area)))
        if self.level:
            found &= Q(level=self.level)
        if self.enterprise:
            found &= Q(enterprise__public_id=self.enterprise)
        if since := _day(self.since):
            found &= Q(submitted_at__gte=_midnight(since))
        if until := _day(self.until):
            found &= Q(submitted_at__lt=_midnight(until + timedelta(days=1)))
        return found


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def light_counts(actor: Actor, narrowed: Narrowing, today: Today) -> Asked[Stocks]:
    """How many open problems stand under each light, and how many at all, to be asked (see `stocks_of`)."""
    # What is chosen may mean other rows tomorrow.
    chosen = narrowed if narrowed.is_chosen else Narrowing()
    return _LIT.asked(actor, chosen, today.moments, kept=not narrowed.is_chosen).then(Stocks.of)


def _lit(actor: Actor, narrowed: Narrowing, *moments: datetime) -> tuple[QuerySet[Problem], dict[str, Count]]:
    return most_urgent(actor, narrowed.beside_light()), counted_lights(Lights(*moments))


_LIT = CompiledCounts(LIT, _lit)


def waiting_for_triage(actor: Actor) -> Q:
    """What waits for the coordination office: to accept where no officer holds it, to give to units."""
    waits = Q(state=CaseState.TRIAGE) | Q(state=CaseState.SUBMITTED, holder=Holder.COORDINATOR)
    return waits & Q(area__among=[*actor.ids("coordinator"), *actor.ids("coordination_head")])


def waiting_for_review(actor: Actor) -> Q:
    """The replies this actor reviews: of level 0 as coordinator, 1 and 2 as head, 3 and 4 as leader (C6)."""
    found = Q(area__among=[])
    for level in range(5):
        office = reviewer_of(level)
        if actor.ids(office):
            found |= Q(level=level, area__among=actor.ids(office))
    return Q(state=CaseState.REVIEW) & found


def waiting_for_objection(actor: Actor) -> Q:
    """The objections this actor decides: as head, or as leader where it was the head who refused (T31)."""
    decides = Q(holder=Holder.COORDINATION_HEAD, area__among=actor.ids("coordination_head"))
    decides |= Q(holder=Holder.LEADER, area__among=actor.ids("leader"))
    return Q(objection=Said(Objection.PENDING)) & decides


TASKS_SHOWN: Final[Mapping[str, str]] = {
    "": "全部",
    "mine": "我办的",
    "to_sign": "待签收",
    "to_contact": "待联系",
    "assist": "协办",
    "sign_off": "等审签",
}
"""What a unit's list may be narrowed to."""


def tasks_shown(shown: str, actor: Actor) -> Q:
    """The condition of one of `TASKS_SHOWN`; anything else narrows nothing."""
    return {
        "mine": Q(handler=actor.person_id),
        "to_sign": Q(state=TaskState.PENDING),
        "to_contact": Q(state=TaskState.ACCEPTED, contacted=False) & ~Q(part=Part.ASSIST),
        "assist": Q(part=Part.ASSIST),
        "sign_off": Q(state=TaskState.SIGN_OFF),
    }.get(shown, Q())


def task_counts(actor: Actor, today: Today) -> Asked[dict[str, int]]:
    """How many open tasks of the actor's units each choice shows, and how many are late or due soon, to be
    asked."""
    soon = Q(sort_due__gt=today.now, sort_due__lte=today.soon_until)
    counts = {shown: Count("pk", filter=tasks_shown(shown, actor)) for shown in TASKS_SHOWN if shown}
    found = tasks_visible_to(actor).filter(is_open=True)
    lit = {"late": Count("pk", filter=today.late), "soon": Count("pk", filter=soon)}
    return counted(found, {"all": Count("pk"), **lit, **counts})
