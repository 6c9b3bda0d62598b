"""Judgements of the room: the book of facts, how a rule reads, what an edition may not say."""

from qinqing.domains.policies.rules.book import (
    MOST_TEXT,
    Clause,
    Lapsed,
    book,
    book_of,
    clauses,
    in_order,
    is_rule,
    lapsed,
    national_rule,
    parsed,
    read_text,
    written_text,
)
from qinqing.domains.policies.rules.editions import Content, faults_of, holding, wrong_in
from qinqing.domains.policies.rules.matching import Match, matches_of, standing_of

__all__ = [
    "MOST_TEXT",
    "Clause",
    "Content",
    "Lapsed",
    "Match",
    "book",
    "book_of",
    "clauses",
    "faults_of",
    "holding",
    "in_order",
    "is_rule",
    "lapsed",
    "matches_of",
    "national_rule",
    "parsed",
    "read_text",
    "standing_of",
    "written_text",
    "wrong_in",
]
