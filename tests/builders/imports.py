"""What the worker does for imports, done here and now in the test's own transaction."""

from qinqing.desks.imports import jobs
from qinqing.kernel.imports import State
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import system
from tests.conftest import acting


def worker_takes_its_turn() -> None:
    """Whatever import waits for the worker is read, written or undone in the name of whoever asked."""
    with acting(system("tests.worker")):
        waiting = list(ImportRun.objects.order_by("pk").values_list("pk", "state", "actor_id"))
    for number, state, person in waiting:
        with acting(system("tests.worker")):
            if state == State.READING:
                jobs.read(run=number)
            elif state == State.WRITING:
                jobs.write(run=number, person=person)
            elif state == State.UNDOING:
                jobs.undo(run=number, person=person)
