"""Lists that programs take away: a short one at once, a long one when a second person let it go, once."""

from datetime import datetime

import pytest

from qinqing.domains.exports import actions, rules
from qinqing.domains.exports.models import Export
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
ONCE = {"Idempotency-Key": "export-2026-0042"}


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def program(place: Town, monday: datetime) -> Program:
    Road(place, monday).submitted()
    return Program(a_token(place.people["coordinator"], monday), monday)


def made() -> int:
    with door.as_system("tests.read"):
        return Export.objects.count()


def test_a_short_list_comes_at_once_and_again_for_the_same_key(program: Program) -> None:
    for _ in range(2):
        answer = program.send("export_problems", format="csv", headers=ONCE)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert "路灯不亮" in b"".join(answer).decode("utf-8-sig")
    (line,) = program.call("list_exports")["items"]
    assert (line["rows"], line["state"]["code"]) == (1, "taken")


def test_a_list_is_narrowed_as_its_page_is(program: Program) -> None:
    empty = program.send("export_problems", format="csv", narrowed="?state=closed")
    assert (empty.status_code, empty.json()["type"].partition("#")[2]) == (409, "refused")
    assert made() == 0
    for narrowed in ("state=submitted", "state=submitted%00&%00=1&category=%00"):
        whole = program.send("export_problems", format="csv", narrowed=narrowed)
        assert whole.status_code == 200
        assert "路灯不亮" in b"".join(whole).decode("utf-8-sig")


def test_a_long_list_waits_for_a_second_person_and_comes_once(
    program: Program, place: Town, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "AT_ONCE", 0)
    without = program.send("export_problems", format="csv")
    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "reason")
    asked = program.send("export_problems", format="csv", reason="季度分析")
    assert (asked.status_code, asked.json()["state"]["code"]) == (202, "requested")
    known = {"public_id": asked.json()["public_id"]}
    assert program.send("fetch_export", **known).status_code == 409
    with door.as_system("tests.build"):
        number = Export.objects.get().pk
    author = Author(door.become(place.people["head"].pk, monday))
    actions.decide_export(author=author, export_id=number, agreed=True, refusal="", now=monday)
    door.step_in(Actor())
    assert program.call("show_export", **known)["state"]["code"] == "agreed"
    answer = program.send("fetch_export", **known)
    assert "路灯不亮" in b"".join(answer).decode("utf-8-sig")
    assert program.send("fetch_export", **known).status_code == 409
