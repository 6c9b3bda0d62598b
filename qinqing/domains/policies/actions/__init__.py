"""Writes: editions and their life; trials; whom items fit; what was told and brought.

What judges very many enterprises (`judging`, `trying`) rests on numpy and is imported by its own name.
"""

from qinqing.domains.policies.actions.editions import (
    ITEM,
    MOST_EARLIER,
    POLICY,
    Content,
    PolicyFacts,
    discard,
    draft_item,
    draft_next,
    register_policy,
    rewrite,
    rewrite_rule,
    stop_item,
    take_step,
    undo,
)
from qinqing.domains.policies.actions.pushing import push_item, subscribe
from qinqing.domains.policies.actions.stating import state_fact, state_many
from qinqing.domains.policies.actions.trials import TRY, ask_for_trial

__all__ = [
    "ITEM",
    "MOST_EARLIER",
    "POLICY",
    "TRY",
    "Content",
    "PolicyFacts",
    "ask_for_trial",
    "discard",
    "draft_item",
    "draft_next",
    "push_item",
    "register_policy",
    "rewrite",
    "rewrite_rule",
    "state_fact",
    "state_many",
    "stop_item",
    "subscribe",
    "take_step",
    "undo",
]
