"""What an enterprise or its officer wants corrected in the register."""

from django.db import models
from django.db.models import Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models.register import Enterprise
from qinqing.domains.enterprises.terms import EditState


class ProposedEdit(models.Model):
    """Basic facts as somebody wants them corrected; the register stays as it is until its keeper accepts.

    `changes` holds of each fact what stood in the register and what is wanted, both as text.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    changes = models.JSONField("改什么")
    why = models.CharField("依据", max_length=200)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁提出")
    proposed_at = models.DateTimeField("什么时候提出")
    state = models.CharField("状态", max_length=10, default=EditState.WAITING.value)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("什么时候定的", null=True)
    reason = models.CharField("不采纳的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "提出的更正"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EditState.values()), name="proposed_edit_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="proposed_edit_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(decided_by=models.F("proposed_by")),
                name="proposed_edit_by_two",
            ),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(state="waiting"), name="proposed_edit_waits_once"
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="proposed_edit_of")]

    def __str__(self) -> str:
        return f"更正 {self.enterprise_id}"
