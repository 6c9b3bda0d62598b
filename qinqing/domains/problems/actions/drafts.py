"""A reply is written by several hands: whoever saves after a colleague is told, and nothing is lost."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.problems.models import ReplyDraft, Task
from qinqing.domains.problems.terms import Part, TaskState
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused
from qinqing.ui import formats

WRITTEN_IN = frozenset({TaskState.ACCEPTED, TaskState.REWORK})


def keep_draft(
    *, author: Author, task: Task, words: Mapping[str, str], seen: int | None, now: datetime
) -> int:
    """Keep what was written so far, for whoever goes on in the unit; gives the version.

    Refuses a reply that is not being written now, and where a colleague saved after the version `seen`.
    """
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.state not in WRITTEN_IN or locked.part == Part.ASSIST:
        raise Refused("not_written_now", "这一件现在不用写答复，草稿没有存")
    newest = refuse_older_draft(author=author, task_id=task.pk, seen=seen, now=now)
    assert author.actor.person_id is not None
    made = ReplyDraft.objects.create(
        task=locked, unit_id=locked.unit_id, version=newest + 1, words=dict(words),
        saved_by_id=author.actor.person_id, saved_at=now,
    )  # fmt: skip
    return made.version


def refuse_older_draft(*, author: Author, task_id: int, seen: int | None, now: datetime) -> int:
    """The newest version. Refuses where it is a colleague's and not the one that was seen."""
    newest = ReplyDraft.objects.filter(task=task_id).select_related("saved_by").order_by("-version").first()
    if newest is None:
        return 0
    if newest.version != (seen or 0) and newest.saved_by_id != author.actor.person_id:
        raise Refused(
            "newer_draft",
            f"{newest.saved_by.name} {formats.moment(newest.saved_at, now)} 又存了一版，在下面；"
            "您写的还在这里，看过再按一次",
        )
    return newest.version
