"""Messages and their deliveries."""

from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox.terms import Channel, DeliveryState, Level


class Message(models.Model):
    """One person is told of one event, once for each notice that concerns him."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="收件人")
    event_id = models.BigIntegerField()
    notice = models.CharField("通知", max_length=80)
    level = models.CharField("级别", max_length=10, choices=Level.choices())
    text = models.CharField("内容", max_length=200)
    url = models.CharField("去处", max_length=200)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        verbose_name = "消息"
        constraints = [
            models.UniqueConstraint(fields=["person", "event_id", "notice"], name="message_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values()), name="message_level"),
        ]
        indexes = [
            models.Index(F("person"), F("id").desc(), name="message_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(
                fields=["event_id"], condition=Q(read_at__isnull=False), name="message_read_of_event"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Delivery(models.Model):
    """One way a message goes out; a retry uses the same row, so it arrives once."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices())
    state = models.CharField("状态", max_length=12, choices=DeliveryState.choices())
    tries = models.PositiveSmallIntegerField("次数", default=0)
    at = models.DateTimeField("时间")
    not_before_at = models.DateTimeField("不早于", null=True)

    class Meta:
        verbose_name = "投递"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values()), name="delivery_channel"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values()), name="delivery_state"),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class ReachingWish(models.Model):
    """How somebody wants letters to reach him; who said nothing is reached at once."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+", verbose_name="谁")
    daily = models.BooleanField("每天汇总一封")
    daily_at = models.PositiveSmallIntegerField("几点发汇总")
    quiet = models.BooleanField("有免打扰时段")
    quiet_from = models.PositiveSmallIntegerField("免打扰从")
    quiet_until = models.PositiveSmallIntegerField("免打扰到")

    class Meta:
        verbose_name = "收信方式"
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_at__lt=24, quiet_from__lt=24, quiet_until__lt=24), name="reaching_hours"
            ),
            models.CheckConstraint(
                condition=Q(quiet=False) | ~Q(quiet_from=F("quiet_until")), name="reaching_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return "每天汇总" if self.daily else "一有就发"
