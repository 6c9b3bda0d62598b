"""`python -m qinqing.lib.rules check`: agrees, differs, or says in a sentence what is wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qinqing.lib.rules.__main__ import main
from tests.unit.rules.documents import document, rule

RULES = document(
    rule({"all": [{"id": "rich", "fact": "revenue", "op": ">=", "value": 100}]}, family="f"),
    rule({"id": "staff", "fact": "staff", "op": ">=", "value": 10}, id="next", family="f",
         effective_from="2027-01-01", effective_to=None),
)  # fmt: skip
RICH = {"id": "c", "rule": "r", "facts": {"revenue": 100}, "expect": "eligible", "fails": []}


def run(tmp_path: Path, cases: Any, rules: Any = RULES) -> int:
    for name, content in (("rules", rules), ("cases", cases)):
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return main(["check", str(tmp_path / "rules.yaml"), str(tmp_path / "cases.yaml")])


def test_cases_that_agree_end_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"cases": [RICH]}) == 0
    assert "共 1 例，一致 1，不同 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expect": "not_eligible"}, "期望 not_eligible []  得出 eligible []"),
        ({"facts": {"revenue": 99}, "expect": "not_eligible"}, "得出 not_eligible [rich]"),
        ({"facts": {}}, "得出 unknown [rich]"),
        ({"facts": None}, "得出 unknown [rich]"),
        ({"on": "2025-01-01"}, "得出 not_eligible [in_force]"),
        ({"rule": "gone"}, "没有规则“gone”"),
        ({"rule": "f"}, "案例要写日期 on"),
        ({"rule": "f", "on": "2025-01-01"}, "没有有效的版本"),
        ({"rule": "f", "on": "2027-01-01"}, "得出 unknown [staff]"),
        ({"on": "yesterday"}, "日期应写成"),
        ({"facts": {"revenue": "many"}}, "应为数字"),
        ({"facts": {"revenue": float("nan")}}, "应为数字"),
        ({"facts": {"trade": "farm"}}, "没有 'farm' 这一项"),
        ({"facts": ["revenue"]}, "facts 应写成"),
        ({"expect": None}, "没有写 expect"),
        ({"fails": "rich"}, "fails 应是"),
        ({"like": "gone"}, "前面没有案例“gone”"),
    ],
)
def test_a_difference_is_said_and_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], says: str
) -> None:
    assert run(tmp_path, {"cases": [RICH, RICH | change]}) == 1
    out = capsys.readouterr().out
    assert says in out
    assert "共 2 例，一致 1，不同 1" in out


def test_a_fact_that_no_rule_knows_is_remarked_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"cases": [RICH | {"facts": {"revenue": 100, "typo": 1}}]}) == 0
    assert "没有“typo”这项事实，未用" in capsys.readouterr().out


def test_a_case_takes_the_facts_of_the_one_it_is_like(tmp_path: Path) -> None:
    like = {
        "id": "d",
        "rule": "r",
        "like": "c",
        "facts": {"revenue": None},
        "expect": "unknown",
        "fails": ["rich"],
    }
    assert run(tmp_path, {"cases": [RICH, like]}) == 0


def test_a_day_may_be_written_as_yaml_reads_it(tmp_path: Path) -> None:
    text = "cases:\n- {id: c, rule: f, on: 2026-12-31, facts: {revenue: 100}, expect: eligible, fails: []}\n"
    assert run(tmp_path, text) == 0


@pytest.mark.parametrize(
    ("cases", "rules"),
    [
        ("cases: [", RULES),
        ("", RULES),
        ("cases: 5", RULES),
        ("[1, 2]", RULES),
        ({"cases": []}, RULES),
        ({"cases": [RICH]}, "rules: {"),
        ({"cases": [RICH]}, {"facts": {}}),
        ({"cases": [RICH]}, document(rule({"fact": "gone", "op": ">=", "value": 1}))),
        ("[" * 3000, RULES),
        ("\x00", RULES),
    ],
)
def test_a_file_that_is_none_ends_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: Any, rules: Any
) -> None:
    assert run(tmp_path, cases, rules) == 2
    said = capsys.readouterr()
    assert said.err
    assert not said.out


def test_a_case_that_is_no_case_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"cases": ["x", RICH]}) == 1
    assert "案例应写成" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "gone"), str(tmp_path)]) == 2
    assert main(["check"]) == 2
    assert "打不开" in capsys.readouterr().err
