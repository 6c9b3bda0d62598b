"""Questions as they are asked and answered: through the actions, each step by somebody who may take it."""

from datetime import datetime
from typing import Any

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.advice import actions
from qinqing.domains.advice.models import Question, Route
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.models import GroupMember, Officer, ThemeGroup
from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
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
