"""The calendar changes: what was promised to those who asked is counted anew, and says why."""

from datetime import datetime

import pytest

from qinqing.domains.advice import actions, hears, notices, queries, tables
from qinqing.domains.advice.models import Exchange, Question
from qinqing.domains.problems.events import CalendarChanged
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import door, kept
from qinqing.kernel.events import revive
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.advice import Place
from tests.builders.calendars import a_day_changed
from tests.builders.policies import author
from tests.builders.problems import at


def changed(place: Place, on: str, now: datetime, kind: DayKind = DayKind.REST, area_id: int = 0) -> Event:
    """A day made otherwise by two people."""
    return a_day_changed(lambda who: author(place.people[who], now), area_id or place.area.pk, on, now, kind)


def recounted(event: Event, now: datetime) -> int:
    kept.forget_all()
    with door.as_system("advice.recount"):
        return actions.recount_dates(event.pk, now)


def read(question: Question) -> tuple[Question, Exchange]:
    with door.as_system("tests.read"):
        return Question.objects.get(pk=question.pk), Exchange.objects.filter(question=question).latest(
            "number"
        )


def moved_events() -> list[Event]:
    with door.as_system("tests.read"):
        return list(Event.objects.filter(name="QuestionDateMoved").order_by("pk"))


def test_a_closed_day_moves_the_promise_and_says_why(place: Place) -> None:
    question = place.ask()
    before = question.due_at
    assert before == at("2026-03-05 18:00")
    assert recounted(changed(place, "2026-03-04", place.now), place.now) == 1
    one, last = read(question)
    assert one.due_at == one.look_at == last.due_at == at("2026-03-06 18:00")
    said = "台风停工，重新推算，从3月5日18:00到3月6日18:00"
    assert said in last.moved
    assert said in moved_events()[0].record["moved"]
    why = tables.why_of(last, queries.calendar_at(place.area.pk))
    assert why["reasons"][-1].endswith(said)
    assert why["version"] == last.calendar_version


def test_a_second_time_nothing_moves(place: Place) -> None:
    place.ask()
    event = changed(place, "2026-03-04", place.now)
    assert [recounted(event, place.now), recounted(event, place.now)] == [1, 0]
    assert len(moved_events()) == 1


def test_too_near_a_date_stays_and_says_so_once(place: Place) -> None:
    saturday = at("2026-03-06 10:00")
    question = place.ask(now=saturday)
    assert question.due_at == at("2026-03-11 18:00")
    event = changed(place, "2026-03-07", saturday, DayKind.WORK)
    late = at("2026-03-09 10:00")
    assert [recounted(event, late), recounted(event, late)] == [1, 0]
    one, last = read(question)
    assert one.due_at == last.due_at == at("2026-03-11 18:00")
    assert "离得太近，仍按原日期" in last.moved


def test_who_has_the_word_has_it_longer_and_never_suddenly_shorter(place: Place) -> None:
    question = place.answered(place.ask())
    before = read(question)[0].due_at
    assert before == at("2026-03-16 18:00")
    assert recounted(changed(place, "2026-03-04", place.now), place.now) == 1
    assert read(question)[0].due_at == at("2026-03-17 18:00")
    near = at("2026-03-13 10:00")
    assert recounted(changed(place, "2026-03-14", near, DayKind.WORK), near) == 0
    assert read(question)[0].due_at == at("2026-03-17 18:00")


def test_what_was_overdue_only_by_the_old_calendar_is_so_no_longer(place: Place) -> None:
    question = place.ask()
    now = at("2026-03-05 18:01")
    with door.as_system("tests.sweep"):
        actions.sweep(now)
    assert read(question)[1].breached_at == now
    recounted(changed(place, "2026-03-04", now), now)
    one, last = read(question)
    assert last.breached_at is None
    assert one.look_at == at("2026-03-06 18:00")


def test_elsewhere_and_what_has_ended_nothing_moves(place: Place) -> None:
    ended = place.answered(place.ask())
    place.take(ended, "asker", "understood")
    question = place.ask()
    away = accounts.an_area("别的区")
    event = changed(place, "2026-03-04", place.now)
    record = {**event.record, "area_id": away.pk}
    with door.as_system("tests.build"):
        other = Event.objects.create(
            name="CalendarChanged", subject_kind="calendar", subject_id=away.pk, layer="H", at=place.now,
            record=record, role="", rule="tests",
        )  # fmt: skip
    assert recounted(other, place.now) == 0
    assert recounted(event, place.now) == 1
    assert read(question)[0].due_at == at("2026-03-06 18:00")
    assert read(ended)[0].due_at is None


@pytest.mark.parametrize("state", ["asked", "taken", "answered"])
def test_whose_turn_it_is_and_who_asked_are_told_once(place: Place, state: str) -> None:
    question = place.ask()
    if state == "taken":
        place.take(question, "expert", "take")
    if state == "answered":
        place.answered(question)
    recounted(changed(place, "2026-03-04", place.now), place.now)
    (told,) = moved_events()
    found = {}
    with door.as_system("tests.read"):
        for notice in notices.NOTICES:
            if notice.event.__name__ == "QuestionDateMoved":
                found[notice.key] = set(notice.to(revive(notice.event, told), place.now))
    asker = {place.people["asker"].pk}
    turn = {"asked": {place.people["expert"].pk, place.people["colleague"].pk}, "answered": asker}
    assert found["advice.moved"] == turn.get(state, {place.people["expert"].pk})
    assert found["advice.moved.asker"] == (set() if state == "answered" else asker)


def test_the_event_of_the_calendar_starts_the_recount(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    event = changed(place, "2026-03-04", place.now)
    started: list[tuple[str, int]] = []
    monkeypatch.setattr("qinqing.kernel.jobs.start", lambda name, event: started.append((name, event)))
    (hearer,) = hears.HEARS[CalendarChanged]
    hearer(revive(CalendarChanged, event), place.now)
    assert started == [("advice.recount", event.pk)]
