"""What is proposed, in words: what it was beside what it is to be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from markupsafe import Markup

from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.models import ProposedRule
from qinqing.domains.problems.queries.hours import seasons_said
from qinqing.domains.problems.queries.limits import limit_row
from qinqing.domains.problems.queries.proposals import called
from qinqing.domains.problems.terms import LaneClass, Result, RuleKind
from qinqing.lib.limits import said
from qinqing.lib.workdays import read_hours
from qinqing.ui import formats
from qinqing.ui.cells import Column, own, table_rows

CHANGES = (
    Column("哪一项", "title"),
    Column("原来", labelled=True),
    Column("改成", labelled=True),
)
ENDS: Final = frozenset(
    {
        *(RuleKind.DUTY_END, RuleKind.KIND_RULE_END, RuleKind.LIMIT_END, RuleKind.TEMPLATE_END),
        RuleKind.HOURS_END,
    }
)


@dataclass(frozen=True, slots=True)
class Names:
    """How units are called by their code, kinds with their groups and groups alone by their number."""

    units: Mapping[str, str]
    kinds: Mapping[int, str]
    groups: Mapping[int, str]


Facts = Mapping[str, Any]
Words = list[tuple[str, object]]


def proposed_title(row: ProposedRule) -> Markup:
    """What is proposed, in one line."""
    return Markup("{}：{}").format(RuleKind.label_of(row.kind), called(row))


def waiting_lines(rows: Iterable[ProposedRule]) -> list[dict[str, object]]:
    """What waits about the things of a page, each with who proposed it."""
    return [
        {
            "id": row.pk,
            "title": proposed_title(row),
            "says": f"{row.area.name}·{row.proposed_by.name} 拟，{formats.full_day(row.from_on)}起",
        }
        for row in rows
    ]


def proposed_facts(row: ProposedRule, now: datetime) -> list[tuple[str, object]]:
    """For where and from when it is proposed, why, by whom."""
    today = formats.local_date(now)
    since = formats.full_day(row.from_on)
    return [
        ("适用区域", f"{row.area.name}和它下面的"),
        ("从哪天起", since if row.from_on >= today else f"{since}，已经过了，从确认那天起"),
        ("为什么", own(row.why)),
        ("谁拟的", f"{row.proposed_by.name}，{formats.moment(row.proposed_at, now)}"),
    ]


def change_rows(row: ProposedRule, names: Names) -> Markup:
    """What it was and what it is to be, item by item; what stays the same is not repeated."""
    kind = RuleKind.of(row.kind)
    before = _WORDS[kind](row.was, names) if row.was is not None else []
    if kind in ENDS:
        return table_rows(CHANGES, [(label, value or "—", "不再用") for label, value in before])
    was = dict(before)
    changed = [
        (label, was.get(label) or ("没有" if row.was is None else "—"), value or "—")
        for label, value in _WORDS[kind](row.facts, names)
        if value != was.get(label, "")
    ]
    return table_rows(CHANGES, changed or [("内容", "没有变", "没有变，只是另起一版")])


def decided_lines(rows: Iterable[ProposedRule], now: datetime) -> list[dict[str, object]]:
    """What became of proposals, the newest first, for a timeline."""
    return [_decided(row, now) for row in rows]


_DECIDED: Final[Mapping[str, tuple[str, str, str]]] = {
    ProposedState.CONFIRMED: ("circle-check", "确认", ""),
    ProposedState.REFUSED: ("circle-x", "没有同意", "done"),
    ProposedState.TAKEN_BACK: ("arrow-back-up", "收回", "done"),
}


def _decided(row: ProposedRule, now: datetime) -> dict[str, object]:
    icon, verb, state = _DECIDED[row.state]
    who = row.decided_by.name if row.decided_by else ""
    line = f"{row.area.name}·{row.proposed_by.name} 拟，{who} {verb}·{formats.full_day(row.from_on)}起"
    return {
        "icon": icon,
        "title": proposed_title(row),
        "when": formats.moment(row.decided_at, now) if row.decided_at else "",
        "text": Markup("{}：{}").format(line, own(row.reason)) if row.reason else line,
        "state": state,
    }


# --- in words, by kind -------------------------------------------------


def _duty(facts: Facts, names: Names) -> Words:
    assist = "、".join(names.units.get(code, code) for code in facts["assist"])
    return [
        ("事项", own(facts["matter"])),
        ("类别", names.kinds.get(facts["category_id"], "")),
        ("主办", names.units.get(facts["lead"], facts["lead"])),
        ("协办", assist),
        ("依据", own(facts["basis"])),
        ("常见错派", own(facts["not_this"])),
    ]


def _kind_rule(facts: Facts, names: Names) -> Words:
    return [
        ("叫什么", own(facts["name"])),
        ("归在哪一组", names.groups.get(facts["group_id"], "")),
        ("办理类型", LaneClass.label_of(facts["lane"])),
        ("敏感", "敏感" if facts["sensitive"] else "不敏感"),
        ("追问", own(" ".join(facts["questions"]))),
        ("还能不能选", "还可以选" if facts.get("offered", True) else "不再提供"),
    ]


def _kind(facts: Facts, names: Names) -> Words:
    more = [("是什么事", own(facts["definition"])), ("关键词", own("、".join(facts["keywords"])))]
    return [*_kind_rule(facts, names)[:-1], *more]


def _limit(facts: Facts, names: Names) -> Words:
    if "amount" not in facts:
        return []
    return [
        ("定多少", said(f"{facts['amount']}{limit_row(facts['key']).unit}").label),
        ("依据", _limit_source(facts)),
    ]


def _limit_source(facts: Facts) -> str:
    """What somebody proposed is in his words; what held before may be the release's, in ours."""
    source = str(facts["source"])
    return source if source == limit_row(facts["key"]).source else own(source)


def _template(facts: Facts, names: Names) -> Words:
    return [
        ("名称", own(facts["title"])),
        ("类别", names.kinds.get(facts["category_id"], "") if facts["category_id"] else "各类"),
        ("结果", Result.label_of(facts["result"]) if facts["result"] else "各种结果"),
        ("正文", own(facts["text"])),
        ("依据", own(facts["citation"])),
    ]


def _hours(facts: Facts, names: Names) -> Words:
    if "hours" not in facts:
        return []
    read = read_hours(facts["hours"], date.min, facts["source"])
    return [
        ("办公时间", seasons_said(read)),
        ("哪天收到", read.receipt.label),
        ("依据", own(facts["source"]) if facts["source"] else "随系统提供"),
    ]


_WORDS: Final[Mapping[RuleKind, Callable[[Facts, Names], Words]]] = {
    RuleKind.DUTY: _duty,
    RuleKind.DUTY_END: _duty,
    RuleKind.KIND_RULE: _kind_rule,
    RuleKind.KIND_RULE_END: _kind_rule,
    RuleKind.KIND: _kind,
    RuleKind.LIMIT: _limit,
    RuleKind.LIMIT_END: _limit,
    RuleKind.TEMPLATE: _template,
    RuleKind.TEMPLATE_END: _template,
    RuleKind.HOURS: _hours,
    RuleKind.HOURS_END: _hours,
}
