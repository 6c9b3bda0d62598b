"""What has ended is opened again (T30): the wait goes on, and so does whoever had it."""

from collections.abc import Mapping
from typing import Any

from qinqing.domains.problems.life.play import Play
from qinqing.domains.problems.terms import CaseState


def reopen(play: Play, given: Mapping[str, Any]) -> None:
    """T30: to the same lead where one finished it (K-o), else to triage; what was, stays in the record."""
    case = play.case
    was_closed = case.state == CaseState.CLOSED
    case.closed_at, case.ended_by = None, ""
    case.fresh_reply = case.rated_by_enterprise = False
    case.reopened += 1
    play.once_more(given.get("tasks") or (), by_units=was_closed)
