"""Who chose English reads English on every page that follows, refusals too; what people wrote stays."""

import re
import uuid
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from qinqing.kernel.rendering import LANGUAGE
from qinqing.ui.english import markup
from qinqing.ui.english.signs import IDEOGRAPH
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
TAKEN = ("其他", "还差 3 天", "已办结")
"""Words of ours that somebody may well take for a title."""


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def enterprise(place: Town, monday: datetime) -> Visit:
    return in_english(place, "enterprise", monday)


def in_english(place: Town, who: str, now: datetime) -> Visit:
    visit = Visit(place.people[who], now)
    visit.client.cookies[LANGUAGE] = "en"
    return visit


def language(answer: HttpResponse) -> str:
    found = re.search(r'<html lang="([\w-]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_an_address_sets_it_for_all_pages_that_follow() -> None:
    client = Client()
    assert language(client.get("/sign-in/")) == "zh-CN"
    answer = client.get("/sign-in/?lang=en")
    assert language(answer) == "en"
    assert answer.cookies[LANGUAGE].value == "en"
    again = client.get("/sign-in/")
    assert language(again) == "en"
    assert 'href="?lang=zh"' in again.content.decode()
    assert not IDEOGRAPH.search(words_of(again).replace("中文", ""))
    assert language(client.get("/sign-in/?lang=zh")) == "zh-CN"
    assert language(client.get("/sign-in/")) == "zh-CN"


def test_a_language_that_there_is_not_is_not_kept() -> None:
    client = Client()
    answer = client.get("/sign-in/?lang=%3Cb%3E")
    assert language(answer) == "zh-CN"
    assert LANGUAGE not in answer.cookies


def test_the_page_differs_by_its_cookie() -> None:
    assert "Cookie" in Client().get("/sign-in/")["Vary"]


def test_a_refusal_stands_in_english_beside_its_field(enterprise: Visit) -> None:
    answer = enterprise.post("/raise/", facts="", act="submit", client_key=str(uuid.uuid4()))
    assert answer.status_code == 422
    assert language(answer) == "en"
    error = re.search(r'<p class="qq-error" id="id_facts_error">(.*?)</p>', answer.content.decode())
    assert error is not None
    assert not IDEOGRAPH.search(error[1])


def test_a_page_that_is_not_there_is_not_there_in_english(enterprise: Visit) -> None:
    answer = enterprise.get("/problems/absent00000/")
    assert (answer.status_code, language(answer)) == (404, "en")


@pytest.mark.parametrize("title", TAKEN)
def test_a_title_that_is_a_word_of_ours_stays_as_typed(
    title: str, place: Town, enterprise: Visit, monday: datetime
) -> None:
    road = Road(place, monday).submitted(title=title, facts=title)
    for path in ("/mine/", f"/problems/{road.problem.public_id}/"):
        assert title in enterprise.text(path)
    officer = in_english(place, "officer", monday)
    for path in ("/", "/problems/", f"/problems/{road.problem.public_id}/"):
        assert title in officer.text(path)


def test_without_the_marks_it_would_not(
    place: Town, enterprise: Visit, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""
    monkeypatch.setattr(markup, "_KEPT", re.compile(r"(?!)"))
    road = Road(place, monday).submitted(title="其他", facts="其他")
    assert "其他" not in enterprise.text(f"/problems/{road.problem.public_id}/")


def test_what_was_typed_stays_in_its_field(enterprise: Visit) -> None:
    key = str(uuid.uuid4())
    answer = enterprise.post("/raise/", facts="其他" * 3000, place="还差 3 天", act="submit", client_key=key)
    assert answer.status_code == 422
    assert "其他其他</textarea>" in answer.content.decode()
    assert 'value="还差 3 天"' in answer.content.decode()
