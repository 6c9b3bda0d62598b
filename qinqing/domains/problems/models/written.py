"""What is written beside a problem: drafts, the ledger of its clocks, calls, ratings, files, links."""

from django.db import models
from django.db.models import CASCADE, PROTECT, Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models import Contact
from qinqing.domains.problems import terms
from qinqing.domains.problems.models.cases import Problem, Task
from qinqing.domains.problems.models.conditions import one_of
from qinqing.kernel.models import StoredFile
from qinqing.kernel.numbering import ADDRESS_LENGTH


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
        constraints = [one_of("clock", terms.ClockKind.values(), "ledger_clock_known")]
        indexes = [
            models.Index(fields=["problem", "id"], name="ledger_of_problem"),
            # The dates of the leads of a year are read from the index alone.
            models.Index(
                fields=["task", "-id"],
                include=["problem", "clock", "kind", "at", "due_at"],
                name="ledger_of_leads",
                condition=Q(clock__in=[clock.value for clock in terms.LEAD_CLOCKS.values()]),
            ),
        ]

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
            one_of("purpose", terms.ContactPurpose.values(), "contact_purpose_known"),
            one_of("way", terms.Way.values(), "contact_way_known"),
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
        constraints = [one_of("layer", [*terms.FILE_LAYERS], "attachment_layer_known")]
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
