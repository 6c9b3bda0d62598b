"""An enterprise is asked for more (T07–T09): what rests meanwhile, who is reminded when, what goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.life.play import NO_OFFICER, Play
from qinqing.domains.problems.rules import CALL, GO_ON, SUPPLEMENT_MARKS, marks_of_request
from qinqing.domains.problems.terms import CaseState, ClockKind
from qinqing.lib.ledger import ClockState, Status

RESTING = (ClockKind.ACCEPT, ClockKind.OFFICER, ClockKind.DISPATCH)


def ask(play: Play, given: Mapping[str, Any]) -> None:
    """T07: remember where it leads back to."""
    play.case.came_from = play.before.state
    play.case.supplements_asked += 1
    play.case.supplement_marks = 0


def supply(play: Play, given: Mapping[str, Any]) -> None:
    """T08: back to where it came from; to the coordinator where no officer is there any more."""
    play.case.state, play.case.came_from = CaseState(play.case.came_from), ""
    if play.case.state == CaseState.OFFICER and not play.officer_present:
        play.pass_on(NO_OFFICER)


def next_mark_at(play: Play) -> datetime | None:
    """When something is next to be done about a request that waits; None where nothing is left to do."""
    asked = play.clock(ClockKind.SUPPLEMENT) if play.case.state == CaseState.SUPPLEMENT else None
    if asked is None or asked.status is not Status.RUNNING:
        return None
    if play.case.supplement_marks >= len(SUPPLEMENT_MARKS):
        return None
    day, what = _next_mark(play, asked)
    on = play.calendar.workday_from(play.calendar.local(asked.started_at).date(), day)
    return play.calendar.closing(on) if what == GO_ON else play.calendar.opening(on)


def _next_mark(play: Play, asked: ClockState) -> tuple[int, str]:
    assert asked.limit is not None
    asked_on = play.calendar.local(asked.started_at).date()
    return marks_of_request(play.limits, asked_on, asked.limit.amount)[play.case.supplement_marks]


def mark(play: Play) -> bool:
    """Do what is next to be done, if its moment has come: remind the enterprise, or have it called."""
    at, asked = next_mark_at(play), play.clock(ClockKind.SUPPLEMENT)
    if at is None or asked is None or at > play.now:
        return False
    day, what = _next_mark(play, asked)
    play.case.supplement_marks += 1
    if what == GO_ON:
        for clock in RESTING:
            play.resume(clock, at=at)
        return True
    event = events.SupplementCallDue if what == CALL else events.SupplementReminded
    play.say(event, "H" if what == CALL else "E", {"day": day}, rule="T09")
    return True
