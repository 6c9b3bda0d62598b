"""What people do beside the straight road: they answer or forget, and open again what ended."""

from collections.abc import Iterator
from typing import Final

from qinqing.desks.simulation.turn import Deed, Turn

OBJECTS: Final = 0.5
ALLOWED: Final = 0.3


def asks_for_more(turn: Turn) -> bool:
    """Whether the enterprise is to be asked for what is missing before anything else is done."""
    if turn.problem.enterprise_id is None or turn.problem.supplements_asked:
        return False
    return turn.once("asked") or turn.once("asked_in_vain") or turn.fate.rests_in == "supplement"


def request(turn: Turn, who: str) -> Deed:
    """The officer or the coordinator asks."""
    return turn.does(turn.soon(15, 150), who, "ask_supplement", items=turn.sayings.line("requests"))


def supplement(turn: Turn) -> Iterator[Deed]:
    """C2: the enterprise answers within days, or forgets until it lapses."""
    if not turn.rests("supplement") and not turn.marked("asked_in_vain"):
        yield turn.does(turn.awake(4, 90), "enterprise", "supply", text=turn.sayings.line("supplied"))


def opens_again(turn: Turn) -> bool:
    """Whether the enterprise comes back after it said that it was solved."""
    return turn.problem.ended_by == "confirm" and turn.once("reopened")


def reopening(turn: Turn) -> Deed:
    """It came back within days."""
    return turn.does(turn.awake(30, 200), "enterprise", "reopen", unsolved=turn.sayings.line("reopenings"))


def withdrawn(turn: Turn) -> Iterator[Deed]:
    """C11: what lapsed is sometimes remembered after all."""
    if turn.problem.ended_by == "lapse" and turn.once("revived"):
        yield turn.does(turn.awake(24, 300), "enterprise", "reopen", unsolved=turn.sayings.line("revivals"))


def objects(turn: Turn) -> bool:
    """Whether the enterprise objects to a refusal: every other one does."""
    if turn.problem.state != "refused" or turn.problem.objection or "objected" in turn.done:
        return False
    turn.done.add("objected")
    return turn.problem.enterprise_id is not None and turn.rng.random() < OBJECTS


def objection(turn: Turn) -> Iterator[Deed]:
    """It is filed within days, and mostly denied by who had nothing to do with the refusal."""
    filed = turn.awake(3, 60)
    yield turn.does(filed, "enterprise", "object", why=turn.sayings.line("objections"))
    who = "leader" if turn.problem.refused_by_head else "coordination_head"
    step = "allow_objection" if turn.rng.random() < ALLOWED else "deny_objection"
    yield turn.does(turn.on_day(1, filed), who, step, decision=turn.sayings.line(step))


def another_lead(turn: Turn) -> Iterator[Deed]:
    """The coordinator finds that a unit beside the lead is in charge."""
    beside = [task.unit_id for task in turn.problem.tasks.order_by("id") if task.part != "lead"]
    if beside:
        reason = turn.sayings.line("handovers")
        yield turn.does(turn.soon(200, 400), "coordinator", "change_lead", lead=beside[0], reason=reason)


def no_lead(turn: Turn) -> Deed:
    """The coordinator takes it from the lead and looks anew."""
    return turn.does(turn.on_day(1), "coordinator", "change_lead", reason=turn.sayings.line("handovers"))
