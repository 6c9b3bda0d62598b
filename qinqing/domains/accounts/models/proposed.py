"""What one person wants and another must confirm."""

from django.db import models
from django.db.models import PROTECT, Q

from qinqing.domains.accounts.models.people import Person
from qinqing.domains.accounts.models.places import Area
from qinqing.domains.accounts.terms import ProposedState

WAITS = Q(state=ProposedState.WAITING.value)
BY_TWO = ~Q(state=ProposedState.CONFIRMED.value) | ~Q(decided_by=models.F("proposed_by"))
"""Nobody confirms what he proposed himself: for the constraint of each table of what is proposed."""


class Proposed(models.Model):
    """Somebody wants something otherwise in an area.

    It takes effect when a second person, whose office the area is, has confirmed it, and not before.
    """

    area = models.ForeignKey(Area, PROTECT, related_name="+", verbose_name="适用区域")
    proposed_by = models.ForeignKey(Person, PROTECT, related_name="+", verbose_name="谁拟的")
    proposed_by_id: int
    proposed_at = models.DateTimeField("什么时候拟的")
    state = models.CharField("状态", max_length=10, default=ProposedState.WAITING.value)
    decided_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("什么时候定的", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        abstract = True
