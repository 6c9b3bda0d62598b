"""Claims, the accounts they are paid to, and the lists by which a unit pays what nobody has to apply for."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.claims import rules
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState, ListState
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import Edition, PolicyItem
from qinqing.kernel.models import StoredFile
from qinqing.kernel.numbering import ADDRESS_LENGTH
from qinqing.kernel.sealed import SealedField

_LEFT_OUT = tuple(state for state in ClaimState if state in rules.LEFT_OUT)
_ENDED = (ClaimState.PAID, *_LEFT_OUT)


def _money(name: str) -> models.DecimalField:
    return models.DecimalField(name, max_digits=14, decimal_places=2, null=True)


class PayoutList(models.Model):
    """兑现名单: who gets an item that nobody applies for; made by one, confirmed by another of its unit."""

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="政策事项的版本")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="兑现单位")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    state = models.CharField("状态", max_length=10, choices=ListState.choices())
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁列的")
    made_at = models.DateTimeField("什么时候列的")
    sent_at = models.DateTimeField("什么时候交去确认", null=True)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁确认的"
    )
    confirmed_at = models.DateTimeField("什么时候确认的", null=True)
    refusal = models.CharField("退回的原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "兑现名单"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values()), name="payout_list_state"),
            # Against any writer: nobody confirms what he listed himself.
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("made_by")),
                name="payout_list_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ListState.CONFIRMED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="payout_list_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=~Q(state=ListState.CONFIRMED), name="payout_list_one_in_work"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Chainable adjectives."""

    def standing(self) -> Self:
        """Neither turned down nor refused nor withdrawn: it takes, or took, money of the budget."""
        return self.exclude(state__in=_LEFT_OUT)


class Claim(models.Model):
    """申领: one enterprise's taking-up of one edition of an item, from the first word to the money.

    `since_at`, `limit_days` and `limit_source` are what the date of the present state is counted from.
    """

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    number = models.CharField("编号", max_length=20)
    origin = models.CharField("来源", max_length=8, choices=ClaimOrigin.choices())
    state = models.CharField("状态", max_length=12, choices=ClaimState.choices())
    holder = models.CharField("在谁手里", max_length=10, choices=ClaimHolder.choices())
    is_open = models.BooleanField("还没结束", default=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="政策事项的版本")
    item = models.ForeignKey(PolicyItem, models.PROTECT, related_name="+", verbose_name="政策事项")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="企业所在区域")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="兑现单位")
    officer = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="当时的首席服务官"
    )
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁写的")
    payout_list = models.ForeignKey(
        PayoutList, models.PROTECT, null=True, related_name="claims", verbose_name="兑现名单"
    )
    words = models.CharField("企业的说明", max_length=500, blank=True)
    papers = ArrayField(models.CharField(max_length=100), verbose_name="备齐的材料", default=list)
    asked = _money("申请金额（元）")
    approved = _money("核定金额（元）")
    paid = _money("拨付金额（元）")
    reason = models.CharField("原因", max_length=500, blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    approval_note = models.CharField("怎么核定的", max_length=500, blank=True)
    objection = models.CharField("公示中的异议", max_length=500, blank=True)
    ruling = models.CharField("对异议的裁定", max_length=500, blank=True)
    since_at = models.DateTimeField("从什么时候算起")
    limit_days = models.PositiveSmallIntegerField("几个工作日", null=True)
    limit_source = models.CharField("期限的出处", max_length=100, blank=True)
    due_at = models.DateTimeField("到什么时候", null=True)
    came_from = models.CharField("补材料以前的状态", max_length=12, blank=True)
    paused_minutes = models.IntegerField("补材料时停着的工作分钟", null=True)
    left_minutes = models.IntegerField("补材料回来接着用的工作分钟", null=True)
    moved = models.CharField("日历变动以后", max_length=300, blank=True)
    late_told_at = models.DateTimeField("什么时候提醒过超期", null=True)
    created_at = models.DateTimeField("建立时间")
    applied_at = models.DateTimeField("申请时间", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    accepted_late = models.BooleanField("受理超期", default=False)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_late = models.BooleanField("审核超期", default=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁审核的"
    )
    notice_until_at = models.DateTimeField("公示到", null=True)
    paid_on = models.DateField("拨付日期", null=True)
    paid_at = models.DateTimeField("登记拨付的时间", null=True)
    paid_late = models.BooleanField("拨付超期", default=False)
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "申领"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClaimState.values()), name="claim_state"),
            models.CheckConstraint(condition=Q(holder__in=ClaimHolder.values()), name="claim_holder"),
            models.CheckConstraint(condition=Q(origin__in=ClaimOrigin.values()), name="claim_origin"),
            models.CheckConstraint(
                condition=Q(is_open=True) & ~Q(state__in=_ENDED) | Q(is_open=False, state__in=_ENDED),
                name="claim_open_by_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.PAID)
                | Q(paid__gt=0, paid=F("approved"), paid_on__isnull=False) & ~Q(voucher=""),
                name="claim_paid_is_accounted_for",
            ),
            models.CheckConstraint(
                condition=Q(payout_list__isnull=True, origin=ClaimOrigin.APPLIED)
                | Q(payout_list__isnull=False, origin=ClaimOrigin.LISTED),
                name="claim_listed_by_a_list",
            ),
            models.UniqueConstraint(fields=["number"], name="claim_number"),
            models.UniqueConstraint(
                fields=["enterprise", "item"], condition=Q(is_open=True), name="claim_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(is_open=True), name="claim_open_by_due"),
            models.Index(fields=["enterprise"], name="claim_of_enterprise"),
            models.Index(fields=["area"], name="claim_of_area"),
            models.Index(fields=["edition"], name="claim_of_edition"),
            models.Index(fields=["due_at"], condition=Q(is_open=True), name="claim_due"),
        ]

    def __str__(self) -> str:
        return self.number


class PaperFile(models.Model):
    """材料文件: a file that the enterprise sent with a claim, and the paper of the item that it answers."""

    public_id = models.CharField("地址标识", max_length=ADDRESS_LENGTH, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="files", verbose_name="申领")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="兑现单位")
    paper = models.CharField("哪样材料", max_length=100)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件内容")
    name = models.CharField("文件名", max_length=160)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁交的")
    given_at = models.DateTimeField("什么时候交的")

    class Meta:
        verbose_name = "材料文件"

    def __str__(self) -> str:
        return self.name


class PayoutAccount(models.Model):
    """收款账户: where the money of a claim goes, in the enterprise's own word; the number is sealed."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="account", verbose_name="申领")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="兑现单位")
    holder = models.CharField("户名", max_length=100)
    bank = models.CharField("开户银行", max_length=100)
    sealed = SealedField("账号（密文）")
    tail = models.CharField("账号后四位", max_length=4)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁确认的")
    given_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "收款账户"

    def __str__(self) -> str:
        return f"尾号 {self.tail}"


class ListEntry(models.Model):
    """名单条目: one enterprise of a payout list, how much it gets, why it was put on or taken out."""

    payout_list = models.ForeignKey(
        PayoutList, models.PROTECT, related_name="entries", verbose_name="兑现名单"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="兑现单位")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    added_reason = models.CharField("列入的依据", max_length=300)
    out_reason = models.CharField("拿掉的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "名单条目"
        constraints = [
            models.UniqueConstraint(fields=["payout_list", "enterprise"], name="list_entry_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="list_entry_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.payout_list_id} {self.enterprise_id}"
