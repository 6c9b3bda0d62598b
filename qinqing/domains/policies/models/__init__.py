"""Policy documents with items and their editions; and what is kept of whom they fit."""

from qinqing.domains.policies.models.editions import Edition, EditionQuerySet, Policy, PolicyItem
from qinqing.domains.policies.models.matches import (
    KeptMatch,
    Push,
    Stale,
    StatedFact,
    Subscription,
    Trial,
)

__all__ = [
    "Edition",
    "EditionQuerySet",
    "KeptMatch",
    "Policy",
    "PolicyItem",
    "Push",
    "Stale",
    "StatedFact",
    "Subscription",
    "Trial",
]
