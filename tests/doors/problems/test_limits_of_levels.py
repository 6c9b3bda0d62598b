"""How long the owner of a level may take, and how soon another lead is found, are an area's to decide."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.problems.models import LedgerEntry, Task
from qinqing.domains.problems.terms import ClockKind
from qinqing.kernel import door, kept
from qinqing.lib.ledger import Kind
from tests.builders import rules
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
BRIEF = {"asked": "修灯", "tried": "问过", "blocked_by": "没钱", "wanted": "定时间"}


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted().passed_on().dispatched()


def decide(road: Road, key: str, amount: int, **changes: object) -> object:
    given = {
        "amount": amount, "area": road.town.area.pk, "from_on": road.now.date().isoformat(),
        "source": "青岚府办〔2026〕12 号", **changes,
    }  # fmt: skip
    visits = (Visit(road.town.people[who], road.now) for who in ("coordinator", "head"))
    answer = rules.at_the_pages(*visits, f"/limits/{key}/set/", **given)
    kept.forget_all()
    return answer


def last_start(road: Road, clock: ClockKind) -> str:
    with door.as_system("tests.read"):
        rows = LedgerEntry.objects.filter(problem=road.problem, clock=clock, kind=Kind.START.value)
        return rows.order_by("-id").values_list("limit", flat=True)[0]


def test_the_answer_of_a_level_has_the_limit_that_the_area_set_for_this_level(road: Road) -> None:
    decide(road, "limit.L.2", 4)
    road.take("officer", "escalate", **BRIEF)
    assert last_start(road, ClockKind.LEVEL) == "1wd"
    road.take("officer", "escalate", **BRIEF)
    assert last_start(road, ClockKind.LEVEL) == "4wd"


def test_a_limit_of_tomorrow_does_not_hold_today(road: Road) -> None:
    decide(road, "limit.L.1", 3, from_on=(road.now.date() + timedelta(days=1)).isoformat())
    road.take("officer", "escalate", **BRIEF)
    assert last_start(road, ClockKind.LEVEL) == "1wd"


def test_how_soon_another_lead_is_found_is_set_apart_from_the_first_dispatch(road: Road) -> None:
    decide(road, "limit.D.lead_lost", 60)
    road.take("coordinator", "change_lead", reason="不归它管")
    assert last_start(road, ClockKind.DISPATCH) == "60wm"
    with door.as_system("tests.read"):
        assert Task.objects.get().state == "recalled"


def test_each_level_stands_in_the_list_by_its_name(road: Road) -> None:
    decide(road, "limit.L.3", 2)
    page = Visit(road.town.people["coordinator"], road.now).text("/limits/")
    for word in ("上浮·第 1 级（协调办）", "上浮·第 4 级（上一级区域）", "派单·主办退出以后"):
        assert word in page
    assert "本地规定了 1 个" in page


@pytest.mark.parametrize("key", ["limit.L", "limit.L.0", "limit.L.5", "limit.D.other"])
def test_there_is_no_other_level(road: Road, key: str) -> None:
    assert decide(road, key, 2).status_code == 404  # type: ignore[attr-defined]


def test_an_amount_without_sense_is_refused(road: Road) -> None:
    answer = decide(road, "limit.L.1", 61)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "要在 1 到 60 之间" in words_of(answer)  # type: ignore[arg-type]
