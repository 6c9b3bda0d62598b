"""The room's places in the menu."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Entry

_READERS = (
    Role.COORDINATOR,
    Role.COORDINATION_HEAD,
    Role.PERSONNEL_VIEWER,
    Role.LEADER,
    Role.SUPERVISOR,
    Role.UNIT_HEAD,
)

NAVIGATION = (
    Entry("包联企业", "officers:paired", frozenset({Role.LEADER}), order=150, icon="building-factory-2"),
    Entry(
        "服务官",
        "officers:list",
        frozenset(_READERS),
        order=310,
        phone=False,
        icon="user-check",
        beneath=("imports:officers", "imports:assignments"),
    ),
)
