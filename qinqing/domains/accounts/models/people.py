"""People and what they may do."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce

from qinqing.domains.accounts.models.places import Area, Unit
from qinqing.domains.accounts.terms import (
    ADMINISTRATORS,
    AREA_ROLES,
    GRANTED_ROLES,
    PLACELESS_ROLES,
    UNIT_ROLES,
    PersonKind,
    Role,
)
from qinqing.kernel.sealed import IndexField, SealedField

_SPAN = Func("from_at", "until_at", function="tstzrange")


def _values(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]  # a migration must not depend on the class


class Person(models.Model):
    """Somebody who may sign in, or could once. What he may do stands in his grants."""

    login = models.CharField("账号", max_length=60)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField(max_length=120, blank=True)
    kind = models.CharField("身份", max_length=10, choices=PersonKind.choices())
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    post = models.CharField("职务", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    work_phone = models.CharField("办公电话", max_length=30, blank=True)
    phone = SealedField("手机号", null=True)
    phone_index = IndexField(of="phone", blank=True)
    is_active = models.BooleanField("在用", default=True)
    leaves_on = models.DateField("从哪天起离任", null=True)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(fields=["login"], name="person_login"),
            models.CheckConstraint(condition=Q(kind__in=PersonKind.values()), name="person_kind"),
            models.CheckConstraint(
                condition=Q(kind=PersonKind.STAFF.value) | Q(unit__isnull=True), name="person_unit_of_staff"
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index="") | Q(phone__isnull=False) & ~Q(phone_index=""),
                name="person_phone_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="person_phone"),
            models.Index(fields=["pinyin", "id"], name="person_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role given to a person for a time, for an area or a unit where the role has one."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name="人员")
    role = models.CharField(
        "角色", max_length=20, choices=[(role.value, role.label) for role in GRANTED_ROLES]
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name="区域")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止", null=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="授权人")

    class Meta:
        verbose_name = "授权"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=_values(AREA_ROLES), area__isnull=False, unit__isnull=True)
                | Q(role__in=_values(UNIT_ROLES), unit__isnull=False, area__isnull=True)
                | Q(role__in=_values(PLACELESS_ROLES), area__isnull=True, unit__isnull=True),
                name="grant_place_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="grant_span"
            ),
            ExclusionConstraint(
                name="grant_once",
                expressions=[
                    ("person", "="),
                    ("role", "="),
                    (Coalesce("area_id", Value(0)), "="),
                    (Coalesce("unit_id", Value(0)), "="),
                    (_SPAN, "&&"),
                ],
            ),
            # The three administrators stay apart against any writer, two at the same time included.
            ExclusionConstraint(
                name="grant_administrators_apart",
                expressions=[
                    ("person", "="),
                    (
                        Case(
                            *(
                                When(role=role, then=Value(n))
                                for n, role in enumerate(_values(ADMINISTRATORS), 1)
                            ),
                            default=Value(0),
                            output_field=models.IntegerField(),
                        ),
                        "<>",
                    ),
                    (_SPAN, "&&"),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                include=["role", "area", "unit", "from_at", "until_at"],
                name="grant_of_person",
            ),
            models.Index(fields=["unit", "role"], condition=Q(unit__isnull=False), name="grant_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {Role.label_of(self.role)}"


class Delegation(models.Model):
    """For a time a delegate reaches what the leader reaches; he acts as himself, both are recorded.

    He acts for one leader at a time, so that for whom he acted is never in doubt.
    """

    leader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领导")
    delegate = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="受托人")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止")

    class Meta:
        verbose_name = "委托"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("from_at")), name="delegation_span"),
            models.CheckConstraint(condition=~Q(leader=F("delegate")), name="delegation_to_another"),
            ExclusionConstraint(
                name="delegation_for_one",
                expressions=[("delegate", "="), (_SPAN, "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} → {self.delegate_id}"


class Feedback(models.Model):
    """What somebody thinks of the platform itself, signed in or not, and what became of it."""

    words = models.TextField("说了什么")
    reach = SealedField("怎么找他", null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁说的")
    address = models.GenericIPAddressField("来源地址", null=True)
    said_at = models.DateTimeField("什么时候")
    dealt_at = models.DateTimeField("处理时间", null=True)
    dealt_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    outcome = models.CharField("怎么处理的", max_length=500, blank=True)

    class Meta:
        verbose_name = "意见建议"
        constraints = [
            models.CheckConstraint(
                condition=Q(dealt_at__isnull=True, dealt_by__isnull=True, outcome="")
                | Q(dealt_at__isnull=False, dealt_by__isnull=False) & ~Q(outcome=""),
                name="feedback_dealt_whole",
            ),
        ]
        indexes = [models.Index(fields=["address", "said_at"], name="feedback_from")]

    def __str__(self) -> str:
        return self.words[:20]
