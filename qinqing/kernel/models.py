"""The corridor's tables. They hold ids and kinds, never foreign keys to rooms."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from qinqing.kernel.sealed import SealedField


class Event(models.Model):
    """One change: audit trail, timeline entry, outbox and webhook source in one append-only row."""

    name = models.CharField("事件", max_length=64)
    subject_kind = models.CharField("对象", max_length=32)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField("经办人", null=True)
    acting_for_id = models.BigIntegerField("代何人", null=True)
    role = models.CharField("以何身份", max_length=32, blank=True)
    rule = models.CharField("系统按哪条规则", max_length=64, blank=True)
    unit_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField("凭哪个令牌", null=True)
    layer = models.CharField("可见层", max_length=1)
    at = models.DateTimeField("时间")
    record = models.JSONField("记录", default=dict)
    client_key = models.UUIDField("请求标识", null=True)
    client_digest = models.CharField(max_length=64, blank=True)
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = "事件"
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "client_key"], name="event_client_key"),
            models.CheckConstraint(condition=Q(layer__in=["E", "H", "R", "S"]), name="event_layer"),
            models.CheckConstraint(
                condition=Q(actor_id__isnull=False) | ~Q(rule=""), name="event_has_author"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            # What only few may read is counted by its day; there is little of it.
            models.Index(fields=["at"], name="event_restricted_at", condition=Q(layer="R")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"


class EventAbout(models.Model):
    """What else an event is about: the timeline of anything is one index range here."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="about")
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = "事件关联"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "event"], name="event_about_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class EventDelivery(models.Model):
    """A hearer has dealt with an event: the key that makes delivery at least once take effect once."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    hearer = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "投递"
        constraints = [models.UniqueConstraint(fields=["event", "hearer"], name="event_delivery_once")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.hearer}"


class Webhook(models.Model):
    """A program is told of some kinds of events at an address of its own, as far as its token goes."""

    public_id = models.CharField(max_length=12, unique=True)
    token_id = models.BigIntegerField("凭哪个令牌")
    person_id = models.BigIntegerField("以谁的身份")
    address = models.CharField("网址", max_length=300)
    kinds = models.JSONField("哪些事", default=list)
    secret = SealedField("签名用的密钥")
    created_at = models.DateTimeField("时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "推送"
        indexes = [models.Index(fields=["token_id"], name="webhook_of_token")]

    def __str__(self) -> str:
        return self.address


class WebhookDelivery(models.Model):
    """One event on its way to one program; every try uses the same row, and the same number."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.BigIntegerField()
    kind = models.CharField("事件", max_length=64)
    state = models.CharField("状态", max_length=12)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次", null=True)
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("回答", null=True)
    says = models.CharField("为什么没有送到", max_length=200, blank=True)

    class Meta:
        verbose_name = "推送记录"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | ~Q(state="waiting") & Q(next_at=None),
                name="webhook_delivery_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="webhook_delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class DatedSetting(models.Model):
    """A value by key, area node and effective date; the nearest node upward wins, then the latest date."""

    key = models.CharField("键", max_length=80)
    area_id = models.BigIntegerField("区域", null=True)
    value = models.JSONField("值")
    effective_on = models.DateField("生效日期")
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "时限与设置"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "area_id", "effective_on"], name="dated_setting_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} @ {self.area_id or '全部'} from {self.effective_on}"


