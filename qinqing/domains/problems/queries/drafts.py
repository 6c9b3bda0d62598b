"""What a unit is writing as its reply, version by version."""

from qinqing.domains.problems.models import ReplyDraft, Task
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

MOST_SHOWN = 6


def drafts_of(task_id: int) -> list[ReplyDraft]:
    """The versions of a task's reply as it is being written, the newest first, the last few of them."""
    rows = ReplyDraft.objects.filter(task=task_id).select_related("saved_by")
    return list(rows.order_by("-version")[:MOST_SHOWN])


def task_to_write(actor: Actor, problem_id: int, task_id: int) -> Task:
    """The task of a problem that the actor handles in his unit. Raises NotFound."""
    found = Task.objects.filter(pk=task_id, problem=problem_id, unit__among=actor.ids("handler")).first()
    if found is None:
        raise NotFound
    return found
