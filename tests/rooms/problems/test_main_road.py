"""The main road in the database, as the people who walk it, under row-level security."""

from datetime import datetime

import pytest
from django.db import transaction

from qinqing.domains.problems import figures, queries
from qinqing.domains.problems.models import LedgerEntry
from qinqing.domains.problems.queries.load import load
from qinqing.domains.problems.terms import CaseState, ClockKind, Result
from qinqing.kernel import door
from qinqing.kernel.figures import Period
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib.ledger import buckets
from tests.builders.problems import Road, a_contact, town

pytestmark = pytest.mark.django_db


def test_the_main_road_ends_with_the_enterprises_own_word(monday: datetime) -> None:
    road = Road(town(), monday).to_confirm().wait(days=1).confirmed()
    assert (road.problem.state, road.problem.result) == (CaseState.CLOSED, "R1")
    with door.as_system("tests.read"):
        told = list(
            Event.objects.filter(subject_kind="problem").order_by("id").values_list("name", flat=True)
        )
    assert told == [
        "ProblemSubmitted", "ProblemPassedOn", "ProblemDispatched", "TaskSigned", "ContactRecorded",
        "ReplyDrafted", "ReplySignedOff", "AllUnitsReplied", "ReplyApproved", "EnterpriseConfirmed",
    ]  # fmt: skip


def test_the_stored_ledger_adds_up_to_the_wait(monday: datetime) -> None:
    road = (
        Road(town(), monday)
        .submitted()
        .wait(hours=2)
        .passed_on()
        .wait(hours=1)
        .dispatched()
        .wait(days=2)
        .signed()
    )
    road.contacted().replied().signed_off().wait(days=1).approved().wait(days=6).swept().confirmed()
    with door.as_system("tests.read"):
        loaded = load(road.problem_id, lock=False)
        calendar = queries.place(road.town.area.pk, road.now)[0]
    entries = [e for e in loaded.case.ledger if e.clock == ClockKind.EXPERIENCE]
    segments = buckets(entries, road.now, calendar)
    assert sum(s.work_minutes for s in segments) == calendar.work_minutes_between(monday, road.now)
    assert sum(s.calendar_seconds for s in segments) == int((road.now - monday).total_seconds())


def test_whoever_was_never_reached_is_not_counted_among_what_is_done(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).submitted().passed_on().dispatched().signed()
    road.missed().wait(days=1).missed().wait(days=1).missed("site")
    road.replied().signed_off().approved().called_in_vain()
    ended = (road.problem.state, road.problem.ended_by, road.problem.result)
    assert ended == (CaseState.CLOSED, "close_unreached", Result.UNREACHED)
    actor, month = (
        door.become(place.people["coordinator"].pk, road.now),
        Period(monday.date(), road.now.date()),
    )
    assert [figure.value(actor, month) for figure in (figures.ENDED, figures.UNREACHED)] == [0, 1]


def test_what_the_enterprise_said_itself_is_remembered_when_nobody_reached_it(monday: datetime) -> None:
    road = Road(town(), monday).submitted().passed_on().dispatched().signed()
    road.take("enterprise", "supplement", text="还有一处")
    road.missed().wait(days=1).missed().wait(days=1).missed("site")
    road.replied().signed_off().approved().called_in_vain()
    assert (road.problem.ended_by, road.problem.result) == ("close_unreached", Result.SOLVED)


@pytest.mark.parametrize(
    "who", ["enterprise", "colleague", "officer", "coordinator", "head", "leader", "supervisor"]
)
def test_who_wanted_it_silent_supervision_alone_reads(who: str, monday: datetime) -> None:
    place = town()
    place.people["colleague"] = a_contact(place.enterprise, "冯雁")
    road = Road(place, monday).submitted().passed_on().dispatched()
    road.take("enterprise", "withdraw", reason="no_longer", pressed="yes", pressed_words="科长让撤的")
    door.become(place.people[who].pk, road.now)
    read = Event.objects.filter(name="WithdrawalPressed", subject_id=road.problem_id).count()
    assert read == (who in {"supervisor", "enterprise"}), "its author reads his own word"
    assert not Event.objects.exclude(name="WithdrawalPressed").filter(record__icontains="科长").exists()


def test_a_stranger_cannot_even_find_it(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).submitted()
    for who in ("handler2", "unit_head3", "callback"):
        actor = door.become(place.people[who].pk, monday)
        with pytest.raises(NotFound):
            queries.problem_for(actor, road.problem.public_id)


def test_a_unit_sees_it_once_it_has_a_task(monday: datetime) -> None:
    place = town()
    road = Road(place, monday).submitted().passed_on().dispatched(lead=2)
    public_id = road.problem.public_id
    assert (
        queries.problem_for(door.become(place.people["handler2"].pk, monday), public_id).pk == road.problem_id
    )
    with pytest.raises(NotFound):
        queries.problem_for(door.become(place.people["handler1"].pk, monday), public_id)


def test_handlers_and_officers_never_read_a_grade(monday: datetime) -> None:
    place = town()
    road = (
        Road(place, monday)
        .to_confirm()
        .take("enterprise", "confirm", solved="yes", grade="1", words="太慢了")
    )
    public_id = road.problem.public_id
    for who, sees in (("enterprise", True), ("coordinator", True), ("handler1", False), ("officer", False)):
        actor = door.become(place.people[who].pk, road.now)
        detail = queries.detail_for(actor, public_id, road.now)
        assert bool(detail.ratings) is sees, who
        assert sees or not any("太慢了" in str(entry.record) for entry in detail.entries), who


def test_a_step_by_someone_in_no_relation_is_refused(monday: datetime) -> None:
    road = Road(town(), monday).submitted().passed_on()
    with pytest.raises(Refused) as refused:
        road.take("officer", "dispatch", lead=road.town.units[0].pk, lane="ordinary")
    assert refused.value.code == "wrong_relation"


def test_the_ledger_is_append_only_for_the_web(monday: datetime) -> None:
    road = Road(town(), monday).submitted()
    road.author("coordinator")
    from_web = LedgerEntry.objects.filter(problem=road.problem_id)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        from_web.update(minutes=0)
