"""Areas and units."""

from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.terms import (
    AreaKind,
    UnitFunction,
    UnitKind,
    UnitLevel,
)


class Area(models.Model):
    """A node of the area tree; a coordinator reaches his node and everything below."""

    code = models.CharField("代码", max_length=20)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("层级", max_length=10, choices=AreaKind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级区域")
    path = models.CharField("路径", max_length=120, help_text="从根到自己的编号，以点结尾，例如 1.4.9.")
    national_code = models.CharField("行政区划代码", max_length=12, blank=True)

    class Meta:
        verbose_name = "区域"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="area_code"),
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values()), name="area_kind"),
            models.UniqueConstraint(
                fields=["national_code"], condition=~Q(national_code=""), name="area_national_code"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="area_path", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A responsible unit. A dissolved one keeps its name in history; its successor takes what it held."""

    code = models.CharField("代码", max_length=20)
    name = models.CharField("全称", max_length=100)
    short = models.CharField("简称", max_length=20)
    kind = models.CharField("性质", max_length=12, choices=UnitKind.choices())
    level = models.CharField("级别", max_length=10, choices=UnitLevel.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级单位")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name="所在区域")
    signs_off = models.ForeignKey(
        "Person", models.PROTECT, null=True, related_name="+", verbose_name="上级审签人"
    )
    function = models.CharField("职能", max_length=14, choices=UnitFunction.choices(), blank=True)
    founded_on = models.DateField("成立日期")
    ended_on = models.DateField("撤并日期", null=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="承接单位"
    )

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="unit_code"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values()), name="unit_kind"),
            models.CheckConstraint(condition=Q(level__in=UnitLevel.values()), name="unit_level"),
            models.CheckConstraint(condition=Q(function__in=UnitFunction.values()), name="unit_function"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("founded_on")), name="unit_span"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False) & ~Q(successor=F("id")),
                name="unit_successor_after_end",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_on"], condition=Q(successor__isnull=False), name="unit_moved"),
        ]

    def __str__(self) -> str:
        return self.short
