"""What has ended is opened again (T30), or a refusal is objected to (T31): then the wait goes on."""

from collections.abc import Mapping
from typing import Any

from qinqing.domains.problems.life.play import Play
from qinqing.domains.problems.terms import CaseState, Objection


def reopen(play: Play, given: Mapping[str, Any]) -> None:
    """T30: to the same lead where one finished it (K-o), else to triage; what was, stays in the record."""
    case = play.case
    was_closed = case.state == CaseState.CLOSED
    case.closed_at, case.ended_by = None, ""
    case.fresh_reply = case.rated_by_enterprise = False
    case.reopened += 1
    play.once_more(given.get("tasks") or (), by_units=was_closed)


def file_objection(play: Play, given: Mapping[str, Any]) -> None:
    """M10: the refusal stands until somebody else has decided."""
    play.case.objection = Objection.PENDING


def take_objection_back(play: Play, given: Mapping[str, Any]) -> None:
    """M11 by the enterprise."""
    play.case.objection = Objection.TAKEN_BACK


def deny_objection(play: Play, given: Mapping[str, Any]) -> None:
    """M11: the refusal stands."""
    play.case.objection = Objection.DENIED


def allow_objection(play: Play, given: Mapping[str, Any]) -> None:
    """T31: the refusal is gone; it will not be refused again."""
    play.case.objection = Objection.ALLOWED
    play.case.closed_at, play.case.ended_by = None, ""
