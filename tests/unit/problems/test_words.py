"""The story of a problem in words."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from qinqing.domains.problems import events
from qinqing.domains.problems.queries.words import WORDS, said

UNITS = {7: "城管局", 8: "供电所"}


@dataclass
class Told:
    name: str
    record: dict[str, Any] = field(default_factory=dict)
    who: str = "林晓岚"
    role: str = "officer"
    rule: str = ""
    unit: str = ""


def names() -> list[str]:
    kinds = (kind for kind in vars(events).values() if isinstance(kind, type))
    return [kind.__name__ for kind in kinds if "problem_id" in getattr(kind, "__dataclass_fields__", {})]


def test_every_event_of_a_problem_is_said_and_nothing_else() -> None:
    assert {name for name in names() if not name.startswith("_")} == set(WORDS)


@pytest.mark.parametrize("to_enterprise", [True, False])
@pytest.mark.parametrize("name", WORDS)
def test_an_event_that_says_little_is_told_all_the_same(name: str, to_enterprise: bool) -> None:
    line = said(Told(name), UNITS, to_enterprise=to_enterprise)
    assert line.title
    assert "{" not in line.title + line.text + line.quote


def test_the_enterprise_reads_who_does_it_and_by_when() -> None:
    line = said(
        Told("ProblemTaken", {"plan": "我去问供电所", "promised_on": "2026-03-05"}), UNITS, to_enterprise=True
    )
    assert (line.title, line.text, line.quote) == ("林晓岚 自己来办", "答应 3月5日 前办好", "我去问供电所")


def test_units_are_named() -> None:
    told = Told(
        "ProblemDispatched", {"lead": 7, "assist": [8], "lane": "ordinary", "message": "快"}, who="程知远"
    )
    assert said(told, UNITS, to_enterprise=True).title == "交给城管局主办"
    assert said(told, UNITS, to_enterprise=True).text == "供电所协助"
    assert said(told, UNITS).text == "供电所协办；按一般的时限办"


def test_what_the_officer_writes_to_the_coordinator_is_not_read_out_to_the_enterprise() -> None:
    told = Told("ProblemPassedOn", {"summary": "老板脾气大"})
    assert said(told, UNITS).quote == "老板脾气大"
    assert "老板" not in str(said(told, UNITS, to_enterprise=True))


def test_you_are_you_and_your_colleague_has_a_name() -> None:
    told = Told("ProblemSubmitted", who="陈若溪", role="enterprise_user")
    assert said(told, UNITS, me="陈若溪", to_enterprise=True).title == "您提交"
    assert said(told, UNITS, me="邵敏", to_enterprise=True).title == "陈若溪 提交"
    assert said(told, UNITS).title == "企业 陈若溪 提交"


def test_who_speaks_in_your_name_is_named() -> None:
    assert said(Told("ProblemSubmitted"), UNITS, to_enterprise=True).title == "林晓岚 替您提交"
    withdrawn = Told("ProblemWithdrawn", {"reason": "no_longer", "confirmation": "短信：不用了"})
    assert said(withdrawn, UNITS, to_enterprise=True).text == "不需要了；企业这样确认：短信：不用了"


def test_a_contact_is_told_as_you_met_it() -> None:
    told = Told(
        "ContactRecorded",
        {"contact_way": "phone", "said": "明天来修"},
        who="张立",
        role="handler",
        unit="城管局",
    )
    assert said(told, UNITS, to_enterprise=True).title == "城管局 张立 给您打过电话"


def test_a_moment_is_told_on_the_local_clock() -> None:
    told = Told(
        "LimitBreached", {"clock": "B", "due_at": "2026-03-10T16:30:00+00:00"}, rule="limit.B", unit="城管局"
    )
    assert said(told, UNITS).text == "原定 3月11日"
