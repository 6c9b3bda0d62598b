"""Doors for programs: one's own messages."""

from typing import Final

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.domains.inbox import actions, queries
from qinqing.domains.inbox.models import Message
from qinqing.domains.inbox.schemas import (
    MessageLevel,
    MessageLine,
    MessagePage,
    MessagesNarrowed,
    MessagesRead,
)
from qinqing.domains.inbox.terms import Level
from qinqing.kernel import clock
from qinqing.kernel.api.bodies import Sent
from qinqing.kernel.api.operations import Number, reads, writes
from qinqing.kernel.forms import Form
from qinqing.kernel.permissions import Actor
from qinqing.lib.text import whole_number

RIGHTS: Final = {"message.fetch": "查自己的消息"}
"""What a token can be given here."""

router = Router(tags=["消息"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


@reads(router, "/messages", right="message.fetch", answers=MessagePage, name="list_messages")
def messages(request: HttpRequest, narrowed: Query[MessagesNarrowed]) -> MessagePage:
    """查自己的消息，新的在前。读列表不算看过。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.messages_of(actor, unread=narrowed.unread, before=whole_number(narrowed.after))
    return MessagePage(
        items=[_line(one) for one in found.messages],
        unread=queries.unread_count(actor),
        next=str(found.older) if found.older else None,
    )


@writes(
    router, "/messages/read", right="message.fetch", takes=Form, answers=MessagesRead, name="read_messages",
    versioned=False,
)  # fmt: skip
def read_all(request: HttpRequest, sent: Sent) -> MessagesRead:
    """把自己的消息都标为看过。"""
    return MessagesRead(read=actions.mark_all_read(actor=request.actor, now=clock.now()))  # type: ignore[attr-defined]


@writes(
    router, "/messages/{message_id}/read", right="message.fetch", takes=Form, answers=MessageLine,
    name="read_message", versioned=False,
)  # fmt: skip
def read(request: HttpRequest, message_id: Number, sent: Sent) -> MessageLine:
    """把自己的一条消息标为看过。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _line(actions.mark_read(actor=actor, message_id=message_id, now=clock.now()))


def _line(one: Message) -> MessageLine:
    return MessageLine(
        message_id=one.pk,
        level=MessageLevel(code=one.level, label=Level.label_of(one.level)),
        text=one.text,
        href=one.url,
        created_at=one.created_at,
        read_at=one.read_at,
    )
