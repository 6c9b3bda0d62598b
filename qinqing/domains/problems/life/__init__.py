"""The life played in memory: take a step, let a clock fall due, change who acts. Pure."""

from qinqing.domains.problems.life.effects import TASK_EFFECTS
from qinqing.domains.problems.life.play import Happening, Key, Play, due_of_clock
from qinqing.domains.problems.life.recounting import recount
from qinqing.domains.problems.life.steps import arrive, catch_up, next_look, reseat, take_step, tick

TASK_STEPS = frozenset(TASK_EFFECTS)
"""The steps that are about a task."""

__all__ = [
    "TASK_STEPS",
    "Happening",
    "Key",
    "Play",
    "arrive",
    "catch_up",
    "due_of_clock",
    "next_look",
    "recount",
    "reseat",
    "take_step",
    "tick",
]
