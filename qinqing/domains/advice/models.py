"""Questions with their exchanges, and the table by which they go to the groups."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.advice.terms import OPEN_STATES, PublicAnswerState, QuestionState, TalkWay, Verdict
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.models import Officer, ThemeGroup
from qinqing.domains.policies.models import PolicyItem
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.numbering import ADDRESS_LENGTH


class _Days(Func):
    function = "daterange"


class _Span(Func):
    function = "tstzrange"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Chainable adjectives."""

    def open(self) -> Self:
        """Somebody has still to do something."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def answered(self) -> Self:
        """Whoever asked has to say whether he understood."""
        return self.filter(state=QuestionState.ANSWERED)

    def ended(self) -> Self:
        """Nobody has anything to do any more."""
        return self.exclude(state__in=sorted(OPEN_STATES))


class Question(models.Model):
    """政策咨询: what an enterprise asks about a policy; what was said stands in its exchanges.

    `due_at` is the date of whoever must act now; `look_at` when the sweep looks at it next.
    """

    KIND: ClassVar = "question"
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
    moved = models.CharField("日历变动以后", max_length=300, blank=True)
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


class PublicAnswerQuerySet(models.QuerySet["PublicAnswer"]):
    """Chainable adjectives."""

    def published(self) -> Self:
        """What everybody reads."""
        return self.filter(state=PublicAnswerState.PUBLISHED)


class PublicAnswer(models.Model):
    """政策问答: a question and its answer in words for everybody; one person edits it, another publishes it.

    Nothing of the enterprise that asked stands in it. `outdated_at`: since then the item says something new.
    """

    KIND: ClassVar = "public_answer"
    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    item = models.ForeignKey(PolicyItem, models.PROTECT, null=True, related_name="+", verbose_name="政策事项")
    group = models.ForeignKey(ThemeGroup, models.PROTECT, null=True, related_name="+", verbose_name="专题组")
    source = models.ForeignKey(
        Question, models.PROTECT, null=True, related_name="public_answers", verbose_name="从哪件来"
    )
    state = models.CharField("状态", max_length=9, choices=PublicAnswerState.choices())
    question = models.CharField("问", max_length=200)
    answer = models.TextField("答")
    basis = models.CharField("依据", max_length=200, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁写的")
    drafted_at = models.DateTimeField("写的时间")
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁看过发布的"
    )
    published_at = models.DateTimeField("公开时间", null=True)
    outdated_at = models.DateTimeField("什么时候起可能过时", null=True)
    refusal = models.CharField("退回的原因", max_length=300, blank=True)
    withdrawal = models.CharField("撤下的原因", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PublicAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "政策问答"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PublicAnswerState.values()), name="public_answer_state"
            ),
            # Against any writer: nobody publishes what he wrote himself.
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="public_answer_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicAnswerState.PUBLISHED)
                | Q(published_at__isnull=False, checked_by__isnull=False),
                name="public_answer_published_by_two",
            ),
        ]
        indexes = [models.Index(fields=["item"], name="public_answer_of_item")]

    def __str__(self) -> str:
        return self.question


class FoundAnswer(models.Model):
    """自己找到的: somebody said of a public answer that it is what he wanted to ask."""

    answer = models.ForeignKey(PublicAnswer, models.PROTECT, related_name="found", verbose_name="政策问答")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁")
    at = models.DateTimeField("什么时候")

    class Meta:
        verbose_name = "自己找到的"
        constraints = [models.UniqueConstraint(fields=["answer", "person"], name="found_answer_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.enterprise_id}"


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


class TalkQuerySet(models.QuerySet["Talk"]):
    """Chainable adjectives."""

    def standing(self) -> Self:
        """Those that were given; what was entered by mistake was taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Talk(models.Model):
    """政策宣讲: officers told enterprises about policies, at a time, somewhere or online.

    `is_late` where it was entered long afterwards. What was entered by mistake is taken back with a reason.
    """

    KIND: ClassVar = "talk"
    public_id = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="宣讲人所在单位")
    lead = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="主讲")
    way = models.CharField("怎么讲的", max_length=6, choices=TalkWay.choices())
    place = models.CharField("地点", max_length=100, blank=True)
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    came = models.PositiveIntegerField("来了多少人")
    asked = models.CharField("问得最多的", max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁记的")
    recorded_at = models.DateTimeField("记的时间")
    is_late = models.BooleanField("补记", default=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawal = models.CharField("撤回的原因", max_length=200, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "政策宣讲"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=TalkWay.values()), name="talk_way"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="talk_span"),
            models.CheckConstraint(condition=Q(begins_at__lte=F("recorded_at")), name="talk_was_given"),
        ]
        indexes = [models.Index(fields=["area", "begins_at"], name="talk_of_area")]

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m-%d} {self.place}"


class TalkSpeaker(models.Model):
    """宣讲人: an officer at a talk. Nobody gives two at the same hour; `stands` ends with the talk."""

    talk = models.ForeignKey(Talk, models.PROTECT, related_name="speakers", verbose_name="政策宣讲")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="宣讲人")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    stands = models.BooleanField("算数", default=True)

    class Meta:
        verbose_name = "宣讲人"
        constraints = [
            ExclusionConstraint(
                name="talk_speaker_once",
                expressions=[("officer", "="), (_Span("begins_at", "ends_at"), "&&")],
                condition=Q(stands=True),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="talk_of_person")]

    def __str__(self) -> str:
        return f"{self.talk_id} {self.officer_id}"


class TalkItem(models.Model):
    """讲到的事项: a policy item that a talk was about."""

    talk = models.ForeignKey(Talk, models.PROTECT, related_name="items", verbose_name="政策宣讲")
    item = models.ForeignKey(PolicyItem, models.PROTECT, related_name="+", verbose_name="政策事项")

    class Meta:
        verbose_name = "讲到的事项"
        constraints = [models.UniqueConstraint(fields=["talk", "item"], name="talk_item_once")]

    def __str__(self) -> str:
        return f"{self.talk_id} {self.item_id}"


class TalkListing(models.Model):
    """到场企业: an enterprise that was at a talk, by the name it had; it may say that it was not."""

    KIND: ClassVar = "talk_listing"
    talk = models.ForeignKey(Talk, models.PROTECT, related_name="listings", verbose_name="政策宣讲")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="企业所在区域")
    name = models.CharField("企业名称", max_length=200)
    denied_at = models.DateTimeField("什么时候说没参加", null=True)
    denied_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁说没参加"
    )

    class Meta:
        verbose_name = "到场企业"
        constraints = [models.UniqueConstraint(fields=["talk", "enterprise"], name="talk_listing_once")]
        indexes = [models.Index(fields=["enterprise"], name="talk_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.talk_id} {self.name}"
