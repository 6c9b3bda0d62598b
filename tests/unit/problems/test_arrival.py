"""An imported message in memory: who holds it, and from when which clock runs."""

from dataclasses import replace
from datetime import datetime, timedelta

from qinqing.domains.problems import life
from qinqing.domains.problems.rules import Situation
from qinqing.domains.problems.terms import Bucket, CaseState, ClockKind, Holder
from qinqing.lib.ledger import Kind, buckets
from tests.builders.problems_in_memory import CALENDAR, Story


def arrived(monday: datetime, earlier: timedelta) -> tuple[Story, life.Play]:
    story = Story(monday, officer_present=False)
    case = replace(story.case, state=CaseState.SUBMITTED, enterprise_id=None, submitted_at=monday - earlier)
    return story, life.arrive(
        Situation(case, None, frozenset({"system"}), monday, CALENDAR, story.limits), story.limits
    )


def test_a_message_waits_for_the_coordinator_until_the_accept_limit(monday: datetime) -> None:
    _, play = arrived(monday, timedelta(days=30))
    assert (play.case.holder, play.case.state) == (Holder.COORDINATOR, CaseState.SUBMITTED)
    assert play.case.due_at == life.next_look(play) == CALENDAR.add_work_minutes(monday, 240).at


def test_only_two_clocks_run_and_x_since_the_original_time(monday: datetime) -> None:
    _, play = arrived(monday, timedelta(days=30))
    assert [(e.clock, e.kind, e.at) for e in play.entries] == [
        (ClockKind.EXPERIENCE, Kind.START, monday - timedelta(days=30)),
        (ClockKind.ACCEPT, Kind.START, monday),
    ]


def test_the_time_before_the_import_is_the_hubs_and_stays_so(monday: datetime) -> None:
    story, play = arrived(monday, timedelta(days=30))
    story._keep(play)
    story.wait(hours=1).take("accept", "coordinator", actor=3, enterprise=5)
    entries = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    (whole,) = buckets(entries, story.now, CALENDAR)
    assert (whole.bucket, whole.since, whole.until) == (Bucket.HUB, monday - timedelta(days=30), story.now)
    assert story.case.enterprise_id == 5


def test_nothing_is_told_of_an_arrival(monday: datetime) -> None:
    assert arrived(monday, timedelta(days=1))[1].happenings == []
