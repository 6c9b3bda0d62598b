"""The room's place in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry
from qinqing.kernel.permissions import Actor


def _unread(actor: Actor) -> int:
    return len(actor.ids("unread"))


NAVIGATION = (
    Entry(
        "消息",
        "inbox:list",
        frozenset({Role.SIGNED_IN}),
        order=800,
        phone=False,
        icon="bell",
        count=_unread,
        says="发给您的消息",
    ),
)
