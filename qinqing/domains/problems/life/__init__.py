"""The life played in memory: take a step, let a clock fall due, change who acts. Pure."""

from qinqing.domains.problems.life.play import Happening, Key, Play
from qinqing.domains.problems.life.steps import next_look, reseat, take_step, tick

__all__ = ["Happening", "Key", "Play", "next_look", "reseat", "take_step", "tick"]
