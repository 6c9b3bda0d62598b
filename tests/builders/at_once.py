"""Several people acting at the same moment, each in a thread and a transaction of his own."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

from django.db import connection

from qinqing.domains.accounts.models import Person
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

Act = Callable[[Author], object]


def at_once(now: datetime, *acts: tuple[Person, Act]) -> list[object]:
    """What became of each: what his act gave, the code of what refused him, or the error he met."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(position: int, who: Person, act: Act) -> None:
        barrier.wait(10)
        try:
            outcomes[position] = door.drawn_again(lambda: act(Author(door.become(who.pk, now))))
        except Refused as refused:
            outcomes[position] = refused.code
        except Exception as error:
            outcomes[position] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, who, act)) for n, (who, act) in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
