"""The consoles of the three administrators in the menu, and everybody's own account beside his name."""

from qinqing.domains.accounts.terms import ADMINISTRATORS, Role
from qinqing.kernel.navigation import Entry, Fixture

NAVIGATION = (
    Entry(
        "人员",
        "accounts:people",
        frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
        order=900,
        icon="users",
    ),
    Entry("单位", "accounts:units", frozenset({Role.SYSTEM_ADMIN}), order=910, icon="building"),
    Entry("令牌", "accounts:tokens", frozenset(ADMINISTRATORS), order=915, icon="key"),
    Entry(
        "安全记录",
        "accounts:log",
        frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
        order=920,
        icon="shield-lock",
    ),
)
FRAME = (
    Fixture("me_links", "accounts:own", frozenset({Role.SIGNED_IN}), "我的账号"),
    Fixture("sign_out_url", "accounts:sign_out", frozenset({Role.SIGNED_IN})),
)
