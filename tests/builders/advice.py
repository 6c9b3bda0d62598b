"""Questions as they are asked and answered: through the actions, each step by somebody who may take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.advice import actions
from qinqing.domains.advice.models import PublicAnswer, Question, Route, Talk
from qinqing.domains.advice.terms import TalkWay
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.models import GroupMember, Officer, ThemeGroup
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, enterprises
from tests.builders import officers as officer_builders
from tests.builders.accounts import FOUNDED, SYSTEM
from tests.builders.policies import author


def a_group(name: str, *members: Officer) -> ThemeGroup:
    """A theme group with its experts."""
    with door.as_system("tests.build"):
        group = officers.create_theme_group(author=SYSTEM, name=name, now=FOUNDED)
        for officer in members:
            officers.join_theme_group(
                author=SYSTEM, officer=officer, group=group, from_on=officer.active_from_on, now=FOUNDED
            )
        return group


def group_of(person: Person) -> ThemeGroup:
    """The first group of an officer."""
    with door.as_system("tests.read"):
        row = GroupMember.objects.select_related("group").filter(officer__person=person).earliest("pk")
        return row.group


def a_route(area: Area, group: ThemeGroup, coordinator: Person, now: datetime, **given: Any) -> Route:
    """A line of the table, written by a coordinator of the area."""
    facts = actions.RouteFacts(area.pk, group.pk, **given)
    made = actions.write_route(
        author=author(coordinator, now), facts=facts, from_on=clock.local(now).date(), now=now
    )
    door.step_in(Actor())
    return made


def a_question(
    firm: Enterprise, who: Person, now: datetime, text: str = "要自己申请吗？", **given: Any
) -> Question:
    """A question for an enterprise."""
    asked = actions.Asked(firm.pk, text, **given)
    made = door.drawn_again(lambda: actions.ask(author=author(who, now), asked=asked, now=now))
    door.step_in(Actor())
    return made


def stepped(question: Question, who: Person, step: str, now: datetime, **given: Any) -> Question:
    """A question after a step by somebody."""
    made = actions.take_step(author=author(who, now), question=question, step=step, given=given, now=now)
    door.step_in(Actor())
    return made


def answered(
    question: Question, expert: Person, now: datetime, answer: str = "不用申请。", basis: str = ""
) -> Question:
    """A question that an expert took, if nobody has it yet, and answered."""
    with door.as_system("tests.read"):
        free = Question.objects.get(pk=question.pk).holder_id is None
    if free:
        stepped(question, expert, "take", now)
    return stepped(question, expert, "answer", now, answer=answer, basis=basis)


def a_draft_answer(who: Person, now: datetime, source: Question | None = None, **given: Any) -> PublicAnswer:
    """An answer for everybody, still in its writer's hands."""
    edited = actions.Edited(
        **{"question": "上规奖励要不要自己申请？", "answer": "不用申请，比对名单。", **given}
    )
    made = actions.draft_answer(author=author(who, now), edited=edited, source=source, now=now)
    door.step_in(Actor())
    return made


def answer_stepped(answer: PublicAnswer, who: Person, step: str, now: datetime, **given: Any) -> PublicAnswer:
    """An answer for everybody after a step by somebody."""
    made = actions.take_answer_step(author=author(who, now), answer=answer, step=step, given=given, now=now)
    door.step_in(Actor())
    return made


def published(answer: PublicAnswer, drafter: Person, checker: Person, now: datetime) -> PublicAnswer:
    """An answer that one handed on and another published."""
    answer_stepped(answer, drafter, "send", now)
    return answer_stepped(answer, checker, "publish", now)


def a_talk(
    who: Person,
    to: Sequence[Enterprise],
    about: Sequence[PolicyItem],
    begins_at: datetime,
    now: datetime,
    **given: Any,
) -> Talk:
    """A talk of an hour by an officer."""
    known: dict[str, Any] = {"way": TalkWay.HALL, "minutes": 60, "came": 12, **given}
    made = actions.record_talk(
        author=author(who, now),
        given=actions.Given(
            begins_at=begins_at, items=[one.pk for one in about], enterprises=[one.pk for one in to], **known
        ),
        now=now,
    )
    door.step_in(Actor())
    return made


@dataclass(frozen=True)
class Place:
    """A district with two groups of experts, two enterprises with their people, and its offices."""

    area: Area
    now: datetime
    enterprise: Enterprise
    rival: Enterprise
    groups: tuple[ThemeGroup, ThemeGroup]
    people: Mapping[str, Person]

    def ask(self, who: str = "asker", now: datetime | None = None, **given: Any) -> Question:
        """A question that goes to the first group."""
        firm = self.rival if who == "rival" else self.enterprise
        return a_question(firm, self.people[who], now or self.now, **given)

    def take(
        self, question: Question, who: str, step: str, now: datetime | None = None, **given: Any
    ) -> Question:
        """A step by one of the people."""
        return stepped(question, self.people[who], step, now or self.now, **given)

    def answered(self, question: Question, now: datetime | None = None) -> Question:
        """The question with an answer of the first expert."""
        return answered(question, self.people["expert"], now or self.now)

    def to_call(self, question: Question) -> Question:
        """The question after three answers that did not help."""
        for _ in range(3):
            self.answered(question)
            question = self.take(question, "asker", "unclear", words="还是不懂")
        return question


def a_place(now: datetime) -> Place:
    """One in which questions go to the first group."""
    city = accounts.an_area()
    area = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    there = accounts.an_area("白鹭区", AreaKind.DISTRICT, city)
    unit = accounts.a_unit("科技局", area=area)
    firm, rival = (
        enterprises.an_enterprise(area, name) for name in ("澜川微澜电子有限公司", "澜川砺川机械有限公司")
    )
    found = {
        name: officer_builders.an_officer(unit=unit, person=accounts.a_person(name, Role.OFFICER, unit=unit))
        for name in ("expert", "colleague", "other expert", "officer")
    }
    officer_builders.an_assignment(found["officer"], firm)
    people = {name: officer.person for name, officer in found.items()}
    people |= {
        "asker": enterprises.a_member(firm, "陈若溪", is_main=True),
        "rival": enterprises.a_member(rival, "对手", is_main=True),
        "coordinator": accounts.a_person("协调员", Role.COORDINATOR, area=area),
        "head": accounts.a_person("协调办负责人", Role.COORDINATION_HEAD, area=area),
        "coordinator elsewhere": accounts.a_person("外区", Role.COORDINATOR, area=there),
        "supervisor": accounts.a_person("督查", Role.SUPERVISOR, area=area),
        "editor": accounts.a_person("政策一", Role.POLICY_EDITOR, area=area),
        "second editor": accounts.a_person("政策二", Role.POLICY_EDITOR, area=area),
    }
    groups = (
        a_group("资金政策组", found["expert"], found["colleague"]),
        a_group("科技研发组", found["other expert"]),
    )
    a_route(area, groups[0], people["coordinator"], now)
    return Place(area, now, firm, rival, groups, people)
