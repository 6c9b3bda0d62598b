"""Judgements of the room: pure functions of a situation, and the shapes they judge."""

from qinqing.domains.problems.rules.guards import *  # noqa: F403  (the guards' names are the table's vocabulary)
from qinqing.domains.problems.rules.handing_over import *  # noqa: F403
from qinqing.domains.problems.rules.objecting import *  # noqa: F403
from qinqing.domains.problems.rules.reopening import *  # noqa: F403
from qinqing.domains.problems.rules.situation import (
    Attempt,
    Case,
    Situation,
    Subject,
    Task,
    UnitFacts,
    bucket_of,
    holder_of,
    reviewer_of,
)
from qinqing.domains.problems.rules.supplementing import *  # noqa: F403

__all__ = [
    "Attempt",
    "Case",
    "Situation",
    "Subject",
    "Task",
    "UnitFacts",
    "bucket_of",
    "holder_of",
    "reviewer_of",
]
