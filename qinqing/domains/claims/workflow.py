"""The life of a claim and of a payout list on one page.

`by` names relations, not roles (see `permissions`); `when` decides whether a step is offered, `guards` also
see what is given. Each state has one date, counted from the moment it was entered (see `limits`).
"""

from typing import Final

from qinqing.domains.claims import events, rules
from qinqing.domains.claims.terms import ClaimState, ListState
from qinqing.lib.workflow import STAYS, State, Step, Workflow

C, L = ClaimState, ListState

RELATIONS: Final = {
    "enterprise": "企业",
    "officer": "企业的首席服务官",
    "handler": "兑现单位承办人",
    "unit_head": "兑现单位负责人",
    "system": "系统",
}


def _set(*members: str) -> frozenset[str]:
    return frozenset(members)


_UNIT: Final = _set("handler", "unit_head")
_FOR_THE_FIRM: Final = _set("enterprise", "officer")
_BEFORE_PAYMENT: Final = _set(C.APPLIED, C.SUPPLEMENT, C.ACCEPTED, C.NOTICE, C.OBJECTED)

CLAIM_FLOW = Workflow(
    start=C.INTENDED,
    states=(
        State(C.INTENDED, C.INTENDED.label, _FOR_THE_FIRM),
        State(C.APPLIED, C.APPLIED.label, _UNIT),
        State(C.SUPPLEMENT, C.SUPPLEMENT.label, _set("enterprise")),
        State(C.ACCEPTED, C.ACCEPTED.label, _UNIT),
        State(C.NOTICE, C.NOTICE.label, _set("system")),
        State(C.OBJECTED, C.OBJECTED.label, _set("unit_head")),
        State(C.ACCOUNT, C.ACCOUNT.label, _set("enterprise")),
        State(C.TO_PAY, C.TO_PAY.label, _UNIT),
        State(C.PAID, C.PAID.label, ends=True),
        State(C.TURNED_DOWN, C.TURNED_DOWN.label, ends=True),
        State(C.REFUSED, C.REFUSED.label, ends=True),
        State(C.WITHDRAWN, C.WITHDRAWN.label, ends=True),
    ),
    steps=(
        Step("apply", "C01", "提交申请", _set(C.INTENDED), C.APPLIED, _FOR_THE_FIRM,
             needs=("amount",), guards=(rules.amount_fits,), event=events.ClaimApplied),
        Step("accept", "C02", "受理", _set(C.APPLIED), C.ACCEPTED, _UNIT, event=events.ClaimAccepted),
        Step("ask", "C03", "请企业补材料", _set(C.APPLIED, C.ACCEPTED), C.SUPPLEMENT, _UNIT,
             needs=("reason",), event=events.SupplementAsked),
        # Back to where it was, with the time that was left there.
        Step("supply", "C04", "材料补好了", _set(C.SUPPLEMENT), _set(C.APPLIED, C.ACCEPTED), _FOR_THE_FIRM,
             needs=("words",), event=events.PapersSupplied),
        Step("turn_down", "C05", "不予受理", _set(C.APPLIED, C.SUPPLEMENT), C.TURNED_DOWN, _UNIT,
             needs=("reason",), when=(rules.papers_had_time,), event=events.ClaimTurnedDown),
        Step("approve", "C06", "审核通过，开始公示", _set(C.ACCEPTED), C.NOTICE, _UNIT,
             needs=("amount",), guards=(rules.amount_fits, rules.budget_suffices),
             event=events.ClaimApproved),
        Step("refuse", "C07", "审核不通过", _set(C.ACCEPTED), C.REFUSED, _UNIT,
             needs=("reason", "citation"), event=events.ClaimNotApproved),
        Step("object", "C08", "登记异议", _set(C.NOTICE), C.OBJECTED, _UNIT,
             needs=("objection",), event=events.ObjectionRecorded),
        Step("dismiss", "C09", "异议不成立，接着公示", _set(C.OBJECTED), C.NOTICE, _set("unit_head"),
             needs=("reason",), when=(rules.another_head,), event=events.ObjectionDismissed),
        Step("uphold", "C10", "异议成立，不再兑现", _set(C.OBJECTED), C.REFUSED, _set("unit_head"),
             needs=("reason",), when=(rules.another_head,), event=events.ObjectionUpheld),
        # To payment where the account is known already, else to the enterprise.
        Step("end_notice", "C11", "公示期满", _set(C.NOTICE), _set(C.ACCOUNT, C.TO_PAY),
             when=(rules.notice_is_over,), event=events.NoticeEnded, system=True),
        Step("confirm_account", "C12", "确认收款账户", _set(C.ACCOUNT), C.TO_PAY, _set("enterprise"),
             needs=("holder", "bank", "account"), event=events.AccountGiven),
        Step("give_account", "C13", "先把收款账户填好", _BEFORE_PAYMENT, STAYS, _set("enterprise"),
             needs=("holder", "bank", "account"), event=events.AccountGiven),
        Step("return_account", "C14", "账户有问题，请企业改", _set(C.TO_PAY), C.ACCOUNT, _UNIT,
             needs=("reason",), event=events.AccountReturned),
        Step("pay", "C15", "登记拨付", _set(C.TO_PAY), C.PAID, _UNIT,
             needs=("amount", "paid_on", "voucher"), guards=(rules.amount_fits, rules.paid_fits),
             event=events.ClaimPaid),
        Step("withdraw", "C16", "撤回", _set(C.INTENDED, C.APPLIED, C.SUPPLEMENT, C.ACCEPTED), C.WITHDRAWN,
             _set("enterprise"), needs=("reason",), when=(rules.listed_needs_no_application,),
             event=events.ClaimWithdrawn),
        Step("give_papers", "C17", "补交材料", _set(C.INTENDED, C.APPLIED, C.ACCEPTED), STAYS, _FOR_THE_FIRM,
             when=(rules.papers_are_asked,), guards=(rules.some_files,), event=events.PapersGiven),
    ),
    relations=RELATIONS,
)  # fmt: skip

LIST_FLOW = Workflow(
    start=L.DRAFT,
    states=(
        State(L.DRAFT, L.DRAFT.label, _set("handler", "unit_head")),
        State(L.TO_CONFIRM, L.TO_CONFIRM.label, _set("unit_head")),
        State(L.CONFIRMED, L.CONFIRMED.label, ends=True),
    ),
    steps=(
        Step("send", "N1", "交负责人确认", _set(L.DRAFT), L.TO_CONFIRM, _UNIT,
             when=(rules.has_entries, rules.list_within_budget), event=events.PayoutListSent),
        Step("return", "N2", "退回去改", _set(L.TO_CONFIRM), L.DRAFT, _set("unit_head"),
             needs=("reason",), when=(rules.another_person,), event=events.PayoutListReturned),
        Step("confirm", "N3", "确认名单，开始公示", _set(L.TO_CONFIRM), L.CONFIRMED, _set("unit_head"),
             when=(rules.has_entries, rules.list_within_budget, rules.another_person),
             event=events.PayoutListConfirmed),
    ),
    relations=RELATIONS,
)  # fmt: skip
