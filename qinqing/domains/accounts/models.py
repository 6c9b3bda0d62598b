"""Areas, units, people, what they may do and when they were here."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce

from qinqing.domains.accounts.terms import (
    ADMINISTRATORS,
    AREA_ROLES,
    GRANTED_ROLES,
    MOST_TOKEN_DAYS,
    PLACELESS_ROLES,
    UNIT_ROLES,
    AreaKind,
    CodeWay,
    PersonKind,
    Role,
    UnitFunction,
    UnitKind,
    UnitLevel,
)

_SPAN = Func("from_at", "until_at", function="tstzrange")


def _values(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]  # a migration must not depend on the class


class Area(models.Model):
    """A node of the area tree; a coordinator reaches his node and everything below."""

    code = models.CharField("代码", max_length=20)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("层级", max_length=10, choices=AreaKind.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级区域")
    path = models.CharField("路径", max_length=120, help_text="从根到自己的编号，以点结尾，例如 1.4.9.")
    national_code = models.CharField("行政区划代码", max_length=12, blank=True)

    class Meta:
        verbose_name = "区域"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="area_code"),
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values()), name="area_kind"),
            models.UniqueConstraint(
                fields=["national_code"], condition=~Q(national_code=""), name="area_national_code"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="area_path", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A responsible unit. A dissolved one keeps its name in history; its successor takes what it held."""

    code = models.CharField("代码", max_length=20)
    name = models.CharField("全称", max_length=100)
    short = models.CharField("简称", max_length=20)
    kind = models.CharField("性质", max_length=12, choices=UnitKind.choices())
    level = models.CharField("级别", max_length=10, choices=UnitLevel.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级单位")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name="所在区域")
    signs_off = models.ForeignKey(
        "Person", models.PROTECT, null=True, related_name="+", verbose_name="上级审签人"
    )
    function = models.CharField("职能", max_length=14, choices=UnitFunction.choices(), blank=True)
    founded_on = models.DateField("成立日期")
    ended_on = models.DateField("撤并日期", null=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="承接单位"
    )

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="unit_code"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values()), name="unit_kind"),
            models.CheckConstraint(condition=Q(level__in=UnitLevel.values()), name="unit_level"),
            models.CheckConstraint(condition=Q(function__in=UnitFunction.values()), name="unit_function"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("founded_on")), name="unit_span"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False) & ~Q(successor=F("id")),
                name="unit_successor_after_end",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_on"], condition=Q(successor__isnull=False), name="unit_moved"),
        ]

    def __str__(self) -> str:
        return self.short


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
    phone = models.BinaryField("手机号", null=True)
    phone_index = models.CharField(max_length=64, blank=True)
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


class Credential(models.Model):
    """A person's password, apart from what others may read of him."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    password = models.CharField("口令摘要", max_length=200)
    temporary = models.BooleanField("须修改", help_text="由管理员设定的口令，本人改过之前不能办事")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "口令"

    def __str__(self) -> str:
        return f"口令 {self.person_id}"


class SecondFactor(models.Model):
    """The secret that a person's authenticator app shares with us, sealed; there only once he has used it."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    secret = models.BinaryField("密钥")
    taken = models.BigIntegerField("用过的最后一段时间", default=0)
    confirmed_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "第二重验证"

    def __str__(self) -> str:
        return f"第二重验证 {self.person_id}"


