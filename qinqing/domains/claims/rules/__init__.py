"""Judgements of the room: pure, each says in Chinese what is wrong and what would work."""

from qinqing.domains.claims.rules.guards import (
    amount_fits,
    another_head,
    another_person,
    budget_suffices,
    has_entries,
    list_within_budget,
    listed_needs_no_application,
    notice_is_over,
    paid_fits,
    papers_had_time,
    yuan,
)
from qinqing.domains.claims.rules.situation import (
    HOLDERS,
    LEFT_OUT,
    STOPS,
    ListSituation,
    Situation,
    holder_of,
    not_open,
    stop_of,
)

__all__ = [
    "HOLDERS",
    "LEFT_OUT",
    "STOPS",
    "ListSituation",
    "Situation",
    "amount_fits",
    "another_head",
    "another_person",
    "budget_suffices",
    "has_entries",
    "holder_of",
    "list_within_budget",
    "listed_needs_no_application",
    "not_open",
    "notice_is_over",
    "paid_fits",
    "papers_had_time",
    "stop_of",
    "yuan",
]
