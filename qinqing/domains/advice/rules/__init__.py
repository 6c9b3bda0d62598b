"""Judgements of the room: how long each wait takes, to which group a question goes."""

from qinqing.domains.advice.rules.editing import faults_of
from qinqing.domains.advice.rules.finding import likely
from qinqing.domains.advice.rules.limits import (
    DEFAULTS,
    MOST_ANSWERS,
    PROPOSED,
    TO_COORDINATOR,
    Effective,
    effective,
    setting_of,
)
from qinqing.domains.advice.rules.routing import route_of

__all__ = [
    "DEFAULTS",
    "MOST_ANSWERS",
    "PROPOSED",
    "TO_COORDINATOR",
    "Effective",
    "effective",
    "faults_of",
    "likely",
    "route_of",
    "setting_of",
]
