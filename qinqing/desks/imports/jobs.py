"""The long works of an import, done by the worker in the name of whoever asked for them."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from qinqing.kernel import clock, door, imports, jobs
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, State
from qinqing.kernel.models import ImportRun
from qinqing.kernel.refusals import Conflict, Refused

Work = Callable[..., ImportRun]


@jobs.job(imports.READ)
def read(*, run: int) -> None:
    """Find the columns of the file and report what would become of each row."""
    found = _waiting(run, State.READING)
    if found is not None and found.actor_id is not None:
        _read(found, found.actor_id, clock.now())


@jobs.job(imports.WRITE)
def write(*, run: int, person: int) -> None:
    """Write what was shown; what would come out differently by now is shown anew instead."""
    found, now = _waiting(run, State.WRITING), clock.now()
    if found is None:
        return
    try:
        _done(imports.confirm, found, person, now)
    except Conflict:
        _read(found, person, now, remark="数据刚刚有变化，没有写入。这是重新比对的结果，请再看一遍")
    except Refused as refused:
        imports.give_up(run=found, state=State.PREVIEW, why=refused.message)


@jobs.job(imports.UNDO)
def undo(*, run: int, person: int) -> None:
    """Take the import back."""
    found = _waiting(run, State.UNDOING)
    if found is not None:
        _done(imports.undo, found, person, clock.now())


def _waiting(number: int, state: State) -> ImportRun | None:
    """The run that waits for this work; None where it was done before or dropped meanwhile."""
    return ImportRun.objects.defer("content").filter(pk=number, state=state).first()


def _read(run: ImportRun, person_id: int, now: datetime, remark: str = "") -> None:
    try:
        _done(imports.read, run, person_id, now, remark=remark)
    except Refused as refused:
        imports.give_up(run=run, state=State.FAILED, why=refused.message)


def _done(work: Work, run: ImportRun, person_id: int, now: datetime, **given: str) -> None:
    kind: Import = imports.import_of(run.kind)
    with transaction.atomic(), imports.telling_progress(run.pk) as tick:
        actor = door.become(person_id, now)
        door.step_in(actor)
        work(kind, author=Author(actor), run=run, now=now, tick=tick, **given)
