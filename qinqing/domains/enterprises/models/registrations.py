"""Who asked by himself to speak for an enterprise."""

from django.db import models
from django.db.models import Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models.register import Contact, Enterprise
from qinqing.kernel.sealed import IndexField, SealedField


class Registration(models.Model):
    """Somebody asks to speak for an enterprise; its keeper calls him and confirms, or says why not.

    `enterprise` is missing where the code he wrote is on no enterprise of the register.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="+", verbose_name="企业"
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    enterprise_name = models.CharField("企业名称", max_length=200)
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    phone = SealedField("手机号")
    phone_index = IndexField(of="phone")
    email = models.EmailField("电子邮箱", blank=True)
    phone_confirmed_at = models.DateTimeField("手机号验证时间", null=True)
    email_confirmed_at = models.DateTimeField("邮箱验证时间", null=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    asked_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, related_name="+", verbose_name="成为的联系人"
    )
    reason = models.CharField("不同意的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "开户申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, contact__isnull=True, reason="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, contact__isnull=False, reason="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, contact__isnull=True) & ~Q(reason=""),
                name="registration_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(email_confirmed_at=None) | ~Q(email=""), name="registration_confirmed_is_there"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(decided_at__isnull=True), name="registration_open"),
            models.Index(fields=["address", "asked_at"], name="registration_from"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.credit_code}"
