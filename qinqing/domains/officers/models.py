"""Officers, whom they serve, when they are away, and the groups they work in."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from qinqing.domains.accounts.models import Person, Unit
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.terms import Part, Rank, TenRole


class _Days(Func):
    function = "daterange"


class _Span(Func):
    function = "tstzrange"


class Officer(models.Model):
    """A person who serves enterprises beside his post. One record for good; `active_until_on` ends it."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="派出单位")
    rank = models.CharField("职级", max_length=10, choices=Rank.choices())
    specialities = ArrayField(models.CharField(max_length=20), verbose_name="专长", default=list)
    ten_roles = ArrayField(
        models.CharField(max_length=16, choices=TenRole.choices()), verbose_name="十合一", default=list
    )
    active_from_on = models.DateField("起")
    active_until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "首席服务官"
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=Rank.values()), name="officer_rank"),
            models.CheckConstraint(
                condition=Q(ten_roles__contained_by=TenRole.values()), name="officer_ten_roles"
            ),
            models.CheckConstraint(
                condition=Q(active_until_on__isnull=True) | Q(active_until_on__gte=F("active_from_on")),
                name="officer_span",
            ),
        ]
        indexes = [models.Index(fields=["unit"], name="officer_of_unit")]

    def __str__(self) -> str:
        return f"首席服务官 {self.person_id}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Chainable adjectives."""

    def current(self, day: date) -> Self:
        """Holding on `day`, by an officer who still is one."""
        active = Q(officer__active_until_on__isnull=True) | Q(officer__active_until_on__gt=day)
        holding = Q(until_on__isnull=True) | Q(until_on__gt=day)
        return self.filter(active, holding, from_on__lte=day)


class Assignment(models.Model):
    """挂点: an officer serves an enterprise, from a day on; `until_on` is the first day on which no longer.

    Policies read the plain columns; what may not overlap is the exclusion constraints' business.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="assignments", verbose_name="服务官")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    part = models.CharField("角色", max_length=1, choices=Part.choices())
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "挂点"
        constraints = [
            models.CheckConstraint(condition=Q(part__in=Part.values()), name="assignment_part"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="assignment_span"
            ),
            ExclusionConstraint(
                name="assignment_part_once",
                expressions=[("enterprise", "="), ("part", "="), (_Days("from_on", "until_on"), "&&")],
            ),
            ExclusionConstraint(
                name="assignment_officer_once",
                expressions=[("officer", "="), ("enterprise", "="), (_Days("from_on", "until_on"), "&&")],
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "enterprise"], condition=Q(until_on__isnull=True), name="assignment_open"
            ),
            models.Index(
                fields=["enterprise"],
                include=["officer", "part", "from_on", "until_on"],
                name="assignment_of_enterprise",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.part} {self.enterprise_id}"


class Absence(models.Model):
    """An officer is away for a time; with a substitute his enterprises are served meanwhile."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="absences", verbose_name="服务官")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止")
    substitute = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="substitutions", verbose_name="代管人"
    )

    class Meta:
        verbose_name = "离岗"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("from_at")), name="absence_span"),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("officer")), name="absence_by_another"
            ),
            ExclusionConstraint(
                name="absence_once", expressions=[("officer", "="), (_Span("from_at", "until_at"), "&&")]
            ),
        ]
        indexes = [models.Index(fields=["substitute", "until_at"], name="absence_of_substitute")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.from_at:%Y-%m-%d}"


class ThemeGroup(models.Model):
    """专题组: officers who work on one theme across enterprises."""

    name = models.CharField("名称", max_length=40, unique=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "专题组"

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """An officer in a theme group, for a time."""

    group = models.ForeignKey(ThemeGroup, models.PROTECT, related_name="members", verbose_name="专题组")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="groups", verbose_name="服务官")
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "专题组成员"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="group_member_span"
            ),
            ExclusionConstraint(
                name="group_member_once",
                expressions=[("group", "="), ("officer", "="), (_Days("from_on", "until_on"), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.officer_id}"


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Chainable adjectives."""

    def current(self, day: date) -> Self:
        """Holding on `day`, by a leader who has not left."""
        stays = Q(leader__leaves_on__isnull=True) | Q(leader__leaves_on__gt=day)
        return self.filter(stays, Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)


class Pairing(models.Model):
    """包联: a leader answers for an enterprise beside its officer, from a day to a day; one at a time."""

    leader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="包联领导")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = "包联"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="pairing_span"
            ),
            ExclusionConstraint(
                name="pairing_once",
                expressions=[("enterprise", "="), (_Days("from_on", "until_on"), "&&")],
            ),
        ]
        indexes = [models.Index(fields=["leader"], name="pairing_of_leader")]

    def __str__(self) -> str:
        return f"{self.leader_id} {self.enterprise_id}"


class Handover(models.Model):
    """交接单: what somebody leaves behind at an enterprise; one for each assignment that ends, or is to end.

    From `ended_at` on he served it no longer; until `closes_at` he may read this sheet. `listed_at` is when
    its lines were last brought up to what was open; before that, having none says nothing.
    """

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="handover", verbose_name="挂点"
    )
    ended_at = models.DateTimeField("从什么时候起不再服务", null=True)
    closes_at = models.DateTimeField("离开的人看到什么时候", null=True)
    listed_at = models.DateTimeField("什么时候列出在办的事", null=True)
    confirmed_at = models.DateTimeField("离开的人什么时候确认", null=True)
    taken_at = models.DateTimeField("什么时候接手", null=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁接手")

    class Meta:
        verbose_name = "交接单"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, closes_at__isnull=True)
                | Q(ended_at__isnull=False, closes_at__gte=F("ended_at")),
                name="handover_read_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False, ended_at__isnull=False),
                name="handover_taken_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"交接 {self.assignment_id}"


class HandoverLine(models.Model):
    """One open thing on the sheet as it was called then, and the leaver's word to whoever follows; `note` is
    what the coordinator wrote about it where he changed the officer.

    `kind` and `thing_id` name a row of a room above, as events do.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines", verbose_name="交接单")
    kind = models.CharField("哪一种", max_length=16)
    thing_id = models.BigIntegerField("哪一件")
    title = models.CharField("当时的标题", max_length=300)
    words = models.CharField("给接替人的话", max_length=500, blank=True)
    note = models.CharField("协调办的交接说明", max_length=2100, blank=True)

    class Meta:
        verbose_name = "交接单上的一件"
        constraints = [
            models.UniqueConstraint(fields=["handover", "kind", "thing_id"], name="handover_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
