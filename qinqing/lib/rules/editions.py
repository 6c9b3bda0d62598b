"""Documents of the first edition, read as this one: `schema_version: 1`, whose units are remarks in English.

Only the writing differs, no rule means anything else. What has a place of its own now is put there: units,
choices, windows, families, benefits; the size table, which `lib.size_class` holds, is compared and left out.
"""

import re
from collections.abc import Mapping
from typing import Any

from qinqing.lib.size_class import TABLE, Indicator

from .faults import WrongRules

EDITION = 2

_UNITS = {
    "wan yuan": "万元", "yuan": "元", "ratio": "比例", "persons": "人", "count": "项", "years": "年",
    "full years": "年", "months": "个月", "rank": "名",
}  # fmt: skip
_SIZED = {"line": "size_industry", "staff": "employees", "revenue": "revenue_y1", "assets": "assets_total"}
_PRINTED = {"employees": Indicator.STAFF, "revenue_y1": Indicator.REVENUE, "assets_total": Indicator.ASSETS}
_TIERS = ("large", "medium", "small")
_KEPT = ("id", "kind", "status", "valid_years", "conditions")


def in_this_edition(document: Any) -> Any:
    """The document as this edition writes it; one of this edition as it is."""
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise WrongRules("", "这不是规则文件：应有 facts 和 rules")
    version = document.get("schema_version")
    if version == EDITION:
        return document
    if version != 1:
        raise WrongRules("schema_version", f"应是 {EDITION}（或旧版 1），写的是 {version!r}")
    try:
        return _from_first(document)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise WrongRules("", f"旧版规则文件写得不完整：{wrong}") from wrong


def _from_first(document: Mapping[str, Any]) -> dict[str, Any]:
    sized = {rule["output"]: rule for rule in document["rules"] if "size_table" in rule}
    facts = {name: _fact(fact) for name, fact in document["facts"].items() if name not in sized}
    derived: dict[str, Any] = {
        name: {"formula": text} for name, text in (document.get("derived") or {}).items()
    }
    for name, rule in sized.items():
        _check_table(rule)
        derived[name] = {"zh": document["facts"][name]["zh"], "size_class": _SIZED}
    return {
        "schema_version": EDITION,
        "facts": facts,
        "derived": derived,
        "scorecards": document.get("scorecards") or {},
        "rules": [_rule(rule) for rule in document["rules"]],
    }


def _fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The remark about a unit begins with its name, or lists the choices."""
    remark = str(fact.get("unit") or "")
    found: dict[str, Any] = {"type": fact["type"], "zh": fact["zh"], "note": remark}
    if fact["type"] == "enum":
        keys = remark.split(" ")[0].split("|") if "|" in remark else [line.key for line in TABLE]
        labels = {line.key: line.name for line in TABLE} if "|" not in remark else {}
        found["choices"] = {key: labels.get(key, key) for key in keys}
    elif fact["type"] == "number":
        named = re.match(r"full years|wan yuan|[a-z]+", remark)
        found["unit"] = _UNITS.get(named[0], "") if named else ""
    return found


def _check_table(rule: Mapping[str, Any]) -> None:
    """Refuses a size table that is not the one in force: there is one place for it."""
    for line in TABLE:
        tiers = rule["size_table"].get(line.key, {}).get("tiers")
        written = tiers and {
            _PRINTED[name]: tuple(tiers[tier][name] for tier in _TIERS) for name in tiers[_TIERS[0]]
        }
        if written != dict(line.bounds):
            place = f"rules[{rule['id']}].size_table.{line.key}"
            raise WrongRules(place, f"与《统计上大中小微型企业划分办法》的“{line.name}”一行不一致")


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    source = dict(rule["source"])
    found = {key: rule[key] for key in _KEPT if key in rule}
    found |= {
        "family": re.sub(r"_(19|20)\d\d$", "", rule["id"]),
        "title": rule["title_zh"],
        "example": rule.get("status") == "example_local",
        "effective_from": source.pop("effective_from"),
        "effective_to": source.pop("effective_to"),
        "source": source,
        "notes": {
            k: v for k, v in rule.items() if k not in (*_KEPT, "title_zh", "source", "benefit", "size_table")
        },
    }
    if "size_table" in rule:
        found["determines"] = rule["output"]
    if "benefit" in rule:
        found["benefit"] = _benefit(rule["benefit"])
    return found


def _benefit(benefit: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": "万元", "notes": dict(benefit)}
    if "a year" in str(benefit.get("unit")):
        found["each"] = "年"
    cases = benefit.get("first_match") or []
    found["cases"] = [{"when": case["when"], **_grant(case)} for case in cases] or None
    otherwise = benefit.get("else_rate", benefit.get("else"))
    if otherwise is None:
        found["otherwise"] = {"formula": str(benefit["formula"]).rpartition("= ")[2]}
    else:
        found["otherwise"] = _grant(otherwise if isinstance(otherwise, dict) else {_bare(benefit): otherwise})
    for key, old in (("cap", "cap"), ("years", "max_years"), ("total", "max_total")):
        found[key] = benefit.get(old)
    return found


def _bare(benefit: Mapping[str, Any]) -> str:
    """What a lone number is: a rate where the benefit speaks of rates, else an amount."""
    return "rate" if "else_rate" in benefit else "amount"


def _grant(case: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: case[key] for key in ("amount", "rate") if key in case}
    return found | ({"of": case["rate_of"]} if "rate_of" in case else {})
