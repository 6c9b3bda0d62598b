"""Conditions and guards of the tables: each returns None, or the sentence that says what is wrong."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qinqing.domains.claims.rules.situation import ListSituation, Situation
from qinqing.domains.claims.terms import ClaimOrigin, ClaimState

Given = Mapping[str, Any]


def yuan(amount: Decimal) -> str:
    """`30 万元`, else `300,050 元`, with its fen where there are any: never rounded."""
    wan = amount / 10_000
    if wan >= 1 and wan == round(wan, 2):
        said = f"{wan.normalize():,f}"
        return f"{said} 万元"
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f} 元" if whole else f"{amount:,.2f} 元"


def notice_is_over(s: Situation) -> str | None:
    """Public notice ends with its last working day."""
    until = s.notice_until_at
    return None if until is not None and s.now > until else "公示期还没有满"


def papers_had_time(s: Situation) -> str | None:
    """Whoever asked for papers waits until the enterprise's days are over."""
    if s.state is not ClaimState.SUPPLEMENT or (s.due_at is not None and s.now > s.due_at):
        return None
    return "企业补材料的期限还没到，到期没补才能不予受理"


def listed_needs_no_application(s: Situation) -> str | None:
    """What a unit listed was never applied for."""
    return "免申即享的不用申请，也就不用撤回" if s.origin is ClaimOrigin.LISTED else None


def papers_are_asked(s: Situation) -> str | None:
    """There is something to send only where the item asks for papers."""
    return None if s.asks_papers else "这一项不用交材料"


def some_files(s: Situation, given: Given) -> str | None:
    """Whoever sends papers has chosen at least one."""
    return None if any(given.get("files", {}).values()) else "还没有选文件：点材料下面的“选择文件”"


def another_head(s: Situation) -> str | None:
    """Who approved a claim does not judge an objection against it."""
    if s.actor_id is not None and s.actor_id == s.approved_by_id:
        return "这一笔是您审核的，异议要由另一位负责人裁定"
    return None


def amount_fits(s: Situation, given: Given) -> str | None:
    """An amount of money is more than nothing."""
    return None if Decimal(given["amount"]) > 0 else "金额要大于 0"


def budget_suffices(s: Situation, given: Given) -> str | None:
    """No more is approved than the edition's budget leaves."""
    if s.budget_left is None or Decimal(given["amount"]) <= s.budget_left:
        return None
    left = yuan(max(s.budget_left, Decimal(0)))
    return f"这一项的预算只剩 {left}，不够这一笔；请调低金额，或者先追加预算"


def paid_fits(s: Situation, given: Given) -> str | None:
    """What is paid is what was approved, on a day that has come."""
    if s.approved is not None and Decimal(given["amount"]) != s.approved:
        return f"核定的是 {yuan(s.approved)}，登记的金额要和它一样"
    if given["paid_on"] > s.today:
        return "拨付日期不能在今天以后；拨出去了再来登记"
    return None


def has_entries(s: ListSituation) -> str | None:
    """An empty list confirms nobody."""
    return None if s.entries else "名单里还没有企业，先列入几家"


def list_within_budget(s: ListSituation) -> str | None:
    """A list is no dearer than what the edition's budget leaves."""
    if s.budget_left is None or s.total <= s.budget_left:
        return None
    left = yuan(max(s.budget_left, Decimal(0)))
    return f"名单一共 {yuan(s.total)}，预算只剩 {left}；请拿掉几家，或者先追加预算"


def another_person(s: ListSituation) -> str | None:
    """Who made a list does not confirm it."""
    if s.actor_id is not None and s.actor_id == s.made_by_id:
        return "名单是您列的，要由另一位负责人确认"
    return None
