"""How somebody comes in, and when he was here."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models.people import Person
from qinqing.domains.accounts.terms import (
    MOST_TOKEN_DAYS,
    CodeWay,
)
from qinqing.kernel.sealed import IndexField, SealedField


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
    secret = SealedField("密钥")
    taken = models.BigIntegerField("用过的最后一段时间", default=0)
    confirmed_at = models.DateTimeField("启用时间")
    reset_asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="谁申请重置"
    )
    reset_asked_at = models.DateTimeField("申请重置的时间", null=True)

    class Meta:
        verbose_name = "第二重验证"
        constraints = [
            # Against any writer: a reset is asked for by another.
            models.CheckConstraint(
                condition=Q(reset_asked_by=None, reset_asked_at=None)
                | Q(reset_asked_by__isnull=False, reset_asked_at__isnull=False)
                & ~Q(reset_asked_by=F("person")),
                name="second_factor_reset_asked",
            ),
        ]

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
    waits_for_password = models.BooleanField("口令到期，等他换", default=False, db_default=False)

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
    address = SealedField("发到哪里", null=True)
    address_index = IndexField(of="address")
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


class SignInAttempt(models.Model):
    """One try to sign in, of an account that exists or not: what the growing delay is computed from."""

    login_index = IndexField()
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
