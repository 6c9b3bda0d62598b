"""Columns and rows of what an area decides for a time: the duty catalogue, words to begin an answer with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from qinqing.domains.problems.limits import FIXED, Limited, bounds_of
from qinqing.domains.problems.models import Category, CategoryRule, Dated, Duty, ReplyTemplate
from qinqing.domains.problems.queries.kinds import Holding, called, defined
from qinqing.domains.problems.queries.limits import LimitHolding, LimitWord
from qinqing.domains.problems.terms import LaneClass, Result
from qinqing.kernel.addresses import path_to
from qinqing.lib.limits import DAYS, OFTEN, said
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, own, table_rows, tag, title

TEMPLATES = (
    Column("名称", "title"),
    Column("类别", labelled=True),
    Column("结果", labelled=True),
    Column("适用区域", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("状态"),
)
DUTIES = (
    Column("事项", "title"),
    Column("类别", labelled=True),
    Column("主办", labelled=True),
    Column("协办", labelled=True),
    Column("适用区域", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("状态"),
)


def template_rows(rows: Iterable[ReplyTemplate], today: date) -> Markup:
    """Words to begin an answer with: what they are for, where and since when."""
    return table_rows(TEMPLATES, [_template(row, today) for row in rows])


def _template(row: ReplyTemplate, today: date) -> Sequence[object]:
    return (
        title(path_to("problems:template", row.pk), row.title, own(row.text[:40])),
        called(row.category) if row.category else "各类",
        Result.label_of(row.result) if row.result else "各种结果",
        _where(row),
        formats.full_day(row.valid_from_on),
        rule_state(row, today),
    )


_RULES: Final = (
    ("problems:duties", "派单目录"),
    ("problems:kinds", "类别"),
    ("problems:limits", "时限"),
    ("problems:templates", "答复范文"),
    ("problems:calendar", "日历"),
    ("problems:hours", "办公时间"),
    ("problems:proposed_rules", "等确认的"),
)


def rule_tabs(here: str) -> list[dict[str, object]]:
    """The pages of what an area decides for itself."""
    return [{"label": label, "href": path_to(name), "current": name == here} for name, label in _RULES]


def duty_rows(rows: Iterable[Duty], names: Mapping[str, str], today: date) -> Markup:
    """Matters of the catalogue: who leads, who assists, where and since when."""
    return table_rows(
        DUTIES,
        [
            (
                title(path_to("problems:duty", row.pk), row.matter, own(row.not_this)),
                called(row.category),
                names.get(row.lead, row.lead),
                _units(row, names),
                _where(row),
                formats.full_day(row.valid_from_on),
                rule_state(row, today),
            )
            for row in rows
        ],
    )


def duty_facts(row: Duty, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a matter says."""
    return [
        ("类别", called(row.category)),
        ("主办", names.get(row.lead, row.lead)),
        ("协办", _units(row, names)),
        ("依据", own(row.basis) or "没有写"),
        ("常见错派", own(row.not_this) or "没有写"),
        ("适用区域", _where(row)),
    ]


def duty_history(rows: Sequence[Duty], names: Mapping[str, str], today: date) -> list[dict[str, str]]:
    """All that stood in one place, the newest first, as a timeline."""
    return [
        {
            "title": f"{row.matter}：{names.get(row.lead, row.lead)} 主办",
            "when": _span(row),
            "text": "·".join(
                filter(None, (_where(row), f"{_units(row, names)} 协办" if row.assist else "", _by(row)))
            ),
            "icon": "list-check",
            "state": _age(row, today),
        }
        for row in rows
    ]


KINDS = (
    Column("类别", "title"),
    Column("组", labelled=True),
    Column("办理类型", labelled=True),
    Column("敏感", labelled=True),
    Column("追问", labelled=True),
    Column("谁定的"),
)


def kind_rows(rows: Iterable[tuple[Category, Holding]], groups: Mapping[int, str]) -> Markup:
    """Kinds of problems with what holds for them."""
    return table_rows(
        KINDS,
        [
            (
                title(path_to("problems:kind", kind.pk), holds.name, defined(kind), own=False),
                groups.get(holds.group_id or 0, ""),
                holds.lane.label,
                "敏感" if holds.sensitive else "—",
                f"{len(holds.questions)} 句" if holds.questions else "—",
                _decided_by(kind, holds),
            )
            for kind, holds in rows
        ],
    )


def _decided_by(kind: Category, holds: Holding) -> object:
    if not holds.offered:
        return light("calm", "不再提供" if holds.rule else "还没到日子")
    if holds.rule and holds.rule.area:
        return tag(f"{holds.rule.area.name} {formats.full_day(holds.rule.valid_from_on)}起", "act")
    if kind.area and kind.from_on:
        return tag(f"{kind.area.name}加，{formats.full_day(kind.from_on)}起", "act")
    return "随系统提供"


def kind_facts(
    kind: Category, holding: Iterable[tuple[str, Holding]], groups: Mapping[int, str]
) -> list[tuple[str, object]]:
    """What a kind is, and what holds in each area that differs from the one before it."""
    found: list[tuple[str, object]] = [("是什么事", defined(kind))]
    last: object = ""
    for name, holds in holding:
        group = groups.get(holds.group_id or 0, "")
        now = _said(holds.lane.label, holds.sensitive, holds.questions)
        line = Markup("{}：{}；{}").format(group, holds.name, now)
        said = line if holds.offered else Markup("{}；不再提供").format(line)
        if said != last:
            found.append((name.strip(), said))
        last = said
    return found


