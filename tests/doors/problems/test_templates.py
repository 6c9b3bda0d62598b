"""Words to begin an answer with: kept by the coordinator with their days, filled into a form by a press."""

from datetime import date, datetime, timedelta

import pytest

from qinqing.domains.problems.models import ProposedRule, ReplyTemplate
from qinqing.domains.problems.queries.templates import offered_templates
from qinqing.kernel import door, kept
from qinqing.kernel.models import Event
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted().passed_on().dispatched().signed().contacted()


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def put(road: Road, path: str, **facts: object) -> None:
    """What the coordinator proposed at his page and the head confirmed at his."""
    answer = visit(road, "coordinator").post(path, **{"why": "常要写", **facts})
    assert answer.status_code == 302, words_of(answer)
    with door.as_system("tests.read"):
        number = ProposedRule.objects.latest("id").pk
    assert visit(road, "head").post(f"/rules/proposed/{number}/confirm/").status_code == 302


def written(road: Road, **changes: object) -> ReplyTemplate:
    """A text of the area."""
    facts = {
        "title": "路灯修复", "text": "（哪天）已修复路灯。", "area": road.town.area.pk, "result": "R1",
        "from_on": road.now.date().isoformat(), **changes,
    }  # fmt: skip
    put(road, "/reply-templates/new/", **facts)
    return ReplyTemplate.objects.latest("id")


def reply(road: Road, **given: object) -> dict[str, object]:
    return {"view": "task", "task_ref": road.task().pk, "evidence": "照片", **given}


def test_the_unit_chooses_a_text_and_finds_it_in_the_form_with_all_else_that_it_typed(road: Road) -> None:
    one = written(road)
    handler = visit(road, "handler1")
    assert "路灯修复" in handler.text(f"/tasks/{road.task().pk}/")
    page = handler.step(
        road.problem.public_id, "draft_reply", **reply(road, fill="1", fill_from=one.pk, internal="线缆老化")
    )
    html = page.content.decode()
    assert page.status_code == 200
    assert "（哪天）已修复路灯。" in html
    assert "线缆老化" in html
    assert f'name="template" value="{one.pk}"' in html
    assert "请填写这一项" not in html
    assert road.task().answer == ""


def test_the_reply_records_the_text_it_began_with(road: Road) -> None:
    one = written(road)
    sent = reply(road, result="R1", answer="3月2日已修复路灯。", template=one.pk)
    assert visit(road, "handler1").step(road.problem.public_id, "draft_reply", **sent).status_code == 302
    with door.as_system("tests.read"):
        assert Event.objects.get(name="ReplyDrafted").record["template"] == one.pk


def test_a_text_that_is_none_is_refused(road: Road) -> None:
    sent = reply(road, result="R1", answer="好了", template=999_999)
    answer = visit(road, "handler1").step(road.problem.public_id, "draft_reply", **sent)
    assert answer.status_code == 422
    assert "好了" in answer.content.decode()


def test_the_officer_is_offered_the_texts_of_the_results_he_may_give(monday: datetime) -> None:
    road = Road(town(), monday).submitted()
    written(road)
    written(road, title="列入计划的", result="R3")
    page = visit(road, "officer").text(f"/problems/{road.problem.public_id}/?do=answer_at_once")
    assert "路灯修复" in page
    assert "列入计划的" not in page


def test_another_text_is_another_row_from_its_day_on(road: Road) -> None:
    old, today = written(road), road.now.date()
    later = today + timedelta(days=3)
    put(
        road, f"/reply-templates/{old.pk}/rewrite/", title="路灯修复", text="新的说法",
        area=road.town.area.pk, from_on=later.isoformat(),
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.text, old.valid_until_on) == ("（哪天）已修复路灯。", later)
    assert offered(road, today) == ["（哪天）已修复路灯。"]
    assert offered(road, later) == ["新的说法"]


def offered(road: Road, day: date) -> list[str]:
    kept.forget_all()
    return [one.text for one in offered_templates(road.town.area.pk, None, day)]


def test_two_who_change_the_same_text_do_not_both_succeed(road: Road) -> None:
    old, today = written(road), road.now.date().isoformat()
    again = {
        "title": "又一条",
        "text": "又一种说法",
        "area": road.town.area.pk,
        "from_on": today,
        "why": "短",
    }
    path = f"/reply-templates/{old.pk}/rewrite/"
    first, second = (visit(road, "coordinator").post(path, **again) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "还在等协调办负责人确认" in words_of(second)
    with door.as_system("tests.read"):
        number = ProposedRule.objects.latest("id").pk
    assert visit(road, "head").post(f"/rules/proposed/{number}/confirm/").status_code == 302
    third = visit(road, "coordinator").post(path, **again)
    assert (third.status_code, "刚才已经改写或停用了" in words_of(third)) == (422, True)


def test_a_text_of_the_release_gives_way_only_where_another_was_written(road: Road) -> None:
    today = road.now.date()
    with door.as_system("tests.build"):
        given = ReplyTemplate.objects.create(code="T", title="通用", text="通用的", valid_from_on=today)
    assert offered(road, today) == ["通用的"]
    put(
        road, f"/reply-templates/{given.pk}/rewrite/", title="通用", text="本地的", area=road.town.area.pk,
        from_on=today.isoformat(),
    )  # fmt: skip
    assert offered(road, today) == ["本地的"]
    with door.as_system("tests.read"):
        given.refresh_from_db()
    assert given.valid_until_on is None


def test_a_text_that_was_ended_is_not_offered_any_more(road: Road) -> None:
    one, today = written(road), road.now.date()
    coordinator = visit(road, "coordinator")
    early = (today - timedelta(days=9)).isoformat()
    refused = coordinator.post(f"/reply-templates/{one.pk}/end/", on=early, why="过时了")
    assert (refused.status_code, "不能早于" in words_of(refused)) == (422, True)
    put(road, f"/reply-templates/{one.pk}/end/", on=today.isoformat())
    assert offered(road, today) == []
    assert "起不用" in coordinator.text("/reply-templates/")


@pytest.mark.parametrize("area", ["", "x", "999999", "-1"])
def test_a_form_that_fails_keeps_what_was_typed(road: Road, area: str) -> None:
    sent = {"title": "<b>名</b>", "text": "写了很久的话", "area": area, "from_on": "2026-03-02", "why": "x"}
    answer = visit(road, "coordinator").post("/reply-templates/new/", **sent)
    assert answer.status_code == 422
    assert "写了很久的话" in answer.content.decode()
    assert "<b>名</b>" not in answer.content.decode()
    assert not ReplyTemplate.objects.exists()


@pytest.mark.parametrize("who", ["handler1", "officer", "enterprise"])
def test_nobody_else_keeps_them(road: Road, who: str) -> None:
    assert visit(road, who).get("/reply-templates/").status_code == 403
