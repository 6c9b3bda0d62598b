"""The room's place beside one's name; the list and the file of enterprises are `enterprise_file`'s."""

from qinqing.domains.accounts.terms import Role
from qinqing.kernel.navigation import Fixture

FRAME = (
    Fixture("speak_url", "enterprises:speak_for", frozenset({Role.ENTERPRISE_USER})),
    Fixture(
        "me_links",
        "enterprises:registrations",
        frozenset({Role.COORDINATOR, Role.COORDINATION_HEAD}),
        "开户申请",
    ),
)
