"""Tables of the room. States come from the workflow; dates and holder are a cache of the ledger."""

from django.db import models
from django.db.models import CASCADE, PROTECT, Q
from django.db.models.functions import Coalesce

from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.problems import terms
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel.models import StoredFile
from qinqing.kernel.numbering import ADDRESS_LENGTH

OPEN_STATES = tuple(s.code for s in PROBLEM_FLOW.states if not s.ends and s.code != PROBLEM_FLOW.start)
OPEN_TASK_STATES = tuple(sorted(terms.OPEN_TASKS))


def _one_of(field: str, values: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


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


def _days(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=models.F("valid_from_on")), name=name
    )


class Category(models.Model):
    """A kind of problem: its default class, the questions that help, and whether few may read it."""

    code = models.CharField("编码", max_length=8, unique=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey("self", PROTECT, null=True, related_name="children", verbose_name="上级类别")
    definition = models.CharField("说明", max_length=200)
    keywords = models.JSONField("关键词", default=list)
    questions = models.JSONField("追问", default=list)
    lane = models.CharField("办理类型", max_length=12)
    sensitive = models.BooleanField("敏感", default=False)

    class Meta:
        verbose_name = "类别"

    def __str__(self) -> str:
        return self.name


class CategoryRule(Dated):
    """What an area decided of a kind of problem: its class, whether few may read it, what is asked."""

    category = models.ForeignKey(Category, PROTECT, related_name="rules")
    lane = models.CharField("办理类型", max_length=12)
    sensitive = models.BooleanField("敏感", default=False)
    questions = models.JSONField("追问", default=list)

    class Meta:
        verbose_name = "类别规则"
        constraints = [
            _one_of("lane", terms.LaneClass.values(), "category_rule_lane_known"),
            _days("category_rule_days"),
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
            _days("duty_days"),
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
            _one_of("result", ["", *terms.Result.values()], "reply_template_result_known"),
            _days("reply_template_days"),
        ]

    def __str__(self) -> str:
        return self.title


_READ_OF_OPEN = [
    "area", "number", "author", "contact_person", "state", "holder", "holder_unit", "level", "handed_over",
]  # fmt: skip
"""What lists and policies ask of an open row: in the index, so that thousands are passed over unread."""


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
            _one_of("state", [s.code for s in PROBLEM_FLOW.states], "problem_state_known"),
            _one_of("channel", terms.Channel.values(), "problem_channel_known"),
            _one_of("lane", terms.LaneClass.values(), "problem_lane_known"),
            _one_of("holder", terms.Holder.values(), "problem_holder_known"),
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
            _one_of("objection", terms.Objection.values(), "problem_objection_known"),
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
            _one_of("state", [s.code for s in TASK_FLOW.states], "task_state_known"),
            _one_of("part", terms.Part.values(), "task_part_known"),
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


class ProposedDay(models.Model):
    """A day that a coordinator wants otherwise in an area, or again as it is everywhere (no `kind`).

    It takes effect when a second person, the coordination head, has confirmed it, and not before.
    """

    area = models.ForeignKey(Area, PROTECT, related_name="+", verbose_name="适用区域")
    on = models.DateField("哪一天")
    kind = models.CharField("怎样", max_length=10, blank=True)
    name = models.CharField("原因", max_length=40)
    source = models.CharField("依据", max_length=100, blank=True)
    proposed_by = models.ForeignKey(Person, PROTECT, related_name="+", verbose_name="谁拟的")
    proposed_at = models.DateTimeField("什么时候拟的")
    state = models.CharField("状态", max_length=10, default=terms.ProposedState.WAITING.value)
    decided_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("什么时候定的", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "拟定的日子"
        constraints = [
            _one_of("state", terms.ProposedState.values(), "proposed_day_state_known"),
            _one_of("kind", ["", *terms.DayKind.values()], "proposed_day_kind_known"),
            models.UniqueConstraint(
                fields=["area", "on"], condition=Q(state=terms.ProposedState.WAITING.value),
                name="proposed_day_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=models.F("proposed_by")),
                name="proposed_day_by_two",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class ReplyDraft(models.Model):
    """What a unit is writing as its reply, its own alone: all versions stay, the newest is gone on with."""

    task = models.ForeignKey(Task, PROTECT, related_name="drafts")
    unit_id = models.BigIntegerField()
    version = models.PositiveSmallIntegerField("第几版")
    words = models.JSONField("写到哪里")
    saved_by = models.ForeignKey(Person, PROTECT, related_name="+", verbose_name="谁存的")
    saved_at = models.DateTimeField("什么时候存的")

    class Meta:
        verbose_name = "答复草稿"
        constraints = [models.UniqueConstraint(fields=["task", "version"], name="reply_draft_version_once")]

    def __str__(self) -> str:
        return f"{self.task_id} v{self.version}"


class LedgerEntry(models.Model):
    """One line of a problem's clock ledger: append-only; every date on a page is derived from these."""

    problem = models.ForeignKey(Problem, CASCADE, related_name="ledger")
    task = models.ForeignKey(Task, PROTECT, null=True, related_name="+")
    event_id = models.BigIntegerField(null=True)
    clock = models.CharField("钟", max_length=1)
    kind = models.CharField("种类", max_length=8)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    old_due_at = models.DateTimeField(null=True)
    limit = models.CharField(max_length=12, blank=True)
    bucket = models.CharField(max_length=10, null=True)  # noqa: DJ001  (of transfers only)
    party = models.CharField(max_length=20, null=True)  # noqa: DJ001  (of transfers only)
    applied = models.BooleanField(null=True)
    unbroken = models.BooleanField(default=False)
    minutes = models.IntegerField(null=True)
    calendar_version = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "时间账"
        constraints = [_one_of("clock", terms.ClockKind.values(), "ledger_clock_known")]
        indexes = [models.Index(fields=["problem", "id"], name="ledger_of_problem")]

    def __str__(self) -> str:
        return f"{self.clock} {self.kind}"


class ContactRecord(models.Model):
    """Someone spoke with the enterprise, or tried to."""

    problem = models.ForeignKey(Problem, PROTECT, related_name="contacts")
    task = models.ForeignKey(Task, PROTECT, null=True, related_name="+")
    event_id = models.BigIntegerField()
    person = models.ForeignKey(Person, PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)
    way = models.CharField("方式", max_length=10)
    with_whom = models.CharField("和谁", max_length=60, blank=True)
    at = models.DateTimeField("时间")
    reached = models.BooleanField("联系上了")
    said = models.TextField("说了什么", blank=True)

    class Meta:
        verbose_name = "联系记录"
        constraints = [
            _one_of("purpose", terms.ContactPurpose.values(), "contact_purpose_known"),
            _one_of("way", terms.Way.values(), "contact_way_known"),
        ]
        indexes = [models.Index(fields=["problem", "purpose"], name="contact_of_problem")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.way}"


class Rating(models.Model):
    """The enterprise's word, solved asked apart from content; a spoken word that callback wrote is apart."""

    problem = models.ForeignKey(Problem, PROTECT, related_name="ratings")
    event_id = models.BigIntegerField()
    round = models.PositiveSmallIntegerField()
    solved = models.CharField("解决没有", max_length=16, blank=True)
    grade = models.PositiveSmallIntegerField("满意度", null=True)
    sub_scores = models.JSONField("分项", default=dict)
    words = models.TextField("原话", blank=True)
    by_callback = models.BooleanField("代录", default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "评价"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(1, 5)), name="rating_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(solved="") | Q(solved__in=terms.Solved.values()), name="rating_solved_known"
            ),
        ]
        indexes = [models.Index(fields=["problem", "id"], name="rating_of_problem")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.solved}"


class Attachment(models.Model):
    """A file given with a step; its layer says who may download it."""

    public_id = models.CharField("地址标识", max_length=ADDRESS_LENGTH, unique=True)
    problem = models.ForeignKey(Problem, PROTECT, related_name="attachments")
    event_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=160)
    layer = models.CharField(max_length=1)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "附件"
        constraints = [_one_of("layer", terms.Layer.values(), "attachment_layer_known")]
        indexes = [models.Index(fields=["problem", "id"], name="attachment_of_problem")]

    def __str__(self) -> str:
        return self.name


class ProblemLink(models.Model):
    """By which one contact follows one problem without signing in; only the digest of its key is kept."""

    problem = models.ForeignKey(Problem, PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, PROTECT, related_name="+", verbose_name="给谁")
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, PROTECT, null=True, related_name="+", verbose_name="谁给的")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "诉求链接"
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "contact"],
                condition=Q(revoked_at__isnull=True),
                name="problem_link_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"诉求链接 {self.problem_id}"
