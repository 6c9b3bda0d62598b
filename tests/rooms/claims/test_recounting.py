"""The calendar changes: dates of claims that run are counted anew, later at once, earlier with three days."""

from datetime import datetime

import pytest

from qinqing.domains.accounts.terms import AreaKind
from qinqing.domains.claims import actions, hears, notices
from qinqing.domains.claims.models import Claim
from qinqing.domains.problems.events import CalendarChanged
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import door, kept
from qinqing.kernel.events import revive
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.calendars import a_day_changed
from tests.builders.claims import Office
from tests.builders.problems import at
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 10:00")
"""When the office's claims begin."""


def changed(office: Office, on: str, kind: DayKind = DayKind.REST, area_id: int = 0) -> Event:
    """A day made otherwise by two people."""
    return a_day_changed(office.author, area_id or office.town.area.pk, on, office.now, kind)


def recounted(event: Event, now: datetime) -> int:
    kept.forget_all()
    with door.as_system("claims.recount"):
        return actions.recount_dates(event.pk, now)


def now_is(claim: Claim) -> Claim:
    with door.as_system("tests.read"):
        return Claim.objects.get(pk=claim.pk)


def moved_events(claim: Claim) -> list[Event]:
    with door.as_system("tests.read"):
        return list(Event.objects.filter(name="ClaimDateMoved", subject_id=claim.pk))


def test_a_closed_day_moves_the_date_and_says_why(office: Office) -> None:
    claim = office.at("accepted")
    before = claim.due_at
    assert before == at("2026-03-16 18:00")
    assert recounted(changed(office, "2026-03-05"), office.now) == 1
    found = now_is(claim)
    assert found.due_at == at("2026-03-17 18:00")
    (told,) = moved_events(claim)
    assert "台风停工，重新推算，从3月16日18:00到3月17日18:00" in told.record["moved"]
    for who in ("enterprise", "handler1"):
        page = Visit(office.people[who], office.now).text(f"/claims/{claim.public_id}/")
        assert "台风停工，重新推算，从3月16日18:00到3月17日18:00" in page
        assert "3月17日" in page


def test_a_second_time_nothing_moves(office: Office) -> None:
    claim = office.at("accepted")
    event = changed(office, "2026-03-05")
    assert [recounted(event, office.now), recounted(event, office.now)] == [1, 0]
    assert len(moved_events(claim)) == 1


def test_an_earlier_date_holds_only_with_three_working_days_to_go(office: Office) -> None:
    early = office.at("accepted")
    assert recounted(changed(office, "2026-03-07", DayKind.WORK), office.now) == 1
    assert now_is(early).due_at == at("2026-03-13 18:00")
    office.now = at("2026-03-11 10:00")
    event = changed(office, "2026-03-08", DayKind.WORK)
    assert [recounted(event, office.now), recounted(event, office.now)] == [1, 0]
    found = now_is(early)
    assert found.due_at == at("2026-03-13 18:00")
    assert "离得太近，仍按原日期" in found.moved


def test_what_was_left_after_papers_is_counted_anew(office: Office) -> None:
    claim = office.at("accepted")
    office.take("handler1", claim, "ask")
    office.wait(days=1)
    claim = office.take("enterprise", claim, "supply")
    before = claim.due_at
    recounted(changed(office, "2026-03-05"), office.now)
    after = now_is(claim).due_at
    assert before is not None
    assert after is not None
    assert (after - before).days == 1


def test_a_public_notice_runs_on_to_its_new_day_objected_to_or_not(office: Office) -> None:
    open_, objected = office.at("notice"), None
    office.item = office.edition(title="技改补助")
    objected = office.at("objected")
    before = open_.notice_until_at
    assert recounted(changed(office, "2026-03-05"), office.now) == 2
    for claim in (open_, objected):
        found = now_is(claim)
        assert found.notice_until_at is not None
        assert before is not None
        assert (found.notice_until_at - before).days == 1
    assert now_is(open_).due_at == now_is(open_).notice_until_at
    assert now_is(objected).due_at != objected.due_at
    notice, answer = moved_events(objected)
    assert notice.record["moved"].startswith("公示期满的日子：")
    assert not answer.record["moved"].startswith("公示期满的日子：")


def test_a_second_time_a_notice_does_not_move(office: Office) -> None:
    objected = office.at("objected")
    event = changed(office, "2026-03-05")
    assert [recounted(event, office.now), recounted(event, office.now)] == [1, 0]
    assert len(moved_events(objected)) == 2


def test_elsewhere_and_what_has_ended_nothing_moves(office: Office) -> None:
    office.at("withdrawn")
    office.item = office.edition(title="技改补助")
    claim = office.at("accepted")
    park = accounts.an_area("高新园", AreaKind.PARK, office.town.area)
    kept.forget_all()
    assert recounted(changed(office, "2026-03-05", area_id=park.pk), office.now) == 0
    assert now_is(claim).due_at == claim.due_at


def test_who_was_late_only_by_the_old_calendar_is_told_anew_when_he_is(office: Office) -> None:
    claim = office.at("applied")
    office.now = at("2026-03-03 18:01")
    assert office.swept(claim).late_told_at is not None
    recounted(changed(office, "2026-03-03"), office.now)
    assert now_is(claim).late_told_at is None
    office.now = at("2026-03-04 18:01")
    assert office.swept(claim).late_told_at is not None


def test_holder_and_enterprise_are_told_once_where_a_date_moved(office: Office) -> None:
    claim = office.at("accepted")
    recounted(changed(office, "2026-03-05"), office.now)
    (told,) = moved_events(claim)
    found = {}
    with door.as_system("tests.read"):
        for notice in notices.NOTICES:
            if notice.event.__name__ == "ClaimDateMoved":
                found[notice.key] = sorted(notice.to(revive(notice.event, told), office.now))
    assert found == {
        "claims.moved": [office.people["handler1"].pk],
        "claims.moved.enterprise": [office.people["enterprise"].pk],
    }


def test_the_event_of_the_calendar_starts_the_recount(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = changed(office, "2026-03-05")
    started: list[tuple[str, int]] = []
    monkeypatch.setattr("qinqing.kernel.jobs.start", lambda name, event: started.append((name, event)))
    (hearer,) = hears.HEARS[CalendarChanged]
    hearer(revive(CalendarChanged, event), office.now)
    assert started == [("claims.recount", event.pk)]