class CalendarDay(models.Model):
    """A day that differs from the weekly pattern: by the State Council's notice, or by an area's override."""

    area_id = models.BigIntegerField("区域", null=True)
    on = models.DateField("日期")
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    opens = models.TimeField("几点开始", null=True)
    closes = models.TimeField("几点结束", null=True)
    source = models.CharField("依据", max_length=200)
    version = models.CharField("版本", max_length=40)

    class Meta:
        verbose_name = "日历日"
        constraints = [
            models.UniqueConstraint(fields=["area_id", "on"], name="calendar_day_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.on} {'班' if self.works else '休'}"


class CalendarYear(models.Model):
    """A year whose official arrangement is loaded; other years are computed and marked 暂定."""

    year = models.PositiveSmallIntegerField("年", unique=True)
    source = models.CharField("依据", max_length=200)
    version = models.CharField("版本", max_length=40)

    class Meta:
        verbose_name = "日历年"

    def __str__(self) -> str:
        return str(self.year)


class StoredFile(models.Model):
    """A file's content, kept once under its SHA-256 outside the web root."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField("字节")
    media_type = models.CharField("类型", max_length=80)
    scanned = models.CharField("检查结果", max_length=20)
    at = models.DateTimeField()
    compared_at = models.DateTimeField("核对时间", null=True)
    is_whole = models.BooleanField("完好", default=True)

    class Meta:
        verbose_name = "文件内容"
        indexes = [models.Index(F("compared_at").asc(nulls_first=True), name="storedfile_next_compared")]

    def __str__(self) -> str:
        return self.sha256[:12]


class ImportRun(models.Model):
    """One import: its file's digest, its report, whether it was undone; the content until it is confirmed."""

    kind = models.CharField("种类", max_length=32)
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField(max_length=64)
    area_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    state = models.CharField("状态", max_length=10)
    summary = models.JSONField("汇总", default=dict)
    content = SealedField("待确认的文件", null=True, rows_at_once=1)

    class Meta:
        verbose_name = "导入"
        indexes = [models.Index(fields=["kind", "-id"], name="import_run_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportRow(models.Model):
    """What became of one row of an import, in words; `object_id` and `before` are what undoing needs."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    label = models.CharField("名称", max_length=100, blank=True)
    outcome = models.CharField("结果", max_length=10)
    message = models.TextField("说明", blank=True)
    object_id = models.BigIntegerField(null=True)
    before = models.JSONField("原来的内容", null=True)

    class Meta:
        verbose_name = "导入行"
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="import_row_once")]

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.outcome}"


class ImportProgress(models.Model):
    """How far the worker is with an import; written beside its transaction, so it refers to no row."""

    run_id = models.BigIntegerField("导入", primary_key=True)
    done = models.PositiveIntegerField("已处理")
    whole = models.PositiveIntegerField("共")

    class Meta:
        verbose_name = "导入进度"

    def __str__(self) -> str:
        return f"{self.run_id}: {self.done}/{self.whole}"


class SearchDocument(models.Model):
    """What can be found: bigrams of the text and scope keys in one vector.

    The web role has no grant here; it is read only through the function `search_ids`, which joins
    the words with the actor's scope, because `@@` may not use an index under a row policy.
    """

    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    text = models.TextField()
    terms = SearchVectorField()

    class Meta:
        verbose_name = "检索"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]
        indexes = [GinIndex(fields=["terms"], name="search_document_terms")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class Seal(models.Model):
    """One link of the chain over the record: the digest of the link before and of this event's words."""

    number = models.BigIntegerField("环号", primary_key=True)
    event_id = models.BigIntegerField("事件", unique=True)
    digest = models.BinaryField("摘要")

    class Meta:
        verbose_name = "封存"

    def __str__(self) -> str:
        return f"第 {self.number} 环"


class ChainHead(models.Model):
    """A link whose digest was signed and carried out of the database: from then on nothing before it can
    be written anew unnoticed."""

    number = models.BigIntegerField("环号", primary_key=True)
    digest = models.BinaryField("摘要")
    at = models.DateTimeField("时间")
    signature = models.BinaryField("签名")

    class Meta:
        verbose_name = "链头"

    def __str__(self) -> str:
        return f"到第 {self.number} 环"


class FrozenFigure(models.Model):
    """What a statistic said of an area when a month was over (`kernel.frozen`)."""

    month_on = models.DateField("月份的第一天")
    area_id = models.BigIntegerField("区域")
    key = models.CharField("指标", max_length=64)
    said = ArrayField(models.DecimalField(max_digits=14, decimal_places=4), verbose_name="数")
    frozen_at = models.DateTimeField("定稿时间")

    class Meta:
        verbose_name = "定稿的指标"
        constraints = [
            models.UniqueConstraint(fields=["month_on", "area_id", "key"], name="figure_frozen_once")
        ]

    def __str__(self) -> str:
        return f"{self.month_on} {self.key}"


class Watched(models.Model):
    """Something the platform rests on, as the worker last found it: well, or what is wrong and since when."""

    key = models.CharField(max_length=40, unique=True)
    fault = models.CharField("哪里不正常", max_length=300, blank=True)
    since_at = models.DateTimeField("从什么时候起")
    looked_at = models.DateTimeField("看过的时间")

    class Meta:
        verbose_name = "运行状况"

    def __str__(self) -> str:
        return f"{self.key}: {self.fault or '正常'}"


class SavedView(models.Model):
    """What somebody narrows a list to, under a name of his; the question, never the answer."""

    person_id = models.BigIntegerField()
    place = models.CharField("哪个列表", max_length=60)
    name = models.CharField("名字", max_length=20)
    query = models.CharField("条件", max_length=600, blank=True)
    saved_at = models.DateTimeField("什么时候记的")

    class Meta:
        verbose_name = "常看的"
        constraints = [models.UniqueConstraint(fields=["person_id", "place", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name
