"""What an area decides from a day on: categories, duties, templates."""

from django.db import models
from django.db.models import PROTECT, Q

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.problems import terms
from qinqing.domains.problems.models.conditions import days_in_order, one_of


class Dated(models.Model):
    """What an area decided from a day on. Never rewritten: another word is another row from its day on.

    It takes the place of the row it `replaces` wherever its area reaches; when it ends without another, that
    row holds again. Without an area it belongs to the release.
    """

    area = models.ForeignKey(Area, PROTECT, null=True, related_name="+", verbose_name="适用区域")
    valid_from_on = models.DateField("从哪天起用")
    valid_until_on = models.DateField("从哪天起不用", null=True)
    replaces = models.ForeignKey("self", PROTECT, null=True, related_name="successors")
    replaces_id: int | None
    written_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="谁写的")

    class Meta:
        abstract = True


class Category(models.Model):
    """A kind of problem: its default class, the questions that help, and whether few may read it.

    With an area it is that area's own addition, offered there and below from its day on.
    """

    code = models.CharField("编码", max_length=8, unique=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey("self", PROTECT, null=True, related_name="children", verbose_name="上级类别")
    definition = models.CharField("说明", max_length=200)
    keywords = models.JSONField("关键词", default=list)
    questions = models.JSONField("追问", default=list)
    lane = models.CharField("办理类型", max_length=12)
    sensitive = models.BooleanField("敏感", default=False)
    area = models.ForeignKey(Area, PROTECT, null=True, related_name="+", verbose_name="哪个区域加的")
    from_on = models.DateField("从哪天起用", null=True)

    class Meta:
        verbose_name = "类别"

    def __str__(self) -> str:
        return self.name


class CategoryRule(Dated):
    """What an area decided of a kind of problem: its class, whether few may read it, what is asked.

    Also what it is called there and in which group it stands, where that differs; and whether it is still
    offered. A problem keeps the kind it has.
    """

    category = models.ForeignKey(Category, PROTECT, related_name="rules")
    name = models.CharField("在这里叫什么", max_length=40, blank=True, db_default="")
    group = models.ForeignKey(Category, PROTECT, null=True, related_name="+", verbose_name="在这里归哪一组")
    offered = models.BooleanField("还可以选", default=True, db_default=True)
    lane = models.CharField("办理类型", max_length=12)
    sensitive = models.BooleanField("敏感", default=False)
    questions = models.JSONField("追问", default=list)

    class Meta:
        verbose_name = "类别规则"
        constraints = [
            one_of("lane", terms.LaneClass.values(), "category_rule_lane_known"),
            days_in_order("category_rule_days"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} @ {self.area_id}"


class Duty(Dated):
    """One matter of the duty catalogue: who leads, who assists, on what basis, and what it is not."""

    code = models.CharField("编码", max_length=16, blank=True)
    category = models.ForeignKey(Category, PROTECT, related_name="duties")
    matter = models.CharField("事项", max_length=100)
    lead = models.CharField("主办", max_length=20)
    assist = models.JSONField("协办", default=list)
    basis = models.CharField("依据", max_length=200)
    not_this = models.CharField("常见错派", max_length=200, blank=True)

    class Meta:
        verbose_name = "派单目录"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="duty_code_once"),
            days_in_order("duty_days"),
        ]

    def __str__(self) -> str:
        return self.matter


class ReplyTemplate(Dated):
    """Words to begin an answer with: a skeleton for a result, or the standing answer to a kind of problem."""

    code = models.CharField("编码", max_length=16, blank=True)
    category = models.ForeignKey(Category, PROTECT, null=True, related_name="+", verbose_name="类别")
    result = models.CharField("结果", max_length=2, blank=True)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("正文")
    citation = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "答复范文"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="reply_template_code_once"),
            one_of("result", ["", *terms.GIVEN_RESULTS], "reply_template_result_known"),
            days_in_order("reply_template_days"),
        ]

    def __str__(self) -> str:
        return self.title
