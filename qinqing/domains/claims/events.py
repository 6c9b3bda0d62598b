"""What happens to a claim and to a payout list.

`says` is the line of the log, `drawing` its icon; a word in braces comes from the record.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ClaimIntended:
    """An enterprise wants to claim an item and asks its officer for help."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "想申领“{title}”，请服务官帮办"
    drawing: ClassVar[str] = "message"


@dataclass(frozen=True)
class ClaimApplied:
    """An enterprise, or its officer for it, applied for an item."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "申请了“{title}”，{asked}"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class ClaimAccepted:
    """Its unit accepted an application."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "受理了“{title}”的申请"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class SupplementAsked:
    """Its unit asked the enterprise for more papers; the clock stands with the enterprise."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”请企业补材料：{reason}"
    drawing: ClassVar[str] = "message"


@dataclass(frozen=True)
class PapersGiven:
    """The enterprise, or its officer for it, sent papers that nobody had asked for again."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "“{title}”交来材料：{given}"
    drawing: ClassVar[str] = "paperclip"


@dataclass(frozen=True)
class PapersSupplied:
    """The enterprise said that the papers are complete now."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "“{title}”的材料补好了：{words}"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class ClaimTurnedDown:
    """Its unit did not accept an application, and said why."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”的申请没有受理：{reason}"
    drawing: ClassVar[str] = "ban"


@dataclass(frozen=True)
class ClaimApproved:
    """Its unit examined a claim and found how much is due; the public notice began."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    approved: str
    says: ClassVar[str] = "“{title}”审核通过 {approved}，开始公示"
    drawing: ClassVar[str] = "circle-check"


@dataclass(frozen=True)
class ClaimNotApproved:
    """Its unit examined a claim and refused it, by which article."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”没有通过审核：{reason}（依据：{citation}）"
    drawing: ClassVar[str] = "ban"


@dataclass(frozen=True)
class ObjectionRecorded:
    """Somebody objected while public notice was given."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "“{title}”公示中有异议，正在核实"
    drawing: ClassVar[str] = "alert-triangle"


@dataclass(frozen=True)
class ObjectionDismissed:
    """The head of the unit found an objection unfounded; the notice goes on."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”的异议不成立，接着公示：{reason}"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class ObjectionUpheld:
    """The head of the unit found an objection right; nothing is paid."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”的异议成立，不再兑现：{reason}"
    drawing: ClassVar[str] = "ban"


@dataclass(frozen=True)
class NoticeEnded:
    """The days of public notice are over; the account is to be confirmed, or the money to be paid."""

    claim_id: int
    event_id: int
    title: str
    has_account: bool
    says: ClassVar[str] = "“{title}”公示期满，没有异议"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class AccountGiven:
    """The enterprise confirmed the account that the money goes to."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    waits: bool
    says: ClassVar[str] = "确认了“{title}”的收款账户"
    drawing: ClassVar[str] = "check"


@dataclass(frozen=True)
class AccountReturned:
    """Its unit could not pay into the account and gave it back, with the reason."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "“{title}”的收款账户要改：{reason}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class ClaimPaid:
    """The money was paid."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    paid: str
    says: ClassVar[str] = "“{title}”拨付了 {paid}"
    drawing: ClassVar[str] = "circle-check"


@dataclass(frozen=True)
class ClaimWithdrawn:
    """The enterprise took its claim back."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    says: ClassVar[str] = "撤回了“{title}”的申请：{reason}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class ClaimDateMoved:
    """The calendar changed, and the date of a claim that runs with it, or it stays though it would have."""

    claim_id: int
    event_id: int
    title: str
    applied: bool
    says: ClassVar[str] = "“{title}”：{moved}"
    drawing: ClassVar[str] = "calendar-event"


@dataclass(frozen=True)
class ClaimLate:
    """A claim has outstayed the date of its holder."""

    claim_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "“{title}”过了期限"
    drawing: ClassVar[str] = "alert-triangle"


@dataclass(frozen=True)
class ClaimListed:
    """An enterprise stands in a confirmed list: it need not apply, and public notice is given."""

    claim_id: int
    actor_id: int
    event_id: int
    title: str
    approved: str
    says: ClassVar[str] = "列入“{title}”兑现名单 {approved}，不用申请，正在公示"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class PayoutListMade:
    """A unit began to list who gets an item that nobody has to apply for."""

    payout_list_id: int
    actor_id: int
    title: str
    says: ClassVar[str] = "开始比对“{title}”的兑现名单"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class EntryAdded:
    """Enterprises were put on a list, with a reason."""

    payout_list_id: int
    actor_id: int
    title: str
    says: ClassVar[str] = "“{title}”名单列入 {count} 家：{reason}"
    drawing: ClassVar[str] = "plus"


@dataclass(frozen=True)
class EntryTakenOut:
    """An enterprise was taken off a list, with a reason."""

    payout_list_id: int
    actor_id: int
    title: str
    says: ClassVar[str] = "“{title}”名单拿掉 1 家：{reason}"
    drawing: ClassVar[str] = "minus"


@dataclass(frozen=True)
class PayoutListSent:
    """A list was handed to the head of the unit."""

    payout_list_id: int
    actor_id: int
    event_id: int
    title: str
    says: ClassVar[str] = "“{title}”名单交负责人确认"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class PayoutListReturned:
    """The head of the unit gave a list back, and said why."""

    payout_list_id: int
    actor_id: int
    event_id: int
    title: str
    reason: str
    made_by_id: int
    says: ClassVar[str] = "“{title}”名单退回：{reason}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class PayoutListConfirmed:
    """A second person found a list right; public notice of each entry began."""

    payout_list_id: int
    actor_id: int
    event_id: int
    title: str
    made_by_id: int
    says: ClassVar[str] = "“{title}”名单确认了 {count} 家，开始公示"
    drawing: ClassVar[str] = "check"
