"""History played: one clock, one list of what is to come, every step taken through the rooms' own actions.

Each moment is a transaction of its own, in the shoes of the person who acts, under row security as in life.
Between two moments the clocks that fall due are swept as the worker would.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max

from qinqing.desks.simulation import world
from qinqing.desks.simulation.cast import Cast
from qinqing.desks.simulation.fates import Fate
from qinqing.desks.simulation.habits import HABITS
from qinqing.desks.simulation.sayings import Sayings
from qinqing.desks.simulation.turn import Deed, Turn
from qinqing.desks.simulation.walls import Walls
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.inbox import actions as inbox
from qinqing.domains.inbox.models import Message
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.actions import Raised
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.terms import Channel, Part
from qinqing.kernel import door, events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused

RULE = "simulation"
LOOKS_EVERY = timedelta(seconds=20)
"""How soon the worker notices that a clock has fallen due."""
OPEN = frozenset({"submitted", "supplement", "officer", "triage", "handling", "review", "confirm"})
SEEN_WITH_HOLDER = frozenset({"submitted", "review", "confirm"})

Spot = int | str
Doing = Callable[[datetime], None]


@contextmanager
def looking() -> Iterator[Author]:
    """Within the block everything is seen, as by the system; it is a transaction of its own."""
    with transaction.atomic(), door.as_system(RULE) as actor:
        yield Author(actor)


def acting_as(person_id: int, now: datetime) -> Author:
    """From here on somebody acts in his own right alone, until the system looks again."""
    door.leave_system()
    return Author(door.become(person_id, now))


def look_again() -> None:
    """From here on the system sees everything again."""
    door.step_in(system(RULE))


@dataclass(slots=True)
class Life:
    """A problem of the history: its fate, its row as last seen, and how it and its tasks stood then."""

    fate: Fate
    problem: Problem
    tasks: dict[int, Task] = field(default_factory=dict)
    stands: dict[Spot, tuple[Any, ...]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    contact: str = ""
    key: str = ""
    """Of the link by which the enterprise follows it, where it was raised without an account."""


class History:
    """The city's life up to `until`; `tells_from` is since when people are told of what happens."""

    def __init__(
        self, rng: Random, *, since: datetime, until: datetime, tells_from: datetime | None = None
    ) -> None:
        self.rng, self.until = rng, until
        self.sayings = Sayings(rng)
        self.refused: Counter[str] = Counter()
        self._tells_from = tells_from
        self._told = 0
        self._order = count()
        self._agenda: list[tuple[datetime, int, Doing]] = []
        self._lives: dict[int, Life] = {}
        self._looks: dict[int, datetime] = {}
        with looking():
            self.cast = Cast(rng, since)
            some_area, _ = next(iter(self.cast.places.values()))
            self.calendar, _ = queries.place(some_area, since)
        self._walls = Walls(rng, self.cast)

    def at(self, moment: datetime, doing: Doing) -> None:
        """Let something be done at a moment; what lies beyond the end is never done."""
        if moment < self.until:
            heapq.heappush(self._agenda, (moment, next(self._order), doing))

    def raise_all(self, fates: Sequence[Fate]) -> None:
        """Let these problems be raised, each at its moment."""
        for fate in fates:
            self.at(fate.at, partial(self._raise, fate))

    def run(self) -> None:
        """Play everything up to the end: deeds and clocks in the order of time."""
        with events.kept_back():
            while True:
                coming = self._agenda[0][0] if self._agenda else self.until
                look_at = min(self._looks.values(), default=coming)
                if look_at < coming:
                    self._sweep(min(look_at + LOOKS_EVERY, coming))
                elif self._agenda:
                    now, _, doing = heapq.heappop(self._agenda)
                    with looking():
                        doing(now)
                        self._tell(now)
                else:
                    return

    # --- what people do ------------------------------------------------

    def _raise(self, fate: Fate, now: datetime) -> None:
        if fate.channel is Channel.LINK:
            self._raise_at_the_wall(fate, now)
            return
        speaker = self.cast.contacts(fate.enterprise_id)[0]
        contact = self._contact_name(fate.enterprise_id)
        area, _ = self.cast.places[fate.enterprise_id]
        who, role = self._raiser(fate, speaker, area, now)
        kind = world.kinds()[fate.text.category]
        raised = Raised(
            title=fate.text.title,
            facts=fate.text.body,
            enterprise_id=fate.enterprise_id,
            area_id=area,
            channel=fate.channel,
            category_id=None if "unsure" in fate.marks else self.cast.categories[kind.code],
            lane=kind.lane,
            sensitive=kind.sensitive,
            contact_name=contact,
            contact_person_id=speaker,
        )
        number = self._submitted(who, raised, role, now)
        look_again()
        problem = Problem.objects.get(number=number)
        life = self._lives[problem.pk] = Life(fate, problem, contact=contact)
        self._wake(life, now)

    def _raise_at_the_wall(self, fate: Fate, now: datetime) -> None:
        unsure = "unsure" in fate.marks
        category = "" if unsure else str(self.cast.categories[world.kinds()[fate.text.category].code])
        said = self._walls.say(fate, category, now)
        _, address = queries.bearer_of(said.key, now)
        look_again()
        problem = Problem.objects.get(public_id=address)
        life = self._lives[problem.pk] = Life(fate, problem, contact=said.name, key=said.key)
        self._wake(life, now)

    def _submitted(self, who: int, raised: Raised, role: Role, now: datetime) -> str:
        """The number of the new problem."""
        return door.drawn_again(
            lambda: (
                actions.submit_problem(author=acting_as(who, now), raised=raised, now=now, role=role).number
            )
        )

    def _raiser(self, fate: Fate, speaker: int, area: int, now: datetime) -> tuple[int, Role]:
        officer = officers.present_officer(fate.enterprise_id, now)
        if fate.channel is Channel.ONLINE:
            return speaker, Role.ENTERPRISE_USER
        if fate.channel is Channel.HOTLINE or officer is None:
            return self.rng.choice(self.cast.of_area(Role.COORDINATOR, area)), Role.COORDINATOR
        return officer, Role.OFFICER

    def adopt(self, fate: Fate, problem: Problem, now: datetime) -> None:
        """Take on a problem that is here already, for instance an imported message."""
        contact = self._contact_name(fate.enterprise_id)
        life = self._lives[problem.pk] = Life(fate, problem, contact=contact)
        self._wake(life, now)

    def _contact_name(self, enterprise_id: int) -> str:
        return Contact.objects.get(enterprise=enterprise_id, is_main=True, until_at=None).name

    def _do(self, life: Life, spot: Spot, stands: tuple[Any, ...], deed: Deed, now: datetime) -> None:
        if life.stands.get(spot) != stands:
            return
        task = life.tasks.get(spot) if isinstance(spot, int) else None
        person = self.cast.find(deed.who, life.problem, task, now, first=life.fate.is_brisk)
        if person is None:
            return
        try:
            actions.take_step(
                author=self._author(life, deed, person, now), problem_id=life.problem.pk, step=deed.step,
                now=now, task_id=task.pk if task is not None and deed.on_task else None, **deed.given,
            )  # fmt: skip
        except Refused as refused:
            # Everything is checked before the first write, so that nothing has to be undone.
            self.refused[f"{deed.step} by {deed.who}: {refused}"] += 1
        look_again()
        self._wake(life, now)

    def _author(self, life: Life, deed: Deed, person: int, now: datetime) -> Author:
        """Who takes the step: of what was said at a wall, by its link as far as a link goes."""
        if deed.who != "enterprise" or not life.key:
            return acting_as(person, now)
        if deed.step in queries.BY_LINK:
            return Author(queries.bearer_of(life.key, now)[0])
        return acting_as(self.cast.contacts(life.fate.enterprise_id)[0], now)

    # --- what follows ---------------------------------------------------

    def _wake(self, life: Life, now: datetime) -> None:
        """See how a problem stands now, and let those whose turn it has become make up their minds."""
        life.problem = problem = Problem.objects.get(pk=life.problem.pk)
        self._looks[problem.pk] = problem.look_at or self.until
        current = problem.tasks.filter(round=problem.round).order_by("id")
        life.tasks = {task.pk: task for task in current}
        stood, spots = life.stands, self._spots(life)
        life.stands = {spot: stands for spot, _, stands in spots}
        for spot, habit, stands in spots:
            if stood.get(spot) != stands and habit in HABITS:
                turn = self._turn(life, life.tasks.get(spot) if isinstance(spot, int) else None, now)
                for deed in HABITS[habit](turn):
                    self.at(max(deed.at, now), partial(self._do, life, spot, stands, deed))

    def _spots(self, life: Life) -> list[tuple[Spot, str, tuple[Any, ...]]]:
        problem = life.problem
        held = (
            (problem.holder, problem.fresh_reply, problem.explained)
            if problem.state in SEEN_WITH_HOLDER
            else ()
        )
        spots: list[tuple[Spot, str, tuple[Any, ...]]] = [
            ("problem", problem.state, (problem.state, problem.redo_count, *held))
        ]
        if problem.state in OPEN and problem.level:
            spots.append(("level", "level", (problem.level,)))
        spots += [(task.pk, f"task.{task.state}", (task.state,)) for task in life.tasks.values()]
        return spots

    def _turn(self, life: Life, task: Task | None, now: datetime) -> Turn:
        unit = task.unit_id if task is not None else self._lead_unit(life)
        return Turn(
            fate=life.fate, problem=life.problem, task=task, at=now, calendar=self.calendar, rng=self.rng,
            sayings=self.sayings, cast=self.cast, done=life.done, contact=life.contact,
            unit_name=self.cast.unit_names[unit],
        )  # fmt: skip

    def _lead_unit(self, life: Life) -> int:
        leads = [task.unit_id for task in life.tasks.values() if task.part == Part.LEAD]
        return leads[-1] if leads else self.cast.unit(life.fate.text.lead, life.fate.enterprise_id)

    def _sweep(self, now: datetime) -> None:
        """Let the clocks that have fallen due do what they do."""
        due = [number for number, look_at in self._looks.items() if look_at <= now]
        with looking():
            actions.sweep(now, among=due)
            for number in due:
                self._wake(self._lives[number], now)
            self._tell(now)

    def _tell(self, now: datetime) -> None:
        """Tell the hearers of what was recorded since, where history is recent enough."""
        if self._tells_from is None or now < self._tells_from:
            return
        if not self._told:
            earlier = Event.objects.filter(at__lt=self._tells_from)
            self._told = earlier.aggregate(last=Max("id"))["last"] or 0
        new = list(Event.objects.filter(pk__gt=self._told).order_by("pk").values_list("pk", flat=True))
        events.deliver(new, now)
        self._told = max([self._told, *new])

    def reseat(self, now: datetime) -> None:
        """An officer has gone or come back by date: what waits for an officer finds its holder."""
        actions.reseat_waiting(now)
        for life in self._lives.values():
            if life.problem.state in ("submitted", "officer"):
                self._wake(life, now)

    def everybody_reads(self, now: datetime) -> None:
        """Everybody opens what he was told of lately; what an officer brought before, and he passed over, he
        leaves."""
        lately, waiting = Message.objects.filter(read_at=None), dict[int, list[int]]()
        if self._tells_from is not None:
            lately = lately.filter(created_at__gte=self._tells_from)
        for person, message in lately.order_by("person", "pk").values_list("person", "pk"):
            waiting.setdefault(person, []).append(message)
        for person, messages in waiting.items():
            actor = acting_as(person, now).actor
            for message in messages:
                inbox.mark_read(actor=actor, message_id=message, now=now)
        look_again()
