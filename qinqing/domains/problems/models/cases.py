"""Problems and tasks of units: states come from the workflow, dates and holder are a cache of the ledger."""

from django.db import models
from django.db.models import PROTECT, Q
from django.db.models.functions import Coalesce

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.problems import terms
from qinqing.domains.problems.models.conditions import one_of
from qinqing.domains.problems.models.dated import Category, Duty
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel.numbering import ADDRESS_LENGTH

OPEN_STATES = tuple(s.code for s in PROBLEM_FLOW.states if not s.ends and s.code != PROBLEM_FLOW.start)
OPEN_TASK_STATES = tuple(sorted(terms.OPEN_TASKS))


_READ_OF_OPEN = [
    "area", "number", "author", "contact_person", "state", "holder", "holder_unit", "level", "handed_over",
]  # fmt: skip
"""What lists and policies ask of an open row: in the index, so that thousands are passed over unread."""
_OFFICES = [
    holder.value
    for holder in (
        terms.Holder.COORDINATOR,
        terms.Holder.COORDINATION_HEAD,
        terms.Holder.LEADER,
        terms.Holder.CALLBACK,
    )
]
"""Who must act next and reaches a whole area."""


class Problem(models.Model):
    """What troubles an enterprise. Its officer is never stored: he is whoever holds the assignment now."""

    public_id = models.CharField("地址标识", max_length=ADDRESS_LENGTH, unique=True)
    number = models.CharField("编号", max_length=13, null=True)  # noqa: DJ001  (none before it is sent)
    title = models.CharField("标题", max_length=120)
    facts = models.TextField("情况")
    place = models.CharField("地点", max_length=200, blank=True)
    channel = models.CharField("来源", max_length=10)
    source_ref = models.CharField("来源编号", max_length=60, blank=True)
    original_at = models.DateTimeField("原始时间", null=True)
    enterprise = models.ForeignKey(Enterprise, PROTECT, null=True, related_name="+", verbose_name="企业")
    area = models.ForeignKey(Area, PROTECT, related_name="+", verbose_name="区域")
    category = models.ForeignKey(Category, PROTECT, null=True, related_name="+", verbose_name="类别")
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_person = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="提出人")
    import_run_id = models.BigIntegerField(null=True)

    state = models.CharField("状态", max_length=12)
    lane = models.CharField("办理类型", max_length=12)
    sensitive = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField("上浮级别", default=0)
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0)
    round = models.PositiveSmallIntegerField("轮次", default=0)
    explained = models.BooleanField(default=False)
    fresh_reply = models.BooleanField(default=False)
    result = models.CharField("结果", max_length=2, null=True)  # noqa: DJ001  (none yet)
    ended_by = models.CharField(max_length=24, blank=True)
    rated_by_enterprise = models.BooleanField(default=False)
    waits_for_task_id = models.BigIntegerField(null=True)
    came_from = models.CharField(max_length=12, blank=True)
    supplements_asked = models.PositiveSmallIntegerField(default=0)
    supplement_marks = models.PositiveSmallIntegerField(default=0)
    lead_changes = models.PositiveSmallIntegerField("换过主办", default=0)
    lost_lead_id = models.BigIntegerField(null=True)
    charged_until_at = models.DateTimeField(null=True)
    objection = models.CharField("异议", max_length=10, blank=True)
    refused_by_head = models.BooleanField(default=False)
    handed_over = models.BooleanField("等服务官接手", default=False)
    reopened = models.PositiveSmallIntegerField("重新打开次数", default=0)

    holder = models.CharField("在谁手里", max_length=20)
    holder_unit = models.ForeignKey(Unit, PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField("到什么时候", null=True)
    promised_at = models.DateTimeField("承诺时间", null=True)
    call_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    # Of a draft: when it was last written on.
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField("提出时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    version = models.PositiveIntegerField(default=0)
    is_open = models.GeneratedField(
        expression=Q(state__in=OPEN_STATES),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    sort_due = models.GeneratedField(
        expression=Coalesce(
            "due_at", models.Value("9999-12-31T00:00:00Z", output_field=models.DateTimeField())
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "诉求"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="problem_number_once"),
            models.UniqueConstraint(
                fields=["source_ref"], condition=Q(import_run_id__isnull=False), name="problem_imported_once"
            ),
            one_of("state", [s.code for s in PROBLEM_FLOW.states], "problem_state_known"),
            one_of("channel", terms.Channel.values(), "problem_channel_known"),
            one_of("lane", terms.LaneClass.values(), "problem_lane_known"),
            one_of("holder", terms.Holder.values(), "problem_holder_known"),
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(result__in=terms.Result.values()),
                name="problem_result_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(result__isnull=False, closed_at__isnull=False),
                name="problem_closed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(channel="hotline"), name="problem_enterprise_named"
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="problem_level_known"),
            one_of("objection", terms.Objection.values(), "problem_objection_known"),
        ]
        indexes = [
            # Whoever speaks for an enterprise or serves a few: theirs are few among all that are open.
            models.Index(
                fields=["enterprise", "sort_due", "id"],
                include=_READ_OF_OPEN,
                name="problem_open_enterprise",
                condition=Q(is_open=True),
            ),
            models.Index(
                fields=["area", "state", "sort_due", "id"],
                name="problem_open_area",
                condition=Q(is_open=True),
            ),
            # Who reaches several areas finds the most urgent of all of them first, and counts them without
            # a look at the rows.
            models.Index(
                fields=["sort_due", "id"],
                include=["enterprise", *_READ_OF_OPEN],
                name="problem_open_due",
                condition=Q(is_open=True),
            ),
            # What waits for an office is a few among many, and what was raised to a level fewer still.
            models.Index(
                fields=["holder", "sort_due", "id"],
                include=["enterprise", "area", "number", "author", "contact_person", "handed_over"],
                name="problem_open_held",
                condition=Q(is_open=True, holder__in=_OFFICES),
            ),
            models.Index(
                fields=["sort_due", "id"],
                include=["area", "level"],
                name="problem_open_raised",
                condition=Q(is_open=True, level__gt=0),
            ),
            models.Index(fields=["enterprise", "-id"], name="problem_of_enterprise"),
            models.Index(fields=["area", "-id"], name="problem_of_area"),
            models.Index(
                fields=["area", "id"],
                name="problem_objected_to",
                condition=Q(objection=terms.Objection.PENDING.value),
            ),
            models.Index(fields=["look_at"], name="problem_look", condition=Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.public_id}"


class Task(models.Model):
    """One unit's share of a problem in one round. Its own enterprise and area columns serve row security."""

    problem = models.ForeignKey(Problem, PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, PROTECT, related_name="+", verbose_name="单位")
    enterprise_id = models.BigIntegerField()
    area_id = models.BigIntegerField()
    part = models.CharField("身份", max_length=10)
    state = models.CharField("状态", max_length=10)
    round = models.PositiveSmallIntegerField("轮次")
    duty = models.ForeignKey(Duty, PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="承办人")
    drafted_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    signed_off_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    result = models.CharField("结果", max_length=2, null=True)  # noqa: DJ001  (none yet)
    answer = models.TextField("答复", blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    contacted = models.BooleanField(default=False)
    in_rework = models.BooleanField(default=False)
    signed_late = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField("下一个期限", null=True)
    finish_at = models.DateTimeField("办结期限", null=True)
    is_open = models.GeneratedField(
        expression=Q(state__in=OPEN_TASK_STATES),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    sort_due = models.GeneratedField(
        expression=Coalesce(
            "due_at", models.Value("9999-12-31T00:00:00Z", output_field=models.DateTimeField())
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "办理件"
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "round"],
                name="task_one_lead",
                condition=Q(part="lead") & ~Q(state="recalled"),
            ),
            models.UniqueConstraint(
                fields=["problem", "unit", "round"], name="task_unit_once", condition=~Q(state="recalled")
            ),
            one_of("state", [s.code for s in TASK_FLOW.states], "task_state_known"),
            one_of("part", terms.Part.values(), "task_part_known"),
        ]
        indexes = [
            models.Index(
                fields=["unit", "sort_due", "id"],
                include=["problem", "enterprise_id", "area_id", "state", "part"],
                name="task_open_unit",
                condition=Q(is_open=True),
            ),
            models.Index(fields=["unit", "-id"], name="task_of_unit"),
            models.Index(fields=["enterprise_id", "unit"], name="task_of_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id}/{self.unit_id}"
