"""The words of the room: what sort of benefit, how it is claimed, how far an edition is."""

from qinqing.lib.terms import Term


class PolicyLevel(Term):
    """Whose policy it is."""

    NATIONAL = "national", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区县"


class BenefitClass(Term):
    """What sort of thing an enterprise gets; by these classes it is told or not (四川 川办函〔2024〕17号)."""

    AWARD = "award", "奖补"
    RELIEF = "relief", "减免"
    ENTITLEMENT = "entitlement", "权益"
    QUALIFICATION = "qualification", "资质"
    SERVICE = "service", "服务"

    @property
    def is_money(self) -> bool:
        """Whether a claim of it ends with an amount."""
        return self in (BenefitClass.AWARD, BenefitClass.RELIEF)


class ClaimMode(Term):
    """How it is claimed."""

    NO_APPLICATION = "no_application", "免申即享"
    INSTANT = "instant", "即申即享"
    FAST = "fast", "快申快享"
    COMMITMENT = "commitment", "承诺兑现"

    @property
    def says(self) -> str:
        """What that means for an enterprise, in one sentence."""
        return _MODES[self]


_MODES = {
    ClaimMode.NO_APPLICATION: "不用申请：资料比对上了就列入名单，公示后确认收款账户",
    ClaimMode.INSTANT: "随时申请，材料齐了当场受理",
    ClaimMode.FAST: "在申报期内申请，限时审核，限时拨付",
    ClaimMode.COMMITMENT: "先书面承诺，达到条件后兑现",
}


class Standing(Term):
    """How an enterprise stands to an item: a partition of all items with conditions."""

    FITS = "fits", "能申请", "green"
    NEARLY = "nearly", "差一点", "yellow"
    NEEDS = "needs", "要补个数", "blue"
    NOT = "not", "不符合", "calm"


class Probing(Term):
    """What trials of drafts are counted by, each editor's of a day."""

    ITEM = "item", "同一事项一天试算"
    ALL = "all", "所有事项一天试算"


class EditionState(Term):
    """How far an edition is. Whether a published one holds today is said by its days."""

    DRAFT = "draft", "草稿", "calm"
    TO_CHECK = "to_check", "等另一个人复核", "yellow"
    PUBLISHED = "published", "已发布", "green"


class Holding(Term):
    """Whether a published edition holds on a day."""

    COMING = "coming", "还没到日子", "blue"
    NOW = "now", "现行", "green"
    OVER = "over", "已失效", "calm"
