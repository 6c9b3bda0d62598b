"""Judgements of the room: the book of facts, how a rule reads, what an edition may not say."""

from qinqing.domains.policies.rules.book import (
    MOST_TEXT,
    Clause,
    book,
    clauses,
    in_order,
    is_rule,
    national_rule,
    parsed,
    read_text,
    written_text,
)
from qinqing.domains.policies.rules.editions import Content, faults_of, holding

__all__ = [
    "MOST_TEXT",
    "Clause",
    "Content",
    "book",
    "clauses",
    "faults_of",
    "holding",
    "in_order",
    "is_rule",
    "national_rule",
    "parsed",
    "read_text",
    "written_text",
]
