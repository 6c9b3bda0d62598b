"""Who is told what, in words that say no business: a number, and that there is something to do."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import events
from qinqing.domains.claims.queries import people
from qinqing.kernel.notices import Notice

Recipients = Callable[[Any, datetime], Iterable[int]]


def _facts(event: Any) -> Mapping[str, object]:
    return {"number": people.claim(event.claim_id).number}


def _url(event: Any) -> str:
    return reverse("claims:one", args=[people.claim(event.claim_id).public_id])


def _notice(key: str, event: type, to: Recipients, say: str, level: str = "act") -> Notice:
    return Notice(key=f"claims.{key}", event=event, to=to, say=say, url=_url, facts=_facts, level=level)


def _without_author(ids: Iterable[int], event: Any) -> list[int]:
    return [number for number in ids if number != getattr(event, "actor_id", None)]


def _enterprise(event: Any, now: datetime) -> Iterable[int]:
    return _without_author(people.enterprise_people(people.claim(event.claim_id)), event)


def _officer(event: Any, now: datetime) -> Iterable[int]:
    return _without_author(people.officer(people.claim(event.claim_id), now), event)


def _holder(event: Any, now: datetime) -> Iterable[int]:
    return _without_author(people.holder(people.claim(event.claim_id), now), event)


def _of_moved(to: Recipients) -> Recipients:
    """Those whom a date concerns, where it is another one now."""
    return lambda event, now: to(event, now) if event.applied else ()


def _enterprise_beside(event: Any, now: datetime) -> Iterable[int]:
    """The enterprise's people, where they are not told as its holder."""
    return sorted({*_enterprise(event, now)} - {*_holder(event, now)})


def _late(event: Any, now: datetime) -> Iterable[int]:
    return people.who_hears_of_lateness(people.claim(event.claim_id), now)


def _payers(event: Any, now: datetime) -> Iterable[int]:
    """Who pays, where it waited for the account; one that was given early waits for nobody."""
    return _holder(event, now) if event.waits else ()


def _list_url(event: Any) -> str:
    return reverse("claims:payout_list", args=[people.payout_list(event.payout_list_id).public_id])


def _heads(event: Any, now: datetime) -> Iterable[int]:
    unit = people.payout_list(event.payout_list_id).unit_id
    return _without_author(people.unit_people(unit, Role.UNIT_HEAD, now), event)


def _maker(event: Any, now: datetime) -> Iterable[int]:
    return [event.made_by_id] if event.made_by_id else []


NOTICES = (
    _notice("intended", events.ClaimIntended, _holder, "有企业请您帮办一笔申领 {number}"),
    _notice("applied", events.ClaimApplied, _holder, "有新的申领 {number}，请在期限内决定是否受理"),
    _notice("applied.officer", events.ClaimApplied, _officer, "您服务的企业提交了申领 {number}", "calm"),
    _notice("accepted", events.ClaimAccepted, _enterprise, "您的申领 {number} 已受理", "calm"),
    _notice("asked", events.SupplementAsked, _enterprise, "您的申领 {number} 需要补材料，请在期限内补"),
    _notice(
        "asked.officer", events.SupplementAsked, _officer, "您服务的企业的申领 {number} 要补材料", "calm"
    ),
    _notice("given", events.PapersGiven, _holder, "申领 {number} 交来了新的材料，请查看", "calm"),
    _notice("supplied", events.PapersSupplied, _holder, "申领 {number} 的材料补来了，请接着办"),
    _notice("turned_down", events.ClaimTurnedDown, _enterprise, "您的申领 {number} 有了结果，请查看"),
    _notice("approved", events.ClaimApproved, _enterprise, "您的申领 {number} 有了结果，请查看", "calm"),
    _notice("refused", events.ClaimNotApproved, _enterprise, "您的申领 {number} 有了结果，请查看"),
    _notice("objected", events.ObjectionRecorded, _holder, "申领 {number} 公示中有异议，请裁定"),
    _notice(
        "objected.enterprise", events.ObjectionRecorded, _enterprise, "您的申领 {number} 正在核实", "calm"
    ),
    _notice(
        "dismissed", events.ObjectionDismissed, _enterprise, "您的申领 {number} 核实过了，接着公示", "calm"
    ),
    _notice("upheld", events.ObjectionUpheld, _enterprise, "您的申领 {number} 有了结果，请查看"),
    _notice("noticed", events.NoticeEnded, _holder, "申领 {number} 公示期满，请办下一步"),
    _notice("account", events.AccountGiven, _payers, "申领 {number} 的收款账户确认了，请拨付"),
    _notice(
        "account.returned", events.AccountReturned, _enterprise, "您的申领 {number} 的收款账户要改，请查看"
    ),
    _notice("paid", events.ClaimPaid, _enterprise, "您的申领 {number} 已经拨付，请查收"),
    _notice("listed", events.ClaimListed, _enterprise, "有一项政策您不用申请就能享受，编号 {number}，请查看"),
    _notice(
        "moved", events.ClaimDateMoved, _of_moved(_holder),
        "申领 {number} 的期限因日历变动重新推算了，请看新日期", "calm",
    ),
    _notice(
        "moved.enterprise", events.ClaimDateMoved, _of_moved(_enterprise_beside),
        "您的申领 {number} 的日期因日历变动重新推算了，请看新日期", "calm",
    ),
    _notice("late", events.ClaimLate, _late, "申领 {number} 过了期限，请马上办", "warn"),
    Notice(
        key="claims.list.sent",
        event=events.PayoutListSent,
        to=_heads,
        say="有一份兑现名单等您确认",
        url=_list_url,
    ),
    Notice(
        key="claims.list.returned",
        event=events.PayoutListReturned,
        to=_maker,
        say="您列的一份兑现名单退回来了，请看原因",
        url=_list_url,
    ),
    Notice(
        key="claims.list.confirmed",
        event=events.PayoutListConfirmed,
        to=_maker,
        say="您列的一份兑现名单确认了，开始公示",
        url=_list_url,
        level="calm",
    ),
)  # fmt: skip
