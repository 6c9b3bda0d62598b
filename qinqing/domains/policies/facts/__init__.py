"""The bridge from the register to the facts of rules.

Of one enterprise; what reads very many (`many`) rests on numpy and is imported by its own name.
"""

from qinqing.domains.policies.facts.known import known
from qinqing.domains.policies.facts.ladder import Rung, ladder_of, lapsed_for
from qinqing.domains.policies.facts.ours import Matched, Stands, matches_for, stands
from qinqing.domains.policies.facts.reading import rule_of
from qinqing.domains.policies.facts.stated import askable

__all__ = [
    "Matched",
    "Rung",
    "Stands",
    "askable",
    "known",
    "ladder_of",
    "lapsed_for",
    "matches_for",
    "rule_of",
    "stands",
]
