"""Writes: questions asked and led to their asker's own word; the table by which they go to groups."""

from qinqing.domains.advice.actions.asking import Asked, ask
from qinqing.domains.advice.actions.routes import RouteFacts, end_route, set_limit, write_route
from qinqing.domains.advice.actions.steps import take_step
from qinqing.domains.advice.actions.sweep import sweep

__all__ = ["Asked", "RouteFacts", "ask", "end_route", "set_limit", "sweep", "take_step", "write_route"]
