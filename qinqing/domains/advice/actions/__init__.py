"""Writes: questions led to their asker's own word, answers for everybody by two people, talks as given."""

from qinqing.domains.advice.actions.answers import (
    Edited,
    draft_answer,
    found_it,
    mark_outdated,
    rewrite_answer,
    take_answer_step,
)
from qinqing.domains.advice.actions.asking import Asked, ask
from qinqing.domains.advice.actions.recounting import RECOUNT, recount_dates
from qinqing.domains.advice.actions.routes import RouteFacts, end_route, write_route
from qinqing.domains.advice.actions.steps import take_step
from qinqing.domains.advice.actions.sweep import sweep
from qinqing.domains.advice.actions.talks import Given, deny_talk, record_talk, withdraw_talk

__all__ = [
    "RECOUNT",
    "Asked",
    "Edited",
    "Given",
    "RouteFacts",
    "ask",
    "deny_talk",
    "draft_answer",
    "end_route",
    "found_it",
    "mark_outdated",
    "record_talk",
    "recount_dates",
    "rewrite_answer",
    "sweep",
    "take_answer_step",
    "take_step",
    "withdraw_talk",
    "write_route",
]
