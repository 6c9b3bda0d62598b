"""The story of a problem in words."""

from qinqing.domains.problems import events
from qinqing.domains.problems.queries.words import SAYINGS


def test_every_event_of_a_problem_is_said_and_nothing_else() -> None:
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type)}
    told = {kind for kind in kinds if "problem_id" in getattr(kind, "__dataclass_fields__", {})}
    assert {kind for kind in told if not kind.__name__.startswith("_")} == set(SAYINGS)
