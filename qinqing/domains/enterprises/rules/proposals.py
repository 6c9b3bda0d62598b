"""A correction that is proposed: which facts differ, and the facts as they would be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from qinqing.domains.enterprises.rules.basics import Facts, capital_of
from qinqing.domains.enterprises.terms import EnterpriseType, division_label

PROPOSABLE: Final[Mapping[str, str]] = {
    "name": "企业名称",
    "credit_code": "信用代码",
    "type": "企业类型",
    "type_text": "执照上写的类型",
    "legal_representative": "法定代表人",
    "registered_on": "成立日期",
    "capital_text": "注册资本",
    "industry": "行业大类",
    "industry_code": "行业代码",
    "address": "地址",
    "business_scope": "经营范围",
}
"""What an enterprise may want corrected; its area and whether it is a key one are its keeper's alone."""
Changes = Mapping[str, tuple[str, str]]


def differences(stands: Facts, wanted: Facts) -> dict[str, tuple[str, str]]:
    """Of each fact that differs what stands and what is wanted, as text."""
    both = {name: (_text(stands, name), _text(wanted, name)) for name in PROPOSABLE}
    return {name: (was, wants) for name, (was, wants) in both.items() if was != wants}


def outdated(stands: Facts, changes: Changes) -> list[str]:
    """The facts that have been changed otherwise since they were proposed."""
    return [PROPOSABLE[name] for name, (was, _) in changes.items() if _text(stands, name) != was]


def corrected(stands: Facts, changes: Changes) -> Facts:
    """The facts as they would be."""
    wants = {name: wanted for name, (_, wanted) in changes.items()}
    known: dict[str, object] = dict(wants)
    if "credit_code" in wants:
        known |= {"credit_code": wants["credit_code"] or None, "code_missing_reason": ""}
    if "registered_on" in wants:
        known["registered_on"] = (
            date.fromisoformat(wants["registered_on"]) if wants["registered_on"] else None
        )
    if "capital_text" in wants:
        known["capital"] = capital_of(wants["capital_text"]) if wants["capital_text"] else None
    return replace(stands, **known)  # type: ignore[arg-type]


def shown(name: str, text: str) -> str:
    """A fact as people read it; a dash for nothing."""
    if name == "type":
        return EnterpriseType.label_of(text)
    if name == "industry":
        return division_label(text) or "—"
    return text or "—"


def _text(facts: Facts, name: str) -> str:
    value = getattr(facts, name)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
