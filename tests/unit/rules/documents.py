"""Small rulebooks as they are written, for tests: one rule over a few facts."""

from collections.abc import Mapping
from typing import Any

FACTS: dict[str, Any] = {
    "revenue": {"type": "number", "unit": "万元", "zh": "营业收入"},
    "before": {"type": "number", "unit": "万元", "zh": "上年营业收入"},
    "research": {"type": "number", "unit": "万元", "zh": "研发费用"},
    "cash": {"type": "number", "unit": "元", "zh": "现金"},
    "staff": {"type": "number", "unit": "人", "zh": "职工"},
    "listed": {"type": "bool", "zh": "列入名单"},
    "awarded": {"type": "bool", "zh": "得过奖"},
    "trade": {"type": "enum", "zh": "行业", "choices": {"goods": "制造", "shops": "零售"}},
    "granted": {"type": "date", "zh": "发放日期"},
}
DERIVED: dict[str, Any] = {
    "share": {"zh": "研发占比", "formula": "research / revenue"},
    "growth": {"zh": "增长率", "formula": "revenue / before - 1"},
}
CARD: dict[str, Any] = {
    "zh": "评价", "max": 30,
    "groups": {
        "growth": {"zh": "成长", "max": 20, "items": [
            {"id": "growth", "max": 20, "fact": "growth", "bands_min": [[0.2, 20], [0.1, 10]], "else": 0},
        ]},
        "best": {"zh": "投入", "max": 10, "items": [
            {"id": "best", "max": 10, "best_of": [
                {"fact": "share", "bands_min": [[0.05, 10], [0.03, 6]]},
                {"fact": "research", "bands_min": [[100, 10], [50, 4]]},
            ]},
        ]},
    },
}  # fmt: skip


def rule(conditions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """One rule, in force in 2026."""
    found = {
        "id": "r", "title": "规则", "effective_from": "2026-01-01", "effective_to": "2026-12-31",
        "source": {"name": "通知"}, "conditions": conditions or None,
    }  # fmt: skip
    return {key: value for key, value in (found | more).items() if value is not None}


def document(*rules: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A document of this edition around some rules."""
    return {
        "schema_version": 2,
        "facts": FACTS,
        "derived": DERIVED,
        "scorecards": {"card": CARD},
        "rules": list(rules),
    } | more