def kind_history(
    kind: Category, rules: Sequence[CategoryRule], groups: Mapping[int, str], today: date
) -> list[dict[str, object]]:
    """All that areas decided of a kind, the newest first; what it was at first stands at its end."""
    story: list[dict[str, object]] = [
        {
            "title": f"{_where(rule)}：{LaneClass.label_of(rule.lane) if rule.offered else '不再提供'}",
            "when": _span(rule),
            "text": Markup("·").join(filter(None, _of_rule(rule, groups))),
            "icon": "edit" if rule.offered else "circle-x",
            "state": _age(rule, today),
        }
        for rule in rules
    ]
    first = f"{kind.area.name}加的" if kind.area else "随系统提供"
    story.append(
        {
            "title": f"{first}：{LaneClass.label_of(kind.lane)}",
            "when": f"{formats.full_day(kind.from_on)}起" if kind.from_on else "一开始",
            "text": Markup("{}；{}").format(called(kind), _said("", kind.sensitive, kind.questions)),
            "icon": "list-check",
        }
    )
    return story


def _of_rule(rule: CategoryRule, groups: Mapping[int, str]) -> list[str]:
    return [
        f"改叫“{rule.name}”" if rule.name else "",
        f"归在{groups.get(rule.group_id, '')}" if rule.group_id else "",
        _said("", rule.sensitive, rule.questions),
        _by(rule),
    ]


LIMITS = (
    Column("时限", "title"),
    Column("现在", labelled=True),
    Column("依据", labelled=True),
    Column("默认", labelled=True),
    Column("谁定的"),
)


def limit_rows(rows: Iterable[LimitHolding], area_id: int) -> Markup:
    """Limits as they hold, by their clocks, with the default beside."""
    return table_rows(
        LIMITS,
        [
            (
                title(path_to("problems:limit", one.row.key), one.row.name, own=False),
                one.limit.label,
                one.shown_source,
                one.default.label if one.limit != one.default else "同",
                tag(f"{one.area} {formats.full_day(one.since_on)}起", "act")
                if one.area and one.since_on
                else "随系统提供",
            )
            for one in rows
        ],
    )


FIXED_NUMBERS = (Column("什么", "title"), Column("多少", labelled=True), Column("为什么", labelled=True))


def fixed_rows() -> Markup:
    """What no area may change."""
    return table_rows(FIXED_NUMBERS, FIXED)


def limit_unit(row: Limited) -> str:
    """What it is counted in."""
    units = {"wd": "个工作日", "wm": "个工作分钟", "m": "分钟（昼夜连续算）", DAYS: "天（休息日也算）"}
    return {**units, OFTEN: "次"}[row.unit]


def limit_facts(row: Limited, holding: Iterable[tuple[str, LimitHolding]]) -> list[tuple[str, str]]:
    """What holds in each area that differs from the one before it, and the default."""
    found: list[tuple[str, str]] = []
    last = ""
    for name, one in holding:
        holds = Markup("{}（{}）").format(one.limit.label, one.shown_source)
        if holds != last:
            found.append((name.strip(), holds))
        last = holds
    least, most = bounds_of(row)
    return [
        *found,
        ("随系统提供", f"{said(row.limit).label}（{row.source}）"),
        ("可以定", f"{least} 到 {most} {limit_unit(row)}"),
    ]


def limit_history(row: Limited, words: Iterable[LimitWord], today: date) -> list[dict[str, str]]:
    """All that was set, the newest first; what the release says stands at its end."""
    story = [
        {
            "title": f"{one.area}：{one.limit.label if one.limit else '不再单独规定'}",
            "when": f"{formats.full_day(one.from_on)}起",
            "text": own(one.source) if one.limit else "",
            "icon": "clock-hour-4" if one.limit else "circle-x",
            "state": "" if one.from_on <= today else "next",
        }
        for one in words
    ]
    default = {"title": f"随系统提供：{said(row.limit).label}", "when": "一开始", "text": row.source}
    return [*story, {**default, "icon": "list-check"}]


def _said(lane: str, sensitive: bool, questions: Sequence[str]) -> str:
    asked = f"追问：{' '.join(questions)}" if questions else "没有追问"
    return "；".join(filter(None, (lane, "敏感" if sensitive else "不敏感", asked)))


def _age(row: Dated, today: date) -> str:
    return "done" if row.valid_until_on is not None and row.valid_until_on <= today else ""


def _units(row: Duty, names: Mapping[str, str]) -> str:
    return "、".join(names.get(code, code) for code in row.assist) or "—"


def _where(row: Dated) -> str:
    return row.area.name if row.area else "全部（随系统提供）"


def _span(row: Dated) -> str:
    since = f"{formats.full_day(row.valid_from_on)}起"
    return f"{since}，{formats.full_day(row.valid_until_on)}起不用" if row.valid_until_on else since


def _by(row: Dated) -> str:
    return f"{row.written_by.name}写" if row.written_by else ""


def rule_state(row: Dated, today: date) -> Markup:
    if row.valid_until_on is not None and row.valid_until_on <= today:
        return light("calm", f"{formats.full_day(row.valid_until_on)}起不用")
    if row.valid_from_on > today:
        return light("calm", "还没到日子")
    if row.valid_until_on is not None:
        return light("blue", f"用到{formats.full_day(row.valid_until_on)}前")
    return light("green", "在用")
