"""A problem in memory, driven by steps as people would take them: for pure tests of the life."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import yaml

from qinqing.domains.problems import life
from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.rules import Case, Situation, UnitFacts
from qinqing.domains.problems.terms import CaseState, Check, ClockKind, LaneClass
from qinqing.lib.workdays import Calendar, official_layers, official_years

OFFICIAL = yaml.safe_load(
    files("qinqing.kernel").joinpath("data/official_days.yaml").read_text(encoding="utf-8")
)
CALENDAR = Calendar("test", official_layers(OFFICIAL), official_years(OFFICIAL))
HANDLER, HEAD = 100, 200
"""Unit n has the handler 100 + n and the head 200 + n."""


class Overrides:
    """Dated settings of a place: by key a value and the day from which it holds."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, date]] = {}

    def value(self, key: str, nodes: Any, on: Any, default: Any, source: str = "默认") -> Any:
        value, since = self.said.get(key, (default, on))
        return SimpleNamespace(value=value if on >= since else default, source=source)


def unit_facts(*units: int) -> dict[int, UnitFacts]:
    return {n: UnitFacts(f"单位{n}", frozenset({HEAD + n}), frozenset({HANDLER + n})) for n in units}


class Story:
    """One problem and the clock; every step returns the story, so a test reads as what happened."""

    def __init__(self, now: datetime, *, officer_present: bool = True, sensitive: bool = False) -> None:
        self.now = now
        self.officer_present = officer_present
        self.units = unit_facts(1, 2, 3)
        self.settings = Overrides()
        self.case = Case(
            id=7,
            state=CaseState.DRAFT,
            enterprise_id=5,
            area_id=3,
            author_id=1,
            lane=LaneClass.ORDINARY,
            sensitive=sensitive,
        )
        self.plays: list[life.Play] = []

    @property
    def limits(self) -> LimitTable:
        return LimitTable(self.settings, (3,), CALENDAR.local(self.now).date())

    def situation(self, relations: Iterable[str], actor: int | None, unit: int | None = None) -> Situation:
        task = next((t for t in self.case.current_tasks if t.unit_id == unit), None) if unit else None
        late = {
            t.id
            for t in self.case.open_tasks
            if (due := life.due_of_clock(self.case, ClockKind.ASSIST, t.id, CALENDAR, self.now))
            and due < self.now
        }
        return Situation(
            case=self.case, actor_id=actor, relations=frozenset(relations), now=self.now, calendar=CALENDAR,
            limits=self.limits,
            officer_present=self.officer_present, task=task, units=self.units,
            overdue_task_ids=frozenset(late),
            window_due_at=life.due_of_clock(self.case, ClockKind.CALLBACK, None, CALENDAR, self.now),
        )  # fmt: skip

    def take(
        self, step: str, *relations: str, actor: int | None = 9, unit: int | None = None, **given: Any
    ) -> "Story":
        self._keep(life.take_step(self.situation(relations, actor, unit), step, given, self.limits))
        return self

    def _keep(self, play: life.Play) -> None:
        self.plays.append(play)
        self.case = play.case
        for number, task in enumerate(self.case.tasks, start=1):
            if task.id < 0:
                old, task.id = task.id, 1000 + number
                self.case.ledger = [
                    replace(e, clock=e.clock.replace(f"#{old}", f"#{task.id}"))
                    if e.clock.endswith(f"#{old}")
                    else e
                    for e in self.case.ledger
                ]

    def decided(self, key: str, value: str, on: date | None = None) -> "Story":
        """The place sets a number, from today on or from another day."""
        self.settings.said[key] = (value, on or CALENDAR.local(self.now).date())
        return self

    def wait(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> "Story":
        self.now += timedelta(days=days, hours=hours, minutes=minutes)
        return self

    def sweep(self) -> "Story":
        """Let the clocks do what is due."""
        while (play := life.tick(self.situation({"system"}, None), self.limits)) is not None:
            self._keep(play)
        return self

    # The main road, in the words of those who walk it.

    def submitted(self) -> "Story":
        return self.take("submit", "author", actor=1, title="路灯不亮", facts="厂门口路灯坏了三个月")

    def passed_on(self) -> "Story":
        return self.take("pass_on", "officer", actor=2, summary="要城管来修")

    def taken(self, promised_on: date) -> "Story":
        return self.take("take", "officer", actor=2, plan="明天去看", promised_on=promised_on)

    def reclassified(self, lane: str) -> "Story":
        return self.take("reclassify", "coordinator", actor=3, category=4, lane=lane, reason="停产了")

    def confirmed(self) -> "Story":
        return self.take("confirm", "enterprise", actor=1, solved="yes", grade="5")

    def reopened(self, who: str = "enterprise") -> "Story":
        return self.take("reopen", who, actor=1, unsolved="又不亮了")

    def refused(self, who: str = "coordinator") -> "Story":
        return self.take(
            "refuse", who, actor=3, reason="out_of_area", other_route="找邻区", citation="职责清单第三条"
        )

    def objected(self) -> "Story":
        return self.take("object", "enterprise", actor=1, why="厂门口这段路归本区")

    def asked(self) -> "Story":
        return self.take("ask_supplement", "officer", actor=2, items="租赁合同")

    def supplied(self) -> "Story":
        return self.take("supply", "enterprise", actor=1, text="合同在附件里")

    def dispatched(
        self, *, lead: int = 1, parallel: tuple[int, ...] = (), assist: tuple[int, ...] = ()
    ) -> "Story":
        return self.take(
            "dispatch",
            "coordinator",
            actor=3,
            lead=lead,
            parallel=parallel,
            assist=assist,
            lane=LaneClass.ORDINARY,
        )

    def signed(self, unit: int = 1) -> "Story":
        return self.take("sign", "handler", actor=HANDLER + unit, unit=unit)

    def contacted(self, unit: int = 1) -> "Story":
        return self.take(
            "record_contact", "handler", actor=HANDLER + unit, unit=unit,
            contact_way="phone", contact_with="陈厂长", contact_at=self.now, said="说明了情况",
        )  # fmt: skip

    def missed(self, way: str = "phone", unit: int = 1) -> "Story":
        return self.take(
            "miss_contact", "handler", actor=HANDLER + unit, unit=unit, contact_way=way, contact_at=self.now
        )

    def missed_for_days(self) -> "Story":
        """As many tries as a unit owes whom it cannot reach."""
        return self.missed().wait(days=1).missed().wait(days=1).missed("site")

    def called_in_vain(self) -> "Story":
        """Calls on five days, of which three at least are working days, and the window over."""
        for way in ("phone", "phone", "phone", "phone", "message"):
            self.wait(days=1).take(
                "record_attempt", "callback", actor=8, contact_way=way, contact_at=self.now, reached="no"
            )
        return self.wait(days=20).sweep()

    def replied(self, unit: int = 1) -> "Story":
        return self.take(
            "draft_reply",
            "handler",
            actor=HANDLER + unit,
            unit=unit,
            result="R1",
            answer="路灯已修好",
            evidence="照片",
        )

    def signed_off(self, unit: int = 1) -> "Story":
        return self.take("sign_off", "unit_head", actor=HEAD + unit, unit=unit)

    def approved(self) -> "Story":
        return self.take("approve", "reviewer", "coordinator", actor=3, checks=Check.values())

    def to_confirm(self) -> "Story":
        """The whole road up to the question to the enterprise."""
        return (
            self.submitted().passed_on().dispatched().signed().contacted().replied().signed_off().approved()
        )

    def disputed(self) -> "Story":
        return self.take("dispute", "enterprise", actor=1, solved="no", words="还是不亮")
