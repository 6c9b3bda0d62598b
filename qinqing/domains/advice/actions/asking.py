"""A question is asked, by an enterprise's own people or by its officer for it."""

from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts.terms import Role
from qinqing.domains.advice import events, queries
from qinqing.domains.advice.actions.told import tell
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.advice.terms import QuestionState, Wait
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import clock, idempotency, numbering, search
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

retry_on("advice_question_number")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, for whom, about what; without an item perhaps about a class of benefits."""

    enterprise_id: int
    text: str
    item_id: int | None = None
    benefit_class: str = ""


def ask(*, author: Author, asked: Asked, now: datetime) -> Question:
    """Ask; the question goes to the group that the table names, and must be answered by a day.

    Refuses an enterprise the author neither speaks for nor serves, one that was struck off, and an item out
    of his sight.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Question.objects.get(pk=first.subject_id)
    actor = author.actor
    own = asked.enterprise_id in actor.ids("member")
    if not own and asked.enterprise_id not in actor.ids("served"):
        raise Refused("no_right", "请选您的企业，或者您服务的企业", "enterprise")
    if asked.item_id is not None and not queries.is_item_in_sight(actor, asked.item_id):
        raise Refused("unknown_item", "这一项已经没有了，请重新选", "item")
    enterprise = Enterprise.objects.get(pk=asked.enterprise_id)
    enterprises.refuse_struck(enterprise)
    area = enterprise.area_id
    day = clock.local(now).date()
    until = queries.promised(area, Wait.ANSWER, now)
    made = Question.objects.create(
        public_id=numbering.new_address(), number=numbering.dated_number("ZX", day),
        enterprise_id=asked.enterprise_id, area_id=area, item_id=asked.item_id,
        benefit_class="" if asked.item_id else asked.benefit_class,
        group_id=queries.group_for(area, asked.item_id, asked.benefit_class, day),
        state=QuestionState.ASKED, asked_by_id=actor.person_id or 0, on_behalf=not own, asked_at=now,
        due_at=until.due_at, look_at=until.due_at,
    )  # fmt: skip
    open_exchange(made, 1, asked.text, until, now)
    search.file(queries.QUESTION, queries.question_entry(made))
    tell(events.QuestionAsked, made, author.acting_as(Role.ENTERPRISE_USER if own else Role.OFFICER), now)
    return made


def open_exchange(
    question: Question,
    number: int,
    text: str,
    until: queries.Promised,
    now: datetime,
    *,
    by_call: bool = False,
) -> Exchange:
    """What is asked this time, with the day by which an answer is promised."""
    return Exchange.objects.create(
        question=question, number=number, by_call=by_call, asked=text, asked_at=now, limit=until.limit,
        limit_source=until.source, calendar_version=until.calendar_version, due_at=until.due_at,
    )  # fmt: skip
