"""Judgements of the room: which line of the table decides, what may be meant, what may not be let through."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest

from qinqing.domains.advice import rules
from qinqing.domains.advice.rules.limits import DEFAULTS
from qinqing.domains.advice.terms import QuestionState, Wait
from qinqing.domains.advice.workflow import after_unclear


@dataclass(frozen=True)
class Line:
    area_id: int
    issuer: str
    benefit_class: str


TOWN, DISTRICT, CITY = 3, 2, 1
NODES = (TOWN, DISTRICT, CITY)
ANY = Line(DISTRICT, "", "")
OF_CLASS = Line(DISTRICT, "", "award")
OF_ISSUER = Line(DISTRICT, "科技局", "")
OF_BOTH = Line(DISTRICT, "科技局", "award")
OF_CITY = Line(CITY, "科技局", "award")
ELSEWHERE = Line(9, "", "")
ALL = (ANY, OF_CLASS, OF_ISSUER, OF_BOTH, OF_CITY, ELSEWHERE)


@pytest.mark.parametrize(
    ("issuer", "benefit_class", "decides"),
    [
        ("科技局", "award", OF_BOTH),
        ("科技局", "service", OF_ISSUER),
        ("工信局", "award", OF_CLASS),
        ("工信局", "service", ANY),
        ("", "", ANY),
    ],
)
def test_of_the_nearest_area_the_line_that_says_most_decides(
    issuer: str, benefit_class: str, decides: Line
) -> None:
    assert rules.route_of(ALL, NODES, issuer, benefit_class) is decides


def test_where_no_line_fits_nobody_is_named() -> None:
    assert rules.route_of([ELSEWHERE, OF_CLASS], NODES, "", "service") is None


@dataclass(frozen=True)
class Said:
    question: str
    answer: str
    item_id: int | None = None


REWARD = Said("首次上规入库奖励要不要自己申请？", "不用申请，比对名单。", 7)
LOAN = Said("借了不到一年就还的流动资金贷款，贴不贴息？", "按天数贴。", 8)
ANSWERS = (LOAN, REWARD)


@pytest.mark.parametrize(
    ("text", "item", "offered"),
    [
        ("我们刚上规，入库的奖励要自己去申请吗", None, [REWARD]),
        ("贷款只借了半年，贴息吗", None, [LOAN]),
        ("厂门口的路灯坏了", None, []),
        ("", None, []),
        ("", 8, [LOAN]),
        ("还有一件不一样的事", 8, []),
    ],
)
def test_what_may_be_meant_is_offered(text: str, item: int | None, offered: list[Said]) -> None:
    assert rules.likely(text, item, ANSWERS) == offered


NAME, PLACES = "澜川微澜电子有限公司", ("澜川市", "澜川")


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [
        ("上规奖励要不要申请？", "不用申请。", None),
        ("澜川的上规奖励要不要申请？", "有限公司和个体户都一样。", None),
        ("微澜电子的上规奖励？", "不用申请。", "question"),
        ("上规奖励要不要申请？", "澜川微澜电子有限公司不用申请。", "answer"),
        ("我们上规了，奖励要不要自己去报", "不用申请。", "question"),
    ],
)
def test_no_trace_of_who_asked_is_let_through(question: str, answer: str, field: str | None) -> None:
    said = ["我们上规了，奖励要不要自己去报？"]
    faults = [name for name, _ in rules.faults_of(question, answer, [NAME], PLACES, said)]
    assert faults == ([] if field is None else [field])


def test_at_the_third_answer_that_did_not_help_somebody_calls() -> None:
    assert [after_unclear(n, True) for n in (1, 2, 3, 4)] == [
        QuestionState.TAKEN, QuestionState.TAKEN, QuestionState.TO_CALL, QuestionState.TO_CALL,
    ]  # fmt: skip
    assert after_unclear(1, False) is QuestionState.ASKED


def test_a_place_may_set_another_limit_and_its_source_is_told() -> None:
    def value(key: str, nodes: object, on: date, default: str, source: str = "") -> SimpleNamespace:
        return (
            SimpleNamespace(value="5wd", source="区里规定")
            if key == "limit.advice.answer"
            else SimpleNamespace(value=default, source=source)
        )

    settings = SimpleNamespace(value=value)
    day = date(2026, 3, 2)
    found = {wait: rules.effective(settings, wait, NODES, day) for wait in Wait}  # type: ignore[arg-type]
    assert str(found[Wait.ANSWER].limit) == "5wd"
    assert found[Wait.ANSWER].source == "区里规定"
    assert str(found[Wait.CALL].limit) == DEFAULTS[Wait.CALL]
