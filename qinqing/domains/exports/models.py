"""The table of the room."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.exports.terms import Format
from qinqing.kernel.numbering import ADDRESS_LENGTH


class Export(models.Model):
    """A list that somebody took away or wants to: which, how much, what for, and who let it go."""

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    kind = models.CharField("清单", max_length=20)
    given = models.JSONField("条件", default=dict)
    says = models.CharField("条件", max_length=300, blank=True)
    rows = models.PositiveIntegerField("行数")
    areas = ArrayField(models.BigIntegerField(), verbose_name="区域")
    format = models.CharField("格式", max_length=4, choices=Format.choices())
    reason = models.CharField("用途", max_length=200, blank=True)
    at_once = models.BooleanField("不用审批")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁导出")
    requested_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁审批")
    decided_at = models.DateTimeField("审批时间", null=True)
    agreed = models.BooleanField("同意", default=False)
    refusal = models.CharField("不同意的原因", max_length=200, blank=True)
    taken_at = models.DateTimeField("取走时间", null=True)

    class Meta:
        verbose_name = "导出"
        constraints = [
            models.CheckConstraint(condition=Q(format__in=Format.values()), name="export_format"),
            # Against any writer: nobody lets his own list go, and nothing large leaves without two.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person")), name="export_by_another"
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True)
                | Q(at_once=True)
                | Q(agreed=True, decided_by__isnull=False),
                name="export_taken_by_two",
            ),
            models.CheckConstraint(condition=Q(at_once=True) | ~Q(reason=""), name="export_has_reason"),
        ]
        indexes = [models.Index(F("person"), F("requested_at").desc(), name="export_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.rows} {self.public_id}"
