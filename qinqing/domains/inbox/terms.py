"""The words of the room: how urgent a message is, how it travels and what became of it."""

from qinqing.lib.terms import Term


class Level(Term):
    """How much a message presses."""

    CALM = "calm", "提示", "calm"
    ACT = "act", "待办", "blue"
    WARN = "warn", "提醒", "yellow"
    ALARM = "alarm", "紧急", "red"


class Channel(Term):
    """A way out of the house; the message in the app is the message itself."""

    EMAIL = "email", "电子邮件"


class DeliveryState(Term):
    """What became of a delivery."""

    WAITING = "waiting", "待发", "calm"
    SENT = "sent", "已发", "green"
    SUPPRESSED = "suppressed", "不再相关，未发", "calm"
    FAILED = "failed", "未能送达", "red"
