"""Columns and rows of the room's lists, and an item as facts to be read."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from qinqing.domains.policies import rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, Holding, PolicyLevel
from qinqing.kernel.addresses import path_to
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, table_rows, tag, title

ITEMS = (
    Column("事项", "title"),
    Column("标准", labelled=True),
    Column("类型"),
    Column("申领方式"),
    Column("层级", labelled=True),
    Column("兑现单位", labelled=True),
    Column("什么时候申报", labelled=True),
)
IN_WORK = (
    Column("事项", "title"),
    Column("第几版", labelled=True),
    Column("状态"),
    Column("谁起草的", labelled=True),
    Column("起草时间", "date", labelled=True),
    Column("准备从哪天起", "date", labelled=True),
)


def item_rows(editions: Iterable[Edition], today: date) -> Markup:
    """Items in force: what one gets, how, from whom, when."""
    return table_rows(ITEMS, [_item(one, today) for one in editions])


def _item(one: Edition, today: date) -> Sequence[object]:
    return (
        title(path_to("policies:one", one.item.public_id), one.title, one.summary),
        one.amount,
        tag(BenefitClass.label_of(one.benefit_class), "line"),
        tag(ClaimMode.label_of(one.mode)),
        PolicyLevel.label_of(one.item.policy.level),
        one.item.unit.short if one.item.unit else formats.EMPTY,
        season_of(one, today),
    )


def season_of(one: Edition, today: date) -> str:
    """When it can be claimed, in words."""
    if one.mode == ClaimMode.NO_APPLICATION:
        return one.season or "不用申报"
    if one.closes_on is not None:
        when = formats.day(one.closes_on, today)
        return f"{when} 截止" if today <= one.closes_on else f"{when} 已截止"
    return one.season or "常年受理"


def work_rows(editions: Iterable[Edition], today: date) -> Markup:
    """Editions in work."""
    return table_rows(
        IN_WORK,
        [
            (
                title(
                    path_to("policies:edition", one.item.public_id, one.number),
                    one.title,
                    one.refusal and f"退回：{one.refusal}",
                ),
                f"第 {one.number} 版",
                state_of(one, today),
                one.drafted_by.name if one.drafted_by else formats.EMPTY,
                formats.day(formats.local_date(one.drafted_at), today),
                formats.full_day(one.from_on),
            )
            for one in editions
        ],
    )  # fmt: skip


def state_of(one: Edition, today: date) -> Markup:
    """The light of an edition: how far it is, or whether it holds."""
    if one.state != EditionState.PUBLISHED:
        term = EditionState.of(one.state)
        return light(term.tone, term.label)  # type: ignore[arg-type]
    held = rules.holding(one.from_on, one.until_on, today)
    return light(held.tone, held.label)  # type: ignore[arg-type]


def facts_of(one: Edition, today: date) -> list[tuple[str, str]]:
    """What stands beside an item: whose, how, when, how long, whom to ask."""
    policy = one.item.policy
    named = f"{policy.title}（{policy.number}）" if policy.number else policy.title
    said = [
        ("依据", named),
        ("发文机关", policy.issuer),
        ("层级", f"{PolicyLevel.label_of(policy.level)}·{policy.area.name}"),
        ("兑现单位", one.item.unit.name if one.item.unit else ""),
        ("什么时候申报", season_of(one, today)),
        ("办理时限", f"{one.days} 个工作日" if one.days else ""),
        ("咨询电话", one.telephone),
        ("预算", money(one.budget)),
        ("起用", formats.full_day(one.from_on)),
        ("失效", formats.full_day(one.until_on) if one.until_on else "没有定"),
    ]
    return [(name, text) for name, text in said if text]


def money(amount: Decimal | None) -> str:
    """An amount of yuan in 万元 or 亿元."""
    return "" if amount is None else formats.amount(amount)


def history_of(editions: Iterable[Edition], today: date) -> list[dict[str, str]]:
    """All published editions of an item, the newest first, as a timeline."""
    return [
        {
            "title": f"第 {one.number} 版：{one.amount}",
            "when": _span(one),
            "text": "·".join(
                filter(None, (one.changes, _by(one), one.stop_reason and f"停止：{one.stop_reason}"))
            ),
            "icon": "file-text",
            "state": "now" if rules.holding(one.from_on, one.until_on, today) is Holding.NOW else "",
        }
        for one in editions
        if one.state == EditionState.PUBLISHED
    ]  # fmt: skip


def _span(one: Edition) -> str:
    ends = f"到 {formats.full_day(one.until_on)}" if one.until_on else "起"
    return f"{formats.full_day(one.from_on)} {ends}"


def _by(one: Edition) -> str:
    if one.drafted_by is None or one.checked_by is None:
        return "随系统提供"
    return f"{one.drafted_by.name} 起草，{one.checked_by.name} 复核"
