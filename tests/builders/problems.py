"""A small town with everybody on the road of a problem, and problems driven along it by the real actions.

`town()` makes people, units, an enterprise and its officer; `Road` takes steps as those people, so that no
test stands on a state that production cannot reach.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Rank
from qinqing.domains.problems import actions
from qinqing.domains.problems.models import Problem, Task
from qinqing.domains.problems.terms import Check, LaneClass
from qinqing.kernel import clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.numbering import new_address
from qinqing.kernel.permissions import Actor
from tests.builders import accounts

FOUNDED = accounts.FOUNDED
ROLE_OF = {
    "coordinator": Role.COORDINATOR,
    "head": Role.COORDINATION_HEAD,
    "callback": Role.CALLBACK,
    "leader": Role.LEADER,
    "supervisor": Role.SUPERVISOR,
}


@dataclass
class Town:
    """Who and what a test meets: people by what they do."""

    area: Area
    units: list[Unit]
    enterprise: Enterprise
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, who: str, now: datetime) -> Actor:
        """Who this person is at a moment; the database is left with nobody."""
        return accounts.actor_of(self.people[who], now)


def an_enterprise(area: Area, name: str = "澜川微澜电子有限公司") -> Enterprise:
    """An enterprise without a code, in an area."""
    with door.as_system("tests.build"):
        return Enterprise.objects.create(
            public_id=new_address(), name=name, name_key=name, pinyin=name, area=area, type="unknown",
            code_missing_reason="测试", created_at=FOUNDED,
        )  # fmt: skip


def a_contact(
    enterprise: Enterprise, name: str, *, sees: str = ContactSees.ALL, is_main: bool = False
) -> Person:
    """Someone who signs in for an enterprise."""
    person = accounts.a_person(name, kind=PersonKind.ENTERPRISE)
    with door.as_system("tests.build"):
        Contact.objects.create(
            enterprise=enterprise, person=person, name=name, sees=sees, is_main=is_main, from_at=FOUNDED
        )
    return person


def an_officer(enterprise: Enterprise, unit: Unit, name: str = "林晓岚") -> Person:
    """An officer who serves the enterprise since the beginning."""
    person = accounts.a_person(name, Role.OFFICER, unit=unit)
    with door.as_system("tests.build"):
        officer = Officer.objects.create(
            person=person, unit=unit, rank=Rank.values()[-1], active_from_on=date(2026, 1, 1)
        )
        Assignment.objects.create(officer=officer, enterprise=enterprise, part="A", from_on=date(2026, 1, 1))
    return person


def town() -> Town:
    """One area, three units with a handler and a head each, one enterprise with contact and officer."""
    area = accounts.an_area()
    units = [accounts.a_unit(short, area=area) for short in ("城管局", "供电所", "交通局")]
    made = Town(area, units, an_enterprise(area))
    for number, unit in enumerate(units, start=1):
        made.people[f"handler{number}"] = accounts.a_person(f"承办{number}", Role.HANDLER, unit=unit)
        made.people[f"unit_head{number}"] = accounts.a_person(f"负责{number}", Role.UNIT_HEAD, unit=unit)
    for who, role in ROLE_OF.items():
        made.people[who] = accounts.a_person(role.label, role, area=area)
    made.people["enterprise"] = a_contact(made.enterprise, "陈若溪", is_main=True)
    made.people["officer"] = an_officer(made.enterprise, units[0])
    return made


class Road:
    """One problem in the database and the clock; a step gives the road, so a test reads as what happened."""

    def __init__(self, place: Town, now: datetime) -> None:
        self.town = place
        self.now = now
        self.problem_id = 0

    @property
    def problem(self) -> Problem:
        with door.as_system("tests.read"):
            return Problem.objects.select_related("enterprise").get(pk=self.problem_id)

    def task(self, unit: int = 1) -> Task:
        """The present task of a unit of the town (1 to 3)."""
        with door.as_system("tests.read"):
            return Task.objects.filter(problem=self.problem_id, unit=self.town.units[unit - 1]).latest(
                "round"
            )

    def author(self, who: str) -> Author:
        """The person as author, with the database standing in his shoes."""
        return Author(door.become(self.town.people[who].pk, self.now))

    def take(self, who: str, step: str, *, unit: int | None = None, **given: Any) -> "Road":
        task_id = self.task(unit).pk if unit is not None else None
        actions.take_step(
            author=self.author(who),
            problem_id=self.problem_id,
            step=step,
            now=self.now,
            task_id=task_id,
            **given,
        )
        door.step_in(Actor())
        return self

    def wait(self, **span: float) -> "Road":
        self.now += timedelta(**span)
        return self

    def swept(self) -> "Road":
        """The worker looks at the clocks."""
        with door.as_system("problems.sweep"):
            actions.sweep(self.now)
        return self

    def submitted(self, title: str = "路灯不亮", facts: str = "厂东门口兴业路的路灯坏了三个月") -> "Road":
        raised = actions.Raised(
            title=title,
            facts=facts,
            enterprise_id=self.town.enterprise.pk,
            area_id=self.town.area.pk,
            contact_name="陈若溪",
        )
        known = door.drawn_again(
            lambda: actions.submit_problem(
                author=self.author("enterprise"), raised=raised, now=self.now, role=Role.ENTERPRISE_USER
            )
        )
        door.step_in(Actor())
        with door.as_system("tests.read"):
            self.problem_id = Problem.objects.values_list("id", flat=True).get(number=known.number)
        return self

    def passed_on(self) -> "Road":
        return self.take("officer", "pass_on", summary="问过城管，要派单")

    def reopened(self, who: str = "enterprise") -> "Road":
        return self.take(who, "reopen", unsolved="过了一个星期又不亮了")

    def refused(self, who: str = "coordinator") -> "Road":
        return self.take(
            who, "refuse", reason="out_of_area", other_route="请找邻区城管局", citation="职责清单第三条"
        )

    def objected(self) -> "Road":
        return self.take("enterprise", "object", why="厂门口这段路归本区管")

    def asked(self, who: str = "officer") -> "Road":
        return self.take(who, "ask_supplement", items="租赁合同\n电表照片")

    def supplied(self) -> "Road":
        return self.take("enterprise", "supply", text="合同和照片都在附件里")

    def dispatched(
        self, *, lead: int = 1, parallel: tuple[int, ...] = (), assist: tuple[int, ...] = ()
    ) -> "Road":
        ids = [unit.pk for unit in self.town.units]
        return self.take(
            "coordinator", "dispatch", lead=ids[lead - 1], lane=LaneClass.ORDINARY,
            parallel=[ids[n - 1] for n in parallel], assist=[ids[n - 1] for n in assist],
        )  # fmt: skip

    def signed(self, unit: int = 1) -> "Road":
        return self.take(f"handler{unit}", "sign", unit=unit)

    def contacted(self, unit: int = 1) -> "Road":
        return self.take(
            f"handler{unit}", "record_contact", unit=unit, contact_way="phone", contact_with="陈若溪",
            contact_at=self.now, said="说了打算",
        )  # fmt: skip

    def missed(self, way: str = "phone", unit: int = 1) -> "Road":
        return self.take(
            f"handler{unit}", "miss_contact", unit=unit, contact_way=way, contact_at=self.now, said="没有人接"
        )

    def called_in_vain(self) -> "Road":
        """Calls on five days, of which three at least are working days, and the window over."""
        for way in ("phone", "phone", "phone", "phone", "message"):
            self.wait(days=1).take(
                "callback", "record_attempt", contact_way=way, contact_at=self.now, reached="no"
            )
        return self.wait(days=20).swept()

    def replied(self, unit: int = 1, **given: Any) -> "Road":
        reply = {"result": "R1", "answer": "路灯已经修好", "evidence": "照片", "internal": "线缆老化"} | given
        return self.take(f"handler{unit}", "draft_reply", unit=unit, **reply)

    def signed_off(self, unit: int = 1) -> "Road":
        return self.take(f"unit_head{unit}", "sign_off", unit=unit)

    def approved(self) -> "Road":
        return self.take("coordinator", "approve", checks=Check.values())

    def to_review(self) -> "Road":
        return self.submitted().passed_on().dispatched().signed().contacted().replied().signed_off()

    def to_confirm(self) -> "Road":
        return self.to_review().approved()

    def disputed(self) -> "Road":
        return self.take("enterprise", "dispute", solved="no", words="还是不亮")

    def confirmed(self) -> "Road":
        return self.take("enterprise", "confirm", solved="yes", grade="5")


def at(text: str) -> datetime:
    """A moment on the local clock, "2026-03-02 09:30"."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL)
