"""Questions with their exchanges, and the table by which they go to the groups."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.advice.terms import OPEN_STATES, QuestionState, Verdict
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.models import ThemeGroup
from qinqing.domains.policies.models import PolicyItem
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.numbering import ADDRESS_LENGTH


class _Days(Func):
    function = "daterange"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Chainable adjectives."""

    def open(self) -> Self:
        """Somebody has still to do something."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def ended(self) -> Self:
        """Nobody has anything to do any more."""
        return self.exclude(state__in=sorted(OPEN_STATES))


class Question(models.Model):
    """政策咨询: what an enterprise asks about a policy; what was said stands in its exchanges.

    `due_at` is the date of whoever must act now; `look_at` when the sweep looks at it next.
    """

    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    number = models.CharField("编号", max_length=16)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    item = models.ForeignKey(PolicyItem, models.PROTECT, null=True, related_name="+", verbose_name="政策事项")
    benefit_class = models.CharField("类型", max_length=13, choices=BenefitClass.choices(), blank=True)
    group = models.ForeignKey(ThemeGroup, models.PROTECT, null=True, related_name="+", verbose_name="专题组")
    state = models.CharField("状态", max_length=9, choices=QuestionState.choices())
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁问的")
    on_behalf = models.BooleanField("服务官代问", default=False)
    asked_at = models.DateTimeField("提问时间")
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁领走了")
    passed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="最后谁转的"
    )
    answers = models.PositiveSmallIntegerField("答过几次", default=0)
    due_at = models.DateTimeField("到什么时候", null=True)
    look_at = models.DateTimeField("下次看", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "政策咨询"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="advice_question_number"),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values()), name="question_state"),
            models.CheckConstraint(
                condition=Q(benefit_class__in=["", *BenefitClass.values()]), name="question_class"
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.TAKEN) | Q(holder__isnull=False), name="question_taken_by"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_STATES), closed_at__isnull=True)
                | ~Q(state__in=sorted(OPEN_STATES)) & Q(closed_at__isnull=False),
                name="question_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="question_look"),
            models.Index(
                fields=["group", "due_at"],
                condition=Q(state__in=[QuestionState.ASKED.value, QuestionState.TAKEN.value]),
                name="question_of_group",
            ),
            models.Index(fields=["enterprise"], name="question_of_enterprise"),
            models.Index(fields=["area", "asked_at"], name="question_of_area"),
        ]

    def __str__(self) -> str:
        return self.number


class Exchange(models.Model):
    """一问一答: what was asked, by when an answer was promised, the answer, what its asker said of it.

    Where `by_call` the answer is what was said on the telephone.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="exchanges", verbose_name="政策咨询")
    number = models.PositiveSmallIntegerField("第几次")
    by_call = models.BooleanField("电话讲的", default=False)
    asked = models.TextField("问的话")
    asked_at = models.DateTimeField("什么时候问的")
    limit = models.CharField("时限", max_length=12)
    limit_source = models.CharField("时限从哪来", max_length=200)
    calendar_version = models.CharField(max_length=40)
    due_at = models.DateTimeField("到什么时候")
    breached_at = models.DateTimeField("什么时候发现超期", null=True)
    answer = models.TextField("答复", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁答的"
    )
    answered_at = models.DateTimeField("什么时候答的", null=True)
    verdict = models.CharField("企业怎么说", max_length=7, choices=Verdict.choices(), blank=True, default="")
    said_at = models.DateTimeField("企业什么时候说的", null=True)

    class Meta:
        verbose_name = "一问一答"
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="exchange_number"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values()), name="exchange_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answered_at__isnull=False), name="exchange_said_of_an_answer"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="exchange_due")]

    def __str__(self) -> str:
        return f"{self.question_id} 第 {self.number} 次"


class RouteQuerySet(models.QuerySet["Route"]):
    """Chainable adjectives."""

    def current(self, day: date) -> Self:
        """Holding on `day`."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)


class Route(models.Model):
    """咨询分派: to which group questions go, in a place, by who issued the policy and by its class.

    A row is never rewritten: the next one for the same ends it on its first day.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    benefit_class = models.CharField("类型", max_length=13, choices=BenefitClass.choices(), blank=True)
    group = models.ForeignKey(ThemeGroup, models.PROTECT, related_name="+", verbose_name="专题组")
    from_on = models.DateField("从哪天起")
    until_on = models.DateField("到哪天", null=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁写的")

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = "咨询分派"
        constraints = [
            models.CheckConstraint(
                condition=Q(benefit_class__in=["", *BenefitClass.values()]), name="route_class"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="route_span"
            ),
            ExclusionConstraint(
                name="route_alone",
                expressions=[
                    ("area", "="), ("issuer", "="), ("benefit_class", "="),
                    (_Days("from_on", "until_on"), "&&"),
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area_id} {self.issuer}{self.benefit_class} → {self.group_id}"
