"""The words of the room: how far a claim is, in whose hands, how it came, how far a payout list is."""

from qinqing.lib.terms import Term


class ClaimState(Term):
    """How far a claim is."""

    INTENDED = "intended", "有意向", "blue"
    APPLIED = "applied", "已申请", "blue"
    SUPPLEMENT = "supplement", "等补材料", "yellow"
    ACCEPTED = "accepted", "已受理", "blue"
    NOTICE = "notice", "公示中", "blue"
    OBJECTED = "objected", "有异议", "yellow"
    ACCOUNT = "account", "等确认账户", "yellow"
    TO_PAY = "to_pay", "待拨付", "blue"
    PAID = "paid", "已拨付", "green"
    TURNED_DOWN = "turned_down", "不予受理", "calm"
    REFUSED = "refused", "没有通过", "calm"
    WITHDRAWN = "withdrawn", "已撤回", "calm"


class ClaimHolder(Term):
    """In whose hands a claim is."""

    OFFICER = "officer", "首席服务官"
    ENTERPRISE = "enterprise", "企业"
    UNIT = "unit", "兑现单位"
    UNIT_HEAD = "unit_head", "兑现单位负责人"
    PUBLIC = "public", "公示"
    NOBODY = "nobody", "已结束"


class ClaimOrigin(Term):
    """How a claim came to be: somebody applied, or its unit listed the enterprise."""

    APPLIED = "applied", "企业申请"
    LISTED = "listed", "免申即享"


class ListState(Term):
    """How far a payout list is."""

    DRAFT = "draft", "在比对", "calm"
    TO_CONFIRM = "to_confirm", "等负责人确认", "yellow"
    CONFIRMED = "confirmed", "已确认", "green"
