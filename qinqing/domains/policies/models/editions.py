"""Policy documents, the items that can be claimed by them, and the editions of what an item says."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, PolicyLevel
from qinqing.kernel.numbering import ADDRESS_LENGTH


class _Days(Func):
    function = "daterange"


class Policy(models.Model):
    """政策文件: the paper that items stand in, and whose it is."""

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    title = models.CharField("文件名称", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("发文机关", max_length=100)
    level = models.CharField("层级", max_length=8, choices=PolicyLevel.choices())
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="适用区域")
    issued_on = models.DateField("发文日期", null=True)
    link = models.URLField("原文地址", max_length=300, blank=True)
    looked_at = models.DateTimeField("原文什么时候看过", null=True)
    link_fault = models.CharField("原文打不开的原因", max_length=60, blank=True, db_default="")
    broken_at = models.DateTimeField("从什么时候起打不开", null=True)
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁登记的"
    )

    class Meta:
        verbose_name = "政策文件"
        constraints = [
            models.CheckConstraint(condition=Q(level__in=PolicyLevel.values()), name="policy_level"),
            models.UniqueConstraint(
                fields=["number", "area"], condition=~Q(number=""), name="policy_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyItem(models.Model):
    """政策事项: what can be claimed by a policy; all that is said of it stands in its editions."""

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    code = models.CharField("代码", max_length=40)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="items", verbose_name="政策文件")

    class Meta:
        verbose_name = "政策事项"
        constraints = [models.UniqueConstraint(fields=["code"], name="policy_item_code")]

    def __str__(self) -> str:
        return self.code


class EditionQuerySet(models.QuerySet["Edition"]):
    """Chainable adjectives."""

    def published(self) -> Self:
        """Whatever its days."""
        return self.filter(state=EditionState.PUBLISHED)

    def current(self, day: "models.F | object") -> Self:
        """Published, and holding on a day."""
        holds = Q(until_on__isnull=True) | Q(until_on__gt=day)
        return self.published().filter(holds, from_on__lte=day)


class Edition(models.Model):
    """版本: everything an item says from a day to a day. Published, not a word of it changes any more."""

    item = models.ForeignKey(PolicyItem, models.PROTECT, related_name="editions", verbose_name="政策事项")
    number = models.PositiveSmallIntegerField("第几版")
    state = models.CharField("状态", max_length=10, choices=EditionState.choices())
    title = models.CharField("事项名称", max_length=100)
    benefit_class = models.CharField("类型", max_length=13, choices=BenefitClass.choices())
    mode = models.CharField("申领方式", max_length=14, choices=ClaimMode.choices())
    title_kind = models.CharField(
        "认定的称号", max_length=16, blank=True, db_default="", choices=TitleKind.choices()
    )
    summary = models.CharField("一句话说明", max_length=300)
    amount = models.CharField("标准", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="兑现单位")
    excludes = ArrayField(models.CharField(max_length=40), verbose_name="不能同时享受的事项", default=list)
    procedure = models.TextField("怎么办", blank=True)
    papers = ArrayField(models.CharField(max_length=100), verbose_name="材料", default=list)
    season = models.CharField("申报时间", max_length=100, blank=True)
    closes_on = models.DateField("申报截止", null=True)
    days = models.PositiveSmallIntegerField("办理时限（工作日）", null=True)
    telephone = models.CharField("咨询电话", max_length=40, blank=True)
    budget = models.DecimalField("预算（元）", max_digits=16, decimal_places=2, null=True)
    rule = models.JSONField("条件", default=dict)
    wording = models.JSONField("原文", default=list)
    rule_note = models.CharField("由谁按什么核对", max_length=300, blank=True)
    evidence = models.CharField("依据怎样核对过", max_length=200, blank=True)
    changes = models.CharField("和上一版比改了什么", max_length=300, blank=True)
    from_on = models.DateField("起用日期")
    until_on = models.DateField("失效日期", null=True)
    stop_reason = models.CharField("停止执行的原因", max_length=200, blank=True)
    stopped_at = models.DateTimeField("什么时候定的停止", null=True)
    drafted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁起草的"
    )
    drafted_at = models.DateTimeField("起草时间")
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁复核的"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    refusal = models.CharField("退回的原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    earlier = models.JSONField("撤销用的前几步", default=list)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="edition_number"),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state=EditionState.PUBLISHED), name="edition_one_in_work"
            ),
            models.CheckConstraint(condition=Q(state__in=EditionState.values()), name="edition_state"),
            models.CheckConstraint(
                condition=Q(benefit_class__in=BenefitClass.values()), name="edition_class"
            ),
            models.CheckConstraint(condition=Q(mode__in=ClaimMode.values()), name="edition_mode"),
            models.CheckConstraint(
                condition=Q(title_kind__in=["", *TitleKind.values()]), name="edition_title_kind"
            ),
            # One that was stopped before its day ends on it: it never holds.
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="edition_span"
            ),
            # Against any writer: nobody publishes what he wrote himself. What ships was checked before.
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="edition_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.PUBLISHED)
                | Q(published_at__isnull=False) & (Q(checked_by__isnull=False) | Q(drafted_by__isnull=True)),
                name="edition_published_by_two",
            ),
            ExclusionConstraint(
                name="edition_alone",
                expressions=[("item", "="), (_Days("from_on", "until_on"), "&&")],
                condition=Q(state=EditionState.PUBLISHED)
                & (Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.number} 版"
