"""What programs are told of messages, and how they narrow them."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field


class MessagesNarrowed(Schema):
    """Which of one's own messages; nothing narrows nothing."""

    unread: bool = Field(False, description="只要没读的")
    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = Field("", description="上一页给的 next")


class MessageLevel(Schema):
    """How much a message presses."""

    code: str
    label: str


class MessageLine(Schema):
    """One message: it names a number, never the business; what it is about is asked for where it leads."""

    message_id: int
    level: MessageLevel
    text: str
    href: str = Field(description="它说的事在哪一页")
    created_at: datetime
    read_at: datetime | None


class MessagePage(Schema):
    """One page; `next` opens the one after it and is null on the last."""

    items: list[MessageLine]
    unread: int = Field(description="一共几条没读")
    next: str | None


class MessagesRead(Schema):
    """How many messages were unread until now."""

    read: int
