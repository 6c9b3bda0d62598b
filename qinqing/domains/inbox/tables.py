"""Columns and rows of the inbox."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.inbox.models import Message
from qinqing.domains.inbox.terms import Level
from qinqing.ui.cells import Column, Row, light, table_rows, tag, title
from qinqing.ui.formats import moment

MESSAGES = (Column("消息", "title"), Column("级别"), Column("时间", "date", labelled=True), Column("状态"))


def message_rows(messages: Iterable[Message], now: datetime) -> Markup:
    """The actor's messages; an unread one says so in a word."""
    return table_rows(MESSAGES, [_row(message, now) for message in messages])


def _row(message: Message, now: datetime) -> Row:
    level = Level[message.level.upper()]
    return Row(
        (
            title(reverse("inbox:open", args=[message.pk]), message.text, own=False),
            light(level.tone, level.label),  # type: ignore[arg-type]
            moment(message.created_at, now),
            tag("未读", "act") if message.read_at is None else tag("已读"),
        )
    )
