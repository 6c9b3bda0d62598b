"""What people do beside the straight road: they answer or forget, and open again what ended."""

from collections.abc import Iterator

from qinqing.desks.simulation.turn import Deed, Turn


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
