"""What is known of an enterprise by year, and who had it opened for him."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models.register import Enterprise
from qinqing.domains.enterprises.terms import FactSource, HeldAs, Measure
from qinqing.kernel.models import ImportRun

FIRST_YEAR, LAST_YEAR = 1990, 2100


class YearlyFactsQuerySet(models.QuerySet["YearlyFacts"]):
    """Chainable adjectives."""

    def standing(self) -> Self:
        """Not replaced by a later statement of the same source about the same year."""
        return self.filter(replaced_at=None)


class YearlyFacts(models.Model):
    """What one source says of one year, stated on a day; a later statement of the same source replaces it.

    Money in yuan. Rows are never changed but for being replaced, so what was known when can be told.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("来源", max_length=10, choices=FactSource.choices())
    stated_on = models.DateField("数据日期")
    staff = models.PositiveIntegerField("期末从业人员", null=True)
    revenue = models.DecimalField("营业收入", max_digits=18, decimal_places=2, null=True)
    assets = models.DecimalField("资产总额", max_digits=18, decimal_places=2, null=True)
    output = models.DecimalField("总产值", max_digits=18, decimal_places=2, null=True)
    tax = models.DecimalField("实缴税金", max_digits=18, decimal_places=2, null=True)
    profit = models.DecimalField("利润总额", max_digits=18, decimal_places=2, null=True)
    rnd = models.DecimalField("研发费用", max_digits=18, decimal_places=2, null=True)
    exports = models.DecimalField("出口额", max_digits=18, decimal_places=2, null=True)
    rnd_staff = models.PositiveIntegerField("研发人员", null=True)
    at = models.DateTimeField("登记时间")
    replaced_at = models.DateTimeField("被替换的时间", null=True)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, related_name="+", verbose_name="由哪次导入"
    )

    objects = YearlyFactsQuerySet.as_manager()

    class Meta:
        verbose_name = "年度数据"
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "source"],
                condition=Q(replaced_at__isnull=True),
                name="yearly_facts_once",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="yearly_facts_year"
            ),
            models.CheckConstraint(condition=Q(source__in=FactSource.values()), name="yearly_facts_source"),
            models.CheckConstraint(
                condition=~Q(**{f"{measure}__isnull": True for measure in Measure.values()}),
                name="yearly_facts_say_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} {self.source}"


class Opening(models.Model):
    """Somebody who keeps an enterprise has its figures opened for a while, with a reason."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁看")
    reason = models.CharField("为什么看", max_length=200)
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止")

    class Meta:
        verbose_name = "查看登记"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="opening_span"),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_reason"),
        ]
        indexes = [models.Index(fields=["person", "until_at"], name="opening_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.enterprise_id}"


class FiguresGrant(models.Model):
    """授权查看: whoever keeps an enterprise lets a leader or the head of a unit read some of its figures.

    For a purpose and until a day; it ends earlier where somebody ends it, and gives nothing to whoever is no
    longer what he held it as.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="给谁")
    held_as = models.CharField("以什么身份", max_length=10, choices=HeldAs.choices())
    measures = ArrayField(models.CharField(max_length=10), verbose_name="哪些数据")
    purpose = models.CharField("用途", max_length=200)
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止")
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁授权")
    ended_at = models.DateTimeField("提前结束", null=True)

    class Meta:
        verbose_name = "授权查看"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="figures_grant_span"),
            models.CheckConstraint(condition=~Q(purpose=""), name="figures_grant_has_purpose"),
            models.CheckConstraint(condition=~Q(measures=[]), name="figures_grant_of_something"),
            models.CheckConstraint(condition=Q(held_as__in=HeldAs.values()), name="figures_grant_held_as"),
            models.CheckConstraint(condition=~Q(person=F("granted_by")), name="figures_grant_by_another"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="figures_grant_of"),
            models.Index(fields=["enterprise"], name="figures_grant_about"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} → {self.person_id}"
