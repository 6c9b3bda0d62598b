"""The raise link of an enterprise: whoever holds it says what troubles the enterprise, without signing in."""

from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models.register import Enterprise


class RaiseLink(models.Model):
    """One at a time for an enterprise, printed as a QR code; only the digest of its key is kept."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁做的")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "诉求二维码"
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(revoked_at__isnull=True), name="raise_link_alone"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="raise_link_span"),
        ]

    def __str__(self) -> str:
        return f"诉求二维码 {self.enterprise_id}"
