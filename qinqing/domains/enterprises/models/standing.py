"""Where an enterprise stands: its titles, the lists it is on, and the one it was merged into."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises.models.register import Enterprise
from qinqing.domains.enterprises.terms import RollKind, TitleKind, TitleLevel


class _Days(Func):
    function = "daterange"


def holding(day: date) -> Q:
    """What holds on `day`; `until_on` is the first day on which it no longer does."""
    return (Q(until_on__isnull=True) | Q(until_on__gt=day)) & Q(from_on__lte=day)


def in_use(day: date, prefix: str = "") -> Q:
    """The lists in use on `day`: not retired, or from a later day on."""
    return Q(**{f"{prefix}retired_on": None}) | Q(**{f"{prefix}retired_on__gt": day})


class TitleQuerySet(models.QuerySet["Title"]):
    """Chainable adjectives."""

    def current(self, day: date) -> Self:
        """Borne on `day`."""
        return self.filter(holding(day))


class RollEntryQuerySet(models.QuerySet["RollEntry"]):
    """Chainable adjectives."""

    def current(self, day: date) -> Self:
        """On a list that is in use, on `day`."""
        return self.filter(holding(day), in_use(day, "roll__"))


class Title(models.Model):
    """称号: what somebody recognised an enterprise as, by which paper, from a day to a day."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="titles", verbose_name="企业")
    kind = models.CharField("称号", max_length=16, choices=TitleKind.choices())
    level = models.CharField("级别", max_length=8, choices=TitleLevel.choices(), blank=True)
    paper = models.CharField("文号或证书号", max_length=80, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = "称号"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TitleKind.values()), name="title_kind"),
            models.CheckConstraint(condition=Q(level__in=["", *TitleLevel.values()]), name="title_level"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="title_span"
            ),
            ExclusionConstraint(
                name="title_once",
                expressions=[("enterprise", "="), ("kind", "="), (_Days("from_on", "until_on"), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.kind}"


class Roll(models.Model):
    """名单: a group, an industrial chain, or a tier list (四个50) of an area that enterprises are on.

    From the day `retired_on` nobody is on it; who was on it until then stays told.
    """

    kind = models.CharField("种类", max_length=8, choices=RollKind.choices())
    name = models.CharField("名称", max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    retired_on = models.DateField("停用日期", null=True)
    retired_reason = models.CharField("为什么停用", max_length=200, blank=True)

    class Meta:
        verbose_name = "名单"
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "area"], name="roll_once"),
            models.CheckConstraint(condition=Q(kind__in=RollKind.values()), name="roll_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="roll_has_name"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True, retired_reason="")
                | Q(retired_on__isnull=False) & ~Q(retired_reason=""),
                name="roll_retired_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_retired(self, day: date) -> bool:
        """Whether nobody is on it any more, on `day`; of many rows `in_use` asks the same."""
        return self.retired_on is not None and self.retired_on <= day


class RollEntry(models.Model):
    """An enterprise on a list from a day to a day; `leads` marks a group's head, a chain's leading firm."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="entries", verbose_name="名单")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="entries", verbose_name="企业")
    leads = models.BooleanField("牵头", default=False)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "在册"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="roll_entry_span"
            ),
            ExclusionConstraint(
                name="roll_entry_once",
                expressions=[("roll", "="), ("enterprise", "="), (_Days("from_on", "until_on"), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.enterprise_id}"


class Merger(models.Model):
    """Two entries that are one enterprise: proposed, agreed to by both sides, in force, perhaps undone.

    Nothing is moved: `losing` keeps its rows and points to `into` while the merger is in force.
    """

    losing = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="并入的一方")
    into = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="保留的一方")
    reason = models.CharField("为什么是同一家", max_length=200)
    proposed_at = models.DateTimeField("提出时间")
    losing_agreed_at = models.DateTimeField("并入方同意", null=True)
    into_agreed_at = models.DateTimeField("保留方同意", null=True)
    merged_at = models.DateTimeField("合并时间", null=True)
    ended_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "合并"
        constraints = [
            models.CheckConstraint(condition=~Q(losing=F("into")), name="merger_of_two"),
            models.UniqueConstraint(
                fields=["losing"], condition=Q(ended_at__isnull=True), name="merger_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_at__isnull=True)
                | Q(losing_agreed_at__isnull=False, into_agreed_at__isnull=False),
                name="merger_agreed",
            ),
        ]
        indexes = [models.Index(fields=["into"], condition=Q(ended_at__isnull=True), name="merger_into")]

    def __str__(self) -> str:
        return f"{self.losing_id} → {self.into_id}"
