"""Whom items fit, as it was last judged; what enterprises told of themselves; what was brought to whom.

What is only worked out (`KeptMatch`, `Stale`) holds no enterprise in place: one that an import brought by
mistake may be taken back, and its rows go with the next look.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models.editions import Edition, PolicyItem
from qinqing.domains.policies.terms import BenefitClass, Standing


class KeptMatch(models.Model):
    """匹配结果: an enterprise fits an edition, or nearly does. Whoever has no row does neither, or it is not
    known; a page never reads these to tell an enterprise where it stands: it judges again."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="matches", verbose_name="版本")
    enterprise = models.ForeignKey(
        Enterprise, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="企业"
    )
    standing = models.CharField("结果", max_length=6, choices=Standing.choices())
    failing = ArrayField(models.PositiveSmallIntegerField(), verbose_name="差在第几条", default=list)
    since_on = models.DateField("从哪天起")

    class Meta:
        verbose_name = "匹配结果"
        constraints = [
            models.UniqueConstraint(fields=["edition", "enterprise"], name="match_once"),
            models.CheckConstraint(
                condition=Q(standing__in=(Standing.FITS, Standing.NEARLY)), name="match_is_worth_keeping"
            ),
        ]
        indexes = [models.Index(fields=["enterprise"], name="match_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.standing} {self.edition_id}"


class Stale(models.Model):
    """待重新比对: what rules ask of an enterprise changed, or what an item says; the worker judges it again
    and takes the row away."""

    enterprise = models.OneToOneField(
        Enterprise, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="企业"
    )
    item = models.OneToOneField(
        PolicyItem, models.CASCADE, null=True, related_name="+", verbose_name="政策事项"
    )
    since_at = models.DateTimeField("从何时起")

    class Meta:
        verbose_name = "待重新比对"
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True) ^ Q(item__isnull=True), name="stale_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id or self.item_id}"


class Trial(models.Model):
    """试算: one writing of a draft, tried on all enterprises of its area; the worker fills in `found`."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="trials", verbose_name="版本")
    version = models.PositiveIntegerField("草稿的第几稿")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁要算的")
    asked_at = models.DateTimeField("什么时候要算的")
    done_at = models.DateTimeField("算完的时间", null=True)
    found = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = "试算"
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="trial_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} 第 {self.version} 稿"


class StatedFact(models.Model):
    """补报的资料: what an enterprise, or who serves it, said of it because a rule asks. The latest
    counts, what the register knows before it; it holds for the year in which it was said."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    fact = models.CharField("哪项资料", max_length=60)
    value = models.JSONField("内容")
    year = models.PositiveSmallIntegerField("哪年说的")
    stated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁说的")
    stated_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "补报的资料"
        indexes = [models.Index(fields=["enterprise", "year"], name="stated_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.fact}"


class Push(models.Model):
    """推送: somebody brought an item to an enterprise. Whether it was read is known to its message."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pushes", verbose_name="版本")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    pushed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁推送的")
    pushed_at = models.DateTimeField("时间")
    note = models.CharField("附言", max_length=200, blank=True)
    event_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "推送"
        constraints = [models.UniqueConstraint(fields=["edition", "enterprise"], name="push_once")]
        indexes = [models.Index(fields=["enterprise"], name="push_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.edition_id} → {self.enterprise_id}"


class Subscription(models.Model):
    """订阅: the classes of benefit of which somebody is told; who said nothing is told of all."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+", verbose_name="谁")
    classes = ArrayField(
        models.CharField(max_length=13, choices=BenefitClass.choices()), verbose_name="类型", default=list
    )

    class Meta:
        verbose_name = "订阅"
        constraints = [
            models.CheckConstraint(
                condition=Q(classes__contained_by=BenefitClass.values()), name="subscription_classes"
            )
        ]

    def __str__(self) -> str:
        return "、".join(self.classes)
