"""What one person wants and another must confirm."""

from django.db import models
from django.db.models import PROTECT, Q

from qinqing.domains.accounts.models.people import Person
from qinqing.domains.accounts.models.places import Area, Unit
from qinqing.domains.accounts.terms import ProposedState, StaffChange
from qinqing.kernel.sealed import IndexField, SealedField

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


class ProposedStaff(Proposed):
    """Somebody whom a unit got, or who leaves it; `area` is whose coordination confirms it.

    `person` is who leaves, or who was made when it was confirmed. The number is kept only while it waits.
    """

    unit = models.ForeignKey(Unit, PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("什么变动", max_length=10)
    person = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    work_phone = models.CharField("办公电话", max_length=30, blank=True)
    phone = SealedField("手机号", null=True)
    phone_index = IndexField(of="phone", blank=True)
    leaves_on = models.DateField("从哪天起离任", null=True)
    why = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "报来的人员变动"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StaffChange.values()), name="proposed_staff_kind"),
            models.CheckConstraint(
                condition=Q(state__in=ProposedState.values()), name="proposed_staff_state"
            ),
            models.CheckConstraint(
                condition=Q(kind=StaffChange.JOINING.value, leaves_on__isnull=True)
                | Q(kind=StaffChange.LEAVING.value, leaves_on__isnull=False, person__isnull=False),
                name="proposed_staff_whole",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index="") | Q(phone__isnull=False) & ~Q(phone_index=""),
                name="proposed_staff_sealed",
            ),
            models.CheckConstraint(condition=BY_TWO, name="proposed_staff_by_two"),
            models.UniqueConstraint(fields=["person"], condition=WAITS, name="proposed_staff_person"),
            models.UniqueConstraint(
                fields=["phone_index"], condition=WAITS & ~Q(phone_index=""), name="proposed_staff_phone"
            ),
        ]
        indexes = [
            models.Index(fields=["area"], condition=WAITS, name="proposed_staff_waiting"),
            models.Index(fields=["unit", "-id"], name="proposed_staff_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