class RecoveryCode(models.Model):
    """For whoever has lost his app: opens once; only the digest is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "备用码"
        constraints = [
            models.UniqueConstraint(fields=["person", "code_hash"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"备用码 {self.person_id}"


class OneTimeLink(models.Model):
    """By which a person chooses his password, once; only the digest of its key is kept."""

    key_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="给谁")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谁给的")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("到期时间")
    used_at = models.DateTimeField("使用时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "一次性链接"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="one_time_link_alone",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="one_time_link_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"一次性链接 {self.person_id}"


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
    """For a time a delegate reaches what the leader reaches; he acts as himself, both are recorded."""

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
                name="delegation_once",
                expressions=[("leader", "="), ("delegate", "="), (_SPAN, "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} → {self.delegate_id}"


class Session(models.Model):
    """One signed-in browser; only the digest of its key is kept, and nothing of a person's rights."""

    key_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("结束时间", null=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    device = models.CharField("设备", max_length=40)
    waits_for_code = models.BooleanField("等第二重验证", default=False, db_default=False)

    class Meta:
        verbose_name = "登录"
        indexes = [models.Index(fields=["person", "ended_at"], name="session_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.device}"


class Token(models.Model):
    """What lets a program act as a person, with the rights named here of those he has at the time.

    Requested by one administrator, issued by another; only the digest of its key is kept.
    """

    public_id = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="以谁的身份")
    purpose = models.CharField("用途", max_length=200)
    rights = models.JSONField("权限", default=list)
    network = models.CharField("只从这里用", max_length=49, blank=True)
    days = models.PositiveSmallIntegerField("有效天数")
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申请人")
    requested_at = models.DateTimeField("申请时间")
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间", null=True)
    expires_at = models.DateTimeField("到期时间", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    seen_at = models.DateTimeField("最近使用", null=True)
    key_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (none before it is issued)

    class Meta:
        verbose_name = "令牌"
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_TOKEN_DAYS), name="token_days"),
            models.CheckConstraint(
                condition=Q(issued_by=None, issued_at=None, expires_at=None, key_hash=None)
                | Q(issued_by__isnull=False, issued_at__isnull=False, expires_at__isnull=False)
                & Q(key_hash__isnull=False)
                & Q(expires_at__lte=F("issued_at") + timedelta(days=MOST_TOKEN_DAYS)),
                name="token_issued_whole",
            ),
            # Against any writer: nobody issues one to himself or what he asked for himself.
            models.CheckConstraint(
                condition=~Q(issued_by=F("person")) & ~Q(issued_by=F("requested_by"))
                | Q(issued_by__isnull=True),
                name="token_by_another",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="token_of_person")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.person_id}"


class ConfirmationCode(models.Model):
    """A code on its way to a number or address, and what became of it: it opens one thing, once.

    Kept are digests. The sealed address is there until the code was sent; who may send a code back holds the
    stub of the form that asked for it.
    """

    stub_hash = models.CharField(max_length=64, unique=True)
    bound = models.CharField(max_length=64, help_text="摘要：做什么用、为哪一件、发到哪里")
    way = models.CharField("渠道", max_length=5, choices=CodeWay.choices())
    address = models.BinaryField("发到哪里", null=True)
    address_index = models.CharField(max_length=64)
    network = models.GenericIPAddressField("来源地址", null=True)
    asked_at = models.DateTimeField("什么时候要的")
    expires_at = models.DateTimeField("到期时间")
    code_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    failed_at = models.DateTimeField("没有发出的时间", null=True)
    fault = models.CharField("为什么没有发出", max_length=100, blank=True)
    tries = models.PositiveSmallIntegerField("错了几次", default=0)
    tried_at = models.DateTimeField("最近一次错", null=True)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "验证码"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=CodeWay.values()), name="code_way"),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None, code_hash="", address__isnull=False)
                | Q(sent_at__isnull=False, failed_at=None, address=None) & ~Q(code_hash="")
                | Q(sent_at=None, failed_at__isnull=False, code_hash="", address=None),
                name="code_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(sent_at__isnull=False), name="code_used_was_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["address_index", "asked_at"], name="code_to"),
            models.Index(fields=["network", "asked_at"], name="code_from"),
        ]

    def __str__(self) -> str:
        return f"验证码 {self.pk}"


class Feedback(models.Model):
    """What somebody thinks of the platform itself, signed in or not, and what became of it."""

    words = models.TextField("说了什么")
    reach = models.BinaryField("怎么找他", null=True)
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


class SignInAttempt(models.Model):
    """One try to sign in, of an account that exists or not: what the growing delay is computed from."""

    login_index = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        verbose_name = "登录尝试"
        indexes = [
            models.Index(fields=["login_index", "at"], name="attempt_of_login"),
            models.Index(fields=["address", "at"], name="attempt_of_address"),
        ]

    def __str__(self) -> str:
        return "成功" if self.succeeded else "失败"
