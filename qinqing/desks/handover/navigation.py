"""The desk's place in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry

NAVIGATION = (
    Entry(
        "交接单",
        "handover:list",
        frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD, Role.OFFICER}),
        order=315,
        phone=False,
        icon="arrows-left-right",
        says="谁要离开、手上有什么、接替的人接了没有",
    ),
)
