"""A unit writes its reply together: what one has kept another goes on with, and nobody overwrites unseen."""

import re
from datetime import datetime

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.models import ReplyDraft
from qinqing.kernel import door
from tests.builders import accounts
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "线缆已经更换", "线缆换了，周五通电", "周五通电，夜里先用临时灯"


@pytest.fixture
def place() -> Town:
    made = town()
    made.people["colleague"] = accounts.a_person("承办同事", Role.HANDLER, unit=made.units[0])
    return made


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday).submitted().passed_on().dispatched(parallel=(2,)).signed().contacted()


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/tasks/{road.task().pk}/"


def write(road: Road, who: str, answer: str, *, seen: int | None = None, **more: str) -> object:
    given = {"view": "task", "task_ref": road.task().pk, "answer": answer, **more}
    given |= {"seen_draft": seen} if seen else {}
    return visit(road, who).step(road.problem.public_id, "draft_reply", **given)


def kept(road: Road) -> list[tuple[int, str]]:
    with door.as_system("tests.read"):
        rows = ReplyDraft.objects.filter(task=road.task()).order_by("version")
        return [(one.version, one.words["answer"]) for one in rows]


def test_what_one_has_kept_a_colleague_goes_on_with(road: Road) -> None:
    assert write(road, "handler1", FIRST, keep="1").status_code == 302
    seen = visit(road, "colleague").get(page(road)).content.decode()
    assert FIRST in seen
    assert 'name="seen_draft" value="1"' in seen
    assert write(road, "colleague", SECOND, seen=1, keep="1").status_code == 302
    assert kept(road) == [(1, FIRST), (2, SECOND)]
    assert road.task().state == "accepted"


def test_of_two_at_once_the_later_is_told_and_nothing_is_lost(road: Road) -> None:
    write(road, "handler1", FIRST, keep="1")
    later = write(road, "colleague", SECOND, keep="1")
    assert later.status_code == 422
    said = words_of(later)
    assert "承办1 今天 09:30 又存了一版" in said
    assert FIRST in said
    assert SECOND in later.content.decode()
    assert 'name="seen_draft" value="1"' in later.content.decode()
    assert kept(road) == [(1, FIRST)]
    assert write(road, "colleague", SECOND, seen=1, keep="1").status_code == 302
    assert kept(road) == [(1, FIRST), (2, SECOND)]


def test_nothing_is_sent_to_be_signed_over_what_a_colleague_just_kept(road: Road) -> None:
    write(road, "colleague", SECOND, keep="1")
    whole = {"result": "R1", "evidence": "照片"}
    sent = write(road, "handler1", FIRST, **whole)
    assert sent.status_code == 422
    assert "又存了一版" in words_of(sent)
    assert FIRST in sent.content.decode()
    assert write(road, "handler1", THIRD, seen=1, **whole).status_code == 302
    assert road.task().answer == THIRD


def test_what_came_back_is_newer_than_an_old_draft(road: Road) -> None:
    write(road, "handler1", FIRST, keep="1")
    road.wait(minutes=5)
    write(road, "handler1", THIRD, seen=1, result="R1", evidence="照片")
    road.wait(minutes=5).take("unit_head1", "refuse_sign_off", unit=1, comment="再写清楚")
    seen = visit(road, "handler1").get(page(road)).content.decode()
    assert re.search(rf">\s*{THIRD}\s*</textarea>", seen)


@pytest.mark.parametrize("who", ["handler2", "coordinator", "officer", "enterprise"])
def test_nobody_else_reads_or_writes_it(road: Road, who: str) -> None:
    write(road, "handler1", FIRST, keep="1")
    other = visit(road, who)
    assert FIRST not in other.text(f"/problems/{road.problem.public_id}/")
    given = {"view": "task", "task_ref": road.task().pk, "answer": SECOND, "keep": "1"}
    assert other.step(road.problem.public_id, "draft_reply", **given).status_code == 404
    assert kept(road) == [(1, FIRST)]


def test_where_nothing_is_to_be_written_nothing_is_kept(road: Road) -> None:
    road.replied()
    assert write(road, "handler1", FIRST, keep="1").status_code == 422
    assert kept(road) == []
