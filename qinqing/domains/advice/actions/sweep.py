"""Clock-driven work: what is overdue is told, first to whoever has it; what nobody answers to, rests."""

from datetime import datetime

from django.db import transaction

from qinqing.domains.advice import queries
from qinqing.domains.advice.actions.steps import end
from qinqing.domains.advice.actions.told import tell
from qinqing.domains.advice.events import QuestionLapsed, QuestionOverdue, QuestionStillOverdue
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.advice.terms import QuestionState
from qinqing.domains.advice.workflow import QUESTION_FLOW
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.lib.workflow import SYSTEM

_SWEEPER = Author(system("advice.sweep"))


def sweep(now: datetime, *, most: int = 500) -> int:
    """Play everything that has fallen due by `now`, oldest first; gives how many questions were looked at.

    Runs as the system, each question in a transaction of its own; two sweeps at once never meet on one.
    """
    waiting = Question.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    due = list(waiting.values_list("pk", flat=True)[:most])
    for number in due:
        with transaction.atomic():
            free = Question.objects.select_for_update(skip_locked=True).filter(pk=number, look_at__lte=now)
            if (one := free.first()) is not None:
                _look_at(one, now)
    return len(due)


def _look_at(one: Question, now: datetime) -> None:
    if one.state == QuestionState.ANSWERED:
        QUESTION_FLOW.check("lapse", one.state, {SYSTEM}, {}, one)
        one.state = QuestionState.LAPSED
        end(one, now)
        tell(QuestionLapsed, one, _SWEEPER, now)
    else:
        last = Exchange.objects.filter(question=one).latest("number")
        if last.breached_at is None:
            last.breached_at = now
            last.save(update_fields=["breached_at"])
            one.look_at = queries.a_day_later(one.area_id, last.due_at)
            tell(QuestionOverdue, one, _SWEEPER, now, layer="H")
        else:
            one.look_at = None
            tell(QuestionStillOverdue, one, _SWEEPER, now, layer="H")
    one.save()
