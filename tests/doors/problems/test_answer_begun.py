"""An officer who raises and answers at once begins his answer with a text that fits what was said."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client

from qinqing.domains.problems.models import Problem, ReplyTemplate
from qinqing.kernel import clock, door, kept
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.models import Event
from tests.builders.browsers import signed_in
from tests.builders.problems import Town, town
from tests.builders.visits import words_of
from tests.doors.problems.catalogue import kinds_of_problems

pytestmark = pytest.mark.django_db
FACTS = "厂东门口的路灯坏了三个月"
SWAPS = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def kinds(server: Server, django_db_setup: None) -> Iterator[None]:
    with kinds_of_problems(server):
        yield


@pytest.fixture
def place(kinds: None, db: None, monday: datetime) -> Iterator[Town]:
    made = town()
    with clock.set_to(monday):
        yield made
    kept.forget_all()


@pytest.fixture
def officer(place: Town) -> Client:
    return signed_in(place.people["officer"], clock.now())


def a_text(title: str, *, kind: int | None = None, result: str = "R1", **more: object) -> ReplyTemplate:
    with door.as_system("tests.build"):
        made = ReplyTemplate.objects.create(
            code=title, title=title, text=f"{title}：（哪天）办好。", category_id=kind, result=result,
            valid_from_on=clock.today(), **more,
        )  # fmt: skip
    kept.forget_all()
    return made


def typed(**more: object) -> dict[str, object]:
    return {"facts": FACTS, "channel": "visit", "contact_with": "陈若溪", "contact_way": "phone", **more}


def test_the_texts_of_the_kind_come_first_and_those_of_other_results_are_not_offered(officer: Client) -> None:
    a_text("通用的")
    a_text("路灯修复", kind=901)
    a_text("欠薪", kind=902)
    a_text("列入计划的", result="R3")
    page = officer.post("/raise/", typed(act="offer", category="901"), headers=SWAPS).content.decode()
    assert page.index("路灯修复") < page.index("通用的")
    assert "欠薪" not in page
    assert "列入计划的" not in page


def test_without_a_chosen_kind_the_one_it_sounds_like_decides(officer: Client) -> None:
    a_text("路灯修复", kind=901)
    a_text("欠薪", kind=902)
    page = words_of(officer.post("/raise/", typed(act="offer"), headers=SWAPS))
    assert "路灯修复" in page
    assert "欠薪" not in page


def test_unsure_is_offered_what_is_for_all_alone(officer: Client) -> None:
    a_text("通用的")
    a_text("路灯修复", kind=901)
    page = words_of(officer.post("/raise/", typed(act="offer", category="unsure"), headers=SWAPS))
    assert "通用的" in page
    assert "路灯修复" not in page


def test_a_press_fills_the_answer_and_keeps_all_else_without_any_script(officer: Client) -> None:
    one = a_text("路灯修复", kind=901, citation="市政设施条例第九条")
    answer = officer.post("/raise/", typed(act="fill", fill_from=one.pk, category="901", place="东门岗亭"))
    html = answer.content.decode()
    assert answer.status_code == 200
    for word in ("（哪天）办好。", "市政设施条例第九条", FACTS, "东门岗亭", "陈若溪"):
        assert word in html
    assert re.search(r"<details[^>]* open", html)
    assert f'name="template" value="{one.pk}"' in html
    assert 'value="R1" id="id_result" checked' in html
    assert "请填写这一项" not in html
    with door.as_system("tests.read"):
        assert not Problem.objects.exists()


def test_with_script_only_the_answer_changes(officer: Client) -> None:
    one = a_text("路灯修复", kind=901)
    sent = typed(act="fill", fill_from=one.pk, category="901")
    html = officer.post("/raise/", sent, headers=SWAPS).content.decode().strip()
    assert html.startswith('<div id="answered"')
    assert "（哪天）办好。" in html
    assert 'name="facts"' not in html


@pytest.mark.parametrize("chosen", ["", "x", "999999", "-1"])
def test_a_text_that_is_none_changes_nothing(officer: Client, chosen: str) -> None:
    answer = officer.post("/raise/", typed(act="fill", fill_from=chosen, answer="自己写的"))
    assert answer.status_code == 200
    assert "自己写的" in answer.content.decode()


def test_the_answer_records_the_text_it_began_with(officer: Client) -> None:
    one = a_text("路灯修复", kind=901)
    sent = typed(act="answer", answer="3月2日办好。", result="R1", template=one.pk, looked="1")
    assert officer.post("/raise/", sent).status_code == 302
    with door.as_system("tests.read"):
        assert Event.objects.get(name="ProblemAnsweredAtOnce").record["template"] == one.pk


def test_a_text_that_is_gone_is_refused_and_the_words_stay(officer: Client) -> None:
    sent = typed(act="answer", answer="3月2日办好。", result="R1", template=999_999, looked="1")
    answer = officer.post("/raise/", sent)
    assert answer.status_code == 422
    assert "3月2日办好。" in answer.content.decode()
    assert "这一项已经没有了" in words_of(answer)


def test_an_answer_that_was_written_is_not_lost_by_the_other_button(officer: Client) -> None:
    answer = officer.post("/raise/", typed(act="submit", answer="今晚就换灯泡", looked="1"))
    assert answer.status_code == 422
    assert "要答复，按“提交并当场答复”" in words_of(answer)
    assert "今晚就换灯泡" in answer.content.decode()
    with door.as_system("tests.read"):
        assert not Problem.objects.exists()
